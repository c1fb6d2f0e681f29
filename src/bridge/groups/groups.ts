import { Refusal, type Session } from "../../handsets/index.js";
import { KeyedLock } from "../../keyed-lock.js";
import type { Timer } from "../../runtime.js";
import { type Entry, LinkDown, type Occupant, StanzaError } from "../../xmpp/index.js";
import { bareJid, domainOf, groupIdOf, jidOf, readRoom } from "../addresses.js";
import type { BridgeContext } from "../context.js";
import type { GroupSpeech, SpokenText } from "../messages/ports.js";
import { orRefuse } from "../refusals.js";
import { Entrance, type EntryOptions } from "./entrance.js";
import { Newsroom, type Person, personOf } from "./news.js";
import { isMalformed } from "./nicknames.js";
import { Occupancies, type Seat } from "./occupancies.js";
import type { GroupListener, SilentEntry } from "./ports.js";
import { readRows } from "./properties.js";
import type { Settings } from "./property-table.js";
import { Recovery } from "./recovery.js";
import type { RoomKeeper } from "./room-keeper.js";

const SAID_LIMIT = 100;
/** Milliseconds. */
const TIDY_DELAY = 1000;
const LONGEST_TIDY_DELAY = 100_000;

/** The phones in rooms: how they get in and out, speak, and are told. */
export class Groups implements SilentEntry, GroupSpeech {
  readonly entrance: Entrance;
  readonly news: Newsroom;
  readonly occupancies: Occupancies;
  readonly keeper: RoomKeeper;
  readonly recovery: Recovery;
  readonly #context: BridgeContext;
  readonly #listeners: GroupListener[] = [];
  /** A phone that asks twice at once enters once; the second request finds it inside. */
  readonly #entering = new KeyedLock();
  /** By room, when it is looked after. */
  readonly #untidy = new Map<string, Timer>();

  constructor(context: BridgeContext, keeper: RoomKeeper) {
    this.#context = context;
    this.keeper = keeper;
    this.occupancies = new Occupancies(context);
    this.entrance = new Entrance(context, keeper, this.occupancies);
    this.news = new Newsroom(context);
    this.recovery = new Recovery(context, this);
  }

  listen(listener: GroupListener): void {
    this.#listeners.push(listener);
  }

  /**
   * Enters a room that is there. The phone hears of what happens inside from `announce` on.
   * @throws Refusal already-joined, unknown-group, group-is-restricted, screen-name-in-use and others
   */
  async enter(session: Session, room: string, options: EntryOptions): Promise<Entry> {
    await this.occupancies.load();
    return orRefuse("muc-join", async () => {
      try {
        return await this.#enterInTurn(session, room, options);
      } catch (error) {
        throw (await this.#isNoAddress(room, error, jidOf(session))) ? new Refusal("address-error") : error;
      }
    });
  }

  /** An entry's failure leaves open what is malformed: the room's own address, or the nickname behind it. */
  async #isNoAddress(room: string, error: unknown, as: string): Promise<boolean> {
    if (!isMalformed(error)) return false;
    return this.#context.xmpp.rooms.info(room, as).then(() => false, isMalformed);
  }

  /** The phone has been told that it is inside. @param untold whom it did not find in the answer */
  async announce(session: Session, room: string, untold: readonly Person[] = []): Promise<void> {
    const seat = this.occupancies.find(session.id, room);
    if (seat !== undefined && untold.length > 0) await this.news.enumerate(seat, untold);
    if (seat === undefined || seat.isAnnounced) return;
    await this.news.announce(seat);
    for (const listener of this.#listeners) await listener.joined(session, room);
  }

  async enterSilently(session: Session, room: string, { wantsNotices }: { wantsNotices: boolean }) {
    await this.occupancies.load();
    await this.#enterInTurn(session, room, { groupId: groupIdOf(room), wantsNotices, isSilent: true });
  }

  async admit(session: Session, room: string): Promise<void> {
    await this.occupancies.load();
    const seat = this.occupancies.find(session.id, room);
    if (seat?.row.isInside === false) await this.occupancies.change(seat, { isInside: true });
  }

  async open(session: Session, room: string): Promise<void> {
    await this.admit(session, room);
    const seat = this.occupancies.find(session.id, room);
    if (seat === undefined || seat.isAnnounced) return;
    // Those who came in while Hamlet was down, nobody told of.
    const { as } = seat.row;
    await this.news.correct(seat, this.people(room, this.inside(room, as)));
    await this.news.announce(seat);
  }

  async leaveSilently(session: Session, room: string): Promise<void> {
    await this.occupancies.load();
    const seat = this.occupancies.find(session.id, room);
    if (seat !== undefined) await this.#leave(seat);
  }

  /** The phone wants to hear who comes and goes, or not any more. */
  async subscribe(seat: Seat, wantsNotices: boolean): Promise<void> {
    await this.occupancies.change(seat, { wantsNotices });
    const { room, as } = seat.row;
    this.news.introduce(seat, this.people(room, this.inside(room, as)));
  }

  /** The phone leaves, or is gone. */
  async leave(session: Session, seat: Seat): Promise<void> {
    await this.#leave(seat);
    await this.#tellLeft(session, seat);
  }

  /** The phone has ended the group that it was in. */
  async destroyed(session: Session, seat: Seat): Promise<void> {
    await this.occupancies.remove(seat);
    await this.news.recall(seat);
    await this.#tellLeft(session, seat);
  }

  /**
   * Looks after a room of ours that somebody left, which may have died with that. Not at once after the latest who left:
   * ejabberd never answers what reaches a room that is just ending.
   */
  tidySoon(room: string, delay = TIDY_DELAY): void {
    this.#untidy.get(room)?.cancel();
    const timer = this.#context.runtime.timers.after(delay, () => {
      this.#untidy.delete(room);
      this.#tidy(room, delay).catch((error: unknown) => {
        this.#context.runtime.log.error({ room, err: error }, "a room could not be looked after");
      });
    });
    this.#untidy.set(room, timer);
  }

  /** What was to be looked after is, with all rooms, at the next start. */
  stop(): void {
    for (const timer of this.#untidy.values()) timer.cancel();
    this.#untidy.clear();
  }

  /** @throws Refusal address-error, unknown-group */
  roomOf(groupId: string): string {
    const { space, settings } = this.#context;
    return readRoom(groupId, space, settings.mucService);
  }

  /** Whether a session counts as inside. */
  async isInside(session: Session, room: string): Promise<boolean> {
    await this.occupancies.load();
    return this.occupancies.find(session.id, room)?.row.isInside === true;
  }

  /**
   * The place of a session in a group, of which the phone's latest spelling is kept.
   * @throws Refusal not-joined, address-error, unknown-group
   */
  async seatIn(session: Session, groupId: string): Promise<Seat> {
    const room = this.roomOf(groupId);
    await this.occupancies.load();
    const seat = this.occupancies.find(session.id, room);
    if (seat?.row.isInside !== true) throw new Refusal("not-joined");
    if (seat.row.groupId !== groupId) await this.occupancies.change(seat, { groupId });
    return seat;
  }

  /** The place of one who speaks: a phone may be quicker after a restart than its way back into the room. */
  async insideOf(session: Session, groupId: string): Promise<Seat> {
    const seat = await this.seatIn(session, groupId);
    if (this.#context.xmpp.isOnline) await this.recovery.revive(session, seat);
    return this.seatIn(session, groupId);
  }

  async say(session: Session, groupId: string, { id, text }: SpokenText): Promise<void> {
    const seat = await this.insideOf(session, groupId);
    const { room, as } = seat.row;
    const thread = (await this.keeper.find(room))?.thread;
    seat.said.add(id);
    // Those that never come back must not pile up.
    if (seat.said.size > SAID_LIMIT) seat.said.delete([...seat.said][0] ?? id);
    const message = { room, as, id, body: text, ...(thread !== undefined && { thread }) };
    await orRefuse("muc-message", () => this.#context.xmpp.rooms.say(message));
  }

  async whisper(session: Session, screenName: string, groupId: string, { id, text }: SpokenText) {
    const { room, as } = (await this.insideOf(session, groupId)).row;
    if (!(await this.mayWhisper(room, as))) throw new Refusal("whisper-off-in-group");
    const nick = this.nickIn(room, as, screenName);
    if (nick === undefined) throw new Refusal("unknown-user");
    await orRefuse("muc-private", () => this.#context.xmpp.rooms.whisper({ room, nick, as, id, body: text }));
  }

  /** The nickname that a phone means: case does not count, unless it makes the difference. */
  nickIn(room: string, as: string, screenName: string): string | undefined {
    const nicks = this.inside(room, as).map(({ nick }) => nick);
    const isMeant = (nick: string) => nick.toLowerCase() === screenName.trim().toLowerCase();
    return nicks.find((nick) => nick === screenName) ?? nicks.find(isMeant);
  }

  /** Whether a room permits private messages; what its server cannot forbid, Hamlet does (EC-14). */
  async mayWhisper(room: string, as: string): Promise<boolean> {
    return (await this.settingsOf(room, as)).get("PrivateMessaging") !== "F";
  }

  /** What a room is like, as far as it tells, or as it is meant to be. @throws Refusal unknown-group and others */
  async settingsOf(room: string, as: string): Promise<Settings> {
    const table = this.#context.mappings.groupProperties;
    const { fixed, intended } = await this.promises(room);
    const info = await orRefuse("muc", () => this.#context.xmpp.rooms.info(room, as));
    return readRows(table, { info, fixed, intended, facts: {}, self: undefined });
  }

  /** What Hamlet promised of a room of its own; of others' rooms nothing. */
  async promises(room: string): Promise<{ readonly fixed: Settings; readonly intended: Settings }> {
    const row = await this.keeper.find(room);
    const none: Settings = new Map();
    if (row === undefined) return { fixed: none, intended: none };
    const intended = this.keeper.intended(row);
    const isFixed = this.#context.mappings.groupProperties.profiles[row.purpose].fixed;
    return { fixed: isFixed ? intended : none, intended };
  }

  /** A room that its users may manage. @throws Refusal insufficient-group-privileges (EC-10) */
  async manageable(groupId: string): Promise<string> {
    const room = this.roomOf(groupId);
    const { fixed } = await this.promises(room);
    if (fixed.size > 0) throw new Refusal("insufficient-group-privileges");
    return room;
  }

  /** Those in a room whom one of ours sees; the service is none of them. */
  inside(room: string, as: string): readonly Occupant[] {
    return this.visible(room, this.#context.xmpp.rooms.occupants(room, as) ?? []);
  }

  /** Occupants without the service. */
  visible(room: string, occupants: readonly Occupant[]): readonly Occupant[] {
    return occupants.filter((occupant) => !this.#isService(room, occupant));
  }

  /** The same, as phones are told. */
  people(room: string, occupants: readonly Occupant[]): readonly Person[] {
    return this.visible(room, occupants).map(personOf);
  }

  /** @throws Refusal invalid-session where the session has ended in the meantime, beside what `enter` throws */
  #enterInTurn(session: Session, room: string, options: EntryOptions): Promise<Entry> {
    return this.#entering.run(`${session.id} ${room}`, () => {
      if (this.#context.handsets.session(session.id) === undefined) throw new Refusal("invalid-session");
      return this.#enter(session, room, options);
    });
  }

  async #enter(session: Session, room: string, options: EntryOptions): Promise<Entry> {
    const former = this.occupancies.find(session.id, room);
    const entry = await this.entrance.enter(session, room, options);
    const seat = this.occupancies.find(session.id, room);
    // The initiator of an extended chat is told of everybody as of one who came.
    if (seat === undefined || options.isSilent === true) return entry;
    if (seat === former) await this.news.supersede(seat);
    this.news.introduce(seat, this.people(room, entry.occupants));
    return entry;
  }

  async #tidy(room: string, delay: number): Promise<void> {
    try {
      await this.keeper.tidy(room);
    } catch (error) {
      if (!(error instanceof StanzaError) && !(error instanceof LinkDown)) throw error;
      // With the stream, all rooms are looked after again.
      if (error instanceof StanzaError && delay < LONGEST_TIDY_DELAY) this.tidySoon(room, delay * 10);
    }
  }

  async #tellLeft(session: Session, { row }: Seat): Promise<void> {
    for (const listener of this.#listeners) await listener.left(session, row.room);
  }

  async #leave(seat: Seat): Promise<void> {
    await this.entrance.leave(seat);
    await this.news.recall(seat);
  }

  #isService(room: string, { jid, nick, affiliation }: Occupant): boolean {
    const { service } = this.keeper;
    if (jid !== undefined) return bareJid(jid) === bareJid(service);
    const isOurs = domainOf(room) === this.#context.settings.mucService;
    return isOurs && affiliation === "owner" && service.endsWith(`/${nick}`);
  }
}
