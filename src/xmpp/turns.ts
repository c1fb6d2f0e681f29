import { bareOf, comparable } from "./jid.js";

/** What may wait for its turn, or have it: for one own address, and in all. */
export interface TurnLimits {
  readonly forAddress: number;
  readonly inAll: number;
}

interface Turn<T> {
  readonly item: T;
  /** In the order of arrival. */
  readonly number: number;
}

/**
 * Has what comes in dealt with one after the other for each own bare address, so that order is kept, and at once for
 * different ones, so that one that hangs holds up nobody else.
 */
export class Turns<T> {
  readonly #deal: (item: T) => Promise<void>;
  readonly #limits: TurnLimits;
  /** What has its turn stands first. */
  readonly #queues = new Map<string, Turn<T>[]>();
  #arrived = 0;
  /** The numbers of what waits or has its turn, the oldest first. */
  readonly #open = new Set<number>();
  readonly #watchers: { readonly last: number; readonly resolve: () => void }[] = [];

  /** @param deal never rejects */
  constructor(deal: (item: T) => Promise<void>, limits: TurnLimits) {
    this.#deal = deal;
    this.#limits = limits;
  }

  /** @param to own address @returns false where too much waits already */
  add(to: string, item: T): boolean {
    const address = comparable(bareOf(to));
    const queue = this.#queues.get(address);
    const isFull = this.#open.size >= this.#limits.inAll || (queue?.length ?? 0) >= this.#limits.forAddress;
    if (isFull) return false;
    this.#arrived++;
    this.#open.add(this.#arrived);
    const turn = { item, number: this.#arrived };
    if (queue !== undefined) {
      queue.push(turn);
      return true;
    }
    const opened = [turn];
    this.#queues.set(address, opened);
    void this.#work(address, opened);
    return true;
  }

  /** Resolves once all that is here now has been dealt with, whatever comes in meanwhile. */
  async passed(): Promise<void> {
    const last = this.#arrived;
    if (this.#open.size > 0) await new Promise<void>((resolve) => this.#watchers.push({ last, resolve }));
  }

  /** Resolves once nothing is here. */
  async idle(): Promise<void> {
    while (this.#open.size > 0) await this.passed();
  }

  async #work(address: string, queue: Turn<T>[]): Promise<void> {
    for (let turn = queue[0]; turn !== undefined; turn = queue[0]) {
      await this.#deal(turn.item);
      queue.shift();
      this.#done(turn.number);
    }
    this.#queues.delete(address);
  }

  #done(number: number): void {
    this.#open.delete(number);
    const [oldest = Number.POSITIVE_INFINITY] = this.#open;
    while ((this.#watchers[0]?.last ?? oldest) < oldest) this.#watchers.shift()?.resolve();
  }
}
