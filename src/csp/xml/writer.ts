import type { Attribute } from "../generic.js";
import { plainOctets } from "../octets.js";
import type { Tag } from "../schema/registry.js";
import { leafInSteps, type Sink } from "../sink.js";
import { legalText } from "../values.js";

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

const escapeText = (text: string, pattern: RegExp) =>
  legalText(text).replace(pattern, (sign) => ESCAPES[sign] ?? sign);

/** What parsers tell in pieces, even without a line break: references, and characters that take two units. */
const IN_PIECES = /[&<]|\]\]>|[\u{10000}-\u{10FFFF}]/u;
/** Code units that fit into any parser's buffer, wherever in the document they stand. */
const LONG = 4096;

/**
 * A text that a parser tells in one piece, at the price of its line breaks. A section is told whole by Java's own
 * parser, and by Expat unless it holds line breaks or square brackets.
 */
function inOnePiece(value: string): string {
  const text = legalText(value).replace(/\r\n?|\n/g, " ");
  if (text.length <= LONG && !IN_PIECES.test(text)) return text;
  return `<![CDATA[${text.replaceAll("]]>", "]] >")}]]>`;
}

/**
 * Writes a document as XML: no declaration, no document type, start and end tag for empty elements. The only
 * place that makes XML: what it writes is well-formed Unicode and legal XML 1.0.
 */
export class XmlWriter implements Sink {
  readonly #open: string[] = [];
  readonly #wholeTexts: boolean;
  #text = "";

  /** @param wholeTexts each text in one piece, for a client that keeps the last piece only */
  constructor({ wholeTexts = false }: { readonly wholeTexts?: boolean } = {}) {
    this.#wholeTexts = wholeTexts;
  }

  open({ name }: Tag, attributes: readonly Attribute[] | undefined): void {
    this.#open.push(name);
    this.#text += `<${name}`;
    for (const attribute of attributes ?? []) {
      this.#text += ` ${attribute.name}="${escapeText(attribute.value, /[&<>"\t\n\r]/g)}"`;
    }
    this.#text += ">";
  }

  text(value: string): void {
    this.#text += this.#wholeTexts ? inOnePiece(value) : escapeText(value, /[&<>\r]/g);
  }

  integer(value: number): void {
    this.#text += String(value);
  }

  close(): void {
    this.#text += `</${this.#open.pop()}>`;
  }

  leaf(tag: Tag, value: string | number): void {
    leafInSteps(this, tag, value);
  }

  /** The whole document. */
  document(): string {
    return this.#text;
  }

  /** The whole document in UTF-8. */
  bytes(): Uint8Array {
    return plainOctets(Buffer.from(this.#text, "utf8"));
  }
}
