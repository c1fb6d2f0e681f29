import { setTimeout as pause } from "node:timers/promises";
import { type Element, xml } from "@xmpp/client";
import { PATIENCE } from "./mailbox.js";
import { NS } from "./namespaces.js";
import type { Chat, Kind, OfKind, Received } from "./received.js";
import { JabberRooms } from "./rooms.js";
import { type Account, JabberError, JabberSession, type LogEntry } from "./session.js";

/** Milliseconds. */
const SILENCE = 2000;

export interface JabberUserOptions extends Account {
  /** Answers messages that ask for a receipt (XEP-0184). Default: true. */
  readonly sendsReceipts?: boolean;
}

export interface ChatOptions {
  readonly id?: string;
  readonly thread?: string;
  readonly subject?: string;
  readonly type?: "chat" | "normal" | "headline";
  /** Asks for a receipt. Default: false. */
  readonly receipt?: boolean;
}

export interface PresenceOptions {
  readonly show?: "chat" | "away" | "xa" | "dnd";
  readonly status?: string;
  readonly priority?: number;
  /** Directed. Default: to all. */
  readonly to?: string;
  readonly type?: "unavailable";
}

/** A contact as the server keeps it. */
export interface RosterItem {
  readonly subscription: string | undefined;
  readonly ask: string | undefined;
  readonly name: string | undefined;
  readonly groups: readonly string[];
}

function optional(name: string, text: string | undefined): Element | undefined {
  return text === undefined ? undefined : xml(name, {}, text);
}

/** A person with an ordinary Jabber client: what it sends is up to the test, what comes in waits in `next`. */
export class JabberUser {
  /** Bare JID. */
  readonly jid: string;
  readonly rooms: JabberRooms;
  readonly #session: JabberSession;
  #lastId = 0;

  constructor(options: JabberUserOptions) {
    this.jid = options.jid;
    this.#session = new JabberSession(options);
    this.rooms = new JabberRooms(this.#session, () => this.#nextId());
    if (options.sendsReceipts ?? true) {
      this.#session.onReceived = (received) => {
        if (received.kind === "chat" && received.wantsReceipt) this.#answer(received);
      };
    }
  }

  get fullJid(): string {
    return this.#session.fullJid;
  }

  /** All stanzas in and out, and what happened to the stream, in order. */
  get log(): readonly LogEntry[] {
    return this.#session.log;
  }

  /** Resolves when the stream is gone. */
  get disconnected(): Promise<void> {
    return this.#session.disconnected;
  }

  /**
   * Logs in, fetches the roster and, unless told otherwise, becomes available. Works again after a disconnection. Resolves
   * when the server knows of that: ejabberd loses what comes in between, stored just after what is stored was fetched.
   */
  async connect({ presence = {} }: { presence?: PresenceOptions | false } = {}): Promise<void> {
    await this.#session.connect();
    await this.roster();
    if (presence === false) return;
    await this.setPresence(presence);
    await this.settle();
  }

  close(): Promise<void> {
    return this.#session.close();
  }

  /** Breaks the connection without a word. */
  crash(): Promise<void> {
    return this.#session.crash();
  }

  /** Takes the oldest of a kind that nobody has taken yet, or waits for one. @param timeout milliseconds */
  next<K extends Kind>(
    kind: K,
    where?: (received: OfKind<K>) => boolean,
    timeout?: number,
  ): Promise<OfKind<K>> {
    return this.#session.mailbox.next(kind, where, timeout);
  }

  /** The same by any condition. @param what names it in the failure */
  nextWhere(what: string, matches: (received: Received) => boolean, timeout = PATIENCE): Promise<Received> {
    return this.#session.mailbox.take(what, matches, timeout);
  }

  /** What came in and has not been taken, in order; of one kind, if one is given. */
  waiting<K extends Kind>(kind?: K): readonly OfKind<K>[] {
    const { kept } = this.#session.mailbox;
    return kept.filter((received): received is OfKind<K> => kind === undefined || received.kind === kind);
  }

  /** Resolves when all has come that the own server had for this user up to now. */
  async settle(): Promise<void> {
    await this.#session.request("get", this.#server, xml("ping", { xmlns: NS.ping }));
  }

  /**
   * Resolves when all is dealt with that this user has sent to another up to now, and what came of it is here. Only of
   * Hamlet's users: it answers a question to one of them after all that came before it for him.
   */
  async settleWith(jid: string): Promise<void> {
    try {
      await this.#session.request("get", jid, xml("ping", { xmlns: NS.ping }));
    } catch (error) {
      // Whom he does not show himself to, he refuses to answer.
      if (!(error instanceof JabberError)) throw error;
    }
  }

  /** @returns id of the message */
  async chat(to: string, body: string, options: ChatOptions = {}): Promise<string> {
    const { id = this.#nextId(), thread, subject, type = "chat", receipt = false } = options;
    const request = receipt ? xml("request", { xmlns: NS.receipts }) : undefined;
    await this.send(
      xml(
        "message",
        { to, type, id },
        optional("subject", subject),
        xml("body", {}, body),
        optional("thread", thread),
        request,
      ),
    );
    return id;
  }

  async setPresence({ show, status, priority, to, type }: PresenceOptions = {}): Promise<void> {
    const details = [
      optional("show", show),
      optional("status", status),
      optional("priority", priority?.toString()),
    ];
    await this.send(xml("presence", { to, type }, ...details));
  }

  /** RFC 6121 section 3. */
  async subscription(
    to: string,
    type: "subscribe" | "subscribed" | "unsubscribe" | "unsubscribed",
  ): Promise<void> {
    await this.send(xml("presence", { to, type }));
  }

  /** Contacts by bare JID, as the server has them now. */
  async roster(): Promise<ReadonlyMap<string, RosterItem>> {
    const answer = await this.#session.request("get", undefined, xml("query", { xmlns: NS.roster }));
    const items = answer.getChild("query", NS.roster)?.getChildren("item") ?? [];
    return new Map(
      items.map((item) => {
        const { jid = "", subscription, ask, name } = item.attrs;
        const groups = item.getChildren("group").map((group) => group.text());
        return [jid, { subscription, ask, name, groups }];
      }),
    );
  }

  /** Takes a contact off the roster, which ends the subscriptions. */
  async removeContact(jid: string): Promise<void> {
    const item = xml("item", { jid, subscription: "remove" });
    await this.#session.request("set", undefined, xml("query", { xmlns: NS.roster }, item));
  }

  /** Features and identities' categories that disco#info tells of an address. @throws JabberError */
  async features(of: string): Promise<readonly string[]> {
    const answer = await this.#session.request("get", of, xml("query", { xmlns: NS.discoInfo }));
    const query = answer.getChild("query", NS.discoInfo);
    return query?.getChildren("feature").map(({ attrs }) => attrs.var ?? "") ?? [];
  }

  /** Whether there is a room. Asked again after a silence: ejabberd never answers what reaches one that is just ending. */
  async hasRoom(room: string): Promise<boolean> {
    for (;;) {
      const answer = this.features(room).then(
        () => true,
        (error: unknown) => {
          if (error instanceof JabberError && error.condition === "item-not-found") return false;
          throw error;
        },
      );
      answer.catch(() => undefined);
      const first = await Promise.race([answer, pause(SILENCE, undefined)]);
      if (first !== undefined) return first;
    }
  }

  /** Any request. @throws JabberError */
  request(type: "get" | "set", to: string | undefined, payload: Element): Promise<Element> {
    return this.#session.request(type, to, payload);
  }

  /** Any stanza. */
  send(stanza: Element): Promise<void> {
    return this.#session.send(stanza);
  }

  get #server(): string {
    return this.jid.slice(this.jid.indexOf("@") + 1);
  }

  #nextId(): string {
    return `${this.jid.split("@", 1)[0]}-${++this.#lastId}`;
  }

  #answer({ from, id }: Chat): void {
    const received = xml("received", { xmlns: NS.receipts, id });
    // A stream that is gone meanwhile is told of in the log.
    this.send(xml("message", { to: from, id: this.#nextId() }, received)).catch(() => undefined);
  }
}
