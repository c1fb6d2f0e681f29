import { type Handlers, ok, type Session, type SessionEnd } from "../../handsets/index.js";
import { type Inbound, LinkDown } from "../../xmpp/index.js";
import { bareJid } from "../addresses.js";
import type { Access } from "../blocking/access.js";
import type { AccessWatcher } from "../blocking/ports.js";
import type { ListWatcher } from "../contacts/ports.js";
import type { BridgeContext, Topic } from "../context.js";
import { AttributeListRequests } from "./attribute-lists.js";
import { AUTHORIZATION, Authorization } from "./authorization.js";
import { Grants } from "./grants.js";
import { KnownPresence } from "./known.js";
import { Looking } from "./looking.js";
import { Roster } from "./roster.js";
import { Showing } from "./showing.js";
import { Subscribing } from "./subscribing.js";
import { isSeenBy, seesContact } from "./subscription.js";
import { PRESENCE, Watching } from "./watching.js";

/** Presence in both directions, and what other topics ask of it. Users and contacts are bare JIDs. */
export interface PresenceTopic extends Topic {
  readonly lists: ListWatcher;
  readonly access: AccessWatcher;
  /** Resources of a user that contacts can see. */
  resources(user: string): readonly string[];
  /** Whether a contact may see the user's presence. */
  mayKnow(user: string, contact: string): Promise<boolean>;
  /** Whether a contact whom the user sees is known to be away; false where nothing is known. */
  isAway(user: string, contact: string): Promise<boolean>;
  /** Tells contacts of a user who goes that it is over. What is kept of them stays. @throws LinkDown, StanzaError */
  endSubscriptions(user: string): Promise<void>;
}

export function presenceTopic(context: BridgeContext, options: { readonly access: Access }): PresenceTopic {
  return new PresenceTopicParts(context, options.access);
}

class PresenceTopicParts implements PresenceTopic {
  readonly #context: BridgeContext;
  readonly #access: Access;
  readonly #known = new KnownPresence();
  readonly #roster: Roster;
  readonly #showing: Showing;
  readonly #looking: Looking;
  readonly #watching: Watching;
  readonly #authorization: Authorization;
  readonly #subscribing: Subscribing;
  readonly #attributeLists: AttributeListRequests;

  constructor(context: BridgeContext, access: Access) {
    this.#context = context;
    this.#access = access;
    const known = this.#known;
    const roster = new Roster(context);
    const grants = new Grants(context, context.mappings.presence);
    const showing = new Showing(context, roster, grants, access);
    const looking = new Looking(context, { roster, showing, known, access });
    const watching = new Watching(context, grants.records, (user, contact) => looking.view(user, contact));
    const authorization = new Authorization(context, { roster, grants, access, showing, watching, known });
    this.#roster = roster;
    this.#showing = showing;
    this.#looking = looking;
    this.#watching = watching;
    this.#authorization = authorization;
    this.#subscribing = new Subscribing(context, { roster, grants, watching, known, authorization });
    this.#attributeLists = new AttributeListRequests(context, { grants, roster, showing, authorization });
  }

  readonly services = [
    ...(["GETWL", "REACT", "CAAUT", "GETPR", "UPDPR"] as const),
    ...(["CALI", "DALI", "GALS"] as const),
  ];

  get handlers(): Handlers {
    return {
      "UpdatePresence-Request": async (session, { PresenceSubList }) => {
        await this.#showing.publish(session, PresenceSubList);
        return ok();
      },
      "GetPresence-Request": (session, request) => this.#looking.presence(session, request),
      "GetWatcherList-Request": (session, request) => this.#looking.watchers(session, request),
      "SubscribePresence-Request": (session, request) => this.#subscribing.subscribe(session, request),
      "UnsubscribePresence-Request": (session, request) => this.#subscribing.unsubscribe(session, request),
      "PresenceAuth-User": (session, request) => this.#authorization.decide(session, request),
      "CancelAuth-Request": (session, request) => this.#authorization.cancel(session, request),
      "CreateAttributeList-Request": (session, request) => this.#attributeLists.create(session, request),
      "DeleteAttributeList-Request": (session, request) => this.#attributeLists.remove(session, request),
      "GetAttributeList-Request": (session, request) => this.#attributeLists.read(session, request),
    };
  }

  get notices() {
    return { [PRESENCE]: this.#watching.kind, [AUTHORIZATION]: this.#authorization.kind };
  }

  get lists(): ListWatcher {
    return this.#subscribing;
  }

  readonly access: AccessWatcher = {
    changed: async (user) => {
      await this.#showing.update(user);
      for (const contact of this.#watching.watchedBy(user)) await this.#watching.refresh(user, contact);
    },
  };

  resources(user: string): readonly string[] {
    return this.#showing.visible(user).map(({ device }) => device);
  }

  async mayKnow(user: string, contact: string): Promise<boolean> {
    return isSeenBy(await this.#roster.get(user, contact)) && !(await this.#access.isBlocked(user, contact));
  }

  async isAway(user: string, contact: string): Promise<boolean> {
    return this.#known.isAway(user, contact) && seesContact(await this.#roster.get(user, contact));
  }

  async endSubscriptions(user: string): Promise<void> {
    const { presence } = this.#context.xmpp;
    // The rows stay until the server is known to have heard: it may all have to be said again.
    for (const row of await this.#roster.ofUser(user)) {
      if (isSeenBy(row) || row.pendingIn) await presence.subscription(user, row.contact, "unsubscribed");
      if (seesContact(row) || row.pendingOut) await presence.subscription(user, row.contact, "unsubscribe");
    }
  }

  async sessionStarted(session: Session, how: "login" | "restored"): Promise<void> {
    const user = session.user.jid;
    const isFirst = !this.#showing.users.includes(user);
    const isWatching = await this.#watching.start(session, how);
    await this.#showing.start(session, how);
    if (this.#context.xmpp.isOnline && (isFirst || isWatching || how === "restored"))
      await this.#orLater(() => this.#catchUp(user));
  }

  async sessionEnded(session: Session, why: SessionEnd): Promise<void> {
    const user = session.user.jid;
    await this.#watching.end(session, why);
    await this.#showing.end(session);
    if (!this.#showing.users.includes(user)) this.#known.forget(user);
    await this.#context.storage.accounts.setLastSeen(user, this.#context.runtime.clock.now());
  }

  async received(event: Inbound): Promise<void> {
    const user = bareJid(event.to);
    const contact = bareJid(event.from);
    if (event.kind === "subscription") {
      const { type } = event;
      if (type === "probe") await this.#showing.answerProbe(user, event.from);
      else await this.#authorization.received({ ...event, from: contact, to: user, type });
    } else if (event.kind === "presence" || event.kind === "presence-error") {
      const isOnline = this.#showing.users.includes(user);
      if (!isOnline || !seesContact(await this.#roster.get(user, contact))) return;
      if (event.kind === "presence") this.#known.heard(user, event);
      else this.#known.clear(user, contact);
      await this.#watching.refresh(user, contact);
    }
  }

  /** Contacts may have missed what our users did, and our users what contacts did. */
  async online(): Promise<void> {
    this.#known.forgetAll();
    await this.#orLater(async () => {
      await this.#showing.showAll();
      for (const user of this.#showing.users) await this.#catchUp(user);
    });
  }

  async stopping(): Promise<void> {
    await this.#orLater(() => this.#showing.hideAll());
  }

  /** Learns how things stand between a user and his contacts. */
  async #catchUp(user: string): Promise<void> {
    const { presence } = this.#context.xmpp;
    for (const row of await this.#roster.ofUser(user))
      if (seesContact(row)) await presence.subscription(user, row.contact, "probe");
    await this.#subscribing.catchUp(user);
    await this.#authorization.remind(user);
    const watched = this.#watching.watchedBy(user);
    if (watched.size === 0) return;
    // Some servers do not answer a probe for one who is away, so those who are silent by then count as away.
    await this.#context.xmpp.settled();
    for (const contact of watched) await this.#watching.refresh(user, contact);
  }

  /** What the stream does not carry now, `online` does later. */
  async #orLater(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof LinkDown)) throw error;
    }
  }
}
