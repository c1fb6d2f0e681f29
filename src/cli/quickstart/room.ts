import type { FieldsOf } from "../../csp/index.js";
import type { DemoJabber } from "./demo-jabber.js";
import type { DemoPhone } from "./demo-phone.js";
import { PlayError } from "./play-error.js";
import {
  departure,
  entry,
  groupchat,
  inquiry,
  isAnswerTo,
  isInvitation,
  isOwnPresence,
  isPresenceIn,
  isSaidIn,
} from "./stanzas.js";

type Recipient = FieldsOf<"SendMessage-Request">["MessageInfo"]["Recipient"];

/** A text message from a phone. */
export function messageTo(phone: DemoPhone, recipient: Recipient, text: string) {
  return {
    kind: "SendMessage-Request",
    DeliveryReport: false,
    MessageInfo: {
      ContentType: "text/plain",
      ContentSize: Buffer.byteLength(text),
      Recipient: recipient,
      Sender: { User: { UserID: phone.account.userId } },
    },
    ContentData: text,
  } as const;
}

/** The room that a conversation goes on in: what people do there, each act with all that is expected of it. */
export class Room {
  readonly #jid: string;
  /** The same room as phones call it. */
  readonly #group: string;

  private constructor(jid: string) {
    this.#jid = jid;
    this.#group = `wv:/${jid}`;
  }

  /** The room that somebody is invited to. */
  static async invitedTo(client: DemoJabber): Promise<Room> {
    const { attrs } = await client.next("the invitation", isInvitation);
    return new Room(attrs.from ?? "");
  }

  async invites(client: DemoJabber): Promise<void> {
    await client.next("the invitation", (stanza) => isInvitation(stanza) && stanza.attrs.from === this.#jid);
  }

  /** Checks what a phone was told of the extension. @throws PlayError */
  named(group: string, code: number): void {
    if (group === this.#group && code === 200) return;
    throw new PlayError(
      `Alice's phone was told ${code} and the group ${group}; 200 and ${this.#group} were expected.`,
    );
  }

  isPresenceOf(nick: string) {
    return isPresenceIn(this.#jid, nick);
  }

  async enter(client: DemoJabber): Promise<void> {
    await client.send(entry(this.#jid, client.account.name));
    await client.next("the room's welcome", isOwnPresence(this.#jid));
  }

  async join(phone: DemoPhone): Promise<void> {
    const GroupID = this.#group;
    const ScreenName = { SName: phone.account.name, GroupID };
    await phone.ask(
      { kind: "JoinGroup-Request", GroupID, ScreenName, JoinedRequest: true, SubscribeNotification: false },
      "JoinGroup-Response",
    );
  }

  /** Somebody speaks from a phone. */
  async speak(
    phone: DemoPhone,
    text: string,
    clients: readonly DemoJabber[],
    phones: readonly DemoPhone[],
  ): Promise<void> {
    await phone.ask(messageTo(phone, { Group: [{ GroupID: this.#group }] }, text), "SendMessage-Response");
    await this.#isHeard(text, clients, phones);
  }

  /** Somebody speaks from a Jabber client. */
  async speakFrom(
    client: DemoJabber,
    text: string,
    clients: readonly DemoJabber[],
    phones: readonly DemoPhone[],
  ): Promise<void> {
    await client.send(groupchat(this.#jid, text));
    await this.#isHeard(text, clients, phones);
  }

  async leave(client: DemoJabber): Promise<void> {
    await client.send(departure(this.#jid, client.account.name));
    await client.next("the room's farewell", isOwnPresence(this.#jid, "unavailable"));
  }

  async leaveBy(phone: DemoPhone): Promise<void> {
    await phone.ask({ kind: "LeaveGroup-Request", GroupID: this.#group }, "LeaveGroup-Response");
  }

  /** Asks the server for the room. @throws PlayError if it is still there */
  async isGone(client: DemoJabber): Promise<void> {
    const id = "gone";
    await client.send(inquiry(this.#jid, id));
    const { attrs } = await client.next("the answer of the room service", isAnswerTo(id));
    if (attrs.type !== "error") throw new PlayError("The room is still there, though all have left.");
  }

  async #isHeard(text: string, clients: readonly DemoJabber[], phones: readonly DemoPhone[]): Promise<void> {
    for (const client of clients) await client.next(`"${text}"`, isSaidIn(this.#jid, text));
    for (const phone of phones)
      await phone.next("NewMessage", `"${text}"`, ({ ContentData }) => ContentData === text);
  }
}
