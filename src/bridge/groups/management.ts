import { parseAddress } from "../../csp/index.js";
import {
  type Answer,
  answer,
  type Handlers,
  ok,
  Refusal,
  type RequestOf,
  type Session,
} from "../../handsets/index.js";
import { domainOf, jidOf } from "../addresses.js";
import type { BridgeContext } from "../context.js";
import { withNotes } from "../fitting.js";
import { orRefuse } from "../refusals.js";
import { noteFrom, type WelcomeNote } from "../welcome-note.js";
import { differences, fitForm } from "./form-fitting.js";
import type { Groups } from "./groups.js";
import { nickFrom } from "./joining.js";
import {
  checkTitle,
  groupProperties,
  ownProperties,
  type RoomFacts,
  readRequested,
  readRows,
} from "./properties.js";
import { complete, type Settings } from "./property-table.js";

/** Groups as such: making, deleting, reading and changing what they are like. */
export class Management {
  readonly #context: BridgeContext;
  readonly #groups: Groups;

  constructor(context: BridgeContext, groups: Groups) {
    this.#context = context;
    this.#groups = groups;
  }

  get handlers(): Handlers {
    return {
      "CreateGroup-Request": (session, request) => this.#create(session, request),
      "DeleteGroup-Request": (session, request) => this.#delete(session, request),
      "GetGroupProps-Request": (session, request) => this.#read(session, request),
      "SetGroupProps-Request": (session, request) => this.#change(session, request),
    };
  }

  async #create(session: Session, request: RequestOf<"CreateGroup-Request">): Promise<Answer> {
    const { GroupID: groupId, GroupProperties, JoinGroup, ScreenName, SubscribeNotification } = request;
    const room = this.#ownRoom(session, groupId);
    const settings = readRequested(this.#context.mappings.groupProperties, GroupProperties);
    checkTitle(settings);
    if (await this.#isRepeated(session, room)) return ok(() => this.#groups.announce(session, room));
    const { keeper } = this.#groups;
    const { jid: creator } = session.user;
    const welcomeNote = noteFrom(GroupProperties.WelcomeNote);
    await keeper.create({ room, purpose: "group", creator, settings, welcomeNote });
    try {
      const { xmpp } = this.#context;
      await orRefuse("muc-create", () => xmpp.rooms.setAffiliation(room, keeper.service, creator, "owner"));
      if (JoinGroup === false) return await this.#leaveAlone(room, settings);
      const wantsNotices = SubscribeNotification === true;
      await this.#groups.enter(session, room, { nick: nickFrom(ScreenName), groupId, wantsNotices });
    } catch (error) {
      await this.#undo(room);
      throw error;
    }
    return ok(() => this.#groups.announce(session, room));
  }

  /** The phone has lost the answer: it is inside of the group, which is its user's. */
  async #isRepeated(session: Session, room: string): Promise<boolean> {
    if (!session.quirks.has("repeats-what-is-done") || !(await this.#groups.isInside(session, room)))
      return false;
    const row = await this.#groups.keeper.find(room);
    return row?.purpose === "group" && row.creator === session.user.jid;
  }

  /** The service stays until the first is inside, unless the room stands without anybody. */
  async #leaveAlone(room: string, settings: Settings): Promise<Answer> {
    if (settings.get("AutoDelete") === "F") await this.#groups.keeper.serviceLeaves(room);
    return ok();
  }

  async #undo(room: string): Promise<void> {
    try {
      await this.#groups.keeper.destroy(room);
    } catch (error) {
      this.#context.runtime.log.warn(
        { room, err: error },
        "a group that nobody could enter is left for later",
      );
    }
  }

  /**
   * Groups are made at the own service, and private ones by their owner.
   * @throws Refusal insufficient-group-privileges, service-not-supported
   */
  #ownRoom(session: Session, groupId: string): string {
    const { space, settings } = this.#context;
    if (settings.mucService === undefined) throw new Refusal("service-not-supported");
    const room = this.#groups.roomOf(groupId);
    const parsed = parseAddress(groupId, space);
    const isOthers =
      parsed.ok && parsed.address.kind === "owned" && parsed.address.owner.jid !== session.user.jid;
    if (isOthers || domainOf(room) !== settings.mucService)
      throw new Refusal("insufficient-group-privileges");
    return room;
  }

  async #delete(session: Session, { GroupID }: RequestOf<"DeleteGroup-Request">): Promise<Answer> {
    const room = await this.#groups.manageable(GroupID);
    if (!(await this.#isDestroyed(session, room))) return ok();
    await this.#groups.keeper.forget(room);
    await this.#groups.occupancies.load();
    const seat = this.#groups.occupancies.find(session.id, room);
    // The room tells all the others that it is gone.
    if (seat !== undefined) await this.#groups.destroyed(session, seat);
    return ok();
  }

  /** False for a group that was gone already, where the phone may have lost the answer that said so. */
  async #isDestroyed(session: Session, room: string): Promise<boolean> {
    const { xmpp } = this.#context;
    try {
      await orRefuse("muc", () => xmpp.rooms.destroy(room, jidOf(session)));
      return true;
    } catch (error) {
      const isGone = error instanceof Refusal && error.reason === "unknown-group";
      if (isGone && session.quirks.has("repeats-what-is-done")) return false;
      throw error;
    }
  }

  async #read(session: Session, { GroupID }: RequestOf<"GetGroupProps-Request">): Promise<Answer> {
    const table = this.#context.mappings.groupProperties;
    const room = this.#groups.roomOf(GroupID);
    const known = await this.#facts(session, room);
    const values = readRows(table, known);
    const note = (await this.#groups.keeper.find(room))?.welcomeNote;
    const properties = groupProperties(table, values, session.version);
    const content = withNotes(session, (cut) => ({
      kind: "GetGroupProps-Response",
      GroupProperties: {
        Property: properties.map(({ Name, Value = "" }) => ({ Name, Value: cut(Value) })),
        ...(note !== undefined && { WelcomeNote: { ContentType: "text/plain", ContentData: cut(note) } }),
      },
      OwnProperties: { Property: ownProperties(table, values, known, session.version) },
    }));
    return answer(content);
  }

  async #facts(session: Session, room: string): Promise<RoomFacts> {
    const as = jidOf(session);
    const info = await orRefuse("muc", () => this.#context.xmpp.rooms.info(room, as));
    await this.#groups.occupancies.load();
    const seat = this.#groups.occupancies.find(session.id, room);
    const inside = seat === undefined ? undefined : this.#groups.inside(room, as);
    const self = inside?.find(({ nick }) => nick === seat?.row.nick);
    const facts = {
      type: self?.affiliation === "owner" ? "Private" : "Public",
      ...(inside !== undefined && { occupants: String(inside.length) }),
      ...(seat?.subject !== undefined && seat.subject !== "" && { subject: seat.subject }),
    };
    return { info, facts, self, ...(await this.#groups.promises(room)) };
  }

  async #change(session: Session, request: RequestOf<"SetGroupProps-Request">): Promise<Answer> {
    const table = this.#context.mappings.groupProperties;
    const room = await this.#groups.manageable(request.GroupID);
    const asked = readRequested(table, request.GroupProperties);
    await this.#keepOwn(session, room, request);
    if (asked.get("Searchable") === "T") {
      const now = await this.#groups.settingsOf(room, jidOf(session));
      checkTitle(new Map([...now, ...asked]));
    }
    if (asked.size > 0) await this.#configure(session, room, complete(asked, table));
    await this.#rename(session, room, request.GroupProperties?.WelcomeNote, asked);
    return ok();
  }

  /** A user's own properties cannot be changed here; asking for what they are does no harm. */
  async #keepOwn(session: Session, room: string, request: RequestOf<"SetGroupProps-Request">): Promise<void> {
    const asked = request.OwnProperties?.Property ?? [];
    if (asked.length === 0) return;
    const table = this.#context.mappings.groupProperties;
    const known = await this.#facts(session, room);
    const own = ownProperties(table, readRows(table, known), known, session.version);
    const isSo = asked.every(({ Name, Value }) =>
      own.some((each) => each.Name === Name && each.Value === Value),
    );
    if (!isSo) throw new Refusal("bad-group-property");
  }

  async #configure(session: Session, room: string, wanted: Settings): Promise<void> {
    const { xmpp, mappings } = this.#context;
    const as = jidOf(session);
    const form = await orRefuse("muc", () => xmpp.rooms.configuration(room, as));
    const fitted = fitForm(wanted, form, mappings.groupProperties);
    const row = await this.#groups.keeper.find(room);
    // Rooms of ours get what their server lacks from Hamlet, as far as it goes; others cannot be promised anything.
    const isLost = (name: string) => mappings.groupProperties.rows[name]?.absent !== "fine";
    if (row === undefined && fitted.unoffered.some(isLost)) throw new Refusal("bad-group-property");
    await orRefuse("muc-config", () => xmpp.rooms.configure(room, as, fitted.fields));
    const now = await orRefuse("muc", () => xmpp.rooms.configuration(room, as));
    if (differences(fitted, now).length > 0) throw new Refusal("bad-group-property");
    await this.#groups.keeper.changed(room, { settings: wanted });
  }

  /** What a form does not say: the greeting, and the subject that Jabber users see. */
  async #rename(
    session: Session,
    room: string,
    note: WelcomeNote | undefined,
    asked: Settings,
  ): Promise<void> {
    const { keeper } = this.#groups;
    if (note !== undefined && (await keeper.find(room)) === undefined)
      throw new Refusal("bad-group-property");
    if (note !== undefined) await keeper.changed(room, { welcomeNote: noteFrom(note) });
    const topic = asked.get("Topic");
    const isInside = this.#groups.occupancies.find(session.id, room)?.isAnnounced === true;
    if (topic !== undefined && isInside)
      await orRefuse("muc", () => this.#context.xmpp.rooms.setSubject(room, jidOf(session), topic));
  }
}
