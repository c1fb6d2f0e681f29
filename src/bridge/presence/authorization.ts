import { createHash } from "node:crypto";
import { type FieldsOf, formatAddress, type KnownContent } from "../../csp/index.js";
import { type Answer, type NoticeKind, ok, type RequestOf, type Session } from "../../handsets/index.js";
import type { SubscriptionStanza } from "../../xmpp/index.js";
import { readUser, userIdFor } from "../addresses.js";
import type { Access } from "../blocking/access.js";
import type { BridgeContext } from "../context.js";
import { octetsOf } from "../messages/content.js";
import { orRefuse } from "../refusals.js";
import type { Grants } from "./grants.js";
import type { KnownPresence } from "./known.js";
import { storeNames } from "./records.js";
import type { Heard, Roster } from "./roster.js";
import type { Showing } from "./showing.js";
import { isSeenBy, type SubscriptionType } from "./subscription.js";
import { namesIn } from "./translate.js";
import type { Watching } from "./watching.js";

export const AUTHORIZATION = "presence-authorization";

/** Requests that may be open for a user: each is kept, and asked anew at each login. */
const MOST_OPEN = 100;

interface Asking {
  /** Bare JID. */
  readonly contact: string;
}

interface Parts {
  readonly roster: Roster;
  readonly grants: Grants;
  readonly access: Access;
  readonly showing: Showing;
  readonly watching: Watching;
  readonly known: KnownPresence;
}

/** One notice for each open question: asked again, it is the same. */
function noticeId(user: string, contact: string): string {
  return `auth-${createHash("sha256").update(`${user} ${contact}`).digest("hex").slice(0, 32)}`;
}

/**
 * Who may see the presence of our users. A contact's request is answered with yes at once where the user has decided
 * beforehand (see `Grants`). Otherwise his phones are asked: by PresenceAuth-Request where they know that, by a message
 * where they do not (CSP 1.3 has no such primitive, but Android knows it there too). Nobody is ever let in without the
 * user having done something.
 */
export class Authorization {
  readonly #context: BridgeContext;
  readonly #parts: Parts;

  constructor(context: BridgeContext, parts: Parts) {
    this.#context = context;
    this.#parts = parts;
  }

  readonly kind: NoticeKind = {
    render: (session, notice) => this.#ask(session, notice.id, notice.createdAt, notice.payload as Asking),
  };

  /** RFC 6121 section 3, on behalf of the user. */
  async received({
    type,
    from: contact,
    to: user,
  }: SubscriptionStanza & { type: SubscriptionType }): Promise<void> {
    if (!(await this.#context.storage.accounts.exists(user))) {
      if (type === "subscribe") await this.#context.xmpp.presence.subscription(user, contact, "unsubscribed");
      return;
    }
    // A blocked contact gets no answer at all (XEP-0191 section 3.1).
    if (type === "subscribe" && (await this.#parts.access.isBlocked(user, contact))) return;
    if (type === "subscribe" && (await this.#isTooMany(user, contact))) {
      await this.#context.xmpp.presence.subscription(user, contact, "unsubscribed");
      return;
    }
    const heard = await this.#parts.roster.hear(user, contact, type);
    await this.#followUp(user, contact, type, heard);
  }

  /** The user has come: what he has not decided is asked again. */
  async remind(user: string): Promise<void> {
    for (const { contact, pendingIn } of await this.#parts.roster.ofUser(user))
      if (pendingIn) await this.#decideOrAsk(user, contact);
  }

  /** Something happened that may answer an open question. */
  async reconsider(user: string, contact: string): Promise<void> {
    const { pendingIn } = await this.#parts.roster.get(user, contact);
    if (pendingIn && (await this.#parts.grants.isForegone(user, contact))) await this.#accept(user, contact);
  }

  /** PresenceAuth-User: the phone's user has decided. */
  async decide(session: Session, request: RequestOf<"PresenceAuth-User">): Promise<Answer> {
    const user = session.user.jid;
    const contact = this.#read(request.UserID);
    if (!request.Acceptance) return this.#refuse(user, contact);
    await this.#parts.grants.grant(user, contact, storeNames(namesIn(request.PresenceSubList)));
    await orRefuse("presence", () => this.#accept(user, contact));
    return ok();
  }

  /** CancelAuth: the contact shall see nothing any more. */
  cancel(session: Session, request: RequestOf<"CancelAuth-Request">): Promise<Answer> {
    return this.#refuse(session.user.jid, this.#read(request.UserID));
  }

  /** Whether a request would have to wait for the user's answer behind too many others. */
  async #isTooMany(user: string, contact: string): Promise<boolean> {
    const { roster, grants } = this.#parts;
    const row = await roster.get(user, contact);
    if (row.pendingIn || isSeenBy(row)) return false;
    const open = (await roster.ofUser(user)).filter(({ pendingIn }) => pendingIn);
    return open.length >= MOST_OPEN && !(await grants.isForegone(user, contact));
  }

  async #followUp(user: string, contact: string, type: SubscriptionType, heard: Heard): Promise<void> {
    const { showing, watching, known, grants } = this.#parts;
    if (type === "subscribe" && (heard.passes || heard.before.pendingIn))
      await this.#decideOrAsk(user, contact);
    if (type === "unsubscribe") {
      await this.#context.handsets.outbox.withdraw(noticeId(user, contact));
      await showing.update(user);
    }
    if (type === "unsubscribed") {
      known.clear(user, contact);
      if (heard.passes) await grants.records.setDenied(user, contact, true);
    }
    if (type === "subscribed" && heard.passes) await grants.records.setDenied(user, contact, false);
    if (type === "subscribed" || type === "unsubscribed") await watching.refresh(user, contact);
  }

  async #decideOrAsk(user: string, contact: string): Promise<void> {
    if (await this.#parts.grants.isForegone(user, contact)) return this.#accept(user, contact);
    const payload: Asking = { contact };
    const createdAt = this.#context.runtime.clock.now();
    await this.#context.handsets.outbox.post({
      id: noticeId(user, contact),
      user,
      kind: AUTHORIZATION,
      payload,
      createdAt,
      durable: true,
    });
  }

  async #accept(user: string, contact: string): Promise<void> {
    await this.#parts.roster.send(user, contact, "subscribed");
    await this.#context.handsets.outbox.withdraw(noticeId(user, contact));
    await this.#parts.showing.update(user);
  }

  async #refuse(user: string, contact: string): Promise<Answer> {
    const { roster, grants, showing } = this.#parts;
    await grants.revoke(user, contact);
    const wasSeen = isSeenBy(await roster.get(user, contact));
    await orRefuse("presence", () => roster.send(user, contact, "unsubscribed"));
    await this.#context.handsets.outbox.withdraw(noticeId(user, contact));
    if (wasSeen) await showing.update(user);
    return ok();
  }

  #read(userId: string): string {
    const { jid } = readUser(userId, this.#context.space);
    return jid;
  }

  #ask(session: Session, id: string, askedAt: number, { contact }: Asking): KnownContent {
    const UserID = userIdFor(session, contact, this.#context.space);
    // In 1.3 there is nothing that could be agreed to.
    const isKnown =
      session.version === "1.3" ? session.quirks.has("presence-auth-in-1.3") : session.services.has("REACT");
    if (isKnown) return { kind: "PresenceAuth-Request", UserID };
    const text = this.#context.mappings.presence.question.replaceAll("{contact}", UserID);
    const MessageInfo: FieldsOf<"NewMessage">["MessageInfo"] = {
      MessageID: id,
      ContentType: "text/plain",
      ContentSize: octetsOf(text),
      Recipient: { User: [{ UserID: formatAddress(session.user, session.style) }] },
      Sender: { User: { UserID } },
      DateTime: new Date(askedAt),
    };
    return { kind: "NewMessage", MessageInfo, ContentData: text };
  }
}
