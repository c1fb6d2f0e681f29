import type { Occupant, OccupantPresence, Removed } from "../inbound.js";
import { comparable } from "../jid.js";
import { type Entry, StanzaError } from "../operations.js";
import type { RoomItem, RoomPresence } from "../parsing/room-presence.js";
import { removalReason } from "./removal.js";

/** What a presence changed. */
export type Outcome =
  | { readonly kind: "nothing" }
  | { readonly kind: "entered"; readonly entry: Entry }
  | { readonly kind: "refused"; readonly error: StanzaError }
  | { readonly kind: "changed"; readonly event: OccupantPresence }
  /** We are outside by our own will. */
  | { readonly kind: "left" }
  | { readonly kind: "removed"; readonly event: Removed };

const NOTHING: Outcome = { kind: "nothing" };

/** One of our full JIDs in one room: from the wish to enter until the room has let it go (XEP-0045 sections 7.2 to 7.14). */
export class Occupancy {
  phase: "entering" | "inside" | "leaving" = "entering";
  readonly room: string;
  readonly as: string;
  readonly occupants = new Map<string, Occupant>();
  #nick: string;
  readonly #limit: number;

  /** @param limit occupants to remember; those above are not told of */
  constructor(room: string, nick: string, as: string, limit: number) {
    this.room = room;
    this.as = as;
    this.#nick = nick;
    this.#limit = limit;
  }

  /** As wished for, until the room says what it is. */
  get nick(): string {
    return this.#nick;
  }

  receive(presence: RoomPresence): Outcome {
    if (presence.type === "error") return this.#refused(presence);
    if (presence.nick === undefined) return NOTHING;
    return presence.type === "available"
      ? this.#available(presence, presence.nick)
      : this.#unavailable(presence, presence.nick);
  }

  #refused({ error }: RoomPresence): Outcome {
    if (this.phase === "leaving") return { kind: "left" };
    if (this.phase === "inside" || error === undefined) return NOTHING;
    return { kind: "refused", error };
  }

  #available(presence: RoomPresence, nick: string): Outcome {
    const item = this.#itemOf(presence);
    if (item === undefined || this.phase === "leaving") return NOTHING;
    const former = this.occupants.get(nick);
    if (former === undefined && this.occupants.size >= this.#limit && !presence.codes.has(110))
      return NOTHING;
    const occupant = occupantOf(nick, item, former);
    this.occupants.set(nick, occupant);
    if (this.phase === "entering") return this.#entering(presence, nick, item, occupant);
    if (former === undefined) return this.#changed("joined", presence, occupant);
    return isSame(former, occupant) ? NOTHING : this.#changed("changed", presence, occupant);
  }

  /** The own presence ends the list; a service too old for status 110 shows it by the address. */
  #entering({ codes }: RoomPresence, nick: string, item: RoomItem, self: Occupant): Outcome {
    const isSelf = codes.has(110) || (nick === this.#nick && this.#isOurs(item));
    if (!isSelf) return NOTHING;
    this.phase = "inside";
    this.#nick = nick;
    return { kind: "entered", entry: { ...this.entry(self), isCreated: codes.has(201) } };
  }

  /** What is known of the room now. */
  entry(self: Occupant | undefined = this.occupants.get(this.#nick)): Entry {
    const unknown = { nick: this.#nick, jid: this.as, affiliation: "none", role: "none" } as const;
    return {
      nick: this.#nick,
      occupants: [...this.occupants.values()],
      self: self ?? unknown,
      isCreated: false,
    };
  }

  #unavailable(presence: RoomPresence, nick: string): Outcome {
    const item = this.#itemOf(presence);
    if (presence.codes.has(303) && item?.newNick !== undefined) {
      return this.#renamed(presence, nick, item.newNick, item);
    }
    if (this.#isOurEnd(presence, nick, item)) return this.#out(presence, item);
    const former = this.occupants.get(nick);
    if (former === undefined || !this.occupants.delete(nick) || this.phase !== "inside") return NOTHING;
    return this.#changed("left", presence, item === undefined ? former : occupantOf(nick, item, former));
  }

  /**
   * ejabberd tells of a destroyed room without status 110. While we enter, someone else may leave whose nick we want,
   * so that the nick alone says nothing.
   */
  #isOurEnd(presence: RoomPresence, nick: string, item: RoomItem | undefined): boolean {
    if (presence.codes.has(110) || presence.destroyed !== undefined) return true;
    return nick === this.#nick && (this.phase !== "entering" || (item !== undefined && this.#isOurs(item)));
  }

  #out(presence: RoomPresence, item: RoomItem | undefined): Outcome {
    const { why, reason } = removalReason(presence, item);
    if (this.phase === "leaving") return { kind: "left" };
    if (this.phase === "entering") {
      const condition = why === "destroyed" ? "item-not-found" : "forbidden";
      return { kind: "refused", error: new StanzaError(condition, reason) };
    }
    const { room, to } = presence;
    const from = `${room}/${this.#nick}`;
    return { kind: "removed", event: { kind: "removed", room, from, to, nick: this.#nick, why, reason } };
  }

  #renamed(presence: RoomPresence, former: string, nick: string, item: RoomItem): Outcome {
    const known = this.occupants.get(former);
    this.occupants.delete(former);
    if (former === this.#nick && this.phase !== "entering") this.#nick = nick;
    const occupant = occupantOf(nick, item, known);
    this.occupants.set(nick, occupant);
    return this.phase === "inside" ? this.#changed("renamed", presence, occupant, former) : NOTHING;
  }

  #changed(
    change: OccupantPresence["change"],
    { room, to }: RoomPresence,
    occupant: Occupant,
    formerNick?: string,
  ): Outcome {
    const from = `${room}/${occupant.nick}`;
    return { kind: "changed", event: { kind: "occupant", room, from, to, occupant, change, formerNick } };
  }

  /** Of several devices behind one nick, our own; else the first. */
  #itemOf({ items }: RoomPresence): RoomItem | undefined {
    return items.find((item) => this.#isOurs(item)) ?? items[0];
  }

  #isOurs({ jid }: RoomItem): boolean {
    return jid !== undefined && comparable(jid) === comparable(this.as);
  }
}

function occupantOf(nick: string, item: RoomItem, former: Occupant | undefined): Occupant {
  return { nick, jid: item.jid ?? former?.jid, affiliation: item.affiliation, role: item.role };
}

function isSame(one: Occupant, other: Occupant): boolean {
  return one.jid === other.jid && one.affiliation === other.affiliation && one.role === other.role;
}
