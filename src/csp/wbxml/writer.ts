import type { Attribute } from "../generic.js";
import { childNode, type Node, rootNode, type Tag } from "../schema/registry.js";
import { leafInSteps, type Sink } from "../sink.js";
import { isInteger } from "../values.js";
import type { Version } from "../version.js";
import { type AttributeStart, type Codebook, codebookOf } from "./codebook.js";
import { dateTimeOctets } from "./opaque.js";
import { Output, StringTableDraft } from "./output.js";
import type { WbxmlProfile } from "./profile.js";
import { CODE, HAS_ATTRIBUTES, HAS_CONTENT, Token } from "./tokens.js";

const WBXML_1_3 = 0x03;
const UTF_8_MIB = 106;
const HEADER_LENGTH = 4;
/** Android's parser gets so many octets at a time, and forgets a text that ends where they end. */
const PIECE = 1024;

interface Open {
  readonly tag: Tag;
  readonly node: Node | undefined;
  /** Where its tag token stands. */
  readonly start: number;
  readonly outer: Open | undefined;
  /** Whether the content bit of the tag token is set. */
  hasContent: boolean;
}

/** Writes a document as WBXML 1.3 in UTF-8. Names without a token become literals in the string table. */
export class WbxmlWriter implements Sink {
  readonly #codebook: Codebook;
  readonly #profile: WbxmlProfile;
  readonly #wholeTexts: boolean;
  readonly #body = new Output();
  readonly #table = new StringTableDraft();
  #top: Open | undefined;
  #page = 0;

  /** @param wholeTexts no text ends with a piece, for a client that would lose it */
  constructor(version: Version, profile: WbxmlProfile, wholeTexts = false) {
    this.#codebook = codebookOf(version);
    this.#profile = profile;
    this.#wholeTexts = wholeTexts;
    this.#body.octet(WBXML_1_3);
    // Public identifier and character set are below 128, one octet each.
    this.#body.octet(this.#codebook.publicId);
    this.#body.octet(UTF_8_MIB);
    // The length of the string table, which is empty unless a name without a token comes up.
    this.#body.octet(0);
  }

  open(tag: Tag, attributes: readonly Attribute[] | undefined): void {
    const outer = this.#top;
    if (outer !== undefined) this.#markContent(outer);
    const node = outer === undefined ? rootNode(tag) : childNode(outer.node, tag);
    const hasAttributes = attributes !== undefined && attributes.length > 0;
    const start = this.#startTag(tag, hasAttributes ? HAS_ATTRIBUTES : 0);
    this.#top = { tag, node, start, outer, hasContent: false };
    if (hasAttributes) this.#attributes(attributes);
  }

  text(value: string): void {
    const top = this.#top;
    if (value === "" || top === undefined) return;
    this.#markContent(top);
    this.#text(value, top.node, top.tag);
  }

  integer(value: number): void {
    const top = this.#top;
    if (top === undefined) return;
    this.#markContent(top);
    this.#integer(value, top.node);
  }

  close(): void {
    if (this.#top?.hasContent === true) this.#body.octet(Token.END);
    this.#top = this.#top?.outer;
  }

  leaf(tag: Tag, value: string | number): void {
    const outer = this.#top;
    if (outer === undefined || value === "") {
      leafInSteps(this, tag, value);
      return;
    }
    this.#markContent(outer);
    const node = childNode(outer.node, tag);
    const start = this.#body.length;
    const page = this.#page;
    this.#startWithContent(tag, value, node);
    if (this.#wholeTexts && this.#body.length % PIECE === 0) {
      // A switch to the page that is current anyway moves the text on.
      this.#body.length = start;
      this.#switchTo(page);
      this.#startWithContent(tag, value, node);
    }
    this.#body.octet(Token.END);
  }

  /** The whole document. */
  bytes(): Uint8Array {
    if (this.#table.isEmpty) return this.#body.result();
    const document = new Output();
    const body = this.#body.result();
    document.all(body.subarray(0, HEADER_LENGTH - 1));
    this.#table.writeTo(document);
    document.all(body.subarray(HEADER_LENGTH));
    return document.result();
  }

  #startWithContent(tag: Tag, value: string | number, node: Node | undefined): void {
    this.#startTag(tag, HAS_CONTENT);
    if (typeof value === "number") this.#integer(value, node);
    else this.#text(value, node, tag);
  }

  #markContent(open: Open): void {
    if (open.hasContent) return;
    open.hasContent = true;
    const { octets } = this.#body;
    octets[open.start] = (octets[open.start] ?? 0) | HAS_CONTENT;
  }

  /** Writes a tag token and returns where it stands. */
  #startTag(tag: Tag, flags: number): number {
    const token = tag.id < 0 ? -1 : (this.#codebook.tokenByTag[tag.id] ?? -1);
    if (token < 0) return this.#literal(tag.name, flags);
    const page = token >> 6;
    if (page !== this.#page) this.#switchTo(page);
    this.#body.octet((token & CODE) | flags);
    return this.#body.length - 1;
  }

  #switchTo(page: number): void {
    this.#body.octet(Token.SWITCH_PAGE);
    this.#body.octet(page);
    this.#page = page;
  }

  #literal(name: string, flags: number): number {
    const start = this.#body.length;
    this.#body.octet(Token.LITERAL | flags);
    this.#body.multiByte(this.#table.indexOf(name));
    return start;
  }

  #text(value: string, node: Node | undefined, tag: Tag): void {
    if (tag.wire === "integer" && isInteger(value)) {
      this.#integer(Number(value), node);
      return;
    }
    const token = this.#valueToken(value, node, tag);
    const octets = tag.wire === "dateTime" ? this.#dateTime(value) : undefined;
    if (token !== undefined) {
      this.#body.octet(Token.EXT_T_0);
      this.#body.multiByte(token);
    } else if (octets !== undefined) this.#body.opaque(octets);
    else this.#body.inlineString(value);
  }

  #attributes(attributes: readonly Attribute[]): void {
    const [only] = attributes;
    if (attributes.length === 1 && only?.name === "xmlns") {
      const octets = this.#codebook.declarations.get(only.value);
      if (octets !== undefined) {
        this.#body.all(octets);
        return;
      }
    }
    for (const { name, value } of attributes) {
      const start = this.#attributeStart(name, value);
      if (start === undefined) {
        this.#body.octet(Token.LITERAL);
        this.#body.multiByte(this.#table.indexOf(name));
      } else this.#body.octet(start.token);
      const rest = start === undefined ? value : value.slice(start.prefix.length);
      if (rest !== "") this.#body.inlineString(rest);
    }
    this.#body.octet(Token.END);
  }

  #attributeStart(name: string, value: string): AttributeStart | undefined {
    let best: AttributeStart | undefined;
    for (const start of this.#codebook.attributes.values()) {
      const fits = start.name === name && value.startsWith(start.prefix);
      if (fits && start.prefix.length > (best?.prefix.length ?? -1)) best = start;
    }
    return best;
  }

  #valueToken(value: string, node: Node | undefined, tag: Tag): number | undefined {
    if (this.#profile.valueTokens === "any") return this.#tokenUnder(tag, value);
    if (node?.type === "boolean" || (node === undefined && tag.wire === "boolean")) {
      return this.#codebook.valueTokens.get(value);
    }
    if (node?.type !== "enumeration" || node.inline === "handset") return undefined;
    const known = node.values.get(value) ?? node.values.get(value.toLowerCase());
    if (known === undefined) return undefined;
    return this.#codebook.valueTokens.get(value) ?? this.#codebook.valueTokens.get(known);
  }

  /** The token of any text, unless it would be read as something else in this element. */
  #tokenUnder(tag: Tag, value: string): number | undefined {
    const token = this.#codebook.valueTokens.get(value);
    const override = token === undefined ? undefined : this.#codebook.overrides.get(token);
    return override?.element === tag.name ? undefined : token;
  }

  #integer(value: number, node: Node | undefined): void {
    const inline = node?.inline;
    if (node?.type === "integerOrText") {
      this.#body.inlineString(String(value));
      return;
    }
    const asText = inline === "always" || (inline === "handset" && this.#profile.integers === "declared");
    if (asText) this.#body.inlineString(String(value));
    else this.#body.opaqueInteger(value);
  }

  #dateTime(text: string): Uint8Array | undefined {
    const { dateTimes } = this.#profile;
    if (dateTimes === "inline") return undefined;
    const octets = dateTimeOctets(text);
    if (dateTimes === "opaque") return /[A-Z]$/.test(text) ? octets : undefined;
    return text.endsWith("Z") || /[-:+]/.test(text) ? undefined : octets;
  }
}
