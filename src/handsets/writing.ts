import {
  CspError,
  encode,
  type KnownContent,
  type OutgoingMessage,
  type Syntax,
  type Version,
} from "../csp/index.js";
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

/** What is said in place of an answer that cannot be written. */
function standIn(error: unknown, version: Version): KnownContent {
  const isUnsayable =
    error instanceof CspError && (error.kind === "not-in-syntax" || error.kind === "not-in-version");
  return statusFor(isUnsayable ? "not-implemented" : "internal-error", version);
}

/**
 * Writes the answer to one request. One that the syntax cannot say, or that the phone cannot take, becomes a Status.
 * @param replaced is told that a Status stands in, and what went wrong where that is not for its size
 */
export function writeAnswer(
  message: OutgoingMessage,
  form: Form,
  replaced: (error?: unknown) => void,
): ExchangeResponse {
  const { further: _, ...alone } = message;
  try {
    const bytes = encode(message, form);
    if (!tooLarge(bytes, form)) return responseOf(bytes, form);
    replaced();
    const content = statusFor("response-too-large", form.version);
    return responseOf(encode({ ...alone, content }, form), form);
  } catch (error) {
    replaced(error);
    return responseOf(encode({ ...alone, content: standIn(error, form.version) }, form), form);
  }
}
