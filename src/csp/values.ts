import { CspError } from "./errors.js";

/** The largest integer of CSP. */
export const MAX_INTEGER = 4_294_967_295;

/** Whether a text is an integer of CSP in plain digits. */
export function isInteger(text: string): boolean {
  return /^\d{1,10}$/.test(text) && Number(text) <= MAX_INTEGER;
}

/**
 * Reads a decimal integer of CSP: 0 to 4294967295.
 * @throws CspError `integer-text` or `integer-range`
 */
export function parseInteger(text: string, element: string): number {
  const digits = text.trim();
  if (!/^\d+$/.test(digits)) throw new CspError("integer-text", { element });
  const value = Number(digits);
  if (value > MAX_INTEGER) throw new CspError("integer-range", { element });
  return value;
}

/**
 * Reads a boolean: T or F, in either case.
 * @throws CspError `boolean-text`
 */
export function parseBoolean(text: string, element: string): boolean {
  const letter = text.trim();
  if (letter === "T" || letter === "t") return true;
  if (letter === "F" || letter === "f") return false;
  throw new CspError("boolean-text", { element });
}

const BASIC = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)?([A-IK-Z])?$/;
const EXTENDED =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)?$/;
const MINUTE = 60_000;
const LAST_YEAR = 9999;

/** Hours east of UTC that a zone letter stands for: A to M without J eastward, N to Y westward, Z none. */
function letterHours(letter: string): number {
  const east = "ABCDEFGHIKLM".indexOf(letter);
  if (east >= 0) return east + 1;
  return -("NOPQRSTUVWXY".indexOf(letter) + 1);
}

function zoneMinutes(zone: string | undefined): number {
  if (zone === undefined) return 0;
  if (zone.length === 1) return letterHours(zone) * 60;
  const sign = zone.startsWith("-") ? -1 : 1;
  return sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6)));
}

/**
 * Reads a date and time: `yyyymmddThhmmssZ`, with any zone letter, without seconds or without zone (then
 * UTC), or the extended form of ISO 8601. Fractions of a second are dropped.
 * @throws CspError `datetime-value`
 */
export function parseDateTime(text: string, element: string): Date {
  const match = BASIC.exec(text.trim()) ?? EXTENDED.exec(text.trim());
  if (match === null) throw new CspError("datetime-value", { element });
  const [, year, month, day, hour, minute, second = "0", zone] = match;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  date.setUTCHours(Number(hour), Number(minute), Number(second));
  const same =
    date.getUTCMonth() === Number(month) - 1 &&
    date.getUTCDate() === Number(day) &&
    date.getUTCHours() === Number(hour) &&
    date.getUTCMinutes() === Number(minute) &&
    date.getUTCSeconds() === Number(second);
  if (!same) throw new CspError("datetime-value", { element });
  const instant = new Date(date.getTime() - zoneMinutes(zone) * MINUTE);
  const isWritable = instant.getUTCFullYear() >= 0 && instant.getUTCFullYear() <= LAST_YEAR;
  if (!isWritable) throw new CspError("datetime-value", { element });
  return instant;
}

/** Whether a text can be read as a date and time. */
export function isDateTime(text: string): boolean {
  try {
    parseDateTime(text, "DateTime");
    return true;
  } catch {
    return false;
  }
}

/** Writes a date and time in the one form that every phone reads: `yyyymmddThhmmssZ`. */
export function formatDateTime(date: Date, element: string): string {
  const year = date.getUTCFullYear();
  if (!(year >= 0 && year <= LAST_YEAR)) throw new CspError("datetime-value", { element });
  return date.toISOString().replace(/[-:]|\.\d{3}/g, "");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML 1.0 section 2.2 excludes
const SUSPICIOUS = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uD800-\uDFFF\uFFFE\uFFFF]/;
const ILLEGAL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** The same text with U+FFFD for each code point that XML 1.0 forbids and each lone surrogate. */
export function legalText(text: string): string {
  return SUSPICIOUS.test(text) ? text.replace(ILLEGAL, "\uFFFD") : text;
}

/** Position of the first code point that XML 1.0 forbids, or of a lone surrogate; -1 if there is none. */
export function illegalAt(text: string): number {
  if (!SUSPICIOUS.test(text)) return -1;
  return text.search(new RegExp(ILLEGAL.source));
}
