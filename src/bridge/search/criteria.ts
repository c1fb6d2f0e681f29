import { PRIMITIVES } from "../../csp/index.js";
import { Refusal, type RequestOf } from "../../handsets/index.js";
import type { GroupCriterion, GroupElement } from "./ports.js";

type SearchRequest = RequestOf<"Search-Request">;
type Element = NonNullable<NonNullable<SearchRequest["SearchPairList"]>[number]["SearchElement"]>;

/** What is searched for, all of which has to be met. */
export type Criteria =
  | { readonly of: "groups"; readonly all: readonly GroupCriterion[] }
  | { readonly of: "users"; readonly all: readonly { readonly element: Element; readonly text: string }[] };

interface Declared {
  readonly name: string;
  readonly children?: readonly { readonly element: Declared }[];
  readonly values?: readonly string[];
}

function valuesOf({ name, children = [], values = [] }: Declared): readonly string[] {
  return name === "SearchElement" ? values : children.flatMap(({ element }) => valuesOf(element));
}

const declared: readonly Declared[] = PRIMITIVES;

/** All that can be searched by, in any version of CSP. */
const ELEMENTS = new Set(declared.filter(({ name }) => name === "Search-Request").flatMap(valuesOf));

const isOfGroups = (element: Element): element is GroupElement => element.startsWith("GROUP_");

/**
 * The pairs of a search: one in each list, or in CSP 1.3 several in one.
 * @throws Refusal bad-parameter; service-not-supported for what CSP 1.3 calls an advanced search
 */
export function readCriteria({ SearchPairList, AdvancedCriteria }: SearchRequest): Criteria {
  if (AdvancedCriteria !== undefined) throw new Refusal("service-not-supported");
  const pairs = (SearchPairList ?? []).flatMap(({ SearchPair, ...pair }) => [
    ...(SearchPair ?? []),
    ...(pair.SearchElement === undefined ? [] : [pair]),
  ]);
  const all = pairs.map(({ SearchElement: element, SearchString: text }) => {
    if (element === undefined || text === undefined) throw new Refusal("bad-parameter");
    if (!ELEMENTS.has(element)) throw new Refusal("bad-parameter", "SearchElement is not known");
    return { element, text: text.trim() };
  });
  const ofGroups = all.flatMap(({ element, text }) => (isOfGroups(element) ? [{ element, text }] : []));
  if (all.length === 0 || (ofGroups.length > 0 && ofGroups.length < all.length))
    throw new Refusal("bad-parameter");
  return ofGroups.length > 0 ? { of: "groups", all: ofGroups } : { of: "users", all };
}
