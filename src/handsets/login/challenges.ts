import type { DigestSchema } from "../../csp/index.js";
import type { Runtime } from "../../runtime.js";

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

/** The challenges of four-way logins that wait for their second round. */
export class Challenges {
  readonly #pending = new Map<string, Challenge & { readonly until: number }>();
  readonly #runtime: Runtime;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** A new challenge; an earlier one of the same phone is void. */
  make(who: Challenged, schema: DigestSchema): Challenge {
    const challenge = { nonce: this.#runtime.random.token(NONCE_LENGTH), schema };
    const key = JSON.stringify([who.user, who.clientId, who.cookie]);
    this.#pending.delete(key);
    this.#pending.set(key, { ...challenge, until: this.#runtime.clock.now() + LIFE });
    const [oldest] = this.#pending.keys();
    if (this.#pending.size > MOST && oldest !== undefined) this.#pending.delete(oldest);
    return challenge;
  }

  /** The challenge, once and within its time. */
  take(who: Challenged): Challenge | undefined {
    const key = JSON.stringify([who.user, who.clientId, who.cookie]);
    const challenge = this.#pending.get(key);
    this.#pending.delete(key);
    return challenge !== undefined && challenge.until > this.#runtime.clock.now() ? challenge : undefined;
  }
}
