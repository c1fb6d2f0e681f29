import { comparable } from "../jid.js";
import { NS } from "../namespaces.js";
import { type Entry, type RoomInfo, StanzaError } from "../operations.js";
import { xml } from "../xml.js";
import { isInside, roomInfo } from "./discovery.js";
import type { Occupancies, RoomSurroundings } from "./occupancies.js";

interface Wish {
  readonly room: string;
  readonly nick: string;
  readonly as: string;
  readonly password?: string;
}

/** Entries into rooms, which never bring a room into being that nobody wanted. */
export class Entering {
  readonly #occupancies: Occupancies;
  readonly #around: RoomSurroundings;
  readonly #running = new Map<string, { nick: string; entry: Promise<Entry> }>();

  constructor(occupancies: Occupancies, around: RoomSurroundings) {
    this.#occupancies = occupancies;
    this.#around = around;
  }

  /** One who enters twice at a time does so once. */
  enter(wish: Wish, mayCreate: boolean): Promise<Entry> {
    return this.#once(wish, async () => {
      const before = mayCreate ? undefined : await this.#lookAt(wish);
      const entry = await this.#occupancies.join(wish);
      return this.#complete(wish, entry, mayCreate, before);
    });
  }

  /**
   * Takes up an occupancy that only the room remembers. Entering where one is inside already makes both servers tell
   * anew who is there, and shows the others nothing.
   * @throws StanzaError not-acceptable where we are not inside
   */
  resume(wish: Wish): Promise<Entry> {
    return this.#once(wish, async () => {
      const { link, limits } = this.#around;
      if (!(await isInside(link, wish, limits.pingTimeout))) {
        throw new StanzaError("not-acceptable", "not inside any more");
      }
      const early = this.#occupancies.strays.take(wish.room, wish.as);
      const entry = await this.#occupancies.join(wish, early);
      return this.#complete(wish, entry, false, undefined);
    });
  }

  #once(wish: Wish, run: () => Promise<Entry>): Promise<Entry> {
    const { room, nick, as } = wish;
    const seat = this.#occupancies.seats.find(room, as);
    if (seat?.occupancy.phase === "inside")
      return this.#again(seat.occupancy.nick, wish, seat.occupancy.entry());
    const key = `${comparable(room)}\n${comparable(as)}`;
    const running = this.#running.get(key);
    if (running !== undefined) return this.#again(running.nick, wish, running.entry);
    const entry = run().finally(() => this.#running.delete(key));
    this.#running.set(key, { nick, entry });
    return entry;
  }

  async #again(nick: string, wish: Wish, entry: Entry | Promise<Entry>): Promise<Entry> {
    if (nick !== wish.nick) throw new StanzaError("conflict", `already there as ${nick}`);
    return entry;
  }

  /** Undefined where the room does not let us look, which says nothing about entering. */
  async #lookAt({ room, as }: Wish): Promise<RoomInfo | undefined> {
    try {
      return await roomInfo(this.#around.link, room, as);
    } catch (error) {
      const isOpaque =
        error instanceof StanzaError &&
        ["forbidden", "not-allowed", "service-unavailable"].includes(error.condition);
      if (!isOpaque) throw error;
      return undefined;
    }
  }

  async #complete(
    wish: Wish,
    entry: Entry,
    mayCreate: boolean,
    before: RoomInfo | undefined,
  ): Promise<Entry> {
    const seat = this.#occupancies.seats.find(wish.room, wish.as);
    if (seat === undefined) throw new StanzaError("not-acceptable", "put out while entering");
    if (!(await this.#mayStay(wish, entry, mayCreate, before))) {
      throw new StanzaError("item-not-found", "there is no such room");
    }
    this.#occupancies.release(seat);
    return entry;
  }

  /**
   * Gives a room back that our entry made: the one that was meant died just before. A persistent room is left alone,
   * since ejabberd says `created` of any room that was empty.
   */
  async #mayStay(
    wish: Wish,
    entry: Entry,
    mayCreate: boolean,
    before: RoomInfo | undefined,
  ): Promise<boolean> {
    const isMade = entry.isCreated && entry.self.affiliation === "owner";
    if (mayCreate || !isMade || before?.features.has("muc_persistent")) return true;
    try {
      if (before !== undefined) await this.#destroy(wish);
    } finally {
      await this.#occupancies.leave(wish.room, wish.as).catch(() => undefined);
    }
    return false;
  }

  async #destroy({ room, as }: Wish): Promise<void> {
    const query = xml("query", { xmlns: NS.mucOwner }, xml("destroy"));
    await this.#around.link.request(xml("iq", { from: as, to: room, type: "set" }, query));
  }
}
