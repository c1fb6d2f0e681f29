import {
  CspError,
  encode,
  type KnownContent,
  type OutgoingMessage,
  type Syntax,
  type Version,
} from "../csp/index.js";
import type { Log, LogFields } from "../runtime.js";
import type { ExchangeResponse } from "./exchange.js";
import { answerType } from "./media-types.js";
import { statusFor } from "./statuses.js";

/** The form in which one phone is written to. */
export interface Form {
  readonly syntax: Syntax;
  readonly version: Version;
  /** The header of its request. */
  readonly contentType: string | undefined;
  /** Octets that it can parse at most. */
  readonly parserSize?: number;
  /** Each text in one piece. */
  readonly wholeTexts?: boolean;
}

/** The answer of no bytes, which only polls and answers of phones may get. */
export const EMPTY: ExchangeResponse = { status: 200, body: new Uint8Array() };

export function tooLarge(bytes: Uint8Array, { parserSize }: Form): boolean {
  return parserSize !== undefined && bytes.length > parserSize;
}

export function responseOf(bytes: Uint8Array, { syntax, version, contentType }: Form): ExchangeResponse {
  return { status: 200, contentType: answerType(contentType, syntax, version), body: bytes };
}

/** Why a Status stands in for an answer: only a fault is one of ours. */
export type Shortfall =
  | { readonly why: "too-large" }
  /** The phone's syntax has no code for it, as plain text for most answers. */
  | { readonly why: "unsayable"; readonly problem: string }
  | { readonly why: "fault"; readonly error: unknown };

function shortfallOf(error: unknown): Shortfall {
  const isUnsayable = error instanceof CspError && error.kind === "not-in-syntax";
  return isUnsayable ? { why: "unsayable", problem: error.message } : { why: "fault", error };
}

/** What is said in place of an answer that cannot be written. */
function standIn(error: unknown, version: Version): KnownContent {
  const isUnsayable =
    error instanceof CspError && (error.kind === "not-in-syntax" || error.kind === "not-in-version");
  return statusFor(isUnsayable ? "not-implemented" : "internal-error", version);
}

/** Tells the log of a Status that stands in for an answer; of one for its size, the phone's own setting, nothing. */
export function logShortfall(log: Log, fields: LogFields, shortfall: Shortfall): void {
  if (shortfall.why === "unsayable")
    log.info({ ...fields, problem: shortfall.problem }, "an answer cannot be said in the phone's syntax");
  else if (shortfall.why === "fault")
    log.error({ ...fields, err: shortfall.error }, "an answer could not be written");
}

/**
 * Writes the answer to one request. One that the syntax cannot say, or that the phone cannot take, becomes a Status.
 * @param replaced is told that a Status stands in
 */
export function writeAnswer(
  message: OutgoingMessage,
  form: Form,
  replaced: (shortfall: Shortfall) => void,
): ExchangeResponse {
  const { further: _, ...alone } = message;
  try {
    const bytes = encode(message, form);
    if (!tooLarge(bytes, form)) return responseOf(bytes, form);
    replaced({ why: "too-large" });
    const content = statusFor("response-too-large", form.version);
    return responseOf(encode({ ...alone, content }, form), form);
  } catch (error) {
    replaced(shortfallOf(error));
    return responseOf(encode({ ...alone, content: standIn(error, form.version) }, form), form);
  }
}
