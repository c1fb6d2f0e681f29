import { serviceTree } from "./generated/service-tree.js";
import type { PrimitiveName } from "./schema/index.js";
import type { Version } from "./version.js";

/** A tree of functions as `Functions` and `AllFunctions` hold it: by element name, in wire order; leaves are empty. */
export interface FunctionTree {
  readonly [element: string]: FunctionTree;
}

interface LeafRow {
  readonly in?: readonly Version[];
  readonly covers: readonly string[];
}

/** The shape of `mappings/csp/service-tree.yaml`, which explains each key; an operator's override has it too. */
export interface ServiceTree {
  readonly root: string;
  readonly shortForms: Readonly<Record<string, string>>;
  readonly refusedTogether: Readonly<Record<string, string>>;
  readonly features: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, LeafRow>>>>>>;
}

type KeysOfMembers<T> = T extends unknown ? { [K in keyof T]: keyof T[K] }[keyof T] : never;
type Features = typeof serviceTree.features;

/** A leaf of the tree: the smallest function that can be agreed. */
export type Leaf = KeysOfMembers<Features[keyof Features]>;

/** What a Service-Request says, and what the server can do. */
export interface ServiceQuery {
  /** Content of `Functions`; left out where the request has none. */
  readonly functions?: FunctionTree;
  /** `AllFunctionsRequest`: the phone also wants to see everything that the server offers. */
  readonly allFunctionsRequest: boolean;
  readonly version: Version;
  /** May name leaves of other versions, which are passed over. */
  readonly supported: ReadonlySet<Leaf>;
}

/** What was agreed, and the two trees of the Service-Response; a tree that is left out is not to be sent. */
export interface ServiceAgreement {
  /** In wire order. Requests for any other leaf get status 506. */
  readonly agreed: ReadonlySet<Leaf>;
  /** Content of `Functions`: what was asked for and is refused. */
  readonly notAvailable?: FunctionTree;
  /** Content of `AllFunctions`. */
  readonly allFunctions?: FunctionTree;
}

interface Place {
  readonly leaf: string;
  readonly group: string;
  readonly feature: string;
  readonly covers: readonly string[];
}

/** Every leaf that a version has, with its place, in wire order. */
function placesIn(version: Version, tree: ServiceTree): readonly Place[] {
  return Object.entries(tree.features).flatMap(([feature, groups]) =>
    Object.entries(groups).flatMap(([group, leaves]) =>
      Object.entries(leaves)
        .filter(([, row]) => row.in === undefined || row.in.includes(version))
        .map(([leaf, { covers }]) => ({ leaf, group, feature, covers })),
    ),
  );
}

/** The leaves of a version, in wire order. */
export function leavesOf(version: Version, tree: ServiceTree = serviceTree): readonly Leaf[] {
  return placesIn(version, tree).map(({ leaf }) => leaf as Leaf);
}

/**
 * The leaf that must be agreed before a primitive may be used in a version.
 * @returns undefined for primitives that need no agreement, such as SendMessage-Request
 */
export function leafFor(
  primitive: PrimitiveName,
  version: Version,
  tree: ServiceTree = serviceTree,
): Leaf | undefined {
  return placesIn(version, tree).find(({ covers }) => covers.includes(primitive))?.leaf as Leaf | undefined;
}

function isEmpty(tree: FunctionTree): boolean {
  return Object.keys(tree).length === 0;
}

/** The places that a name stands for when it comes without children: a leaf, or everything in a branch. */
function branchOf(name: string, places: readonly Place[], tree: ServiceTree): readonly Place[] {
  if (name === tree.root) return places;
  const feature = Object.hasOwn(tree.shortForms, name) ? tree.shortForms[name] : name;
  return places.filter((place) => [place.leaf, place.group, place.feature].includes(feature ?? name));
}

/**
 * The places that a tree of functions names. Leaves count wherever they stand, since their parents are not
 * certain in all versions; names that the version does not have count for nothing.
 */
function namedBy(functions: FunctionTree, places: readonly Place[], tree: ServiceTree): ReadonlySet<Place> {
  return new Set(
    Object.entries(functions).flatMap(([name, children]) =>
      isEmpty(children) ? branchOf(name, places, tree) : [...namedBy(children, places, tree)],
    ),
  );
}

const LEVELS = ["feature", "group", "leaf"] as const;

/**
 * Makes a tree of places. A branch below the root that would hold every leaf listed in `whole` is written as
 * an empty element; without `whole`, all leaves are written out.
 */
function grow(places: readonly Place[], whole: readonly Place[] = [], depth = 0): FunctionTree {
  const level = LEVELS[depth];
  if (level === undefined) return {};
  const names = new Set(places.map((place) => place[level]));
  const branches = [...names].map((name): [string, FunctionTree] => {
    const inBranch = (place: Place) => place[level] === name;
    const chosen = places.filter(inBranch);
    const isWhole = chosen.length === whole.filter(inBranch).length;
    return [name, isWhole ? {} : grow(chosen, whole, depth + 1)];
  });
  return Object.fromEntries(branches);
}

/** Adds the groups that phones expect to see refused together with a group of which nothing is left. */
function withCompanions(
  refused: readonly Place[],
  wanted: ReadonlySet<Place>,
  tree: ServiceTree,
): ReadonlySet<Place> {
  const companions = Object.entries(tree.refusedTogether).flatMap(([group, companion]) => {
    const asked = [...wanted].filter((place) => place.group === group);
    const isGone = asked.length > 0 && asked.every((place) => refused.includes(place));
    return isGone ? [...wanted].filter((place) => place.group === companion) : [];
  });
  return new Set([...refused, ...companions]);
}

/**
 * Negotiates services: a request for an element without children asks for its whole branch, and one that
 * names nothing at all asks for everything.
 * @throws RangeError when AllFunctionsRequest is set and nothing that is supported exists in the version: an
 *   empty answer is not permitted (Android IM never gets past it)
 */
export function negotiateServices(query: ServiceQuery, tree: ServiceTree = serviceTree): ServiceAgreement {
  const places = placesIn(query.version, tree);
  const isSupported = (place: Place) => query.supported.has(place.leaf as Leaf);
  const offered = places.filter(isSupported);
  if (query.allFunctionsRequest && offered.length === 0) {
    throw new RangeError(`No supported function exists in CSP ${query.version}.`);
  }

  const asked = query.functions ?? {};
  const wanted = isEmpty(asked) ? new Set(places) : namedBy(asked, places, tree);
  const lacking = places.filter((place) => wanted.has(place) && !isSupported(place));
  const refused = withCompanions(lacking, wanted, tree);
  const agreed = offered.filter((place) => wanted.has(place) && !refused.has(place));
  const notAvailable = places.filter((place) => refused.has(place));
  return {
    agreed: new Set(agreed.map(({ leaf }) => leaf as Leaf)),
    // Phones read an empty Functions, or an empty root in it, as a refusal of everything.
    ...(notAvailable.length > 0 && { notAvailable: { [tree.root]: grow(notAvailable, places) } }),
    ...(query.allFunctionsRequest && { allFunctions: { [tree.root]: grow(offered) } }),
  };
}
