import type { Timer } from "../../runtime.js";
import type { Inbound } from "../inbound.js";
import { comparable } from "../jid.js";
import { type Resolvers, withResolvers } from "../link/deadline.js";
import type { Entry } from "../operations.js";
import type { Occupancy } from "./occupancy.js";

/** An occupancy and who waits for what becomes of it. */
export interface Seat {
  readonly occupancy: Occupancy;
  /** Resolved or rejected once, with the end of the entering. */
  readonly entering: Resolvers<Entry>;
  /** Resolved when the seat is given up, for whatever reason; rejected and made anew when the stream breaks. */
  gone: Resolvers<void>;
  /** What came before the one who enters could know of it; undefined once it is handed on at once. */
  held: Inbound[] | undefined;
  /** For the end of entering or leaving. */
  timer: Timer | undefined;
  isProbed: boolean;
}

/** @param held what is to be handed on first, once the entry is complete */
export function newSeat(occupancy: Occupancy, held: Inbound[]): Seat {
  return {
    occupancy,
    entering: withResolvers(),
    gone: withResolvers(),
    held,
    timer: undefined,
    isProbed: false,
  };
}

/** All occupancies of ours, by room and own full JID. */
export class Seats {
  readonly #rooms = new Map<string, Map<string, Seat>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** @param room the room, or an address in it */
  find(room: string, as: string): Seat | undefined {
    return this.#rooms.get(comparable(room))?.get(comparable(as));
  }

  /** Whether any of ours is in the room. */
  has(room: string): boolean {
    return this.#rooms.has(comparable(room));
  }

  add(seat: Seat): void {
    const { room, as } = seat.occupancy;
    const ofRoom = this.#rooms.get(comparable(room)) ?? new Map<string, Seat>();
    this.#rooms.set(comparable(room), ofRoom.set(comparable(as), seat));
    this.#size++;
  }

  /** Without effect if it was removed before. */
  remove(seat: Seat): void {
    const { room, as } = seat.occupancy;
    const ofRoom = this.#rooms.get(comparable(room));
    if (ofRoom?.get(comparable(as)) !== seat) return;
    ofRoom.delete(comparable(as));
    if (ofRoom.size === 0) this.#rooms.delete(comparable(room));
    this.#size--;
    seat.timer?.cancel();
    seat.gone.resolve();
  }

  all(): Seat[] {
    return [...this.#rooms.values()].flatMap((ofRoom) => [...ofRoom.values()]);
  }
}
