import { type Element, xml } from "@xmpp/component";
import { StanzaError } from "../operations.js";

/** What XML 1.0 section 2.2 forbids, lone surrogates included. */
const ILLEGAL = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** Replaces by U+FFFD what XML cannot hold: one such character closes the whole stream. */
export function cleanText(text: string): string {
  return text.replace(ILLEGAL, "\u{FFFD}");
}

/** ASCII is enough for the names that XMPP uses. */
const NAME = /^[A-Za-z_][\w.:-]*$/;

/** A copy of an element with all texts and attributes clean. @throws StanzaError policy-violation for an illegal name */
export function cleanElement(element: Element): Element {
  const copy = new xml.Element(legalName(element.name));
  for (const [name, value] of Object.entries(element.attrs)) {
    if (value !== undefined) copy.attrs[legalName(name)] = cleanText(value);
  }
  for (const child of element.children) {
    copy.append(typeof child === "string" ? cleanText(child) : cleanElement(child));
  }
  return copy;
}

function legalName(name: string): string {
  if (!NAME.test(name)) throw new StanzaError("policy-violation", "a name that XML cannot hold");
  return name;
}
