import { networkOf } from "../network.js";

/** A connection among those that share a bounded number of places. */
export interface Guest {
  /** Address of the peer, without port. */
  readonly address: string;
  /** Whether the server owes it an answer; such a one is not sent away. */
  readonly isBusy: boolean;
  close(): void;
}

/**
 * A bounded number of connections. When it is full, room is made at the cost of the network that holds most of them,
 * so that one peer that takes all places takes them from itself.
 */
export class Crowd {
  readonly #limit: number;
  /** By network; in each the one that was quiet longest comes first. */
  readonly #guests = new Map<string, Set<Guest>>();
  #size = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#size;
  }

  /** Takes a newcomer in; closes another, or the newcomer, where there is no room. */
  admit(guest: Guest): void {
    const network = networkOf(guest.address);
    const neighbours = this.#guests.get(network);
    if (neighbours === undefined) this.#guests.set(network, new Set([guest]));
    else neighbours.add(guest);
    this.#size++;
    if (this.#size > this.#limit) this.#sendAway(this.#quietest() ?? guest);
  }

  /** The guest has been heard of: others are sent away before it. */
  touch(guest: Guest): void {
    const neighbours = this.#guests.get(networkOf(guest.address));
    if (neighbours?.delete(guest)) neighbours.add(guest);
  }

  /** The guest has gone. Without effect if it had gone before. */
  release(guest: Guest): void {
    const network = networkOf(guest.address);
    const neighbours = this.#guests.get(network);
    if (!neighbours?.delete(guest)) return;
    this.#size--;
    if (neighbours.size === 0) this.#guests.delete(network);
  }

  /** Closes all that are owed nothing. */
  closeIdle(): void {
    const guests = [...this.#guests.values()].flatMap((neighbours) => [...neighbours]);
    for (const guest of guests) if (!guest.isBusy) this.#sendAway(guest);
  }

  #sendAway(guest: Guest): void {
    this.release(guest);
    guest.close();
  }

  #quietest(): Guest | undefined {
    let most: Set<Guest> = new Set();
    for (const neighbours of this.#guests.values()) if (neighbours.size > most.size) most = neighbours;
    for (const guest of most) if (!guest.isBusy) return guest;
    return undefined;
  }
}
