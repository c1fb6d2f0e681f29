import type { Session } from "../../handsets/index.js";
import { StanzaError } from "../../xmpp/index.js";
import type { BridgeContext } from "../context.js";

const LONGEST = 60;
const TRIES = 9;
/** Emoji and controls: servers keep to the older rules for nicknames (RFC 6122), which have no place for them. */
const UNFIT = /[\p{C}\p{Extended_Pictographic}\u{1f000}-\u{1faff}]|[\u{fe00}-\u{fe0f}]/gu;
const MALFORMED = ["bad-request", "jid-malformed", "not-acceptable"];

/** Whether a server takes an address, or a part of it, for no address. */
export function isMalformed(error: unknown): boolean {
  return error instanceof StanzaError && MALFORMED.includes(error.condition);
}

/** A nickname that any server takes, made of a name; undefined where nothing is left of it. */
export function fitNick(name: string): string | undefined {
  const fit = name.replace(/\s+/gu, " ").replace(UNFIT, "").trim();
  return fit === "" ? undefined : [...fit].slice(0, LONGEST).join("").trim();
}

/** The names by which a user may be known in a room: his alias, his name (EC-42). */
export async function namesOf(
  session: Session,
  context: Pick<BridgeContext, "storage">,
): Promise<readonly string[]> {
  const published = await context.storage.presence.published(session.user.jid, session.device);
  const names = [aliasIn(published?.Alias), session.user.user, session.device].flatMap((name) => {
    const nick = name === undefined ? undefined : fitNick(name);
    return nick === undefined ? [] : [nick];
  });
  return [...new Set(names)];
}

function aliasIn(attribute: unknown): string | undefined {
  const fields = typeof attribute === "object" && attribute !== null ? attribute : {};
  const isMeant = !("Qualifier" in fields) || fields.Qualifier !== false;
  return isMeant && "PresenceValue" in fields && typeof fields.PresenceValue === "string"
    ? fields.PresenceValue
    : undefined;
}

/**
 * Tries names until one is taken: a name that is in use gets a number, one that the server finds malformed gives way to
 * the next.
 * @throws StanzaError of the last attempt
 */
export async function withNick<T>(
  names: readonly string[],
  attempt: (nick: string) => Promise<T>,
): Promise<T> {
  let failure: unknown = new StanzaError("not-acceptable", "There is no name to enter under.");
  for (const name of names) {
    for (let number = 1; number <= TRIES; number++) {
      try {
        return await attempt(number === 1 ? name : `${name}${number}`);
      } catch (error) {
        failure = error;
        if (error instanceof StanzaError && error.condition === "conflict") continue;
        if (isMalformed(error)) break;
        throw error;
      }
    }
  }
  throw failure;
}
