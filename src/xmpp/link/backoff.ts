import type { Random } from "../../runtime.js";
import type { LinkLimits } from "./limits.js";

/**
 * Delays between attempts, in the place of the library's fixed second: doubled each time and drawn at random from the
 * upper half, so that many gateways do not come back in step.
 */
export class Backoff {
  readonly #limits: LinkLimits;
  readonly #random: Random;
  #failures = 0;

  constructor(limits: LinkLimits, random: Random) {
    this.#limits = limits;
    this.#random = random;
  }

  /** After a stream that was good. */
  reset(): void {
    this.#failures = 0;
  }

  /** Milliseconds until the next attempt. @param isLasting the longest delay at once */
  next(isLasting: boolean): number {
    const { firstDelay, longestDelay } = this.#limits;
    const doubled = firstDelay * 2 ** Math.min(this.#failures, 30);
    this.#failures += 1;
    const ceiling = isLasting ? longestDelay : Math.min(longestDelay, doubled);
    return ceiling * (0.5 + this.#random.fraction() / 2);
  }
}
