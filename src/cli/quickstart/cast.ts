import { randomInt } from "node:crypto";
import type { JabberAccount } from "./demo-jabber.js";
import type { PhoneAccount } from "./demo-phone.js";

/** The names that config/prosody and config/hamlet.yaml have, too. */
export const DOMAINS = { users: "localhost", phones: "imps.localhost", rooms: "rooms.localhost" } as const;

/** Easy to type on a phone, and not mistaken for one another. */
const LETTERS = "abcdefghijkmnpqrstuvwxyz";

/** Text that nobody guesses. */
export function secret(length: number): string {
  return Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join("");
}

/** Who plays. */
export interface Cast {
  /** Has a phone of CSP 1.3, which knows ExtendConversation. */
  readonly alice: PhoneAccount;
  /** Has an older phone, of CSP 1.2. */
  readonly dave: PhoneAccount;
  readonly bob: JabberAccount;
  readonly carol: JabberAccount;
}

const PASSWORD_LENGTH = 10;

/** Accounts with new passwords. */
export function makeCast(): Cast {
  const phone = (name: string, version: "1.2" | "1.3", syntax: "xml" | "wbxml"): PhoneAccount => ({
    name,
    userId: `wv:${name.toLowerCase()}`,
    password: secret(PASSWORD_LENGTH),
    version,
    syntax,
  });
  const jabber = (name: string): JabberAccount => ({
    name,
    jid: `${name.toLowerCase()}@${DOMAINS.users}`,
    password: secret(PASSWORD_LENGTH),
  });
  return {
    alice: phone("Alice", "1.3", "wbxml"),
    dave: phone("Dave", "1.2", "wbxml"),
    bob: jabber("Bob"),
    carol: jabber("Carol"),
  };
}
