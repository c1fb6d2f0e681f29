import { Refusal, type Session } from "../../handsets/index.js";
import { type Entry, LinkDown, StanzaError } from "../../xmpp/index.js";
import { jidOf } from "../addresses.js";
import type { BridgeContext } from "../context.js";
import { namesOf, withNick } from "./nicknames.js";
import type { Occupancies, Seat } from "./occupancies.js";
import type { RoomKeeper } from "./room-keeper.js";

/** How a session enters a room. */
export interface EntryOptions {
  /** Named by the phone, and to be had as it is; a name of the user's, numbered on conflict, unless given. */
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
    if (this.#occupancies.find(session.id, room) !== undefined) throw new Refusal("already-joined");
    const { nick, groupId, wantsNotices, password, isSilent = false } = options;
    const names = nick === undefined ? await namesOf(session, this.#context) : [nick];
    const [first = session.device] = names;
    const own = { session: session.id, user: session.user.jid, as: jidOf(session), room };
    const row = { ...own, nick: first, groupId, wantsNotices, isInside: false };
    const seat = await this.#occupancies.add(row, password);
    seat.isEntering = true;
    try {
      const entry = await this.#attempt(seat, nick === undefined ? names : undefined);
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

  /** Leaves; while there is no stream, as soon as there is one. */
  async leave(seat: Seat): Promise<void> {
    const { room, as } = seat.row;
    // A phone that is back already under the same address holds the place itself.
    const holder = this.#occupancies.at(room, as);
    if (holder !== undefined && holder !== seat) return this.#occupancies.remove(seat);
    try {
      await this.#context.xmpp.rooms.leave(room, as);
      await this.#occupancies.remove(seat);
    } catch (error) {
      if (!(error instanceof LinkDown) && !(error instanceof StanzaError)) throw error;
      await this.#occupancies.remove(seat, error instanceof LinkDown);
    }
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
