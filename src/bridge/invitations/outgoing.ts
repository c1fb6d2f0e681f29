import { createHash } from "node:crypto";
import { type Answer, answer, Refusal, type RequestOf, type Session } from "../../handsets/index.js";
import { KeyedLock } from "../../keyed-lock.js";
import type { InvitationRow } from "../../storage/index.js";
import type { Decline } from "../../xmpp/index.js";
import { bareJid, checkExists, jidOf, noteSpelling, readUser, userIdFor } from "../addresses.js";
import { membersOf } from "../contacts/lists.js";
import type { BridgeContext } from "../context.js";
import { Outcome } from "../outcome.js";
import type { Offers } from "./offers.js";
import type { InvitationSender } from "./sender.js";
import type { Withdrawals } from "./withdrawals.js";

/** Each of them costs a question to a room. */
const MOST_INVITEES = 100;
/** Seconds: a week. */
const LONGEST_VALIDITY = 604_800;

/** One per invitation, so that it is told once, wherever Hamlet stops meanwhile. */
function answerId({ user, session, id, peer }: InvitationRow): string {
  const digest = createHash("sha256").update(JSON.stringify([user, session, id, peer]));
  return `answer-${digest.digest("hex").slice(0, 32)}`;
}

/** Whether another row of the same invitee's is this one. */
function isRow({ user, id }: InvitationRow): (row: InvitationRow) => boolean {
  return (row) => row.direction === "out" && row.user === user && row.id === id;
}

type InviteRequest = RequestOf<"Invite-Request">;

/** What the outgoing invitations need beside the context. */
export interface OutgoingNeeds {
  readonly context: BridgeContext;
  readonly sender: InvitationSender;
  readonly withdrawals: Withdrawals;
  readonly offers: Offers;
  /** @returns the room. @throws Refusal not-joined, and where the id is of no group */
  roomOfInsider(session: Session, groupId: string): Promise<string>;
}

/** One who is to be invited. */
interface Invitee {
  /** Bare. */
  readonly jid: string;
  /** The UserID as the phone wrote it, to be named by in the answer. */
  readonly spelled: string;
}

/** Invitations that our users send from inside a group (EC-11, ER-10), and what becomes of them. */
export class OutgoingInvitations {
  readonly #needs: OutgoingNeeds;
  /** A room tells each of ours who comes: what becomes of an invitation is told once. */
  readonly #answers = new KeyedLock();

  constructor(needs: OutgoingNeeds) {
    this.#needs = needs;
  }

  /** Invite-Request of type GR; no other type has a counterpart in XMPP. */
  async invite(session: Session, request: InviteRequest): Promise<Answer> {
    if (request.InviteType !== "GR") throw new Refusal("service-not-supported");
    if (request.GroupID === undefined) throw new Refusal("bad-parameter", "GroupID is missing");
    const room = await this.#needs.roomOfInsider(session, request.GroupID);
    const invitees = await this.#inviteesOf(session, request);
    if (invitees.length === 0) throw new Refusal("bad-parameter", "Nobody is named");
    const outcome = new Outcome("muc-invite");
    for (const { jid, spelled } of invitees) {
      await outcome.attempt({ UserID: [spelled] }, () => this.#inviteOne(session, request, room, jid));
    }
    return answer({ kind: "Status", Result: outcome.result(session) });
  }

  /** CancelInvite-Request. XMPP knows no such thing: what is ours is taken back, a Jabber user is not told. */
  async cancel(session: Session, request: RequestOf<"CancelInvite-Request">): Promise<Answer> {
    const { context } = this.#needs;
    const user = session.user.jid;
    const rows = await context.storage.invitations.ofId(user, "out", request.InviteID);
    const named = [
      ...(request.Recipient?.User ?? []).map(({ UserID }) => UserID),
      ...(request.Recipient?.UserID ?? []),
    ];
    const wanted = new Set(named.map((id) => readUser(id, context.space).jid));
    const cancelled = rows.filter(({ peer }) => wanted.size === 0 || wanted.has(peer));
    if (cancelled.length === 0) throw new Refusal("unknown-invitation");
    const outcome = new Outcome("muc-invite");
    for (const row of cancelled) {
      const UserID = [userIdFor(session, row.peer, context.space)];
      await outcome.attempt({ UserID }, () => this.#cancelOne(row));
    }
    return answer({ kind: "Status", Result: outcome.result(session) });
  }

  /** A Jabber user or another phone said no to one of ours. */
  async declined({ room, to, decliner, reason }: Decline): Promise<void> {
    const peer = bareJid(decliner);
    await this.#answers.run(`${room} ${peer}`, async () => {
      const rows = (await this.#openTo(room, peer)).filter(({ user }) => user === bareJid(to));
      for (const row of rows) await this.#tell(row, false, reason);
      for (const row of rows.filter(({ grants }) => grants))
        await this.#needs.withdrawals.tryToTakeBack(room, peer, isRow(row));
    });
  }

  /** Somebody came into a room: the one who invited him learns it. @param user bare JID */
  async entered(room: string, user: string): Promise<void> {
    await this.#answers.run(`${room} ${user}`, async () => {
      for (const row of await this.#openTo(room, user)) await this.#tell(row, true, undefined);
    });
  }

  /** @param inviter bare JIDs, both */
  async hasInvited(room: string, inviter: string, user: string): Promise<boolean> {
    return (await this.#openTo(room, user)).some((row) => row.user === inviter);
  }

  /** The row goes last, so that what fails can be asked for again. @throws StanzaError, LinkDown */
  async #cancelOne(row: InvitationRow): Promise<void> {
    await this.#needs.offers.cancel(row.room, row.peer, row.user);
    if (row.grants) await this.#needs.withdrawals.takeBack(row.room, row.peer, isRow(row));
    await this.#needs.context.storage.invitations.remove(row);
  }

  async #openTo(room: string, user: string): Promise<readonly InvitationRow[]> {
    const rows = await this.#needs.context.storage.invitations.ofRoom(room);
    return rows.filter(({ direction, peer }) => direction === "out" && peer === user);
  }

  async #inviteesOf(session: Session, { Recipient }: InviteRequest): Promise<readonly Invitee[]> {
    const { context } = this.#needs;
    const named = [...(Recipient.User ?? []).map(({ UserID }) => UserID), ...(Recipient.UserID ?? [])];
    const invitees = named.map((spelled) => ({ jid: readUser(spelled, context.space).jid, spelled }));
    for (const { spelled } of invitees) await noteSpelling(session, spelled, context);
    for (const list of Recipient.ContactList ?? []) {
      const members = await membersOf(context, session, list);
      const spell = (jid: string) => userIdFor(session, jid, context.space);
      invitees.push(...members.map(({ contact }) => ({ jid: contact, spelled: spell(contact) })));
    }
    if (invitees.length > MOST_INVITEES) throw new Refusal("bad-parameter", "Too many are named");
    const isFirst = ({ jid }: Invitee, at: number) => invitees.findIndex((other) => other.jid === jid) === at;
    return invitees.filter((invitee, at) => invitee.jid !== session.user.jid && isFirst(invitee, at));
  }

  /** @throws Refusal unknown-user; StanzaError, LinkDown */
  async #inviteOne(session: Session, request: InviteRequest, room: string, to: string): Promise<void> {
    const { context, sender } = this.#needs;
    const { runtime, settings } = context;
    await checkExists(to, context);
    if (await this.#isRepeated(session, request.InviteID, room, to)) return;
    const validity = Math.min(request.Validity ?? settings.invitationValidity, LONGEST_VALIDITY);
    const createdAt = runtime.clock.now();
    const row: Omit<InvitationRow, "grants"> = {
      id: request.InviteID,
      direction: "out",
      user: session.user.jid,
      session: session.id,
      peer: to,
      room,
      type: "GR",
      form: "mediated",
      password: undefined,
      thread: undefined,
      createdAt,
      expiresAt: createdAt + validity * 1000,
      isSeen: false,
    };
    const note = request.InviteNote;
    await sender.send({ room, as: jidOf(session), to, ...(note !== undefined && { reason: note }) }, row);
  }

  /** The phone has lost the answer: the invitee has the invitation, and need not see it twice. */
  async #isRepeated(session: Session, id: string, room: string, to: string): Promise<boolean> {
    if (!session.quirks.has("repeats-what-is-done")) return false;
    const sent = await this.#needs.context.storage.invitations.ofId(session.user.jid, "out", id);
    return sent.some((row) => row.session === session.id && row.room === room && row.peer === to);
  }

  async #tell(row: InvitationRow, isAccepted: boolean, note: string | undefined): Promise<void> {
    const { storage, handsets, runtime } = this.#needs.context;
    const { id: inviteId, user, session, peer: invitee } = row;
    if (session !== undefined && handsets.session(session) !== undefined)
      await handsets.outbox.post({
        id: answerId(row),
        user,
        session,
        kind: "invitation-answer",
        payload: { inviteId, isAccepted, invitee, note },
        createdAt: runtime.clock.now(),
        durable: true,
      });
    await storage.invitations.remove(row);
  }
}
