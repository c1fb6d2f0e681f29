import { type Charset, decodeText } from "../charset.js";
import { CspError } from "../errors.js";
import type { Tag } from "../schema/registry.js";
import { illegalAt, isDateTime, parseDateTime } from "../values.js";
import { decodeLegal } from "./text.js";

/** An integer: up to four octets, the highest first; none means 0. */
export function opaqueInteger(octets: Uint8Array, start: number, length: number, tag: Tag): number {
  if (length > 4) throw new CspError("integer-length", { element: tag.name, offset: start });
  let value = 0;
  for (let at = start; at < start + length; at++) value = value * 256 + (octets[at] ?? 0);
  return value;
}

const pad = (value: number, width: number) => String(value).padStart(width, "0");

const ZONES = "ABCDEFGHIKLMNOPQRSTUVWXYZ";

function zoneLetter(octet: number, tag: Tag, offset: number): string {
  if (octet === 0) return "Z";
  const letter = String.fromCharCode(octet);
  if (!ZONES.includes(letter)) throw new CspError("datetime-zone", { element: tag.name, offset });
  return letter;
}

/** A date and time: six octets holding two reserved bits, then year to second, then the zone's letter. */
export function opaqueDateTime(octets: Uint8Array, tag: Tag, offset: number): string {
  if (octets.length !== 6) throw new CspError("datetime-length", { element: tag.name, offset });
  const [a = 0, b = 0, c = 0, d = 0, e = 0, zone = 0] = octets;
  const year = ((a & 0x3f) << 6) | (b >> 2);
  const month = ((b & 0x03) << 2) | (c >> 6);
  const day = (c >> 1) & 0x1f;
  const hour = ((c & 0x01) << 4) | (d >> 4);
  const minute = ((d & 0x0f) << 2) | (e >> 6);
  const second = e & 0x3f;
  if (a > 0x3f) throw new CspError("datetime-value", { element: tag.name, offset });
  const digits = [month, day].map((part) => pad(part, 2)).join("");
  const time = [hour, minute, second].map((part) => pad(part, 2)).join("");
  const text = `${pad(year, 4)}${digits}T${time}${zoneLetter(zone, tag, offset)}`;
  parseDateTime(text, tag.name);
  return text;
}

/** A date and time as six octets; undefined if it does not fit the form. */
export function dateTimeOctets(text: string): Uint8Array | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)([A-IK-Z])?$/.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  if (year > 4095 || !isDateTime(text)) return undefined;
  return Uint8Array.from([
    year >> 6,
    ((year & 0x3f) << 2) | (month >> 2),
    ((month & 0x03) << 6) | (day << 1) | (hour >> 4),
    ((hour & 0x0f) << 4) | (minute >> 2),
    ((minute & 0x03) << 6) | second,
    match[7]?.charCodeAt(0) ?? 0,
  ]);
}

/** Text, or Base64 of octets that are no text where the element may hold any octets. */
export function opaqueText(octets: Uint8Array, tag: Tag, charset: Charset, offset: number): string {
  if (tag.wire !== "binary") return decodeLegal(octets, charset, offset);
  const text = decodeText(octets, charset);
  return text === undefined || illegalAt(text) >= 0 ? Buffer.from(octets).toString("base64") : text;
}
