import { type Element, xml } from "@xmpp/client";
import { type Fields, readForm, submission } from "./forms.js";
import { PATIENCE } from "./mailbox.js";
import { NS } from "./namespaces.js";
import type { Invitation, Received, RoomMessage, RoomPresence } from "./received.js";
import { JabberError, type JabberSession } from "./session.js";

/** A finished entry into a room. */
export interface Entry {
  readonly self: RoomPresence;
  /** Of all who were inside, the entrant's own left out. */
  readonly others: readonly RoomPresence[];
  /** Status 201. */
  readonly isCreated: boolean;
  readonly history: readonly RoomMessage[];
  readonly subject: string;
}

export interface EntryOptions {
  readonly password?: string;
  /** At most so many old messages. Default: what the room gives. */
  readonly history?: number;
}

/** A continued chat that an invitation tells of (XEP-0045 section 7.9). */
export interface Continuation {
  readonly thread?: string;
}

export interface InvitationOptions {
  readonly form?: "mediated" | "direct";
  readonly reason?: string;
  readonly continues?: Continuation;
}

const bareOf = (jid: string) => jid.split("/", 1)[0] ?? "";

function continueElement({ thread }: Continuation): Element {
  return xml("continue", { thread });
}

/** What a person does in rooms (XEP-0045). */
export class JabberRooms {
  readonly #session: JabberSession;
  readonly #nextId: () => string;

  constructor(session: JabberSession, nextId: () => string) {
    this.#session = session;
    this.#nextId = nextId;
  }

  /** Enters and waits for the room's subject, which comes last. @throws JabberError */
  async enter(room: string, nick: string, { password, history }: EntryOptions = {}): Promise<Entry> {
    this.#session.rooms.add(room);
    await this.#session.send(
      xml(
        "presence",
        { to: `${room}/${nick}` },
        xml(
          "x",
          { xmlns: NS.muc },
          password === undefined ? undefined : xml("password", {}, password),
          history === undefined ? undefined : xml("history", { maxstanzas: String(history) }),
        ),
      ),
    );
    try {
      return await this.#entry(room);
    } catch (error) {
      this.#session.rooms.delete(room);
      throw error;
    }
  }

  async #entry(room: string): Promise<Entry> {
    const others: RoomPresence[] = [];
    const history: RoomMessage[] = [];
    let self: RoomPresence | undefined;
    const isOfEntry = (received: Received) =>
      bareOf(received.from) === room &&
      ["room-presence", "room-message", "room-subject", "error"].includes(received.kind);
    for (;;) {
      const received = await this.#session.mailbox.take(`entry into ${room}`, isOfEntry, PATIENCE);
      if (received.kind === "error") throw new JabberError(received.condition, received.text);
      if (received.kind === "room-message") history.push(received);
      if (received.kind === "room-presence") {
        if (received.isSelf) self = received;
        else if (received.nick !== undefined) others.push(received);
      }
      if (received.kind === "room-subject" && self !== undefined) {
        const isCreated = self.codes.includes("201");
        return { self, others, isCreated, history, subject: received.subject };
      }
    }
  }

  /** Leaves and waits for the room's word for it. */
  async leave(room: string): Promise<void> {
    await this.#session.send(xml("presence", { to: `${room}/-`, type: "unavailable" }));
    await this.#session.mailbox.next(
      "room-presence",
      (presence) => presence.room === room && presence.isSelf && !presence.isAvailable,
    );
    this.#session.rooms.delete(room);
  }

  /** @returns id of the message */
  async say(room: string, body: string, { thread }: { thread?: string } = {}): Promise<string> {
    const id = this.#nextId();
    const content = [xml("body", {}, body), thread === undefined ? undefined : xml("thread", {}, thread)];
    await this.#session.send(xml("message", { to: room, type: "groupchat", id }, ...content));
    return id;
  }

  /** A private message (XEP-0045 section 7.5). @returns its id */
  async whisper(room: string, nick: string, body: string): Promise<string> {
    const id = this.#nextId();
    const x = xml("x", { xmlns: NS.mucUser });
    await this.#session.send(
      xml("message", { to: `${room}/${nick}`, type: "chat", id }, xml("body", {}, body), x),
    );
    return id;
  }

  async setSubject(room: string, subject: string): Promise<void> {
    await this.#session.send(
      xml("message", { to: room, type: "groupchat", id: this.#nextId() }, xml("subject", {}, subject)),
    );
  }

  /** Creates a room and configures it. @throws JabberError `conflict` if it exists already, and others */
  async create(room: string, nick: string, fields: Fields = {}): Promise<Entry> {
    const entry = await this.enter(room, nick);
    if (!entry.isCreated) throw new JabberError("conflict", `${room} exists already`);
    await this.configure(room, fields);
    return entry;
  }

  /** The owner's form. @throws JabberError */
  async form(room: string): Promise<ReadonlyMap<string, readonly string[]>> {
    const answer = await this.#session.request("get", room, xml("query", { xmlns: NS.mucOwner }));
    return readForm(answer.getChild("query", NS.mucOwner));
  }

  /** Sets those of the fields that the room offers. @returns the names of the others */
  async configure(room: string, fields: Fields): Promise<readonly string[]> {
    const offered = await this.form(room);
    const usable = Object.entries(fields).filter(([name]) => offered.has(name));
    const form = submission("http://jabber.org/protocol/muc#roomconfig", Object.fromEntries(usable));
    await this.#session.request("set", room, xml("query", { xmlns: NS.mucOwner }, form));
    return Object.keys(fields).filter((name) => !offered.has(name));
  }

  async invite(room: string, jid: string, options: InvitationOptions = {}): Promise<void> {
    const { form = "mediated", reason, continues } = options;
    if (form === "direct") {
      const goesOn = continues && { continue: "true", thread: continues.thread };
      const x = xml("x", { xmlns: NS.conference, jid: room, reason, ...goesOn });
      await this.#session.send(xml("message", { to: jid, id: this.#nextId() }, x));
      return;
    }
    const invite = xml(
      "invite",
      { to: jid },
      reason === undefined ? undefined : xml("reason", {}, reason),
      continues && continueElement(continues),
    );
    const x = xml("x", { xmlns: NS.mucUser }, invite);
    await this.#session.send(xml("message", { to: room, id: this.#nextId() }, x));
  }

  /** Enters the room of an invitation. */
  accept({ room, password }: Invitation, nick: string): Promise<Entry> {
    return this.enter(room, nick, password === undefined ? {} : { password });
  }

  /** Declines a mediated invitation; there is no way to decline a direct one. */
  async decline({ room, inviter }: Invitation, reason?: string): Promise<void> {
    const decline = xml(
      "decline",
      { to: inviter },
      reason === undefined ? undefined : xml("reason", {}, reason),
    );
    await this.#session.send(
      xml("message", { to: room, id: this.#nextId() }, xml("x", { xmlns: NS.mucUser }, decline)),
    );
  }

  /** By bare JID. @throws JabberError */
  async setAffiliation(room: string, jid: string, affiliation: string): Promise<void> {
    await this.#administer(room, xml("item", { jid, affiliation }));
  }

  /** @throws JabberError */
  async kick(room: string, nick: string, reason?: string): Promise<void> {
    const why = reason === undefined ? undefined : xml("reason", {}, reason);
    await this.#administer(room, xml("item", { nick, role: "none" }, why));
  }

  /** @throws JabberError */
  async destroy(room: string, reason?: string): Promise<void> {
    const why = reason === undefined ? undefined : xml("reason", {}, reason);
    await this.#session.request("set", room, xml("query", { xmlns: NS.mucOwner }, xml("destroy", {}, why)));
  }

  async #administer(room: string, item: Element): Promise<void> {
    await this.#session.request("set", room, xml("query", { xmlns: NS.mucAdmin }, item));
  }
}
