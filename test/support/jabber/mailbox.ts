import type { Kind, OfKind, Received } from "./received.js";

/** Milliseconds that something may take to come. Less than a test has, so that the failure tells what was missing. */
export const PATIENCE = 8000;

interface Waiter {
  readonly matches: (received: Received) => boolean;
  readonly take: (received: Received) => void;
}

/**
 * What came in and nobody has asked for yet, in order. Whatever comes before it is asked for waits here, so that a
 * test misses nothing and need not be in time.
 */
export class Mailbox {
  readonly #kept: Received[] = [];
  readonly #waiters: Waiter[] = [];

  put(received: Received): void {
    const index = this.#waiters.findIndex(({ matches }) => matches(received));
    const [waiter] = index < 0 ? [] : this.#waiters.splice(index, 1);
    if (waiter === undefined) this.#kept.push(received);
    else waiter.take(received);
  }

  /** All that is kept, without taking it. */
  get kept(): readonly Received[] {
    return this.#kept;
  }

  /** Takes the oldest that matches, or waits for one. @throws Error telling what came instead */
  async take(what: string, matches: (received: Received) => boolean, timeout: number): Promise<Received> {
    const index = this.#kept.findIndex(matches);
    const [found] = index < 0 ? [] : this.#kept.splice(index, 1);
    if (found !== undefined) return found;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
        const others = this.#kept.map(({ kind, stanza }) => `  ${kind}: ${stanza.toString()}`);
        reject(new Error(`no ${what} came within ${timeout} ms; not asked for:\n${others.join("\n")}`));
      }, timeout);
      const waiter: Waiter = {
        matches,
        take: (received) => {
          clearTimeout(timer);
          resolve(received);
        },
      };
      this.#waiters.push(waiter);
    });
  }

  /** `take` by kind and, optionally, a condition on it. */
  async next<K extends Kind>(
    kind: K,
    where: (received: OfKind<K>) => boolean = () => true,
    timeout: number = PATIENCE,
  ): Promise<OfKind<K>> {
    const isKind = (received: Received): received is OfKind<K> => received.kind === kind;
    const matches = (received: Received) => isKind(received) && where(received);
    return (await this.take(kind, matches, timeout)) as OfKind<K>;
  }
}
