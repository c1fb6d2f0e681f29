import type { Session } from "../../handsets/index.js";

/**
 * What an extension needs of the groups beside `RoomKeeper`. The initiator's occupant is inside from the beginning, so
 * that invitations come from it, but its phone hears nothing of the group until it counts as joined (EC-24).
 */
export interface SilentEntry {
  /**
   * Enters a room for a session without a word to its phone: an OccupancyRow with `isInside` false. Under the nickname
   * of EC-42, numbered on conflict.
   * @throws StanzaError, LinkDown
   */
  enterSilently(session: Session, room: string, options: { wantsNotices: boolean }): Promise<void>;
  /** From now on the session counts as joined, though its phone hears nothing yet: `isInside` becomes true. */
  admit(session: Session, room: string): Promise<void>;
  /** From now on the phone hears of the group, and first of what it has missed. */
  open(session: Session, room: string): Promise<void>;
  /** Leaves a room that was entered, silently or not, without a word to the phone. */
  leaveSilently(session: Session, room: string): Promise<void>;
}

/** What the groups tell those who wait for a phone to join or leave. */
export interface GroupListener {
  /** The JoinGroup-Response is on its way to the phone (the answer's `after`). */
  joined(session: Session, room: string): Promise<void>;
  /** The phone left, or its session ended. */
  left(session: Session, room: string): Promise<void>;
}
