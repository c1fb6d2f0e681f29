import { type Element, xml } from "./link/xml.js";

export { errorElement, stanzaErrorOf } from "./link/stanza-errors.js";
export { type Element, xml };

/** A child in the stanza's own namespace. */
export function ownChild(stanza: Element, name: string): Element | undefined {
  return ownChildren(stanza, name)[0];
}

export function ownChildren(stanza: Element, name: string): Element[] {
  return stanza
    .getChildren(name)
    .filter((child) => child.attrs.xmlns === undefined || child.getNS() === stanza.getNS());
}

/** Undefined for the empty text. */
export function nonEmpty(text: string | null | undefined): string | undefined {
  return text === null || text === "" ? undefined : text;
}

/** Text of a child, where there is one that says something. */
export function childText(
  element: Element | undefined,
  name: string,
  namespace?: string,
): string | undefined {
  return nonEmpty(element?.getChild(name, namespace)?.getText());
}

/** An element with a text, or nothing for no text. */
export function textElement(name: string, text: string | undefined): Element | undefined {
  return text === undefined ? undefined : xml(name, {}, text);
}
