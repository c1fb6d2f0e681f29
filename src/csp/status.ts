import { statusCodes } from "./generated/status-codes.js";
import type { Version } from "./version.js";

/** One row of the status code table. */
export interface StatusRow {
  readonly name: string;
  readonly meaning: string;
  readonly in?: readonly Version[];
  readonly send?: boolean;
  readonly instead?: number;
  readonly endsSession?: boolean;
  readonly xmpp?: string;
}

/** The shape of `mappings/csp/status-codes.yaml`, which explains each key; an operator's override has it too. */
export interface StatusTable {
  readonly classes: Readonly<Record<"provisional" | "success", readonly [first: number, last: number]>>;
  readonly unknown: number;
  readonly codes: Readonly<Record<string, StatusRow>>;
  readonly contexts: Readonly<
    Record<string, { readonly about: string; readonly within?: string; readonly otherwise?: number }>
  >;
  readonly conditions: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

type Codes = typeof statusCodes.codes;

/** Stable name of a status code, such as `session-expired`. */
export type StatusName = Codes[keyof Codes]["name"];

/** What was being done when XMPP reported an error; the YAML says what each one means. */
export type StatusContext = keyof typeof statusCodes.contexts;

/** What a status code stands for. */
export interface Status {
  readonly code: number;
  readonly name: string;
  /** Plain English, for logs and the operator's console. */
  readonly meaning: string;
}

function rowOf(code: number, table: StatusTable): StatusRow | undefined {
  return table.codes[code];
}

/** The meaning of a status code; undefined for a code that the table does not list. */
export function statusOf(code: number, table: StatusTable = statusCodes): Status | undefined {
  const row = rowOf(code, table);
  return row && { code, name: row.name, meaning: row.meaning };
}

const codeByName: ReadonlyMap<string, number> = new Map(
  Object.entries(statusCodes.codes).map(([code, { name }]) => [name, Number(code)]),
);

/** The number behind a status name. Names and numbers are the protocol's, so no override changes them. */
export function codeOf(name: StatusName): number {
  const code = codeByName.get(name);
  if (code === undefined) throw new TypeError(`No status code is named ${name}.`);
  return code;
}

function isWithin([first, last]: readonly [number, number], code: number): boolean {
  return code >= first && code <= last;
}

/**
 * Whether a phone's answer means that it took the request. Some phones treat 201 and 202 from the server as
 * failures all the same, so send 200 wherever a request can be regarded as accepted.
 */
export function isSuccess(code: number, table: StatusTable = statusCodes): boolean {
  return isWithin(table.classes.success, code);
}

/** Whether the final answer to the transaction is still to come. */
export function isProvisional(code: number, table: StatusTable = statusCodes): boolean {
  return isWithin(table.classes.provisional, code);
}

/** Whether a phone that sees this code in any answer drops its session. */
export function endsSession(code: number, table: StatusTable = statusCodes): boolean {
  return rowOf(code, table)?.endsSession ?? false;
}

/** The code to send to a phone of this version: the given one, or its stand-in where it must not be sent. */
export function adaptStatus(code: number, version: Version, table: StatusTable = statusCodes): number {
  const row = rowOf(code, table);
  if (row === undefined) return table.unknown;
  const known = row.in === undefined || row.in.includes(version);
  return known && row.send !== false ? code : (row.instead ?? table.unknown);
}

/** A context and all that it lies within, closest first; ends even if an override goes in circles. */
function lineage(context: string, table: StatusTable): readonly string[] {
  const line: string[] = [];
  let next: string | undefined = context;
  while (next !== undefined && !line.includes(next)) {
    line.push(next);
    next = table.contexts[next]?.within;
  }
  return [...line, "any"];
}

/**
 * The code that tells a phone about an XMPP error.
 * @param condition element name of a stanza, stream or SASL error (RFC 6120), without namespace
 * @returns the code before `adaptStatus`; for a condition that the table does not list, its `unknown`, unless the
 *   context has an `otherwise`
 */
export function statusForCondition(
  condition: string,
  context: StatusContext = "any",
  table: StatusTable = statusCodes,
): number {
  const row = table.conditions[condition];
  for (const place of lineage(context, table)) {
    const code = row?.[place];
    if (code !== undefined) return code;
    const otherwise = table.contexts[place]?.otherwise;
    if (otherwise !== undefined) return otherwise;
  }
  return table.unknown;
}

/**
 * The stanza error condition (RFC 6120 section 8.3.3) that tells a Jabber user why a phone refused.
 * @returns undefined where there is nothing to report: success, session ends, unlisted codes
 */
export function conditionForStatus(code: number, table: StatusTable = statusCodes): string | undefined {
  return rowOf(code, table)?.xmpp;
}
