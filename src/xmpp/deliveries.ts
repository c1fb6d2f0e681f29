import type { Inbound } from "./inbound.js";
import { bareOf, comparable } from "./jid.js";

/** What may wait for the bridge: for one own address, and in all. */
export interface DeliveryLimits {
  readonly forAddress: number;
  readonly inAll: number;
}

export const DEFAULT_DELIVERY_LIMITS: DeliveryLimits = { forAddress: 5_000, inAll: 50_000 };

/**
 * Hands events on one at a time per own bare address, in order, and at once for different ones. Stanzas are read before
 * they wait here, so that an operation that the handler of an event waits for is never behind that event.
 */
export class Deliveries {
  readonly #deliver: (event: Inbound) => Promise<void>;
  readonly #limits: DeliveryLimits;
  readonly #queues = new Map<string, Inbound[]>();
  #waiting = 0;
  #whenIdle: (() => void)[] = [];

  /** @param deliver never rejects */
  constructor(deliver: (event: Inbound) => Promise<void>, limits: DeliveryLimits) {
    this.#deliver = deliver;
    this.#limits = limits;
  }

  /** False where too much waits already. */
  add(event: Inbound): boolean {
    const address = comparable(bareOf(event.to));
    const queue = this.#queues.get(address);
    const isFull = this.#waiting >= this.#limits.inAll || (queue?.length ?? 0) >= this.#limits.forAddress;
    if (isFull) return false;
    this.#waiting++;
    if (queue !== undefined) {
      queue.push(event);
      return true;
    }
    const opened = [event];
    this.#queues.set(address, opened);
    void this.#work(address, opened);
    return true;
  }

  async idle(): Promise<void> {
    if (this.#waiting > 0) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
  }

  async #work(address: string, queue: Inbound[]): Promise<void> {
    for (let event = queue[0]; event !== undefined; event = queue[0]) {
      await this.#deliver(event);
      queue.shift();
      this.#waiting--;
    }
    this.#queues.delete(address);
    if (this.#waiting === 0) for (const resolve of this.#whenIdle.splice(0)) resolve();
  }
}
