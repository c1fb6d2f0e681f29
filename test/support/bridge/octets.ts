import { encode, type KnownContent } from "../../../src/csp/index.js";
import type { Session } from "../../../src/handsets/index.js";

/** Octets of a message with this content, as a phone gets it. */
export function octetsFor({ syntax, version, id, quirks }: Session, content: KnownContent): number {
  const around = { sessionType: "Inband", sessionId: id, mode: "Request", transactionId: "1001" } as const;
  const form = { syntax, version, wholeTexts: quirks.has("whole-texts") };
  return encode({ ...around, content, poll: true }, form).length;
}
