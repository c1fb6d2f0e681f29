import type { Attribute } from "../generic.js";
import { childNode, type Node, rootNode, type Tag } from "../schema/registry.js";
import type { Sink } from "../sink.js";
import { MAX_INTEGER } from "../values.js";
import type { Version } from "../version.js";
import { type AttributeStart, type Codebook, codebookOf } from "./codebook.js";
import { dateTimeOctets } from "./opaque.js";
import { Output, StringTableDraft } from "./output.js";
import type { WbxmlProfile } from "./profile.js";
import { HAS_ATTRIBUTES, HAS_CONTENT, Token } from "./tokens.js";

const WBXML_1_3 = 0x03;
const UTF_8_MIB = 106;
const HEADER_LENGTH = 4;

/** Writes a document as WBXML 1.3 in UTF-8. Names without a token become literals in the string table. */
export class WbxmlWriter implements Sink {
  readonly #codebook: Codebook;
  readonly #profile: WbxmlProfile;
  readonly #body = new Output();
  readonly #table = new StringTableDraft();
  /** Where the tag token of each open element stands, to set its content bit. */
  readonly #starts: number[] = [];
  readonly #nodes: (Node | undefined)[] = [];
  readonly #tags: Tag[] = [];
  #page = 0;

  constructor(version: Version, profile: WbxmlProfile) {
    this.#codebook = codebookOf(version);
    this.#profile = profile;
    const { publicId } = this.#codebook;
    // Public identifier and character set are below 128, one octet each.
    this.#body.all(Uint8Array.of(WBXML_1_3, publicId, UTF_8_MIB, 0));
  }

  open(tag: Tag, attributes: readonly Attribute[] | undefined): void {
    const depth = this.#starts.length;
    if (depth > 0) this.#markContent();
    this.#nodes.push(depth === 0 ? rootNode(tag) : childNode(this.#nodes[depth - 1], tag));
    this.#tags.push(tag);
    const flags = attributes === undefined || attributes.length === 0 ? 0 : HAS_ATTRIBUTES;
    const token = tag.id < 0 ? -1 : (this.#codebook.tokenByTag[tag.id] ?? -1);
    if (token < 0) this.#literal(tag.name, flags);
    else this.#token(token, flags);
    if (attributes !== undefined && flags !== 0) this.#attributes(attributes);
  }

  text(value: string): void {
    if (value === "") return;
    this.#markContent();
    const depth = this.#starts.length - 1;
    const node = this.#nodes[depth];
    const tag = this.#tags[depth];
    if (tag?.wire === "integer" && /^\d{1,10}$/.test(value) && Number(value) <= MAX_INTEGER) {
      this.#integer(Number(value), node);
      return;
    }
    const token = this.#valueToken(value, node, tag);
    const octets = tag?.wire === "dateTime" ? this.#dateTime(value) : undefined;
    if (token !== undefined) {
      this.#body.octet(Token.EXT_T_0);
      this.#body.multiByte(token);
    } else if (octets !== undefined) this.#body.opaque(octets);
    else this.#body.inlineString(value);
  }

  integer(value: number): void {
    this.#markContent();
    this.#integer(value, this.#nodes[this.#starts.length - 1]);
  }

  close(): void {
    const start = this.#starts.pop() ?? 0;
    this.#nodes.pop();
    this.#tags.pop();
    if (((this.#body.octets[start] ?? 0) & HAS_CONTENT) !== 0) this.#body.octet(Token.END);
  }

  leaf(tag: Tag, text: string): void {
    this.open(tag, undefined);
    this.text(text);
    this.close();
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

  #markContent(): void {
    const start = this.#starts[this.#starts.length - 1] ?? 0;
    const { octets } = this.#body;
    octets[start] = (octets[start] ?? 0) | HAS_CONTENT;
  }

  #token(token: number, flags: number): void {
    const page = token >> 6;
    if (page !== this.#page) {
      this.#body.octet(Token.SWITCH_PAGE);
      this.#body.octet(page);
      this.#page = page;
    }
    this.#starts.push(this.#body.length);
    this.#body.octet((token & 0x3f) | flags);
  }

  #literal(name: string, flags: number): void {
    this.#starts.push(this.#body.length);
    this.#body.octet(Token.LITERAL | flags);
    this.#body.multiByte(this.#table.indexOf(name));
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

  #valueToken(value: string, node: Node | undefined, tag: Tag | undefined): number | undefined {
    if (this.#profile.valueTokens === "any") return this.#codebook.valueTokens.get(value);
    if (node?.type === "boolean" || (node === undefined && tag?.wire === "boolean")) {
      return this.#codebook.valueTokens.get(value);
    }
    if (node?.type !== "enumeration") return undefined;
    const known = node.values.get(value) ?? node.values.get(value.toLowerCase());
    if (known === undefined) return undefined;
    return this.#codebook.valueTokens.get(value) ?? this.#codebook.valueTokens.get(known);
  }

  #integer(value: number, node: Node | undefined): void {
    const inline = node?.inline;
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
