import { CspError, type CspErrorKind } from "../errors.js";

const NOTHING = new Uint8Array(0);

/** Walks over octets and refuses to leave them. */
export class Cursor {
  readonly octets: Uint8Array;
  readonly end: number;
  position = 0;

  constructor(bytes: Uint8Array) {
    this.octets = bytes;
    this.end = bytes.byteLength;
  }

  get atEnd(): boolean {
    return this.position >= this.end;
  }

  /** @throws CspError `truncated` at the end of the input */
  octet(): number {
    const octet = this.octets[this.position];
    if (octet === undefined) throw this.error("truncated");
    this.position++;
    return octet;
  }

  /**
   * A multi-byte integer of up to 32 bits (WBXML 1.3 section 5.1).
   * @throws CspError `mb-u-int32-overflow`, `truncated`
   */
  multiByte(): number {
    const start = this.position;
    let value = 0;
    for (let count = 0; count < 5; count++) {
      const octet = this.octet();
      value = value * 128 + (octet & 0x7f);
      if (octet < 0x80) {
        if (value > 0xffffffff) throw this.error("mb-u-int32-overflow", start);
        return value;
      }
    }
    throw this.error("mb-u-int32-overflow", start);
  }

  /** The next octets; their number must have been checked against `end`. */
  take(length: number): Uint8Array {
    if (length === 0) return NOTHING;
    const taken = this.octets.subarray(this.position, this.position + length);
    this.position += length;
    return taken;
  }

  error(kind: CspErrorKind, offset = this.position, element?: string): CspError {
    return new CspError(kind, element === undefined ? { offset } : { offset, element });
  }
}
