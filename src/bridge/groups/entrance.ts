import { Refusal, type Session } from "../../handsets/index.js";
import { type Entry, LinkDown, StanzaError } from "../../xmpp/index.js";
import { jidOf } from "../addresses.js";
import type { BridgeContext } from "../context.js";
import { isSilence } from "../refusals.js";
import { namesOf, withNick } from "./nicknames.js";
import type { Occupancies, Seat } from "./occupancies.js";
import type { RoomKeeper } from "./room-keeper.js";

/** How a session enters a room. */
export interface EntryOptions {
  /**
   * Named by the phone, and to be had as it is, unless the phone has no way to ask for another one. Where none is named,
   * a name of the user's. What need not be had as it is, is numbered on conflict.
   */
  readonly nick?: string | undefined;
  /** The group's id as this phone spells it. */
  readonly groupId: string;
  readonly wantsNotices: boolean;
  readonly password?: string | undefined;
  /** The phone is not to know yet. */
  readonly isSilent?: boolean;
}

/** Ways into rooms and out of them for our sessions. */
export class Entrance {
  readonly #context: BridgeContext;
  readonly #keeper: RoomKeeper;
  readonly #occupancies: Occupancies;

  constructor(context: BridgeContext, keeper: RoomKeeper, occupancies: Occupancies) {
    this.#context = context;
    this.#keeper = keeper;
    this.#occupancies = occupancies;
  }

  /**
   * Enters; the row is on disk before, so that no occupant is forgotten. A room is never made by that.
   * @throws Refusal already-joined; StanzaError, LinkDown
   */
  async enter(session: Session, room: string, options: EntryOptions): Promise<Entry> {
    const former = this.#occupancies.find(session.id, room);
    if (former !== undefined) return this.#present(former, session);
    const { nick, groupId, wantsNotices, password, isSilent = false } = options;
    const isFixed = nick !== undefined && !session.quirks.has("one-screen-name");
    const others = isFixed ? [] : await namesOf(session, this.#context);
    const names = nick === undefined ? others : [nick, ...others];
    const [first = session.device] = names;
    const own = { session: session.id, user: session.user.jid, as: jidOf(session), room };
    const row = { ...own, nick: first, groupId, wantsNotices, isInside: false };
    const seat = await this.#occupancies.add(row, password);
    seat.isEntering = true;
    try {
      const entry = await this.#attempt(seat, isFixed ? undefined : names);
      await this.#checkWanted(seat);
      await this.#occupancies.change(seat, { nick: entry.nick, isInside: !isSilent });
      await this.#release(room);
      return entry;
    } catch (error) {
      await this.#occupancies.remove(seat, error instanceof LinkDown);
      throw error;
    } finally {
      seat.isEntering = false;
    }
  }

  /**
   * Enters again, where the occupant is no longer inside, or takes it up where it is.
   * @throws StanzaError where it cannot be inside any more; LinkDown
   */
  async enterAgain(seat: Seat): Promise<Entry> {
    const { room, nick, as } = seat.row;
    const { rooms } = this.#context.xmpp;
    if (await rooms.isInside(room, nick, as)) return rooms.resume(room, nick, as);
    const entry = await withNick([nick], (name) => this.#through(seat, name));
    if (entry.nick !== nick) await this.#occupancies.change(seat, { nick: entry.nick });
    return entry;
  }

  /** Leaves; while there is no stream, or the room does not answer, with the next stream. */
  async leave(seat: Seat): Promise<void> {
    const { room, as } = seat.row;
    // One who is being taken up is taken up first: the XMPP leg would not know whom to take out.
    await seat.returning?.catch(() => undefined);
    if (this.#occupancies.find(seat.row.session, room) !== seat) return;
    // A phone that is back already under the same address holds the place itself.
    const holder = this.#occupancies.at(room, as);
    if (holder !== undefined && holder !== seat) return this.#occupancies.remove(seat);
    await this.#occupancies.remove(seat, !(await this.#isOut(seat)));
  }

  /** Takes the occupant out. False where that has to be tried again. */
  async #isOut(seat: Seat): Promise<boolean> {
    const { room, nick, as } = seat.row;
    const { rooms } = this.#context.xmpp;
    // A phone may come in under the same address at any time: the occupant is its own then.
    const isFree = () => [seat, undefined].includes(this.#occupancies.at(room, as));
    try {
      // Of the occupants of an earlier life, the XMPP leg knows nothing.
      const isUnknown = !seat.isEntering && rooms.occupants(room, as) === undefined;
      if (isUnknown && (await rooms.isInside(room, nick, as)) && isFree()) await rooms.resume(room, nick, as);
      if (isFree()) await rooms.leave(room, as);
      return true;
    } catch (error) {
      if (!(error instanceof LinkDown) && !(error instanceof StanzaError)) throw error;
      return !isSilence(error);
    }
  }

  /** The session may have ended, or left, while the room was asked. @throws Refusal invalid-session */
  async #checkWanted(seat: Seat): Promise<void> {
    const { session, room } = seat.row;
    if (this.#occupancies.find(session, room) === seat) return;
    if (!(await this.#isOut(seat))) await this.#occupancies.keep(seat);
    throw new Refusal("invalid-session");
  }

  /**
   * A phone that has had no answer, since the room was too slow for it or the answer was lost, may ask again.
   * @throws Refusal already-joined
   */
  #present({ row: { room, nick, as, isInside }, isAnnounced }: Seat, { quirks }: Session): Entry {
    const occupants = this.#context.xmpp.rooms.occupants(room, as);
    const self = occupants?.find((occupant) => occupant.nick === nick);
    const mayAsk = isInside && (!isAnnounced || quirks.has("repeats-what-is-done"));
    if (!mayAsk || occupants === undefined || self === undefined) throw new Refusal("already-joined");
    return { nick, occupants, self, isCreated: false };
  }

  #attempt(seat: Seat, names: readonly string[] | undefined): Promise<Entry> {
    if (names === undefined) return this.#through(seat, seat.row.nick);
    return withNick(names, (nick) => this.#through(seat, nick));
  }

  #through({ row: { room, as }, password }: Seat, nick: string): Promise<Entry> {
    const options = { mayCreate: false, ...(password !== undefined && { password }) };
    return this.#context.xmpp.rooms.enter(room, nick, as, options);
  }

  /** The service keeps a group alive until the first is inside. */
  async #release(room: string): Promise<void> {
    if (!this.#keeper.holds(room) || (await this.#keeper.find(room))?.purpose !== "group") return;
    await this.#keeper.serviceLeaves(room);
  }
}
