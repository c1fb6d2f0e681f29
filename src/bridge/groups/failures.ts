import type { StatusContext } from "../../csp/index.js";
import { StanzaError } from "../../xmpp/index.js";
import { refusalOf } from "../refusals.js";

/** Does something on the XMPP side for a phone; its failure is told as a Refusal. */
export async function orRefuse<T>(context: StatusContext, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw refusalOf(error, context);
  }
}

/** Whether an error says that what was asked about is not there. */
export function isNotFound(error: unknown): boolean {
  return error instanceof StanzaError && (error.condition === "item-not-found" || error.condition === "gone");
}
