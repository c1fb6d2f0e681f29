import { charsets } from "./generated/charsets.js";

type Label = (typeof charsets.charsets)[number]["label"];

/** A character set that documents may use. */
export interface Charset {
  readonly label: Label;
  /** Octets of one code unit: strings end with that many zero octets in WBXML. */
  readonly unit: 1 | 2;
}

const makeCharset = (label: Label): Charset => ({ label, unit: label.startsWith("utf-16") ? 2 : 1 });

const byMib: ReadonlyMap<number, Charset> = new Map(
  charsets.charsets.map(({ mib, label }) => [mib, makeCharset(label)]),
);
const byName: ReadonlyMap<string, Charset> = new Map(
  charsets.charsets.flatMap(({ names, label }) =>
    names.map((name): [string, Charset] => [name, makeCharset(label)]),
  ),
);

export const UTF_8: Charset = makeCharset("utf-8");
export const UTF_16BE: Charset = makeCharset("utf-16be");
export const UTF_16LE: Charset = makeCharset("utf-16le");

/** The character set with an IANA MIBenum; undefined if it is not supported. */
export function charsetOfMib(mib: number): Charset | undefined {
  return byMib.get(mib);
}

/** The character set with an IANA name, in any case; undefined if it is not supported. */
export function charsetOfName(name: string): Charset | undefined {
  return byName.get(name.toLowerCase());
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * CESU-8 writes a character above U+FFFF as two surrogates of three octets each, as Java programs do.
 * Returns the octets as UTF-8; lone surrogates stay as they are, and so stay invalid.
 */
function cesuToUtf8(octets: Uint8Array): Uint8Array {
  const out: number[] = [];
  for (let i = 0; i < octets.length; i++) {
    const [a, b = 0, c = 0, d, e = 0, f = 0] = octets.subarray(i, i + 6);
    const isPair = a === 0xed && (b & 0xf0) === 0xa0 && d === 0xed && (e & 0xf0) === 0xb0;
    if (!isPair) {
      if (a !== undefined) out.push(a);
      continue;
    }
    const high = ((b & 0x0f) << 6) | (c & 0x3f);
    const low = ((e & 0x0f) << 6) | (f & 0x3f);
    const point = 0x10000 + (high << 10) + low;
    out.push(
      0xf0 | (point >> 18),
      0x80 | ((point >> 12) & 0x3f),
      0x80 | ((point >> 6) & 0x3f),
      0x80 | (point & 0x3f),
    );
    i += 5;
  }
  return Uint8Array.from(out);
}

function decodeUtf8(octets: Uint8Array): string {
  try {
    return strictUtf8.decode(octets);
  } catch (error) {
    if (!octets.includes(0xed)) throw error;
    return strictUtf8.decode(cesuToUtf8(octets));
  }
}

/**
 * Decodes text strictly.
 * @returns undefined if the octets are not valid in the character set
 */
export function decodeText(octets: Uint8Array, { label }: Charset): string | undefined {
  try {
    if (label === "utf-8") return decodeUtf8(octets);
    if (label === "latin1") return Buffer.from(octets).toString("latin1");
    if (label === "ascii")
      return octets.every((octet) => octet < 0x80) ? Buffer.from(octets).toString("latin1") : undefined;
    return new TextDecoder(label, { fatal: true }).decode(octets);
  } catch {
    return undefined;
  }
}
