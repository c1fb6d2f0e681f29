import { wbxmlTokens } from "../generated/wbxml-tokens.js";
import { type NamespaceRole, VERSIONS, type Version } from "../version.js";
import type { Child, CodePage, Element, ElementShape, ElementType, Multiplicity } from "./dsl.js";
import { Envelope, TransactionContent } from "./envelope.js";
import { PRIMITIVES } from "./index.js";
import { UNPLACED } from "./unplaced.js";

/** How the octets of an element are to be read when nothing is known of its place. */
export type WireType = "text" | "binary" | "integer" | "integerOrText" | "boolean" | "dateTime";

/** An element's name, shared by all declarations that bear it. */
export interface Tag {
  /** Number of the name, dense from 0; -1 for a name that no declaration bears. */
  readonly id: number;
  readonly name: string;
  readonly page: CodePage | undefined;
  readonly wire: WireType;
}

/** An element at its place, as the builder and the writers use it. */
export interface Slot {
  readonly element: Node;
  readonly name: string;
  readonly multiplicity: Multiplicity;
  readonly required: boolean;
  readonly list: boolean;
  /** Its bit in the masks of its parent; 0 for the children of TransactionContent, of which there is one. */
  readonly bit: number;
  /** The versions in which it may be written, as bits; see `versionBit`. */
  readonly versions: number;
}

/** A declared element with the look-ups that the codecs need. */
export interface Node {
  readonly tag: Tag;
  readonly element: Element;
  readonly type: ElementType;
  readonly isStruct: boolean;
  readonly bareText: boolean;
  /** The namespace that the element declares, by its role. */
  readonly namespace: NamespaceRole | undefined;
  /** How an integer is written inline; see `Leaf.inline`. */
  readonly inline: "always" | "handset" | undefined;
  /** True of a primitive, whose decoded value tells its name as `kind`. */
  readonly isPrimitive: boolean;
  /** True of what stands around a primitive. */
  readonly isEnvelope: boolean;
  /** True of TransactionContent, whose child is one of the primitives. */
  readonly isContent: boolean;
  /** Children in the order in which they are written. */
  readonly slots: readonly Slot[];
  /** Of these, the children that may be written in each version of `VERSIONS`. */
  readonly writable: readonly (readonly Slot[])[];
  /** By tag id: index into `slots` plus one; 0 where the child is not expected here. */
  readonly slotByTag: Uint8Array;
  /** The bits of the children that must be there. */
  readonly requiredMask: number;
  readonly anyOf: readonly string[];
  /** The bits of the children of which one must be there; 0 where there is no such rule. */
  readonly anyOfMask: number;
  /** Known texts of an enumeration, by themselves and by their lower-case form. */
  readonly values: ReadonlyMap<string, string>;
}

/** The bit of a version in `Slot.versions`. */
export function versionBit(version: Version): number {
  return version === "1.1" ? 1 : version === "1.2" ? 2 : 4;
}

interface Row {
  readonly in?: readonly Version[];
  readonly read?: readonly Version[];
}

/** Versions that do not define an element but have a token for it, since phones send it all the same. */
function tolerated(element: ElementShape): readonly Version[] {
  const { name, page } = element;
  const tags: Readonly<Record<string, number | Row>> = wbxmlTokens.pages[page].tags;
  const row = tags[name];
  if (row === undefined) return [];
  if (typeof row === "number") return VERSIONS;
  // What only clients send needs to be written by clients alone.
  const isSent = !("direction" in element && element.direction === "S>C");
  return [...(row.in ?? VERSIONS), ...(isSent ? (row.read ?? []) : [])];
}

/**
 * The versions in which a child may be written. What a client of a version was seen to send can be written
 * again; a range declared at the place itself holds as it stands.
 */
function writable({ element, versions }: Child): number {
  return versions === element.versions ? bits([...versions, ...tolerated(element)]) : bits(versions);
}

function bits(versions: readonly Version[]): number {
  return versions.reduce((mask, version) => mask | versionBit(version), 0);
}

function collect(roots: readonly Element[]): Element[] {
  const found = new Set<Element>();
  const visit = (element: Element) => {
    if (found.has(element)) return;
    found.add(element);
    if ("children" in element) for (const { element: child } of element.children) visit(child as Element);
  };
  roots.forEach(visit);
  return [...found];
}

function wireType(types: readonly ElementType[]): WireType {
  if (types.includes("integer")) return "integer";
  const [first, ...rest] = types;
  const same = rest.every((type) => type === first);
  const isWireType =
    first === "boolean" || first === "dateTime" || first === "binary" || first === "integerOrText";
  return same && isWireType ? first : "text";
}

function makeTags(elements: readonly Element[]): Map<string, Tag> {
  const declarations = new Map<string, Element[]>();
  for (const element of elements) {
    declarations.set(element.name, [...(declarations.get(element.name) ?? []), element]);
  }
  const tags = new Map<string, Tag>();
  for (const [name, same] of declarations) {
    const wire = wireType(same.map(({ type }) => type));
    tags.set(name, { id: tags.size, name, page: same[0]?.page, wire });
  }
  return tags;
}

const declared: readonly Element[] = collect([Envelope, ...PRIMITIVES, ...UNPLACED]);
const tagByName = makeTags(declared);
const aliases = new Map(
  Object.entries<readonly string[]>(wbxmlTokens.tagAliases).flatMap(([name, others]) =>
    others.map((other) => [other, tagByName.get(name)] as const),
  ),
);

/** The tag of an element name or of one of its other spellings; undefined if no declaration bears it. */
export function tagOf(name: string): Tag | undefined {
  return tagByName.get(name) ?? aliases.get(name);
}

/** The tag of a name that nothing declares: a vendor's element, say. */
export function foreignTag(name: string): Tag {
  return { id: -1, name, page: undefined, wire: "text" };
}

/** Every tag, by its id. */
export const TAGS: readonly Tag[] = [...tagByName.values()];

/** Every declaration. */
export const ELEMENTS: readonly Element[] = declared;

const envelopeElements: ReadonlySet<Element> = new Set(collect([Envelope]));

function requireTag(name: string): Tag {
  const tag = tagByName.get(name);
  if (tag === undefined) throw new Error(`element ${name} is not declared`);
  return tag;
}

const MOST_CHILDREN = 32;

function bitOf(index: number, { element, multiplicity }: Child): number {
  if (index < MOST_CHILDREN) return 1 << index;
  const isCounted = multiplicity !== "many" && !("primitive" in element);
  if (isCounted) throw new Error(`${element.name} is one child more than the masks of a struct have bits`);
  return 0;
}

function makeSlot(child: Child, index: number, nodes: Map<Element, Node>): Slot {
  const { element, multiplicity } = child;
  return {
    bit: bitOf(index, child),
    element: makeNode(element as Element, nodes),
    name: element.name,
    multiplicity,
    required: multiplicity === "one" || multiplicity === "some",
    list: multiplicity === "many" || multiplicity === "some",
    versions: writable(child),
  };
}

function childrenOf(element: Element): readonly Child[] {
  if (element === (TransactionContent as Element)) {
    return PRIMITIVES.map((primitive) => ({
      element: primitive,
      multiplicity: "optional",
      versions: primitive.versions,
    }));
  }
  return "children" in element ? element.children : [];
}

/** The spellings in which a value is known: its own, and in lower case unless case counts. */
function spellings(element: Element, value: string): readonly string[] {
  return "exact" in element && element.exact === true ? [value] : [value, value.toLowerCase()];
}

const maskOf = (slots: readonly Slot[]) => slots.reduce((mask, { bit }) => mask | bit, 0);

function makeNode(element: Element, nodes: Map<Element, Node>): Node {
  const known = nodes.get(element);
  if (known !== undefined) return known;
  const slots = childrenOf(element).map((child, index) => makeSlot(child, index, nodes));
  const slotByTag = new Uint8Array(tagByName.size);
  slots.forEach((slot, index) => {
    slotByTag[slot.element.tag.id] = index + 1;
  });
  const values = element.type === "enumeration" && "values" in element ? element.values : [];
  const anyOf = "anyOf" in element ? element.anyOf : [];
  const node: Node = {
    tag: requireTag(element.name),
    element,
    type: element.type,
    isStruct: element.type === "struct",
    bareText: "bareText" in element && element.bareText === true,
    namespace: "namespace" in element ? element.namespace : undefined,
    inline: "inline" in element ? element.inline : undefined,
    isPrimitive: "primitive" in element,
    isEnvelope: envelopeElements.has(element) && element !== (TransactionContent as Element),
    isContent: element === (TransactionContent as Element),
    slots,
    writable: VERSIONS.map((version) =>
      slots.filter(({ versions }) => (versions & versionBit(version)) !== 0),
    ),
    slotByTag,
    requiredMask: maskOf(slots.filter((slot) => slot.required)),
    anyOf,
    anyOfMask: maskOf(slots.filter(({ name }) => anyOf.includes(name))),
    values: new Map(
      values.flatMap((value) => spellings(element, value).map((text) => [text, value] as const)),
    ),
  };
  nodes.set(element, node);
  return node;
}

const nodes = new Map<Element, Node>();

/** The document element of every message with a session. */
export const ENVELOPE: Node = makeNode(Envelope, nodes);

const contentNode = makeNode(TransactionContent, nodes);
const primitiveNodes: ReadonlyMap<string, Node> = new Map(
  contentNode.slots.map(({ element }) => [element.tag.name, element]),
);

/** The node of a primitive; undefined for a name that is none. */
export function primitiveNode(name: string): Node | undefined {
  return primitiveNodes.get(name);
}

const primitiveVersions: ReadonlyMap<Node, number> = new Map(
  contentNode.slots.map(({ element, versions }) => [element, versions]),
);

/** Whether a primitive may be written in a version. */
export function isWritable(primitive: Node, version: Version): boolean {
  return ((primitiveVersions.get(primitive) ?? 0) & versionBit(version)) !== 0;
}

/** The node of a document element: the envelope, or a primitive that is a document of its own. */
export function rootNode(tag: Tag): Node | undefined {
  if (tag === ENVELOPE.tag) return ENVELOPE;
  const node = primitiveNodes.get(tag.name);
  return node?.namespace === undefined ? undefined : node;
}

/** The node of a child at its place; undefined if it is not expected there. */
export function childNode(parent: Node | undefined, tag: Tag): Node | undefined {
  return slotOf(parent, tag)?.element;
}

/** The slot of a child at its place; undefined if it is not expected there. */
export function slotOf(parent: Node | undefined, tag: Tag): Slot | undefined {
  if (parent === undefined || tag.id < 0) return undefined;
  const index = parent.slotByTag[tag.id];
  return index === undefined || index === 0 ? undefined : parent.slots[index - 1];
}
