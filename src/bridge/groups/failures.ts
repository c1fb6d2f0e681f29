import { type StatusContext, type StatusName, statusForCondition, statusOf } from "../../csp/index.js";
import { Refusal } from "../../handsets/index.js";
import { LinkDown, StanzaError } from "../../xmpp/index.js";

/** The status that tells a phone why something failed on the XMPP side; rethrows what is no such failure. */
export function reasonOf(error: unknown, context: StatusContext): StatusName {
  if (error instanceof Refusal) return error.reason;
  if (error instanceof LinkDown) return "service-unavailable";
  if (!(error instanceof StanzaError)) throw error;
  const status = statusOf(statusForCondition(error.condition, context));
  // The status table names every code that it maps a condition to.
  return (status?.name ?? "internal-error") as StatusName;
}

/** Does something on the XMPP side for a phone; its failure is told as a Refusal. */
export async function orRefuse<T>(context: StatusContext, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal(reasonOf(error, context));
  }
}

/** Whether an error says that what was asked about is not there. */
export function isNotFound(error: unknown): boolean {
  return error instanceof StanzaError && (error.condition === "item-not-found" || error.condition === "gone");
}
