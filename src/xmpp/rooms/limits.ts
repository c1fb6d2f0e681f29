import type { StrayLimits } from "./strays.js";

/** Bounds of what is remembered about rooms. Times are milliseconds. */
export interface RoomLimits {
  /** Occupancies of ours, in all rooms. */
  readonly occupancies: number;
  /** Occupants of one room, as one of ours sees it; the others are left out. */
  readonly occupants: number;
  /** What is kept for one who is just entering. */
  readonly held: number;
  /** For an entry to be complete. */
  readonly entryTimeout: number;
  /** For the room to let one go who leaves; then he counts as outside. */
  readonly leaveTimeout: number;
  /** For the answer to a ping of an own occupant. */
  readonly pingTimeout: number;
  readonly strays: StrayLimits;
  /** Pings at one time after the stream has come back. */
  readonly pings: number;
}

export const DEFAULT_LIMITS: RoomLimits = {
  occupancies: 50_000,
  occupants: 5_000,
  held: 1_000,
  entryTimeout: 30_000,
  leaveTimeout: 10_000,
  pingTimeout: 10_000,
  pings: 16,
  strays: { each: 200, inAll: 10_000, time: 120_000 },
};
