import type { Budget } from "../budget.js";
import { type Charset, decodeText } from "../charset.js";
import { CspError } from "../errors.js";
import { illegalAt } from "../values.js";
import type { Cursor } from "./cursor.js";

/** Decodes octets as text that XML allows. */
export function decodeLegal(octets: Uint8Array, charset: Charset, offset: number): string {
  const text = decodeText(octets, charset);
  if (text === undefined) throw new CspError("invalid-encoding", { offset });
  if (illegalAt(text) >= 0) throw new CspError("invalid-character", { offset });
  return text;
}

/** Index of the zero code unit that ends a string, or -1. */
function terminator(octets: Uint8Array, from: number, charset: Charset): number {
  if (charset.unit === 1) return octets.indexOf(0, from);
  for (let at = from; at + 1 < octets.length; at += 2) {
    if (octets[at] === 0 && octets[at + 1] === 0) return at;
  }
  return -1;
}

/** The strings that a document refers to by offset; each is decoded once. */
export class StringTable {
  readonly #octets: Uint8Array;
  readonly #charset: Charset;
  #known: Map<number, string> | undefined;

  constructor(octets: Uint8Array, charset: Charset) {
    this.#octets = octets;
    this.#charset = charset;
  }

  get length(): number {
    return this.#octets.length;
  }

  /** @throws CspError `string-table-index`, `string-table-unterminated`, `output-limit`, those of `decodeLegal` */
  at(index: number, offset: number, budget: Budget): string {
    const known = this.#known?.get(index);
    if (known !== undefined) {
      budget.spendText(known.length, offset);
      return known;
    }
    if (index >= this.#octets.length) throw new CspError("string-table-index", { offset });
    const end = terminator(this.#octets, index, this.#charset);
    if (end < 0) throw new CspError("string-table-unterminated", { offset });
    budget.spendText(end - index, offset);
    const text = decodeLegal(this.#octets.subarray(index, end), this.#charset, offset);
    this.#known ??= new Map();
    this.#known.set(index, text);
    return text;
  }
}

/** Buffer has had this since its beginnings, for any octets; its type leaves it out. It costs half of `toString`. */
interface Latin1Sliceable {
  readonly latin1Slice: (this: Uint8Array, start: number, end: number) => string;
}

const { latin1Slice } = Buffer.prototype as unknown as Latin1Sliceable;

const fromCode = String.fromCharCode;

/** Short ASCII text, where building the string here is cheaper than a call into the runtime. */
function shortAscii(octets: Uint8Array, start: number, length: number): string {
  const o = (index: number) => octets[start + index] as number;
  switch (length) {
    case 0:
      return "";
    case 1:
      return fromCode(o(0));
    case 2:
      return fromCode(o(0), o(1));
    case 3:
      return fromCode(o(0), o(1), o(2));
    case 4:
      return fromCode(o(0), o(1), o(2), o(3));
    case 5:
      return fromCode(o(0), o(1), o(2), o(3), o(4));
    case 6:
      return fromCode(o(0), o(1), o(2), o(3), o(4), o(5));
    case 7:
      return fromCode(o(0), o(1), o(2), o(3), o(4), o(5), o(6));
    default:
      return fromCode(o(0), o(1), o(2), o(3), o(4), o(5), o(6), o(7));
  }
}

const SHORT = 8;
/** Octets from which on the runtime's own functions are faster than a loop. */
const LONG = 64;

/**
 * An inline string: octets up to a zero code unit.
 * @throws CspError `truncated`, `charset`, and those of `decodeLegal`
 */
export function readInlineString(cursor: Cursor, charset: Charset): string {
  if (charset.unit === 2) return readWideString(cursor, charset);
  const { octets } = cursor;
  const start = cursor.position;
  let end = start;
  const limit = start + LONG;
  let octet = octets[end];
  // Printable ASCII is the same in every supported character set but UTF-16, and needs no further check.
  while (octet !== undefined && octet >= 0x20 && octet < 0x7f && end < limit) octet = octets[++end];
  if (octet === 0) {
    cursor.position = end + 1;
    const length = end - start;
    return length <= SHORT ? shortAscii(octets, start, length) : latin1Slice.call(octets, start, end);
  }
  end = octets.indexOf(0, end);
  if (end < 0) throw cursor.error("truncated", cursor.end);
  cursor.position = end + 1;
  return decodeLegal(octets.subarray(start, end), charset, start);
}

function readWideString(cursor: Cursor, charset: Charset): string {
  const start = cursor.position;
  const end = terminator(cursor.octets, start, charset);
  // A document that announces UTF-16 and holds single octets has no end here.
  if (end < 0) throw cursor.error("charset", start);
  cursor.position = end + 2;
  return decodeLegal(cursor.octets.subarray(start, end), charset, start);
}
