import { bareOf, comparable } from "./jid.js";

/** What may wait for its turn, or have it: for one own address, and in all. */
export interface TurnLimits {
  readonly forAddress: number;
  readonly inAll: number;
}

/**
 * Has what comes in dealt with one after the other for each own bare address, so that order is kept, and at once for
 * different ones, so that one that hangs holds up nobody else.
 */
export class Turns<T extends object> {
  readonly #deal: (item: T) => Promise<void>;
  readonly #limits: TurnLimits;
  /** What has its turn stands first. */
  readonly #queues = new Map<string, T[]>();
  #waiting = 0;
  #whenIdle: (() => void)[] = [];

  /** @param deal never rejects */
  constructor(deal: (item: T) => Promise<void>, limits: TurnLimits) {
    this.#deal = deal;
    this.#limits = limits;
  }

  /** @param to own address @returns false where too much waits already */
  add(to: string, item: T): boolean {
    const address = comparable(bareOf(to));
    const queue = this.#queues.get(address);
    const isFull = this.#waiting >= this.#limits.inAll || (queue?.length ?? 0) >= this.#limits.forAddress;
    if (isFull) return false;
    this.#waiting++;
    if (queue !== undefined) {
      queue.push(item);
      return true;
    }
    const opened = [item];
    this.#queues.set(address, opened);
    void this.#work(address, opened);
    return true;
  }

  /** Resolves once all has been dealt with. */
  async idle(): Promise<void> {
    if (this.#waiting > 0) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
  }

  async #work(address: string, queue: T[]): Promise<void> {
    for (let item = queue[0]; item !== undefined; item = queue[0]) {
      await this.#deal(item);
      queue.shift();
      this.#waiting--;
    }
    this.#queues.delete(address);
    if (this.#waiting === 0) for (const resolve of this.#whenIdle.splice(0)) resolve();
  }
}
