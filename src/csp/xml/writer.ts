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

/**
 * Writes a document as XML: no declaration, no document type, start and end tag for empty elements. The only
 * place that makes XML: what it writes is well-formed Unicode and legal XML 1.0.
 */
export class XmlWriter implements Sink {
  readonly #open: string[] = [];
  #text = "";

  open({ name }: Tag, attributes: readonly Attribute[] | undefined): void {
    this.#open.push(name);
    this.#text += `<${name}`;
    for (const attribute of attributes ?? []) {
      this.#text += ` ${attribute.name}="${escapeText(attribute.value, /[&<>"\t\n\r]/g)}"`;
    }
    this.#text += ">";
  }

  text(value: string): void {
    this.#text += escapeText(value, /[&<>\r]/g);
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
