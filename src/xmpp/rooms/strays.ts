import type { Timer, Timers } from "../../runtime.js";
import type { Inbound } from "../inbound.js";
import { comparable } from "../jid.js";

/** Bounds of what is kept for occupancies that nobody has taken up yet. */
export interface StrayLimits {
  /** Messages of one room to one of ours. */
  readonly each: number;
  readonly inAll: number;
  /** Milliseconds after the stream is up. */
  readonly time: number;
}

/**
 * What rooms say to occupants of an earlier life of Hamlet, between the opening of the stream and the taking up of the
 * occupancy: the room believes it delivered.
 */
export class Strays {
  readonly #limits: StrayLimits;
  readonly #kept = new Map<string, Inbound[]>();
  #state: "before" | "open" | "closed" = "before";
  #size = 0;
  #timer: Timer | undefined;

  constructor(limits: StrayLimits) {
    this.#limits = limits;
  }

  /** The stream is up. Only the first time says anything about an earlier life. */
  online(timers: Timers): void {
    if (this.#state !== "before") return;
    this.#state = "open";
    this.#timer = timers.after(this.#limits.time, () => this.close());
  }

  /** Forgets all, and keeps nothing from now on. */
  close(): void {
    this.#timer?.cancel();
    this.#state = "closed";
    this.#kept.clear();
  }

  keep(room: string, event: Inbound): void {
    const { each, inAll } = this.#limits;
    const key = keyOf(room, event.to);
    const kept = this.#kept.get(key) ?? [];
    if (this.#state === "closed" || this.#size >= inAll || kept.length >= each) return;
    this.#size++;
    kept.push(event);
    this.#kept.set(key, kept);
  }

  /** In the order in which they came. */
  take(room: string, as: string): Inbound[] {
    const key = keyOf(room, as);
    const kept = this.#kept.get(key) ?? [];
    this.#kept.delete(key);
    this.#size -= kept.length;
    return kept;
  }
}

function keyOf(room: string, as: string): string {
  return `${comparable(room)}\n${comparable(as)}`;
}
