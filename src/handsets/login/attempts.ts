import type { Runtime } from "../../runtime.js";

/** Failed logins within the window that are borne before further ones are refused unseen. */
export interface AttemptLimits {
  /** Milliseconds. */
  readonly window: number;
  /** For one user from one address. */
  readonly pair: number;
  /** For one user, from all addresses from where the user has not logged in before. */
  readonly user: number;
  /**
   * From one address, for whichever users. After that, each user has one slip there instead of `pair`: the address may be
   * that of a gateway with all phones of an operator behind it, so that it is never closed to those who get it right.
   */
  readonly address: number;
}

export const DEFAULT_ATTEMPTS: AttemptLimits = { window: 300_000, pair: 5, user: 30, address: 200 };

/** Counts, and places of logins, that are kept in memory; the oldest give way. */
const MOST = 50_000;

interface Count {
  failures: number;
  readonly until: number;
}

const pairOf = (user: string, address: string | undefined) => `pair ${address ?? ""} ${user}`;
const keyOfUser = (user: string) => `user ${user}`;
const keyOfAddress = (address: string) => `address ${address}`;

function dropOldest(kept: { readonly size: number; keys(): Iterator<string>; delete(key: string): boolean }) {
  const oldest = kept.keys().next();
  if (kept.size > MOST && oldest.done !== true) kept.delete(oldest.value);
}

/** Counts failed logins, against the guessing of passwords. */
export class Attempts {
  readonly #counts = new Map<string, Count>();
  /** Pairs that have logged in: who guesses elsewhere does not shut a user out from there. */
  readonly #proved = new Set<string>();
  readonly #runtime: Runtime;
  readonly #limits: AttemptLimits;

  constructor(runtime: Runtime, limits: AttemptLimits = DEFAULT_ATTEMPTS) {
    this.#runtime = runtime;
    this.#limits = limits;
  }

  /** Whether a login is to be refused without a look at its password. */
  isBarred(user: string, address: string | undefined): boolean {
    const pair = pairOf(user, address);
    const isHot = address !== undefined && this.#failures(keyOfAddress(address)) >= this.#limits.address;
    if (this.#failures(pair) >= (isHot ? 1 : this.#limits.pair)) return true;
    return this.#failures(keyOfUser(user)) >= this.#limits.user && !this.#proved.has(pair);
  }

  failed(user: string, address: string | undefined): void {
    const now = this.#runtime.clock.now();
    const keys = [pairOf(user, address), keyOfUser(user)];
    if (address !== undefined) keys.push(keyOfAddress(address));
    for (const key of keys) {
      const count = this.#counts.get(key);
      if (count !== undefined && count.until > now) count.failures++;
      else this.#begin(key, now);
    }
  }

  /** The rightful owner was here: what failed from the same place before was a slip. */
  succeeded(user: string, address: string | undefined): void {
    const pair = pairOf(user, address);
    this.#counts.delete(pair);
    this.#proved.delete(pair);
    this.#proved.add(pair);
    dropOldest(this.#proved);
  }

  #failures(key: string): number {
    const count = this.#counts.get(key);
    return count !== undefined && count.until > this.#runtime.clock.now() ? count.failures : 0;
  }

  #begin(key: string, now: number): void {
    this.#counts.delete(key);
    this.#counts.set(key, { failures: 1, until: now + this.#limits.window });
    dropOldest(this.#counts);
  }
}
