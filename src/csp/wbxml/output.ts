import { plainOctets } from "../octets.js";
import { legalText } from "../values.js";
import { Token } from "./tokens.js";

const FIRST_SIZE = 512;
const SHORT = 16;
const LONG = 64;

/** A growing row of octets with the ways in which WBXML writes numbers and strings. */
export class Output {
  octets = Buffer.allocUnsafe(FIRST_SIZE);
  length = 0;

  /** Makes room for that many more octets. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.octets.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.octets.length * 2));
    larger.set(this.octets.subarray(0, this.length));
    this.octets = larger;
  }

  octet(value: number): void {
    if (this.length === this.octets.length) this.reserve(1);
    this.octets[this.length++] = value;
  }

  all(values: Uint8Array): void {
    const { length } = values;
    this.reserve(length);
    const { octets } = this;
    // A loop beats a call into the runtime for the few octets that this is mostly used for.
    if (length > SHORT) octets.set(values, this.length);
    else for (let i = 0; i < length; i++) octets[this.length + i] = values[i] ?? 0;
    this.length += length;
  }

  multiByte(value: number): void {
    let shift = 1;
    while (value / shift >= 128) shift *= 128;
    for (; shift > 1; shift /= 128) this.octet(0x80 | (Math.floor(value / shift) & 0x7f));
    this.octet(value & 0x7f);
  }

  /** STR_I, the text in UTF-8, and its zero octet. */
  inlineString(text: string): void {
    const { length } = text;
    // Three octets a code unit at most, STR_I and the zero octet.
    this.reserve(length * 3 + 2);
    const { octets } = this;
    let at = this.length;
    octets[at++] = Token.STR_I;
    let i = 0;
    for (; i < length && i < LONG; i++) {
      const code = text.charCodeAt(i);
      if (code < 0x20 || code > 0x7e) break;
      octets[at++] = code;
    }
    // What is not plain ASCII, or long enough for the runtime to be faster than a loop.
    if (i < length) at = this.length + 1 + octets.write(legalText(text), this.length + 1, "utf8");
    octets[at++] = 0;
    this.length = at;
  }

  opaque(values: Uint8Array): void {
    this.octet(Token.OPAQUE);
    this.multiByte(values.length);
    this.all(values);
  }

  /** An integer in as few octets as it needs, at least one. */
  opaqueInteger(value: number): void {
    const count = value > 0xffffff ? 4 : value > 0xffff ? 3 : value > 0xff ? 2 : 1;
    this.reserve(2 + count);
    this.octets[this.length++] = Token.OPAQUE;
    this.octets[this.length++] = count;
    for (let shift = 8 * (count - 1); shift >= 0; shift -= 8) this.octets[this.length++] = value >>> shift;
  }

  /** What was written. */
  result(): Uint8Array {
    return plainOctets(this.octets, this.length);
  }
}

/** The string table of a document that is being written. */
export class StringTableDraft {
  #strings: Map<string, number> | undefined;
  #length = 0;

  get isEmpty(): boolean {
    return this.#strings === undefined;
  }

  /** Where a string stands; it is added if it is new. */
  indexOf(text: string): number {
    this.#strings ??= new Map();
    const known = this.#strings.get(text);
    if (known !== undefined) return known;
    const index = this.#length;
    this.#strings.set(text, index);
    this.#length += Buffer.byteLength(text) + 1;
    return index;
  }

  /** Its length and its strings. */
  writeTo(output: Output): void {
    output.multiByte(this.#length);
    for (const text of this.#strings?.keys() ?? []) output.all(Buffer.from(`${text}\0`));
  }
}
