import { type Handlers, type NoticeKinds, ok, Refusal, type Session } from "../../handsets/index.js";
import type { Timer } from "../../runtime.js";
import type { Inbound } from "../../xmpp/index.js";
import { bareJid } from "../addresses.js";
import type { BridgeContext, Topic } from "../context.js";
import type { Conversations } from "../conversations.js";
import type { GroupListener } from "../groups/ports.js";
import { ContinuationProbe } from "./continuation-probe.js";
import { invitationNotices } from "./notices.js";
import { Offers } from "./offers.js";
import { OutgoingInvitations } from "./outgoing.js";
import type { InvitationListener, Memberships } from "./ports.js";
import { InvitationSender } from "./sender.js";
import { Withdrawals } from "./withdrawals.js";

export type { InvitationListener, Memberships } from "./ports.js";

/** How often invitations that have become too old are looked for, in milliseconds. */
const SWEEP = 5000;

/** What the invitations need beside the context. */
export interface InvitationNeeds {
  readonly conversations: Conversations;
  readonly memberships: Memberships;
  readonly listener: InvitationListener;
  /** Full JID that owns the rooms that Hamlet makes. */
  readonly owner: string;
  isBlocked(user: string, peer: string): Promise<boolean>;
  /** The user has put the peer, who may be a room, on the block list. */
  hasBlocked(user: string, peer: string): Promise<boolean>;
  /** @returns the room. @throws Refusal not-joined, and where the id is of no group */
  roomOfInsider(session: Session, groupId: string): Promise<string>;
}

/** Invite, InviteUser, CancelInvite and CancelInviteUser, and what they are in XMPP. */
export class Invitations implements Topic, GroupListener {
  readonly services = ["INVIT", "CAINV"] as const;
  readonly notices: NoticeKinds;
  readonly sender: InvitationSender;
  readonly #context: BridgeContext;
  readonly #offers: Offers;
  readonly #outgoing: OutgoingInvitations;
  readonly #probe: ContinuationProbe;
  readonly #withdrawals: Withdrawals;
  #sweep: Timer | undefined;

  constructor(context: BridgeContext, needs: InvitationNeeds) {
    this.#context = context;
    this.notices = invitationNotices(context);
    this.#probe = new ContinuationProbe(context, needs.owner);
    const withdrawals = new Withdrawals(context, needs.memberships);
    this.#withdrawals = withdrawals;
    this.sender = new InvitationSender({ context, probe: this.#probe, withdrawals, ...needs });
    this.#offers = new Offers({ context, withdrawals, ...needs });
    const { sender } = this;
    this.#outgoing = new OutgoingInvitations({
      context,
      sender,
      withdrawals,
      offers: this.#offers,
      ...needs,
    });
  }

  readonly handlers: Handlers = {
    "Invite-Request": (session, request) => this.#outgoing.invite(session, request),
    "CancelInvite-Request": (session, request) => this.#outgoing.cancel(session, request),
    "InviteUser-Response": async (session, { InviteID, Acceptance, ResponseNote }) => {
      const isKnown = await this.#offers.answered(session, InviteID, Acceptance, ResponseNote);
      if (!isKnown) throw new Refusal("unknown-invitation");
      return ok();
    },
  };

  async received(event: Inbound): Promise<void> {
    if (event.kind === "invitation" && !this.#probe.heard(event)) await this.#offers.arrived(event);
    if (event.kind === "decline") await this.#outgoing.declined(event);
    if (event.kind === "occupant" && event.change === "joined" && event.occupant.jid !== undefined) {
      await this.#outgoing.entered(event.room, bareJid(event.occupant.jid));
    }
  }

  online(): Promise<void> {
    this.#probe.forget();
    this.#sweep ??= this.#sweepLater();
    return Promise.resolve();
  }

  stopping(): Promise<void> {
    this.#sweep?.cancel();
    this.#sweep = undefined;
    return Promise.resolve();
  }

  /** GroupListener. */
  joined({ user }: Session, room: string): Promise<void> {
    return this.#offers.joined(user.jid, room);
  }

  /** GroupListener. One who leaves was there, and no invitation of his is open. */
  left(): Promise<void> {
    return Promise.resolve();
  }

  /** All invitations of one of our users into a room are over; without effect for others. @param user bare JID */
  cancel(room: string, user: string): Promise<void> {
    return this.#offers.cancel(room, user);
  }

  /**
   * Takes back what somebody's invitation gave, and it itself where one of our users has it; without effect for one who
   * is inside. Not for those that phones send of themselves, to which `OutgoingInvitations` sees.
   * @param user bare JID of the invitee
   * @param inviter bare JID; undefined where the room hides it
   */
  async withdraw(room: string, user: string, inviter: string | undefined): Promise<void> {
    if (await this.#withdrawals.isThere(room, user)) return;
    if (inviter !== undefined) await this.#offers.cancel(room, user, inviter);
    await this.#withdrawals.tryToTakeBack(room, user, () => false);
  }

  /** Whether a phone's user has invited somebody of himself. */
  hasInvited(room: string, inviter: string, user: string): Promise<boolean> {
    return this.#outgoing.hasInvited(room, inviter, user);
  }

  #sweepLater(): Timer {
    return this.#context.runtime.timers.after(SWEEP, () => void this.#sweepOnce());
  }

  /** One at a time, so that nothing is found too old twice. */
  async #sweepOnce(): Promise<void> {
    try {
      await this.#expire();
    } catch (err) {
      this.#context.runtime.log.error({ err }, "invitations were not looked through");
    }
    if (this.#sweep !== undefined) this.#sweep = this.#sweepLater();
  }

  async #expire(): Promise<void> {
    const { storage, runtime } = this.#context;
    for (const row of await storage.invitations.expired(runtime.clock.now())) {
      if (row.direction === "in") await this.#offers.expire(row);
      else await storage.invitations.remove(row);
    }
  }
}
