import { type StatusContext, type StatusName, statusForCondition, statusOf } from "../csp/index.js";
import { Refusal } from "../handsets/index.js";
import { LinkDown, StanzaError } from "../xmpp/index.js";

function named(code: number): StatusName {
  return (statusOf(code)?.name ?? "internal-error") as StatusName;
}

/**
 * What a phone is told of an error: failures on the XMPP side become the status that the tables give for them.
 * @throws the error itself, where it is none of those that are to be expected
 */
export function refusalOf(error: unknown, context: StatusContext): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof LinkDown) return new Refusal("service-unavailable");
  if (error instanceof StanzaError) return new Refusal(named(statusForCondition(error.condition, context)));
  throw error;
}

/** Does the work of a request; what goes wrong on the XMPP side becomes a refusal. */
export async function orRefuse<T>(context: StatusContext, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw refusalOf(error, context);
  }
}

/** Whether an error leaves open how things are: nobody was reached. */
export function isSilence(error: unknown): boolean {
  return (
    error instanceof LinkDown ||
    (error instanceof StanzaError &&
      ["remote-server-timeout", "remote-server-not-found"].includes(error.condition))
  );
}

/** Whether an error says that what was asked about is not there. */
export function isNotFound(error: unknown): boolean {
  return error instanceof StanzaError && (error.condition === "item-not-found" || error.condition === "gone");
}
