import { type FieldsOf, PRIMITIVES } from "../../csp/index.js";

/** Presence attributes with their values, as one PresenceSubList holds them. */
export type AttributeList = FieldsOf<"UpdatePresence-Request">["PresenceSubList"];

/** Element name of a presence attribute. */
export type AttributeName = keyof AttributeList;

interface Declared {
  readonly name: string;
  readonly type: string;
}

function partsOf(element: object): readonly Declared[] {
  const children =
    "children" in element ? (element.children as readonly { readonly element: Declared }[]) : [];
  return children.map((child) => child.element);
}

const declared: readonly Declared[] = PRIMITIVES.filter(({ name }) => name === "UpdatePresence-Request")
  .flatMap(partsOf)
  .flatMap(partsOf);

/** All presence attributes of CSP, as its schema declares them. */
export const ATTRIBUTE_NAMES = declared.map(({ name }) => name as AttributeName);

/** What the PresenceValue of an attribute holds; undefined for an attribute that has parts instead. */
export function valueType(attribute: AttributeName): "boolean" | "text" | undefined {
  const value = declared
    .filter(({ name }) => name === attribute)
    .flatMap(partsOf)
    .find(({ name }) => name === "PresenceValue");
  if (value === undefined) return undefined;
  return value.type === "boolean" ? "boolean" : "text";
}
