import { createHash } from "node:crypto";
import type { DigestSchema } from "../../csp/index.js";
import type { Runtime } from "../../runtime.js";
import { RecentMap } from "./recent-map.js";

/** Who was challenged: neither TransactionID nor connection, which change between the rounds on some phones. */
export interface Challenged {
  /** Bare JID. */
  readonly user: string;
  readonly clientId: string;
  readonly cookie: string;
}

export interface Challenge {
  readonly nonce: string;
  readonly schema: DigestSchema;
}

/** Milliseconds. */
const LIFE = 60_000;
const MOST = 10_000;
const NONCE_LENGTH = 32;

/** Short, however long the names are. */
function keyOf({ user, clientId, cookie }: Challenged): string {
  return createHash("sha256")
    .update(JSON.stringify([user, clientId, cookie]))
    .digest("base64");
}

/** The challenges of four-way logins that wait for their second round. */
export class Challenges {
  readonly #pending = new RecentMap<Challenge & { readonly until: number }>(MOST);
  readonly #runtime: Runtime;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** A new challenge; an earlier one of the same phone is void. */
  make(who: Challenged, schema: DigestSchema): Challenge {
    const challenge = { nonce: this.#runtime.random.token(NONCE_LENGTH), schema };
    this.#pending.set(keyOf(who), { ...challenge, until: this.#runtime.clock.now() + LIFE });
    return challenge;
  }

  /** The challenge, once and within its time. */
  take(who: Challenged): Challenge | undefined {
    const key = keyOf(who);
    const challenge = this.#pending.get(key);
    this.#pending.delete(key);
    return challenge !== undefined && challenge.until > this.#runtime.clock.now() ? challenge : undefined;
  }
}
