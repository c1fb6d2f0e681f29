import { Violation } from "./violation.js";

/** Last code of each page of tags from 0 on, and the codes before it that its tables lack; they serve all versions. */
const PAGES: readonly (readonly [last: number, ...missing: number[]])[] = [
  [0x3d],
  [0x3f, 0x09, 0x35],
  [0x3f, 0x0a, 0x0e, 0x13],
  [0x24, 0x1e],
  [0x21],
  [0x3e, 0x36],
  [0x21, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f],
  [0x2d],
  [0x0e],
  [0x3f, 0x0c, 0x0d, 0x2e],
  [0x18],
  [0x08],
];
const LAST_VALUE = 0xc0;
const MISSING_VALUES: readonly number[] = [0x5e, 0x69, 0x6a, 0x76, 0x77, 0x92];
const LAST_NAMESPACE = 0x0d;
const FIRST_CODE = 0x05;
/** It reads from the network that many octets at a time, and forgets the text that it has when they are used up. */
const PIECE = 1024;

/** Reads a document token by token, as the native parser of AOSP's packages/apps/Im does. */
class Scan {
  readonly #octets: Uint8Array;
  #at = 3;
  #page = 0;

  constructor(octets: Uint8Array) {
    this.#octets = octets;
  }

  document(): void {
    const [, publicId = 0, charset] = this.#octets;
    if (![0x10, 0x11, 0x12].includes(publicId) || charset !== 0x6a) throw new Violation("WBXML header");
    const strings = this.#multiByte();
    this.#skip(strings);
    if (strings > 0 && this.#octets[this.#at - 1] !== 0) throw new Violation("WBXML string table");
    for (let depth = this.#token(); depth > 0 && this.#at < this.#octets.length; ) depth += this.#token();
  }

  /** One token of content. @returns by how many elements it goes deeper */
  #token(): number {
    const token = this.#octet();
    if (token === 0x01) return -1;
    if (token === 0x00) this.#page = this.#octet();
    else if (token === 0x03 || token === 0x80 || token === 0x83) this.#text(token);
    else if (token === 0xc3) this.#skip(this.#multiByte());
    else if ((token & 0x3f) >= 0x04) return this.#element(token);
    else throw new Violation(`WBXML token ${token} at ${this.#at} is not read`);
    return 0;
  }

  #text(token: number): void {
    if (token === 0x03) this.#at = this.#octets.indexOf(0, this.#at) + 1;
    else {
      const index = this.#multiByte();
      if (token === 0x80 && (index > LAST_VALUE || MISSING_VALUES.includes(index)))
        throw new Violation(`The WBXML value token ${index.toString(16)} is unknown to it`);
    }
    if (this.#at % PIECE === 0) throw new Violation(`A text that ends at octet ${this.#at} is lost`);
  }

  #element(token: number): number {
    const code = token & 0x3f;
    const [last = 0, ...missing] = PAGES[this.#page] ?? [];
    if (code === 0x04) this.#multiByte();
    else if (code < FIRST_CODE || code > last || missing.includes(code))
      throw new Violation(`The WBXML tag token ${this.#page}:${code.toString(16)} is unknown to it`);
    if (token >= 0x80) this.#attributes();
    return (token & 0x40) === 0 ? 0 : 1;
  }

  #attributes(): void {
    for (let token = this.#octet(); token !== 0x01; token = this.#octet()) {
      if (token === 0x03) this.#at = this.#octets.indexOf(0, this.#at) + 1;
      else if (token < FIRST_CODE || token > LAST_NAMESPACE)
        throw new Violation(`The WBXML attribute ${token.toString(16)} is unknown to it`);
    }
  }

  #skip(count: number): void {
    this.#at += count;
  }

  #octet(): number {
    return this.#octets[this.#at++] ?? 0x01;
  }

  #multiByte(): number {
    let value = 0;
    for (let octet = 0x80; octet >= 0x80; ) {
      octet = this.#octet();
      value = value * 128 + (octet & 0x7f);
    }
    return value;
  }
}

/** What the native parser of AOSP's packages/apps/Im insists on in a document of WBXML. @throws Violation */
export function checkWbxmlForAndroid(octets: Uint8Array): void {
  new Scan(octets).document();
}
