import type { Notice, Session } from "../../handsets/index.js";
import type { InvitationRow } from "../../storage/index.js";
import { type Invitation, LinkDown, StanzaError } from "../../xmpp/index.js";
import { bareJid, jidOf, resourceOf } from "../addresses.js";
import type { BridgeContext } from "../context.js";
import type { Conversations } from "../conversations.js";
import { cutText, LONGEST_NOTE } from "../messages/content.js";
import type { InvitationListener, OfferPayload } from "./ports.js";
import type { Withdrawals } from "./withdrawals.js";

const ID_LENGTH = 16;
/** ER-2: without a thread, a chat counts as going on for so long. */
const RECENTLY = 6 * 3600 * 1000;
/** ER-3: both forms of one invitation arrive within this time. */
const SAME_INVITATION = 10_000;

/** What the offers need beside the context. */
export interface OfferNeeds {
  readonly context: BridgeContext;
  readonly conversations: Conversations;
  readonly listener: InvitationListener;
  readonly withdrawals: Withdrawals;
  /** Nothing of the peer's is to reach the user. */
  isBlocked(user: string, peer: string): Promise<boolean>;
  /** The user has put the peer, who may be a room, on the block list. */
  hasBlocked(user: string, peer: string): Promise<boolean>;
}

/** Who invites, as far as the room shows it, and what for. */
type Known = Pick<OfferPayload, "inviter" | "nick" | "continues">;

interface Withdrawal {
  /** No phone has seen the invitation. */
  readonly isUnseen: boolean;
  /** SessionIDs of phones that had not, though others may. */
  readonly unseenBy: ReadonlySet<string | undefined>;
}

/** Whether an invitation is shown to this phone as EC, or as GR (ER-2, EC-38). */
export function inviteTypeFor(session: Session, continues: boolean): "EC" | "GR" {
  const understands = session.services.has("EXCON") && !session.quirks.has("group-invitations-only");
  return continues && understands ? "EC" : "GR";
}

/** Invitations to our users: from their arrival until they are taken, declined, cancelled or too old. */
export class Offers {
  readonly #needs: OfferNeeds;

  constructor(needs: OfferNeeds) {
    this.#needs = needs;
  }

  /** ER-1, EC-19: someone invites one of our users. */
  async arrived(invitation: Invitation): Promise<void> {
    const { context } = this.#needs;
    const user = bareJid(invitation.to);
    const { runtime, storage } = context;
    if (!(await storage.accounts.exists(user))) {
      runtime.log.info({ user, room: invitation.room }, "invitation to nobody dropped");
      return;
    }
    const { inviter, nick } = await this.#inviterOf(invitation);
    // EC-45: the blocked learn nothing.
    if (inviter !== undefined && (await this.#needs.isBlocked(user, inviter))) return;
    if (await this.#needs.hasBlocked(user, invitation.room)) return;
    const known = { inviter, nick, continues: await this.#continues(invitation, user, inviter) };
    const former = (await storage.invitations.forRoom(user, invitation.room)).find(
      ({ direction }) => direction === "in",
    );
    if (former === undefined || !this.#isSame(former, invitation)) {
      await this.#offer(invitation, user, known);
    } else await this.#complete(former, invitation, known);
  }

  /** ER-3: the second form may tell that a chat goes on, where the first did not, and who invites. */
  async #complete(former: InvitationRow, invitation: Invitation, known: Known): Promise<void> {
    const { invitations } = this.#needs.context.storage;
    const merged = merge(former, invitation);
    const tellsMore = known.continues && former.type === "GR";
    if (!tellsMore || !(await this.#withdraw(former.user, former.id)).isUnseen)
      return invitations.put(merged);
    await invitations.remove(former);
    const { form = invitation.form, password, thread } = merged;
    await this.#offer({ ...invitation, form, password, thread }, former.user, known);
  }

  /** The phone answers (EC-21, EC-39, ER-5). False for an unknown invitation. */
  async answered(
    session: Session,
    inviteId: string,
    isAccepted: boolean,
    note: string | undefined,
  ): Promise<boolean> {
    const { context, listener, withdrawals } = this.#needs;
    const user = session.user.jid;
    const [offer] = await context.storage.invitations.ofId(user, "in", inviteId);
    if (offer === undefined) return false;
    // What counts for an EC invitation is whether the phone joins, or another of the user's has.
    if (isAccepted || offer.form === undefined || inviteTypeFor(session, offer.type === "EC") === "EC")
      return true;
    if (await withdrawals.isThere(offer.room, user)) return true;
    await context.storage.invitations.remove(offer);
    await this.#withdraw(user, inviteId);
    await this.#decline(offer, jidOf(session), note);
    await listener.refused(offer.room, user, inviterOf(offer));
    return true;
  }

  /** A phone is inside: the chat with the inviter goes on there (ER-8). */
  async joined(user: string, room: string): Promise<void> {
    const { context, conversations } = this.#needs;
    const { invitations } = context.storage;
    for (const offer of await invitations.forRoom(user, room)) {
      const { direction, thread, peer, type } = offer;
      if (direction !== "in") continue;
      // It is kept for the answers of phones, but nobody waits for the user any more, and there is nothing to decline.
      if (type === "EC") await invitations.put({ ...offer, form: undefined });
      if (thread !== undefined) await conversations.continuedIn(user, peer, thread, room);
    }
  }

  /** Invitations are taken back, of all or of one inviter: phones that have seen them are told. */
  async cancel(room: string, user: string, inviter?: string): Promise<void> {
    const { context } = this.#needs;
    const names = inviter === undefined ? undefined : await this.#namesOf(inviter, room);
    for (const offer of await context.storage.invitations.forRoom(user, room)) {
      if (offer.direction !== "in" || names?.has(offer.peer) === false) continue;
      await context.storage.invitations.remove(offer);
      await this.#tellCancelled(offer);
    }
  }

  /** ER-6: nobody joined in time. */
  async expire(offer: InvitationRow): Promise<void> {
    const { context, listener, withdrawals } = this.#needs;
    const { user, room } = offer;
    const isAwaited = offer.type === "EC" && offer.form !== undefined;
    const place = isAwaited ? await withdrawals.whereabouts(room, user) : undefined;
    // He asked to join in time: it is looked at again once the room has answered.
    if (place === "coming") return;
    await context.storage.invitations.remove(offer);
    if (place !== "outside") return;
    await this.#decline(offer, user, undefined);
    await this.#tellCancelled(offer);
    await listener.refused(room, user, inviterOf(offer));
  }

  async #offer(invitation: Invitation, user: string, known: Known): Promise<void> {
    const { runtime, storage, handsets } = this.#needs.context;
    const id = `i${runtime.random.token(ID_LENGTH)}`;
    const createdAt = runtime.clock.now();
    const expiresAt = createdAt + (await this.#validityOf(invitation)) * 1000;
    const { room, form, password, thread } = invitation;
    const reason = invitation.reason && cutText(invitation.reason, LONGEST_NOTE);
    const peer = known.inviter ?? invitation.inviter;
    const type = known.continues ? "EC" : "GR";
    const row = {
      id,
      direction: "in",
      user,
      session: undefined,
      peer,
      room,
      type,
      form,
      password,
      thread,
      createdAt,
      expiresAt,
      grants: false,
      isSeen: false,
    } as const;
    await storage.invitations.put(row);
    // EC-43: all phones of one who is in a chat are told, whichever answers first.
    const sessions = known.continues ? handsets.sessionsOf(user) : [];
    const own = sessions.map((session, at) => ({ id: `${id}.${at + 1}`, session: session.id }));
    const copies = own.length > 1 ? own : [{ id }];
    const payload: OfferPayload = { inviteId: id, room, reason, expiresAt, ...known, copies: copies.length };
    const notice = { user, kind: "invitation", payload, createdAt, expiresAt, durable: true };
    for (const copy of copies) await handsets.outbox.post({ ...notice, ...copy });
  }

  /** Seconds: for the peer of an extension, as long as it has to join. */
  async #validityOf({ room, thread }: Invitation): Promise<number> {
    const { settings, storage } = this.#needs.context;
    const isPeer = thread !== undefined && (await storage.rooms.get(room))?.purpose === "extension";
    return isPeer ? settings.extendConversation.joinTimeout : settings.invitationValidity;
  }

  async #withdraw(user: string, inviteId: string): Promise<Withdrawal> {
    const { outbox } = this.#needs.context.handsets;
    const payloadOf = ({ payload }: Notice) => payload as OfferPayload;
    const waiting = await outbox.waiting(user, "invitation");
    const copies = waiting.filter((notice) => payloadOf(notice).inviteId === inviteId);
    for (const { id } of copies) await outbox.withdraw(id);
    const [first] = copies;
    const isUnseen = first !== undefined && payloadOf(first).copies === copies.length;
    return { isUnseen, unseenBy: new Set(copies.map(({ session }) => session)) };
  }

  /** A room shows its occupants by nickname or by address, as the server and the room like it. */
  async #inviterOf({
    room,
    inviter,
    to,
    thread,
  }: Invitation): Promise<Pick<OfferPayload, "inviter" | "nick">> {
    if (bareJid(inviter) !== room) return { inviter: bareJid(inviter), nick: undefined };
    const nick = resourceOf(inviter);
    const { storage, xmpp } = this.#needs.context;
    for (const { as } of await storage.occupancies.ofRoom(room)) {
      const jid = xmpp.rooms.occupants(room, as)?.find((occupant) => occupant.nick === nick)?.jid;
      if (jid !== undefined) return { inviter: bareJid(jid), nick };
    }
    // Nobody but who is in the chat knows its thread.
    const chat = thread === undefined ? undefined : await storage.conversations.byThread(bareJid(to), thread);
    return { inviter: chat?.peer, nick };
  }

  async #continues({ room, isContinuation, thread }: Invitation, user: string, inviter: string | undefined) {
    const { context, conversations } = this.#needs;
    // ER-14: one who comes back later finds an ordinary invitation.
    if (context.handsets.sessionsOf(user).length === 0) return false;
    const own = await context.storage.rooms.get(room);
    if (own?.purpose === "extension") {
      // What the initiator asks for by itself, once inside, is an ordinary invitation (EC-11).
      const open = await context.storage.invitations.ofRoom(room);
      const from = inviter ?? own.creator;
      const isOrdinary = open.some(
        (row) => row.direction === "out" && row.user === from && row.peer === user,
      );
      return !isOrdinary && (inviter === undefined || inviter === own.creator);
    }
    return (
      (isContinuation || thread !== undefined) &&
      inviter !== undefined &&
      (await conversations.isGoingOn(user, inviter, thread, RECENTLY))
    );
  }

  /** One in the same form is another one, however soon, and so is one behind an invitation that was followed. */
  #isSame({ createdAt, form }: InvitationRow, invitation: Invitation): boolean {
    const isOther = form !== undefined && form !== invitation.form;
    return isOther && this.#needs.context.runtime.clock.now() - createdAt < SAME_INVITATION;
  }

  /** How a room may name one of ours who invites. */
  async #namesOf(inviter: string, room: string): Promise<ReadonlySet<string>> {
    const rows = await this.#needs.context.storage.occupancies.ofRoom(room);
    const own = rows.filter(({ user }) => user === inviter);
    return new Set([inviter, ...own.map(({ nick }) => `${room}/${nick}`)]);
  }

  /** Only a mediated invitation can be declined in XMPP. */
  async #decline({ form, room, peer }: InvitationRow, as: string, reason: string | undefined): Promise<void> {
    if (form !== "mediated") return;
    const { xmpp, runtime } = this.#needs.context;
    try {
      await xmpp.rooms.decline({ room, as, to: peer, ...(reason !== undefined && { reason }) });
    } catch (error) {
      if (!(error instanceof LinkDown || error instanceof StanzaError)) throw error;
      runtime.log.info({ room, reason: error.message }, "the decline did not reach the room");
    }
  }

  /** Of several phones, each that may have seen the invitation. */
  async #tellCancelled({ id, user, room, peer }: InvitationRow): Promise<void> {
    const { handsets, runtime } = this.#needs.context;
    const { isUnseen, unseenBy } = await this.#withdraw(user, id);
    if (isUnseen) return;
    const payload = { inviteId: id, room, inviter: peer };
    const createdAt = runtime.clock.now();
    const notice = { user, kind: "invitation-cancelled", payload, createdAt, durable: true };
    const told = handsets.sessionsOf(user).filter((session) => !unseenBy.has(session.id));
    if (told.length === 0) await handsets.outbox.post({ ...notice, id: `c${id}` });
    for (const [at, session] of told.entries())
      await handsets.outbox.post({ ...notice, id: `c${id}.${at + 1}`, session: session.id });
  }
}

/** Bare JID; undefined where the room hides it. */
function inviterOf({ peer, room }: InvitationRow): string | undefined {
  return bareJid(peer) === room ? undefined : peer;
}

/** The second form of an invitation adds what the first lacked; only the mediated one can be declined. */
function merge(former: InvitationRow, { form, password, thread }: Invitation): InvitationRow {
  return {
    ...former,
    form: former.form === "direct" ? form : former.form,
    password: former.password ?? password,
    thread: former.thread ?? thread,
  };
}
