import { Refusal, type Session } from "../../handsets/index.js";
import type { RoomRow } from "../../storage/index.js";
import { groupIdOf, jidOf, readUser } from "../addresses.js";
import type { BridgeContext } from "../context.js";
import { atMost } from "../patience.js";
import { orRefuse } from "../refusals.js";
import type { GroupCriterion, GroupElement, GroupSearch } from "../search/ports.js";
import type { Groups } from "./groups.js";
import { inTurns } from "./in-turns.js";

/** Rooms that are asked what they are like, for one search. */
const MOST_ASKED = 100;
const AT_ONCE = 8;
/** Milliseconds that a room has to say what it is like. */
const PATIENCE = 3000;

interface Candidate {
  readonly room: string;
  /** As the service lists it; undefined: it was not asked. */
  readonly listed?: string | undefined;
}

/**
 * Finds groups: those that the service lists, and the user's own. What was extended from a chat is never found (EC-15),
 * and of where others are nothing is told.
 */
export class GroupFinder implements GroupSearch {
  readonly #context: BridgeContext;
  readonly #groups: Groups;

  constructor(context: BridgeContext, groups: Groups) {
    this.#context = context;
    this.#groups = groups;
  }

  async find(session: Session, criteria: readonly GroupCriterion[]): Promise<readonly string[]> {
    const own = new Map((await this.#context.storage.rooms.all()).map((row) => [row.room, row]));
    const candidates = await orRefuse("search", () => this.#candidates(session, criteria));
    const possible = candidates.filter(
      ({ room, listed }) =>
        own.get(room)?.purpose !== "extension" &&
        meets(criteria, "GROUP_ID", groupIdOf(room)) &&
        (listed === undefined || meets(criteria, "GROUP_NAME", listed)),
    );
    if (possible.length > MOST_ASKED) throw new Refusal("search-too-broad");
    const found = new Set<string>();
    await inTurns(possible, AT_ONCE, async ({ room }) => {
      if (await this.#isMeant(session, room, criteria, own.get(room))) found.add(room);
    });
    return possible.flatMap(({ room }) => (found.has(room) ? [this.#idFor(session, room)] : []));
  }

  /** Those whom users are named of, or else all that are listed and the user's own. */
  async #candidates(session: Session, criteria: readonly GroupCriterion[]): Promise<readonly Candidate[]> {
    const lists: (readonly string[])[] = [];
    for (const { element, text } of criteria) {
      if (!element.startsWith("GROUP_USER_")) continue;
      const user = readUser(text, this.#context.space).jid;
      lists.push(await this.#ofUser(session, element, user));
    }
    const [first, ...others] = lists;
    if (first !== undefined)
      return first.filter((room) => others.every((list) => list.includes(room))).map((room) => ({ room }));
    const listed = await this.#listed(session);
    const own = await this.#ofUser(session, "GROUP_USER_ID_OWNER", session.user.jid);
    const unlisted = own.filter((room) => listed.every((candidate) => candidate.room !== room));
    return [...unlisted.map((room) => ({ room })), ...listed];
  }

  async #listed(session: Session): Promise<readonly Candidate[]> {
    const { settings, xmpp } = this.#context;
    if (settings.mucService === undefined) return [];
    const items = await xmpp.queries.items(jidOf(session), settings.mucService);
    return items.map(({ jid, name = "" }) => ({ room: jid, listed: name }));
  }

  async #ofUser(session: Session, element: GroupElement, user: string): Promise<readonly string[]> {
    const { rooms, occupancies } = this.#context.storage;
    if (element === "GROUP_USER_ID_OWNER") return (await rooms.ofCreator(user)).map(({ room }) => room);
    if (element !== "GROUP_USER_ID_JOINED" || user !== session.user.jid) return [];
    const inside = (await occupancies.all()).filter((row) => row.user === user && row.isInside);
    return [...new Set(inside.map(({ room }) => room))];
  }

  /**
   * Asks the room itself: one that has ended may not have been tidied away yet. ejabberd never answers what reaches one
   * that is just ending.
   */
  async #isMeant(
    session: Session,
    room: string,
    criteria: readonly GroupCriterion[],
    row: RoomRow | undefined,
  ): Promise<boolean> {
    const asked = this.#groups.settingsOf(room, jidOf(session)).catch((error: unknown) => {
      if (error instanceof Refusal) return undefined;
      throw error;
    });
    const settings = await atMost(this.#context.runtime.timers, PATIENCE, asked);
    if (settings === undefined) return false;
    const isKnown = row?.creator === session.user.jid || (await this.#groups.isInside(session, room));
    return (
      (isKnown || settings.get("Searchable") === "T") &&
      meets(criteria, "GROUP_NAME", settings.get("Name") ?? "") &&
      meets(criteria, "GROUP_TOPIC", settings.get("Topic") ?? "")
    );
  }

  /** As the phone itself writes it, where it is inside: S60 looks for the group that it has just made. */
  #idFor(session: Session, room: string): string {
    return this.#groups.occupancies.find(session.id, room)?.row.groupId ?? groupIdOf(room);
  }
}

/** Whether a text holds what is asked of it, whatever the case. */
function meets(criteria: readonly GroupCriterion[], element: GroupElement, text: string): boolean {
  const has = (part: string) => text.toLowerCase().includes(part.toLowerCase());
  return criteria.every((criterion) => criterion.element !== element || has(criterion.text));
}
