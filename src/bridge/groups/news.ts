import type { StatusName } from "../../csp/index.js";
import type { Occupant } from "../../xmpp/index.js";
import { bareJid } from "../addresses.js";
import type { BridgeContext } from "../context.js";
import type { Seat } from "./occupancies.js";

const ID_LENGTH = 24;
/** What happens while a phone waits to be told that it is inside. */
const PENDING_LIMIT = 200;

/** Names of the kinds of notices. */
export const KINDS = { message: "group-message", change: "group-change", putOut: "group-put-out" } as const;

/** Someone in a room, as far as phones are told. */
export interface Person {
  readonly nick: string;
  /** Where the room shows it. */
  readonly jid?: string;
}

/** What is said to a group, or to one in it. */
export interface MessagePayload {
  readonly room: string;
  /** The group's id as this phone spells it. */
  readonly groupId: string;
  readonly sender: string;
  /** The sender's, where the room shows it. */
  readonly jid?: string;
  /** The nickname of the phone's own user, where it was said to him alone. */
  readonly whisperTo?: string;
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
}

/** Who came and went, and what the group is about now. */
export interface ChangePayload {
  readonly room: string;
  readonly groupId: string;
  readonly joined: readonly Person[];
  readonly left: readonly Person[];
  readonly topic?: string;
}

/** The user is no longer in the group. */
export interface PutOutPayload {
  readonly room: string;
  readonly groupId: string;
  readonly reason: StatusName;
}

/** Something that happened in a room. */
export type GroupNews =
  | ({ readonly kind: "message" } & Omit<MessagePayload, "room" | "groupId">)
  | ({ readonly kind: "change" } & Omit<ChangePayload, "room" | "groupId">)
  | { readonly kind: "putOut"; readonly reason: StatusName };

/** The person behind an occupant. */
export function personOf({ nick, jid }: Occupant): Person {
  return jid === undefined ? { nick } : { nick, jid };
}

/**
 * Tells phones what happens in their groups, each through a notice of its session that is on disk. A phone hears nothing
 * of a group before the answer to its JoinGroup-Request: Android does not get over it.
 */
export class Newsroom {
  readonly #context: Pick<BridgeContext, "handsets" | "runtime">;

  constructor(context: Pick<BridgeContext, "handsets" | "runtime">) {
    this.#context = context;
  }

  /** Who went is told before who came: Android reads the two the other way round, and knows both by one address. */
  async tell(seat: Seat, news: GroupNews): Promise<void> {
    if (news.kind === "change" && news.left.length > 0 && news.joined.length > 0) {
      await this.tell(seat, { kind: "change", joined: [], left: news.left });
      return this.tell(seat, { ...news, left: [] });
    }
    const known = news.kind === "change" ? this.#note(seat, news) : news;
    if (known === undefined) return;
    if (seat.isAnnounced) return this.#post(seat, known);
    seat.pending.push(known);
    if (seat.pending.length <= PENDING_LIMIT) return;
    seat.pending.shift();
    this.#context.runtime.log.warn({ room: seat.row.room }, "too much said before a phone was inside");
  }

  /** What the phone does not know of a change yet; undefined where there is nothing. */
  #note(seat: Seat, news: GroupNews & { readonly kind: "change" }): GroupNews | undefined {
    if (!this.#wantsChanges(seat)) return undefined;
    for (const { nick } of news.left) seat.known.delete(nick);
    const left = news.left.filter((person) => !this.#isShown(seat, person));
    const joined = news.joined.filter((person) => {
      const isNew = !seat.known.has(person.nick) && !this.#isShown(seat, person);
      seat.known.set(person.nick, person);
      return isNew;
    });
    const isNews = joined.length + left.length > 0 || news.topic !== undefined;
    return isNews ? { ...news, joined, left } : undefined;
  }

  /** Whether the phone, which knows people by address, sees someone under another name of his. */
  #isShown({ row, known }: Seat, { jid }: Person): boolean {
    const session = this.#context.handsets.session(row.session);
    if (jid === undefined || session?.quirks.has("bare-user-map") !== true) return false;
    return [...known.values()].some(
      (other) => other.jid !== undefined && bareJid(other.jid) === bareJid(jid),
    );
  }

  /** The phone is told of people by other means, as in the answer to its request to join. */
  introduce(seat: Seat, people: readonly Person[]): void {
    seat.known.clear();
    if (!this.#wantsChanges(seat)) return;
    for (const person of people) seat.known.set(person.nick, person);
  }

  /** The phone has to be told of those inside as of some who came, itself among them. */
  async enumerate(seat: Seat, people: readonly Person[]): Promise<void> {
    if (this.#wantsChanges(seat)) await this.#post(seat, { kind: "change", joined: people, left: [] });
  }

  /** An answer tells the phone anew who is inside: told of it after that, it would see some twice, or for ever. */
  async supersede(seat: Seat): Promise<void> {
    const pending = seat.pending.splice(0).flatMap((news): GroupNews[] => {
      if (news.kind !== "change") return [news];
      return news.topic === undefined ? [] : [{ ...news, joined: [], left: [] }];
    });
    seat.pending.push(...pending);
    await this.recall(seat, [KINDS.change]);
  }

  /** Tells the difference between those of whom the phone knows and those who are inside. */
  async correct(seat: Seat, people: readonly Person[]): Promise<void> {
    const inside = new Set(people.map(({ nick }) => nick));
    const joined = people.filter(({ nick }) => nick !== seat.row.nick && !seat.known.has(nick));
    const left = [...seat.known.values()].filter(({ nick }) => nick !== seat.row.nick && !inside.has(nick));
    if (joined.length + left.length > 0) await this.tell(seat, { kind: "change", joined, left });
  }

  /** The phone knows that it is inside. */
  async announce(seat: Seat): Promise<void> {
    for (let next = seat.pending.shift(); next !== undefined; next = seat.pending.shift())
      await this.#post(seat, next);
    seat.isAnnounced = true;
  }

  /** The phone left by itself: what it has not fetched of the group would be of a group that it does not know. */
  async recall({ row: { session, user, room } }: Seat, kinds = [KINDS.message, KINDS.change]): Promise<void> {
    const { outbox } = this.#context.handsets;
    for (const kind of kinds) {
      for (const notice of await outbox.waiting(user, kind)) {
        const isOfRoom = (notice.payload as { readonly room?: unknown }).room === room;
        if (notice.session === session && isOfRoom) await outbox.withdraw(notice.id);
      }
    }
  }

  #wantsChanges({ row }: Seat): boolean {
    return row.wantsNotices && this.#context.handsets.session(row.session)?.services.has("GRCHN") === true;
  }

  async #post({ row }: Seat, { kind, ...news }: GroupNews): Promise<void> {
    const { handsets, runtime } = this.#context;
    const { user, session, room, groupId } = row;
    await handsets.outbox.post({
      id: runtime.random.token(ID_LENGTH),
      user,
      session,
      kind: KINDS[kind],
      payload: { room, groupId, ...news },
      createdAt: runtime.clock.now(),
      durable: true,
    });
  }
}
