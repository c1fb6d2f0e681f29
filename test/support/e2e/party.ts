import { type ContentOf, Handset } from "../handset/index.js";
import type { JabberUser } from "../jabber/index.js";

/** How somebody was invited. */
export interface Summons {
  readonly group: string;
  /** InviteType for a phone; for a Jabber user whether the invitation goes on with a chat. */
  readonly type: "EC" | "GR";
  /** The thread that a Jabber user is told. */
  readonly thread?: string | undefined;
  /** InviteNote, or the reason. */
  readonly note?: string | undefined;
  /** InviteID. */
  readonly id?: string;
}

/** Someone in an extended chat, whatever he holds in his hand. */
export interface Party {
  /** UserID. */
  readonly userId: string;
  /** Waits for the next invitation. */
  invited(): Promise<Summons>;
  /** How often an invitation into the group came, up to now. */
  timesInvited(group: string): Promise<number>;
  join(group: string, name: string): Promise<void>;
  say(group: string, text: string): Promise<void>;
  /** Waits for words in the group. @returns the name of the speaker, or his UserID where that is all that is told */
  hears(group: string, text: string): Promise<string>;
  /** What was said in the group and has come up to now; of a Jabber user, what he has not waited for. */
  heard(group: string): Promise<readonly string[]>;
  leave(group: string): Promise<void>;
}

/** The room that is a group. */
export const roomOf = (group: string) => group.replace("wv:/", "");
export const groupOf = (room: string) => `wv:/${room}`;

const isOf =
  (group: string) =>
  ({ MessageInfo }: ContentOf<"NewMessage">) =>
    MessageInfo.Recipient.Group?.some(({ GroupID }) => GroupID === group) === true;

class PhoneParty implements Party {
  readonly #phone: Handset;

  constructor(phone: Handset) {
    this.#phone = phone;
  }

  get userId(): string {
    return this.#phone.userId;
  }

  async invited(): Promise<Summons> {
    const request = await this.#phone.next("InviteUser-Request");
    const { GroupID: group = "", InviteType: type, InviteNote: note, InviteID: id } = request;
    return { group, type: type === "EC" ? "EC" : "GR", note, id };
  }

  async timesInvited(group: string): Promise<number> {
    await this.#phone.drain();
    return this.#phone.log.filter(({ direction, message }) => {
      const content = message?.content;
      return direction === "received" && content?.kind === "InviteUser-Request" && content.GroupID === group;
    }).length;
  }

  async join(group: string, name: string): Promise<void> {
    await this.#phone.join(group, name);
  }

  async say(group: string, text: string): Promise<void> {
    await this.#phone.sendMessage(group, text, { group: true });
  }

  async hears(group: string, text: string): Promise<string> {
    const { MessageInfo } = await this.#phone.next("NewMessage", {
      where: (message) => isOf(group)(message) && message.ContentData === text,
    });
    const { Group, User } = MessageInfo.Sender;
    return Group?.ScreenName?.SName ?? this.#nameOf(User?.UserID ?? "");
  }

  /** Android is told the speaker's address, and knows his name from being told that he is inside; in 1.1 it does not. */
  #nameOf(userId: string): string {
    const isOf = (mapping: { readonly UserID?: string }) => mapping.UserID === userId;
    const known = this.#phone.log.flatMap(({ direction, message }) => {
      const content = message?.content;
      const isTold = content?.kind === "JoinGroup-Response" || content?.kind === "GroupChangeNotice";
      if (direction !== "received" || !isTold) return [];
      const direct = content.kind === "JoinGroup-Response" ? content.UserMapList : undefined;
      return [direct, content.Joined?.UserMapList].flatMap((list) => list?.Mapping ?? []).filter(isOf);
    });
    return known.at(-1)?.SName ?? userId;
  }

  async heard(group: string): Promise<readonly string[]> {
    await this.#phone.drain();
    return this.#phone.log.flatMap(({ direction, message }) => {
      const content = message?.content;
      if (direction !== "received" || content?.kind !== "NewMessage") return [];
      return isOf(group)(content) ? [content.ContentData ?? ""] : [];
    });
  }

  leave(group: string): Promise<void> {
    return this.#phone.leave(group);
  }
}

class JabberParty implements Party {
  readonly #user: JabberUser;
  readonly #history: { readonly group: string; readonly text: string }[] = [];

  constructor(user: JabberUser) {
    this.#user = user;
  }

  get userId(): string {
    return `wv:${this.#user.jid}`;
  }

  async invited(): Promise<Summons> {
    const { room, isContinuation, thread, reason } = await this.#user.next("invitation");
    return { group: groupOf(room), type: isContinuation ? "EC" : "GR", thread, note: reason };
  }

  async timesInvited(group: string): Promise<number> {
    await this.#user.settle();
    const isInvitation = (text: string) => text.includes("<invite ") || text.includes('continue="true"');
    return this.#user.log.filter(
      ({ direction, text }) => direction === "in" && isInvitation(text) && text.includes(roomOf(group)),
    ).length;
  }

  async join(group: string, name: string): Promise<void> {
    const { history } = await this.#user.rooms.enter(roomOf(group), name);
    this.#history.push(...history.map(({ body: text }) => ({ group, text })));
  }

  async say(group: string, text: string): Promise<void> {
    await this.#user.rooms.say(roomOf(group), text);
  }

  async hears(group: string, text: string): Promise<string> {
    const { nick } = await this.#user.next(
      "room-message",
      ({ room, body }) => room === roomOf(group) && body === text,
    );
    return nick ?? "";
  }

  async heard(group: string): Promise<readonly string[]> {
    await this.#user.settle();
    return this.#user
      .waiting("room-message")
      .flatMap(({ room, body }) => (room === roomOf(group) ? [body] : []));
  }

  leave(group: string): Promise<void> {
    return this.#user.rooms.leave(roomOf(group));
  }
}

export function party(of: Handset | JabberUser): Party {
  return of instanceof Handset ? new PhoneParty(of) : new JabberParty(of);
}
