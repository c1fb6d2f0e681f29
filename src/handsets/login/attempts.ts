import type { Runtime } from "../../runtime.js";

/** Failed logins within the window that are borne before further ones are refused unseen. */
export interface AttemptLimits {
  /** Milliseconds. */
  readonly window: number;
  /** For one user from one address. */
  readonly pair: number;
  /** For one user, from wherever: a guesser with many addresses shuts the user out, but does not get in. */
  readonly user: number;
  /** From one address, which may be that of a gateway with all phones of an operator behind it. */
  readonly address: number;
}

export const DEFAULT_ATTEMPTS: AttemptLimits = { window: 300_000, pair: 5, user: 30, address: 200 };

const MOST = 50_000;

interface Count {
  failures: number;
  readonly until: number;
}

/** Counts failed logins, against the guessing of passwords. */
export class Attempts {
  readonly #counts = new Map<string, Count>();
  readonly #runtime: Runtime;
  readonly #limits: AttemptLimits;

  constructor(runtime: Runtime, limits: AttemptLimits = DEFAULT_ATTEMPTS) {
    this.#runtime = runtime;
    this.#limits = limits;
  }

  /** Whether a login is to be refused without a look at its password. */
  isBarred(user: string, address: string | undefined): boolean {
    return this.#keys(user, address).some(([key, limit]) => this.#failures(key) >= limit);
  }

  failed(user: string, address: string | undefined): void {
    const now = this.#runtime.clock.now();
    for (const [key] of this.#keys(user, address)) {
      const count = this.#counts.get(key);
      if (count !== undefined && count.until > now) count.failures++;
      else this.#begin(key, now);
    }
  }

  /** The rightful owner was here: what failed from the same place before was a slip. */
  succeeded(user: string, address: string | undefined): void {
    this.#counts.delete(this.#keys(user, address)[0]?.[0] ?? "");
  }

  #keys(user: string, address: string | undefined): readonly (readonly [key: string, limit: number])[] {
    const { pair, user: perUser, address: perAddress } = this.#limits;
    const known = address ?? "";
    const ofUser = [[`pair ${known} ${user}`, pair] as const, [`user ${user}`, perUser] as const];
    return address === undefined ? ofUser : [...ofUser, [`address ${known}`, perAddress] as const];
  }

  #failures(key: string): number {
    const count = this.#counts.get(key);
    return count !== undefined && count.until > this.#runtime.clock.now() ? count.failures : 0;
  }

  #begin(key: string, now: number): void {
    this.#counts.delete(key);
    this.#counts.set(key, { failures: 1, until: now + this.#limits.window });
    const [oldest] = this.#counts.keys();
    if (this.#counts.size > MOST && oldest !== undefined) this.#counts.delete(oldest);
  }
}
