import type { Session } from "../../handsets/index.js";
import { KeyedLock } from "../../keyed-lock.js";
import { LinkDown, type OutgoingPresence } from "../../xmpp/index.js";
import { bareJid, jidOf } from "../addresses.js";
import type { Access } from "../blocking/access.js";
import type { BridgeContext } from "../context.js";
import { PerSession } from "../per-session.js";
import type { AttributeList } from "./attributes.js";
import type { Grants } from "./grants.js";
import type { Roster } from "./roster.js";
import { isSeenBy } from "./subscription.js";
import { describeUser, initialAttributes, published } from "./translate.js";

/** A session as contacts see it. */
interface Shown {
  readonly session: Session;
  attributes: AttributeList;
  /** What each contact was sent last, as JSON, by bare JID. */
  readonly told: Map<string, string>;
}

const UNAVAILABLE: OutgoingPresence = { isAvailable: false };

/**
 * Shows our users to their contacts: each session is a resource. Whatever happens, what each contact should see is
 * worked out anew and compared with what he was sent; only differences go out.
 */
export class Showing {
  readonly #context: BridgeContext;
  readonly #roster: Roster;
  readonly #grants: Grants;
  readonly #access: Access;
  readonly #lock = new KeyedLock();
  readonly #shown = new PerSession<Shown>();
  /** Sessions that ended while nobody could be told: bare JIDs by full JID. */
  readonly #gone = new Map<string, string>();

  constructor(context: BridgeContext, roster: Roster, grants: Grants, access: Access) {
    this.#context = context;
    this.#roster = roster;
    this.#grants = grants;
    this.#access = access;
  }

  /** Bare JIDs of those who have sessions. */
  get users(): readonly string[] {
    return this.#shown.users();
  }

  /** Sessions of a user that can be seen to be online, by those who may see anything. */
  visible(user: string): readonly Session[] {
    const { presence } = this.#context.mappings;
    return this.#shown
      .ofUser(user)
      .filter(({ attributes }) => describeUser(attributes, presence, undefined).isAvailable)
      .map(({ session }) => session);
  }

  /** What the user has published by this session's device. */
  attributesOf(session: Session): AttributeList {
    return this.#shown.get(session.id)?.attributes ?? initialAttributes(this.#context.mappings.presence);
  }

  /** A text that the user has set lasts; that he is there, and for whom, holds for one session. */
  async start(session: Session, how: "login" | "restored"): Promise<void> {
    const initial = initialAttributes(this.#context.mappings.presence);
    const stored = await this.#context.storage.presence.published(session.user.jid, session.device);
    const kept = (stored ?? {}) as AttributeList;
    const attributes = how === "login" ? { ...kept, ...initial } : { ...initial, ...kept };
    this.#shown.set(session, { session, attributes, told: new Map() });
    this.#gone.delete(jidOf(session));
    await this.update(session.user.jid);
  }

  /** Also for a session that ended while Hamlet was not running: nobody has been told of that. */
  async end(session: Session): Promise<void> {
    const user = session.user.jid;
    const shown = this.#shown.get(session.id);
    this.#shown.delete(session);
    if (this.#shown.ofUser(user).some((other) => other.session.device === session.device)) return;
    await this.#lock.run(user, async () => {
      const contacts = shown === undefined ? await this.#contactsOf(user) : [...shown.told.keys()];
      try {
        for (const contact of contacts) await this.#send(session, contact, UNAVAILABLE);
      } catch (error) {
        if (!(error instanceof LinkDown)) throw error;
        this.#gone.set(jidOf(session), user);
      }
    });
  }

  /** One change after the other: some phones send several at once, and none must undo another. */
  async publish(session: Session, changes: AttributeList): Promise<void> {
    const user = session.user.jid;
    await this.#lock.run(user, async () => {
      const attributes = published(this.attributesOf(session), changes, this.#context.mappings.presence);
      await this.#context.storage.presence.publish(user, session.device, attributes);
      const shown = this.#shown.get(session.id);
      if (shown !== undefined) shown.attributes = attributes;
    });
    await this.update(user);
  }

  /** Brings what contacts see of a user up to date. While there is no stream, that waits until there is. */
  async update(user: string): Promise<void> {
    await this.#lock.run(user, async () => {
      try {
        const contacts = await this.#contactsOf(user);
        for (const shown of this.#shown.ofUser(user)) await this.#show(shown, contacts);
      } catch (error) {
        if (!(error instanceof LinkDown)) throw error;
      }
    });
  }

  /** The stream is back: contacts may have missed anything. */
  async showAll(): Promise<void> {
    for (const [jid, user] of [...this.#gone])
      for (const contact of await this.#contactsOf(user))
        await this.#context.xmpp.presence.send(jid, contact, UNAVAILABLE);
    this.#gone.clear();
    for (const { told } of this.#shown.all()) told.clear();
    for (const user of this.users) await this.update(user);
  }

  /** Hamlet stops: the server will tell nobody, so it has to be said before. */
  async hideAll(): Promise<void> {
    for (const { session, told } of this.#shown.all())
      for (const contact of told.keys()) await this.#send(session, contact, UNAVAILABLE);
  }

  /**
   * Answers a probe (RFC 6121 section 4.3.2): nothing to one who is blocked, since nothing is to tell him so (XEP-0191).
   * @param asker full JID
   */
  async answerProbe(user: string, asker: string): Promise<void> {
    const contact = bareJid(asker);
    if (await this.#access.isBlocked(user, contact)) return;
    const row = await this.#roster.get(user, contact);
    const { presence } = this.#context.xmpp;
    if (!isSeenBy(row)) {
      if (!row.pendingIn) await presence.subscription(user, contact, "unsubscribed");
      return;
    }
    const answers: [string, OutgoingPresence][] = [];
    for (const { session } of this.#shown.ofUser(user)) {
      const seen = await this.#seenBy(session, contact);
      if (seen.isAvailable) answers.push([jidOf(session), seen]);
    }
    if (answers.length === 0) answers.push([user, UNAVAILABLE]);
    for (const [from, seen] of answers) await presence.send(from, asker, seen);
  }

  async #show(shown: Shown, contacts: readonly string[]): Promise<void> {
    for (const contact of contacts)
      await this.#tell(shown, contact, await this.#seenBy(shown.session, contact));
    const former = [...shown.told.keys()].filter((contact) => !contacts.includes(contact));
    for (const contact of former) await this.#tell(shown, contact, UNAVAILABLE);
  }

  async #tell({ session, told }: Shown, contact: string, presence: OutgoingPresence): Promise<void> {
    const said = JSON.stringify(presence);
    const isNews = presence.isAvailable ? told.get(contact) !== said : told.has(contact);
    if (!isNews) return;
    await this.#send(session, contact, presence);
    if (presence.isAvailable) told.set(contact, said);
    else told.delete(contact);
  }

  async #seenBy(session: Session, contact: string): Promise<OutgoingPresence> {
    const permitted = await this.#grants.permitted(session.user.jid, contact);
    return describeUser(this.attributesOf(session), this.#context.mappings.presence, permitted);
  }

  async #contactsOf(user: string): Promise<readonly string[]> {
    const contacts: string[] = [];
    for (const row of await this.#roster.ofUser(user))
      if (isSeenBy(row) && !(await this.#access.isBlocked(user, row.contact))) contacts.push(row.contact);
    return contacts;
  }

  #send(session: Session, contact: string, presence: OutgoingPresence): Promise<void> {
    return this.#context.xmpp.presence.send(jidOf(session), contact, presence);
  }
}
