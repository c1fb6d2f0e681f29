import { type Element, xml } from "@xmpp/component";

/** What XML 1.0 section 2.2 forbids, lone surrogates included. */
const ILLEGAL = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** Replaces by U+FFFD what XML cannot hold: one such character closes the whole stream. */
export function cleanText(text: string): string {
  return text.replace(ILLEGAL, "\u{FFFD}");
}

/** A copy of an element with all texts and attributes clean. */
export function cleanElement(element: Element): Element {
  const copy = new xml.Element(element.name);
  for (const [name, value] of Object.entries(element.attrs)) {
    if (value !== undefined && value !== null) copy.attrs[name] = cleanText(String(value));
  }
  for (const child of element.children) {
    copy.append(typeof child === "object" && child !== null ? cleanElement(child) : cleanText(String(child)));
  }
  return copy;
}
