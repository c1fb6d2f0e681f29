import type {
  Inbound,
  OccupantPresence,
  PrivateMessage,
  Removed,
  RoomMessage,
  RoomSubject,
} from "../../xmpp/index.js";
import { bareJid } from "../addresses.js";
import type { BridgeContext } from "../context.js";
import { cutText, LONGEST_NOTE, LONGEST_TEXT } from "../messages/content.js";
import type { Groups } from "./groups.js";
import { type Person, personOf } from "./news.js";
import type { Seat } from "./occupancies.js";
import type { Recovery } from "./recovery.js";

/** What happens in rooms, told to the phones that are inside. */
export class RoomEvents {
  readonly #context: BridgeContext;
  readonly #groups: Groups;
  readonly #recovery: Recovery;

  constructor(context: BridgeContext, groups: Groups, recovery: Recovery) {
    this.#context = context;
    this.#groups = groups;
    this.#recovery = recovery;
  }

  async received(event: Inbound): Promise<void> {
    switch (event.kind) {
      case "room-message":
        return this.#with(event, (seat) => this.#said(seat, event));
      case "private-message":
        return this.#with(event, (seat) => this.#whispered(seat, event));
      case "room-subject":
        return this.#with(event, (seat) => this.#subject(seat, event));
      case "occupant":
        return this.#with(event, (seat) => this.#changed(seat, event));
      case "removed":
        return this.#removed(event);
      case "message-error":
        // A room answers this to those who are not inside (XEP-0045 section 7.4).
        if (event.condition !== "not-acceptable") return;
        return this.#with({ room: bareJid(event.from), to: event.to }, (seat) => this.#lost(seat));
      default:
        return;
    }
  }

  async #with(event: { room: string; to: string }, action: (seat: Seat) => Promise<void>): Promise<void> {
    await this.#groups.occupancies.load();
    const seat = this.#groups.occupancies.at(event.room, event.to);
    if (seat !== undefined) await action(seat);
  }

  async #said(seat: Seat, { nick, id, body, sentAt }: RoomMessage): Promise<void> {
    // EC-32, ER-9: nothing from before the own entry. What the room itself says is meant for Jabber users.
    if (nick === undefined || sentAt !== undefined) return;
    if (nick === seat.row.nick && id !== undefined && seat.said.delete(id)) return;
    const jid = this.#jidOf(seat, nick);
    await this.#groups.news.tell(seat, {
      kind: "message",
      sender: nick,
      ...(jid !== undefined && { jid }),
      text: cutText(body, LONGEST_TEXT),
      sentAt: this.#context.runtime.clock.now(),
    });
  }

  /** As the phone was told of him, since the room may know of his end already. */
  #jidOf({ row, known }: Seat, nick: string): string | undefined {
    const inside = () => this.#groups.inside(row.room, row.as).find((occupant) => occupant.nick === nick);
    return known.get(nick)?.jid ?? inside()?.jid;
  }

  async #whispered(seat: Seat, { room, to, nick, id, body }: PrivateMessage): Promise<void> {
    const session = this.#context.handsets.session(seat.row.session);
    if (session?.quirks.has("no-whispers") === true || !(await this.#mayBeWhisperedTo(room, to))) {
      // EC-14.
      return this.#context.xmpp.rooms.refuseWhisper({ room, nick, as: to, ...(id !== undefined && { id }) });
    }
    const now = this.#context.runtime.clock.now();
    const said = { sender: nick, whisperTo: seat.row.nick, text: cutText(body, LONGEST_TEXT), sentAt: now };
    await this.#groups.news.tell(seat, { kind: "message", ...said });
  }

  /** In rooms of others, what arrives was permitted. */
  async #mayBeWhisperedTo(room: string, as: string): Promise<boolean> {
    if ((await this.#groups.keeper.find(room)) === undefined) return true;
    const { fixed } = await this.#groups.promises(room);
    return fixed.has("PrivateMessaging")
      ? fixed.get("PrivateMessaging") !== "F"
      : this.#groups.mayWhisper(room, as);
  }

  async #subject(seat: Seat, event: RoomSubject): Promise<void> {
    const subject = cutText(event.subject, LONGEST_NOTE);
    const isFirst = seat.subject === undefined;
    const isSame = seat.subject === subject;
    seat.subject = subject;
    // The first comes with the entry, and is no news.
    if (isFirst || isSame) return;
    await this.#groups.news.tell(seat, { kind: "change", joined: [], left: [], topic: subject });
  }

  async #changed(seat: Seat, { room, occupant, change, formerNick }: OccupantPresence): Promise<void> {
    const [person] = this.#groups.people(room, [occupant]);
    if (person === undefined || change === "changed" || person.nick === seat.row.nick) return;
    const former: Person[] = formerNick === undefined ? [] : [{ ...personOf(occupant), nick: formerNick }];
    const joined = change === "left" ? [] : [person];
    const left = change === "left" ? [person] : former;
    await this.#groups.news.tell(seat, { kind: "change", joined, left });
  }

  async #removed(event: Removed): Promise<void> {
    if (event.to === this.#groups.keeper.service) {
      if (event.why === "destroyed") await this.#groups.keeper.forget(event.room);
      return;
    }
    await this.#with(event, (seat) => {
      if (event.why !== "error" && event.why !== "gone") return this.#recovery.removed(seat, event);
      return this.#lost(seat);
    });
  }

  /** Entering again waits for stanzas to the same address, so that nothing may wait for it here. */
  #lost(seat: Seat): Promise<void> {
    this.#recovery.removed(seat, { why: "gone" }).catch((error: unknown) => {
      this.#context.runtime.log.error(
        { room: seat.row.room, err: error },
        "a room could not be entered again",
      );
    });
    return Promise.resolve();
  }
}
