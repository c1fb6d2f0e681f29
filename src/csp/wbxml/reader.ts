import { CspError } from "../errors.js";
import type { Attribute } from "../generic.js";
import type { Limits } from "../limits.js";
import { checkElementName, entityCharacter } from "../names.js";
import { foreignTag, rootNode, type Tag, tagOf } from "../schema/registry.js";
import type { Sink } from "../sink.js";
import { parseInteger } from "../values.js";
import { type Version, versionOfNamespace } from "../version.js";
import { readAttributes } from "./attributes.js";
import { Cursor } from "./cursor.js";
import { type Header, readHeader } from "./header.js";
import { opaqueDateTime, opaqueInteger, opaqueText } from "./opaque.js";
import { PrefixScopes } from "./prefixes.js";
import { readInlineString } from "./text.js";
import { CODE, HAS_ATTRIBUTES, HAS_CONTENT, Token } from "./tokens.js";

const MOST_SWITCHES = 8;
const FLAGS = HAS_ATTRIBUTES | HAS_CONTENT;

/**
 * Reads one WBXML document into a sink. Page, open elements and the text gathered so far are the state;
 * pieces of text are joined and handed on when a tag follows.
 */
class WbxmlReader {
  readonly #cursor: Cursor;
  readonly #header: Header;
  readonly #limits: Limits;
  readonly #sink: Sink;
  readonly #open: Tag[] = [];
  #top: Tag | undefined;
  /** Whether values that are not of their type are passed over: only what is malformed is looked for. */
  readonly #isTolerant: boolean;
  #page = 0;
  #started = false;
  #prefixes: PrefixScopes | undefined;
  #switches = 0;
  #text: string | undefined;
  #integer: number | undefined;
  #version: Version;

  constructor(cursor: Cursor, header: Header, limits: Limits, sink: Sink, isTolerant: boolean) {
    this.#isTolerant = isTolerant;
    this.#cursor = cursor;
    this.#header = header;
    this.#limits = limits;
    this.#sink = sink;
    this.#version = header.codebook.version;
  }

  read(): Version {
    const cursor = this.#cursor;
    const { octets } = cursor;
    do {
      const at = cursor.position;
      const token = octets[at];
      if (token === undefined) throw cursor.error(this.#top === undefined ? "truncated" : "missing-end");
      cursor.position = at + 1;
      if ((token & CODE) > Token.LITERAL) this.#tag(token, at);
      else if (token === Token.END) this.#end(at);
      else if (token === Token.STR_I) this.#append(readInlineString(cursor, this.#header.charset), at);
      else this.#global(token, at);
    } while (this.#top !== undefined || !this.#started);
    if (!cursor.atEnd) throw cursor.error("trailing-data");
    return this.#version;
  }

  #tag(token: number, at: number): void {
    const tag = this.#header.codebook.tags[(this.#page << 6) | (token & CODE)];
    if (tag === undefined) throw this.#cursor.error("unknown-tag", at);
    this.#start(tag, token, at);
  }

  #start(tag: Tag, token: number, at: number): void {
    this.#flush();
    this.#switches = 0;
    this.#header.budget.spendElement(at);
    const attributes = token >= HAS_ATTRIBUTES ? readAttributes(this.#cursor, this.#header) : undefined;
    if (attributes !== undefined) this.#checkPrefixes(attributes, at);
    if (this.#top === undefined) this.#startRoot(tag, attributes, at);
    else if ((token & FLAGS) === HAS_CONTENT && this.#leaf(tag)) return;
    this.#sink.open(tag, attributes);
    if ((token & HAS_CONTENT) === 0) {
      this.#sink.close();
      this.#prefixes?.leave(this.#depth);
    } else this.#push(tag, at);
  }

  get #depth(): number {
    return this.#open.length + (this.#top === undefined ? 0 : 1);
  }

  #checkPrefixes(attributes: readonly Attribute[], at: number): void {
    // Nearly always it is a namespace and nothing else.
    const isNamespace = attributes.length === 1 && attributes[0]?.name === "xmlns";
    if (isNamespace || !attributes.some(({ name }) => name.includes(":"))) return;
    this.#prefixes ??= new PrefixScopes();
    this.#prefixes.enter(attributes, this.#depth, at);
  }

  /**
   * Reads an element that holds one inline string, value token or opaque integer and nothing else, as most do.
   * Returns false, with nothing consumed, for any other.
   */
  #leaf(tag: Tag): boolean {
    if (this.#open.length + 1 >= this.#limits.depth) return false;
    const cursor = this.#cursor;
    const start = cursor.position;
    const value = tag.wire === "integer" ? this.#plainInteger(tag) : this.#plainText(tag);
    if (value === undefined || cursor.octets[cursor.position] !== Token.END) {
      cursor.position = start;
      return false;
    }
    cursor.position++;
    if (typeof value === "string") this.#header.budget.spendText(value.length, start);
    this.#sink.leaf(tag, value);
    return true;
  }

  #plainText(tag: Tag): string | undefined {
    const cursor = this.#cursor;
    const at = cursor.position++;
    const token = cursor.octets[at];
    if (token === Token.STR_I) return readInlineString(cursor, this.#header.charset);
    return token === Token.EXT_T_0 ? this.#value(cursor.multiByte(), at, tag) : undefined;
  }

  #plainInteger(tag: Tag): number | undefined {
    const cursor = this.#cursor;
    const { octets, position } = cursor;
    const length = octets[position + 1] ?? 0;
    // A length of one octet that fits; all else, faults included, is for the general way.
    if (octets[position] !== Token.OPAQUE || length > 4 || position + 2 + length > cursor.end)
      return undefined;
    cursor.position = position + 2 + length;
    return opaqueInteger(octets, position + 2, length, tag);
  }

  #push(tag: Tag, at: number): void {
    if (this.#top !== undefined) this.#open.push(this.#top);
    if (this.#open.length >= this.#limits.depth) throw this.#cursor.error("nesting-depth", at);
    this.#top = tag;
  }

  /** The namespace tells the version better than the header, which some clients leave at 1.1. */
  #startRoot(tag: Tag, attributes: readonly Attribute[] | undefined, at: number): void {
    this.#started = true;
    if (rootNode(tag) === undefined) throw this.#cursor.error("root-element", at);
    const namespace = attributes?.find(({ name }) => name === "xmlns");
    this.#version = versionOfNamespace(namespace?.value ?? "") ?? this.#version;
  }

  #end(at: number): void {
    if (this.#top === undefined) throw this.#cursor.error("unexpected-token", at);
    this.#flush();
    this.#sink.close();
    this.#top = this.#open.pop();
    this.#prefixes?.leave(this.#depth);
  }

  #global(token: number, at: number): void {
    const cursor = this.#cursor;
    if (token === Token.SWITCH_PAGE) {
      this.#switchPage(at);
      return;
    }
    if ((token & CODE) === Token.LITERAL) this.#literal(token, at);
    else if (this.#top === undefined) throw cursor.error("unexpected-token", at);
    else this.#content(token, at, this.#top);
  }

  /** The grammar has one switch before a tag; phones write some more, nobody writes many. */
  #switchPage(at: number): void {
    this.#page = this.#cursor.octet();
    if (this.#page >= this.#header.codebook.pages) throw this.#cursor.error("unknown-code-page", at);
    if (++this.#switches > MOST_SWITCHES) throw this.#cursor.error("unexpected-token", at);
  }

  #literal(token: number, at: number): void {
    const { strings, budget } = this.#header;
    const name = strings.at(this.#cursor.multiByte(), at, budget);
    checkElementName(name, budget.nameLimit, at);
    this.#start(tagOf(name) ?? foreignTag(name), token, at);
  }

  #content(token: number, at: number, tag: Tag): void {
    const cursor = this.#cursor;
    switch (token) {
      case Token.EXT_T_0:
        this.#append(this.#value(cursor.multiByte(), at, tag), at);
        return;
      case Token.STR_T:
        this.#join(this.#header.strings.at(cursor.multiByte(), at, this.#header.budget), at);
        return;
      case Token.ENTITY:
        this.#append(entityCharacter(cursor.multiByte(), at), at);
        return;
      case Token.OPAQUE:
        this.#opaque(at, tag);
        return;
      case Token.PI:
        throw cursor.error("unsupported-token", at);
      default:
        throw cursor.error("unsupported-ext-token", at);
    }
  }

  #value(index: number, at: number, tag: Tag): string {
    const { values, overrides } = this.#header.codebook;
    const override = overrides.get(index);
    const text = override?.element === tag.name ? override.text : values[index];
    if (text === undefined) throw this.#cursor.error("unknown-ext-value", at);
    return text;
  }

  #opaque(at: number, tag: Tag): void {
    const cursor = this.#cursor;
    const length = cursor.multiByte();
    if (length > cursor.end - cursor.position) throw cursor.error("opaque-length", at);
    if (this.#isTolerant && tag.wire !== "text") {
      cursor.position += length;
      return;
    }
    if (tag.wire === "integer" || tag.wire === "integerOrText") {
      if (this.#integer !== undefined) throw cursor.error("integer-text", at, tag.name);
      this.#integer = opaqueInteger(cursor.octets, cursor.position, length, tag);
      cursor.position += length;
      return;
    }
    const octets = cursor.take(length);
    if (tag.wire === "dateTime") this.#append(opaqueDateTime(octets, tag, at), at);
    else if (tag.wire === "boolean" && length === 1) this.#append(octets[0] === 0 ? "F" : "T", at);
    else this.#append(opaqueText(octets, tag, this.#header.charset, at), at);
  }

  #append(text: string, at: number): void {
    this.#header.budget.spendText(text.length, at);
    this.#join(text, at);
  }

  #join(text: string, at: number): void {
    if (this.#top === undefined) throw this.#cursor.error("unexpected-token", at);
    this.#text = this.#text === undefined ? text : this.#text + text;
  }

  #flush(): void {
    if (this.#integer !== undefined) {
      // Digits beside opaque octets: nobody can tell which number is meant.
      if (this.#text !== undefined) throw this.#cursor.error("integer-text", undefined, this.#top?.name);
      this.#sink.integer(this.#integer);
      this.#integer = undefined;
    } else if (this.#text !== undefined) {
      this.#flushText(this.#text);
      this.#text = undefined;
    }
  }

  #flushText(text: string): void {
    const tag = this.#top;
    if (tag?.wire === "integer" && text.trim() !== "" && !this.#isTolerant) {
      this.#sink.integer(parseInteger(text, tag.name));
    } else this.#sink.text(text);
  }
}

/**
 * Reads one WBXML document into a sink; if tolerant, without looking at integers and dates.
 * @returns the version that the namespace names, or else the header
 * @throws CspError
 */
export function readWbxml(bytes: Uint8Array, sink: Sink, limits: Limits, isTolerant = false): Version {
  if (bytes.length === 0) throw new CspError("empty-input");
  const cursor = new Cursor(bytes);
  try {
    return new WbxmlReader(cursor, readHeader(cursor, limits), limits, sink, isTolerant).read();
  } catch (error) {
    if (error instanceof CspError) error.offset ??= cursor.position;
    throw error;
  }
}
