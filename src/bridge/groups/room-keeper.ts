import { Refusal } from "../../handsets/index.js";
import { KeyedLock } from "../../keyed-lock.js";
import type { RoomRow } from "../../storage/index.js";
import { type Entry, LinkDown, type Occupant, StanzaError } from "../../xmpp/index.js";
import type { BridgeContext } from "../context.js";
import type { Memberships } from "../invitations/ports.js";
import { isNotFound, orRefuse, refusalOf } from "../refusals.js";
import { inTurns } from "./in-turns.js";
import { type Purpose, profileOf, type Settings } from "./property-table.js";
import { RoomSetup } from "./room-setup.js";

const SERVICE_NICK = "hamlet";
/** Phones hold an id of at most 50 characters. */
const ID_LENGTH = 49;
const NAME_LENGTH = { least: 8, most: 16 };
const AT_ONCE = 8;
/** Rooms of a user's making at a time, so that one phone cannot use up those of all. */
const MOST_PER_USER = 20;
/** Milliseconds. */
const SWEEP_PAUSE = 60_000;

/** The full JID that owns Hamlet's rooms. */
export function serviceJid(context: Pick<BridgeContext, "space">): string {
  return `service@${context.space.home}/${SERVICE_NICK}`;
}

/** A room to be made. */
export interface RoomPlan {
  /** Bare JID; a new name unless given. */
  readonly room?: string;
  readonly purpose: Purpose;
  /** Bare JID of the user who asks for it. */
  readonly creator: string;
  /** What differs from the profile of the purpose, by row of `mappings/group-properties.yaml`. */
  readonly settings?: Settings;
  readonly welcomeNote?: string | undefined;
  /** Of the one-to-one chat that becomes this room. */
  readonly thread?: string;
}

/** What can be asked for of a room that is there. */
export interface RoomChange {
  readonly settings?: Settings;
  readonly welcomeNote?: string | undefined;
}

/** A room that was made, and the rows of its profile that its server does not keep to. */
export interface NewRoom {
  readonly room: string;
  readonly unenforced: readonly string[];
}

/**
 * The rooms that Hamlet owns. They are made by an occupant of its own, the service, who leaves again when others are
 * inside, and stays owner from outside. Each is on disk before it exists, so that none outlives its use unnoticed.
 */
export class RoomKeeper implements Memberships {
  readonly #context: BridgeContext;
  readonly #setup: RoomSetup;
  /** Rooms that the service is inside of for a purpose, which may be empty otherwise. */
  readonly #held = new Set<string>();
  /** Some phones send several changes at once. */
  readonly #changes = new KeyedLock();
  #sweptAt = Number.NEGATIVE_INFINITY;

  constructor(context: BridgeContext) {
    this.#context = context;
    this.#setup = new RoomSetup(context);
  }

  /** Full JID of the service. */
  get service(): string {
    return serviceJid(this.#context);
  }

  /**
   * A name for a new room, so short that the group's id stays under 50 characters where the service's name allows.
   * @throws Refusal where there is no service for rooms
   */
  newRoom(): string {
    const service = this.#mucService();
    const left = ID_LENGTH - "wv:/@".length - service.length;
    const length = Math.max(NAME_LENGTH.least, Math.min(NAME_LENGTH.most, left));
    return `${this.#context.runtime.random.token(length)}@${service}`;
  }

  /** A room of Hamlet's making. */
  find(room: string): Promise<RoomRow | undefined> {
    return this.#context.storage.rooms.get(room);
  }

  /** What a room of ours is meant to be like, where it does not tell itself. */
  intended({ purpose, settings }: Pick<RoomRow, "purpose" | "settings">): Settings {
    if (settings !== undefined) return new Map(Object.entries(settings));
    return profileOf(purpose, this.#context.mappings.groupProperties);
  }

  /** Something else is asked for of a room of ours. */
  async changed(room: string, { settings, ...others }: RoomChange): Promise<void> {
    await this.#changes.run(room, async () => {
      const row = await this.find(room);
      if (row === undefined) return;
      const all = Object.fromEntries([...this.intended(row), ...(settings ?? [])]);
      await this.#context.storage.rooms.put({ ...row, ...others, settings: all });
    });
  }

  /**
   * Makes a room, with the service inside. Where it fails nothing is left behind; where the stream breaks, `reconcile`
   * clears up.
   * @throws Refusal group-limit-of-user, group-limit-of-server, group-exists, service-unavailable and others
   */
  async create(plan: RoomPlan): Promise<NewRoom> {
    const room = plan.room ?? this.newRoom();
    const wanted = profileOf(plan.purpose, this.#context.mappings.groupProperties, plan.settings);
    await this.#reserve(room, plan, wanted);
    this.#held.add(room);
    let isMade = false;
    try {
      await this.#found(room);
      isMade = true;
      return { room, unenforced: await this.#furnish(room, plan.purpose, wanted) };
    } catch (error) {
      await this.#abandon(room, error, isMade);
      throw refusalOf(error, plan.purpose === "extension" ? "extend" : "muc-create");
    }
  }

  /** Memberships. */
  async makeMember(room: string, user: string): Promise<boolean> {
    const row = await this.find(room);
    if (row === undefined) return false;
    const affiliation = await this.#affiliationOf(row, user);
    // Prosody would lift the ban of one who is invited.
    if (affiliation === "outcast") throw new StanzaError("forbidden", "the room has banned the user");
    if (affiliation !== "none") return false;
    if (row.purpose === "extension")
      await this.#context.xmpp.rooms.setAffiliation(room, row.owner, user, "member");
    return true;
  }

  /** Memberships. */
  async dropMember(room: string, user: string): Promise<void> {
    const row = await this.find(room);
    if (row === undefined) return;
    const { rooms } = this.#context.xmpp;
    const members = await rooms.affiliated(room, row.owner, "member");
    if (members.includes(user)) await rooms.setAffiliation(room, row.owner, user, "none");
  }

  /** Without effect where it is not inside. @throws LinkDown */
  async serviceLeaves(room: string): Promise<void> {
    this.#held.delete(room);
    await this.#context.xmpp.rooms.leave(room, this.service);
  }

  /** Whether the service is inside to keep the room alive. */
  holds(room: string): boolean {
    return this.#held.has(room);
  }

  /** Without effect where the room is gone. @throws StanzaError, LinkDown; `reconcile` tries again */
  async destroy(room: string): Promise<void> {
    this.#held.delete(room);
    try {
      await this.#context.xmpp.rooms.destroy(room, this.service);
    } catch (error) {
      // One who may not destroy it is not its owner: the room had died, and the name is someone else's now.
      const isNotOurs = error instanceof StanzaError && error.condition === "forbidden";
      if (!isNotFound(error) && !isNotOurs) throw error;
    }
    await this.forget(room);
  }

  /** Destroys all rooms that a user asked for. @throws LinkDown; StanzaError, after all, where one is left */
  async destroyRooms(creator: string): Promise<void> {
    const own = await this.#context.storage.rooms.ofCreator(creator);
    const errors: StanzaError[] = [];
    await inTurns(own, AT_ONCE, async ({ room }) => {
      try {
        await this.destroy(room);
      } catch (error) {
        if (!(error instanceof StanzaError)) throw error;
        errors.push(error);
      }
    });
    if (errors[0] !== undefined) throw errors[0];
  }

  /** The room is gone. */
  async forget(room: string): Promise<void> {
    this.#held.delete(room);
    await this.#context.storage.rooms.remove(room);
  }

  /**
   * Compares a room with what is known of it: one that died is forgotten, one that is not meant to last and has nobody
   * inside is destroyed (EC-13).
   * @throws StanzaError, LinkDown
   */
  async tidy(room: string): Promise<void> {
    if (this.#held.has(room) || (await this.find(room)) === undefined) return;
    try {
      await this.#lookAfter(room);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      await this.forget(room);
    }
  }

  /** Tidies all rooms; to be done whenever the stream is up again. */
  async reconcile(): Promise<void> {
    await this.#tidyAll(await this.#context.storage.rooms.all());
  }

  async #tidyAll(rows: readonly RoomRow[]): Promise<void> {
    try {
      await inTurns(rows, AT_ONCE, ({ room }) => this.#tidyOrWarn(room));
    } catch (error) {
      if (!(error instanceof LinkDown)) throw error;
    }
  }

  /** @throws LinkDown */
  async #tidyOrWarn(room: string): Promise<void> {
    try {
      await this.tidy(room);
    } catch (error) {
      if (!(error instanceof StanzaError)) throw error;
      this.#context.runtime.log.warn({ room, err: error }, "a room could not be looked after");
    }
  }

  async #lookAfter(room: string): Promise<void> {
    const { rooms } = this.#context.xmpp;
    const info = await rooms.info(room, this.service);
    const row = await this.find(room);
    if (info.features.has("muc_persistent") && row?.purpose === "group") return;
    const isInside = await rooms.isInside(room, SERVICE_NICK, this.service);
    const others = Number(info.fields.get("muc#roominfo_occupants") ?? "1") - (isInside ? 1 : 0);
    if (others <= 0) return this.destroy(room);
    if (!isInside) return;
    // It was left behind by an earlier life, and would keep the room for ever.
    await rooms.resume(room, SERVICE_NICK, this.service);
    await rooms.leave(room, this.service);
  }

  #mucService(): string {
    const { mucService } = this.#context.settings;
    if (mucService === undefined) throw new Refusal("service-not-supported");
    return mucService;
  }

  async #reserve(room: string, plan: RoomPlan, wanted: Settings): Promise<void> {
    const { storage, runtime } = this.#context;
    // One that died unnoticed does not stand in the way.
    await orRefuse("muc-create", () => this.tidy(room));
    if ((await storage.rooms.get(room)) !== undefined) throw new Refusal("group-exists");
    await this.#checkOwn(plan);
    if (await this.#isFull()) await this.#sweep();
    if (await this.#isFull()) throw new Refusal("group-limit-of-server");
    const { purpose, creator, welcomeNote, thread } = plan;
    const asked = { purpose, creator, settings: Object.fromEntries(wanted), welcomeNote, thread };
    await storage.rooms.put({ room, owner: this.service, ...asked, createdAt: runtime.clock.now() });
  }

  /** @throws Refusal group-limit-of-user; for ExtendConversation, which does not know that, group-limit-of-server (EC-46) */
  async #checkOwn({ creator, purpose }: RoomPlan): Promise<void> {
    const { rooms } = this.#context.storage;
    const own = await rooms.ofCreator(creator);
    if (own.length < MOST_PER_USER) return;
    // Of those that he has left there may be any number; the sweep looks after the others.
    await this.#tidyAll(own.slice(0, MOST_PER_USER));
    let count = 0;
    for (const row of await rooms.ofCreator(creator)) if (await this.#counts(row, purpose)) count++;
    if (count < MOST_PER_USER) return;
    throw new Refusal(purpose === "extension" ? "group-limit-of-server" : "group-limit-of-user");
  }

  /** A chat that its initiator has left is that of the others; a group stays its maker's, but does not stop his chats. */
  async #counts({ room, creator, purpose }: RoomRow, asked: Purpose): Promise<boolean> {
    if (this.#held.has(room) || (purpose === "group" && asked === "group")) return true;
    const occupants = await this.#context.storage.occupancies.ofRoom(room);
    return occupants.some(({ user }) => user === creator);
  }

  async #isFull(): Promise<boolean> {
    const { storage, settings } = this.#context;
    return (await storage.rooms.count()) >= settings.extendConversation.maxGroups;
  }

  /** Nobody tells when the last Jabber user leaves a room, so that some of those on disk may have died. */
  async #sweep(): Promise<void> {
    const now = this.#context.runtime.clock.now();
    if (now - this.#sweptAt < SWEEP_PAUSE) return;
    this.#sweptAt = now;
    await this.reconcile();
  }

  /** @throws Refusal group-exists where the room is someone else's */
  async #found(room: string): Promise<void> {
    const { rooms } = this.#context.xmpp;
    const entry = await this.#firstEntry(room);
    // The status of creation alone is no proof: ejabberd gives it to the first into a room that stood empty.
    if (entry.isCreated && entry.self.affiliation === "owner") return;
    await rooms.leave(room, this.service);
    throw new Refusal("group-exists");
  }

  async #firstEntry(room: string): Promise<Entry> {
    try {
      return await this.#context.xmpp.rooms.enter(room, SERVICE_NICK, this.service, { mayCreate: true });
    } catch (error) {
      const conditions = ["registration-required", "not-authorized", "conflict"];
      const isOthers = error instanceof StanzaError && conditions.includes(error.condition);
      throw isOthers ? new Refusal("group-exists") : error;
    }
  }

  async #furnish(room: string, purpose: Purpose, wanted: Settings): Promise<readonly string[]> {
    const unenforced = await this.#setup.apply(room, this.service, wanted);
    const { profiles } = this.#context.mappings.groupProperties;
    const lacking = profiles[purpose].essential.filter((row) => unenforced.includes(row));
    if (lacking.length === 0) return unenforced;
    this.#context.runtime.log.error({ room, lacking }, "the service cannot make rooms as they have to be");
    throw new Refusal("service-unavailable");
  }

  async #abandon(room: string, error: unknown, isMade: boolean): Promise<void> {
    this.#held.delete(room);
    if (error instanceof LinkDown) return;
    const isOthers = error instanceof Refusal && error.reason === "group-exists";
    // One whose service did not let the owner in never came to be; after a silence that is not certain.
    const isNone = !isMade && error instanceof StanzaError && error.condition !== "remote-server-timeout";
    if (isOthers || isNone) return this.forget(room);
    try {
      await this.destroy(room);
    } catch (failure) {
      this.#context.runtime.log.warn({ room, failure }, "a room that could not be made may be left behind");
    }
  }

  async #affiliationOf({ room, owner }: RoomRow, user: string): Promise<Occupant["affiliation"]> {
    const asked = (["member", "outcast", "admin", "owner"] as const).map(async (affiliation) => ({
      affiliation,
      jids: await this.#context.xmpp.rooms.affiliated(room, owner, affiliation),
    }));
    return (await Promise.all(asked)).find(({ jids }) => jids.includes(user))?.affiliation ?? "none";
  }
}
