import type { GenericElement } from "../generic.js";
import { asText, formatValue, misshapen, type Place, type Value } from "./value.js";

/** An element with text; an empty text is none, as in XML. */
export function leaf(name: string, text: string): GenericElement {
  return text === "" ? { name } : { name, text };
}

export function struct(name: string, children: readonly GenericElement[]): GenericElement {
  return children.length === 0 ? { name } : { name, children };
}

export function childrenOf({ children = [] }: GenericElement): readonly GenericElement[] {
  return children;
}

export function child(element: GenericElement, name: string): GenericElement | undefined {
  return childrenOf(element).find((each) => each.name === name);
}

/** The text of a child; undefined where there is no such child. */
export function childText(element: GenericElement, name: string): string | undefined {
  const found = child(element, name);
  return found && (found.text ?? "");
}

/** The code at the head of a group. */
export function codeIn(value: Value, place: Place): string {
  const code = asText(value, place);
  if (/^[A-Za-z]{2}$/.test(code)) return code;
  throw misshapen(place, "built of codes of two letters");
}

/** An unknown code and what goes with it, as the element that the message builder reports. */
export function unknownCode(code: string, rest: readonly Value[]): GenericElement {
  return leaf(code.toUpperCase(), rest.map(formatValue).join(","));
}

/** A list, or the empty text for one without members, which the client can read where it takes no empty group. */
export function listOrNothing(members: readonly Value[]): Value {
  return members.length === 0 ? "" : members;
}
