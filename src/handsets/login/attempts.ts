import { createHash } from "node:crypto";
import type { Clock, Runtime } from "../../runtime.js";
import { networkOf } from "../network.js";
import { RecentMap } from "./recent-map.js";

/** Failed logins within the window that are borne before further ones are refused unseen. */
export interface AttemptLimits {
  /** Milliseconds. */
  readonly window: number;
  /** For one user from one address. */
  readonly pair: number;
  /** For one user, from all addresses from where the user has not logged in before. */
  readonly user: number;
  /**
   * From one address, for whichever users. After that, a user who has not logged in from there has one slip instead of
   * `pair`: the address may be that of a gateway with all phones of an operator behind it.
   */
  readonly crowd: number;
  /** From one address: after that, only those get in from there who did before. */
  readonly address: number;
}

export const DEFAULT_ATTEMPTS: AttemptLimits = {
  window: 300_000,
  pair: 5,
  user: 30,
  crowd: 200,
  address: 1000,
};

/** Who tries to log in, and from where: networks of IPv6 count as one address. */
export interface Attempt {
  /** A bare JID, or whatever was given for one. */
  readonly user: string;
  readonly address: string | undefined;
  /** There is such an account. Failures for others guess no password, so that they count against themselves alone. */
  readonly isKnown: boolean;
}

/** Of each kind, so many are kept in memory at least. */
const MOST = 20_000;

/** Failures by key, each forgotten a while after the first. */
class Failures {
  readonly #counts = new RecentMap<{ failures: number; readonly until: number }>(MOST);
  readonly #clock: Clock;
  readonly #window: number;

  constructor(clock: Clock, window: number) {
    this.#clock = clock;
    this.#window = window;
  }

  of(key: string): number {
    const count = this.#counts.get(key);
    return count !== undefined && count.until > this.#clock.now() ? count.failures : 0;
  }

  add(key: string): void {
    const count = this.#counts.get(key);
    const now = this.#clock.now();
    if (count !== undefined && count.until > now) count.failures++;
    else this.#counts.set(key, { failures: 1, until: now + this.#window });
  }

  clear(key: string): void {
    this.#counts.delete(key);
  }
}

function placeOf({ address }: Attempt): string | undefined {
  return address === undefined ? undefined : networkOf(address);
}

/** Short, however long the name is: a slice of it would keep the whole. */
function pairOf(attempt: Attempt): string {
  return createHash("sha256")
    .update(JSON.stringify([attempt.user, placeOf(attempt) ?? null]))
    .digest("base64");
}

/** Counts failed logins, against the guessing of passwords. */
export class Attempts {
  readonly #limits: AttemptLimits;
  readonly #pairs: Failures;
  readonly #users: Failures;
  readonly #addresses: Failures;
  /** Of users who do not exist; they are refused alike, so that nobody learns who does. */
  readonly #strangers: Failures;
  /** Pairs that have logged in: who guesses elsewhere, or beside them, does not shut them out. */
  readonly #proved = new RecentMap<true>(MOST);

  constructor({ clock }: Pick<Runtime, "clock">, limits: AttemptLimits = DEFAULT_ATTEMPTS) {
    const failures = () => new Failures(clock, limits.window);
    this.#limits = limits;
    this.#pairs = failures();
    this.#users = failures();
    this.#addresses = failures();
    this.#strangers = failures();
  }

  /** Whether a login is to be refused without a look at its password. */
  isBarred(attempt: Attempt): boolean {
    const limits = this.#limits;
    const pair = pairOf(attempt);
    if (!attempt.isKnown) return this.#strangers.of(pair) >= limits.pair;
    const slips = this.#pairs.of(pair);
    if (this.#proved.get(pair) === true) return slips >= limits.pair;
    const place = placeOf(attempt);
    const crowd = place === undefined ? 0 : this.#addresses.of(place);
    if (crowd >= limits.address || this.#users.of(attempt.user) >= limits.user) return true;
    return slips >= (crowd >= limits.crowd ? 1 : limits.pair);
  }

  failed(attempt: Attempt): void {
    if (!attempt.isKnown) {
      this.#strangers.add(pairOf(attempt));
      return;
    }
    this.#pairs.add(pairOf(attempt));
    this.#users.add(attempt.user);
    const place = placeOf(attempt);
    if (place !== undefined) this.#addresses.add(place);
  }

  /** The rightful owner was here: what failed from the same place before was a slip. */
  succeeded(attempt: Attempt): void {
    this.#pairs.clear(pairOf(attempt));
    this.#proved.set(pairOf(attempt), true);
  }
}
