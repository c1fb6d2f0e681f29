import { isUtf8 } from "node:buffer";
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

/**
 * CESU-8 writes a character above U+FFFF as two surrogates of three octets each, as Java programs do.
 * Returns the octets as UTF-8; lone surrogates stay as they are, and so stay invalid.
 */
function cesuToUtf8(octets: Uint8Array): Uint8Array {
  const at = (index: number) => octets[index] ?? 0;
  const out = new Uint8Array(octets.length);
  let length = 0;
  for (let i = 0; i < octets.length; i++) {
    const isHigh = at(i) === 0xed && (at(i + 1) & 0xf0) === 0xa0;
    const isPair = isHigh && at(i + 3) === 0xed && (at(i + 4) & 0xf0) === 0xb0;
    if (!isPair) {
      out[length++] = at(i);
      continue;
    }
    const high = ((at(i + 1) & 0x0f) << 6) | (at(i + 2) & 0x3f);
    const low = ((at(i + 4) & 0x0f) << 6) | (at(i + 5) & 0x3f);
    const point = 0x10000 + (high << 10) + low;
    out[length++] = 0xf0 | (point >> 18);
    for (const shift of [12, 6, 0]) out[length++] = 0x80 | ((point >> shift) & 0x3f);
    i += 5;
  }
  return out.subarray(0, length);
}

const viewOf = (octets: Uint8Array) => Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength);

function decodeUtf8(octets: Uint8Array): string | undefined {
  if (isUtf8(octets)) return viewOf(octets).toString("utf8");
  if (!octets.includes(0xed)) return undefined;
  const mended = cesuToUtf8(octets);
  return isUtf8(mended) ? viewOf(mended).toString("utf8") : undefined;
}

// Making a decoder costs more than decoding a short text with it.
const decoders: ReadonlyMap<Label, InstanceType<typeof TextDecoder>> = new Map(
  [...new Set(charsets.charsets.map(({ label }) => label))]
    .filter((label) => label !== "utf-8" && label !== "latin1" && label !== "ascii")
    .map((label) => [label, new TextDecoder(label, { fatal: true })]),
);

/**
 * Decodes text strictly.
 * @returns undefined if the octets are not valid in the character set
 */
export function decodeText(octets: Uint8Array, { label }: Charset): string | undefined {
  if (label === "utf-8") return decodeUtf8(octets);
  if (label === "ascii" && octets.some((octet) => octet > 0x7f)) return undefined;
  const decoder = decoders.get(label);
  if (decoder === undefined) return viewOf(octets).toString("latin1");
  try {
    return decoder.decode(octets);
  } catch {
    return undefined;
  }
}
