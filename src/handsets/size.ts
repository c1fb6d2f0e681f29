import { CspError, encode, type KnownContent } from "../csp/index.js";
import type { Session } from "./session.js";

/** Octets by which a message may be longer than it is measured here: a longer name of the answer, or TransactionID. */
const SPARE = 100;
const TRANSACTION = "999";

/**
 * Whether a message with this content is short enough for the phone's parser, in the syntax that the phone speaks: what
 * has to be escaped is longer there. What cannot be written at all counts as short enough, and fails in the writing.
 */
export function isParsable(session: Session, content: KnownContent): boolean {
  const { id: sessionId, syntax, version, quirks, capabilities } = session;
  const around = { sessionType: "Inband", sessionId, mode: "Request", transactionId: TRANSACTION } as const;
  const form = { syntax, version, wholeTexts: quirks.has("whole-texts") };
  try {
    const { length } = encode({ ...around, content, poll: true, cir: false }, form);
    return length + SPARE <= capabilities.parserSize;
  } catch (error) {
    if (error instanceof CspError) return true;
    throw error;
  }
}
