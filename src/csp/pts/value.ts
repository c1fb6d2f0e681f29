import { CspError } from "../errors.js";
import { legalText } from "../values.js";

/**
 * The value of a parameter: a text, a group of values, or undefined for nothing between two commas. A quoted
 * empty text is "", so that an empty text and none at all are told apart.
 */
export type Value = string | undefined | readonly Value[];

export type Group = readonly Value[];

/** The parameter that a value belongs to, for the error that names it. */
export interface Place {
  readonly code: string;
  /** In octets. */
  readonly offset: number;
}

/** The error for a value that is not built as its parameter wants it. */
export function misshapen({ code, offset }: Place, wanted: string): CspError {
  return new CspError("text-syntax", { offset, detail: `the value of ${code} is not ${wanted}` });
}

export function isGroup(value: Value): value is Group {
  return typeof value === "object";
}

/** One text, which may stand alone in a group. */
export function asText(value: Value, place: Place): string {
  const text = isGroup(value) && value.length === 1 ? value[0] : value;
  if (isGroup(text)) throw misshapen(place, "one text");
  return text ?? "";
}

/** The members of a group; nothing, as an empty text or an empty group, is a group without members. */
export function asGroup(value: Value, place: Place): Group {
  if (value === undefined || value === "") return [];
  if (!isGroup(value)) throw misshapen(place, "a group");
  return value.length === 1 && value[0] === undefined ? [] : value;
}

/**
 * A group of groups. One inner group may lack the parentheses around it, and members that a client left
 * empty are passed over.
 */
export function asGroups(value: Value, place: Place): readonly Group[] {
  const members = asGroup(value, place);
  const [first] = members;
  const isOne = typeof first === "string" || (first === undefined && !members.some(isGroup));
  if (isOne) return members.length === 0 ? [] : [members];
  return members.filter((member) => member !== undefined).map((member) => asGroup(member, place));
}

const PLAIN = /^[^\s",()=&]+$/;
// The client's parser gives up at each of these, even within quotes.
const LINE_BREAKS = /\r\n|[\n\r\u0085\u2028\u2029]/g;

function formatText(text: string): string {
  const clean = legalText(text).replace(LINE_BREAKS, " ");
  return PLAIN.test(clean) ? clean : `"${clean.replaceAll('"', '""')}"`;
}

/** Writes a value, with quotes where the grammar wants them; a line break becomes a space. */
export function formatValue(value: Value): string {
  if (value === undefined) return "";
  return isGroup(value) ? `(${value.map(formatValue).join(",")})` : formatText(value);
}
