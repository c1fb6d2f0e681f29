import type { BridgeContext } from "../context.js";
import type { ContinuationProbe } from "./continuation-probe.js";
import type { Memberships } from "./ports.js";

/** An invitation from an occupant of ours. */
export interface Outgoing {
  readonly room: string;
  /** Full JID of the occupant. */
  readonly as: string;
  /** Bare JID. */
  readonly to: string;
  readonly reason?: string;
  /** Of the stanza, so that its bounce can be told from others. */
  readonly id?: string;
  /** The thread of the one-to-one chat with the invitee that goes on in the room. */
  readonly continues?: string;
}

/**
 * Sends invitations in the form that reaches the invitee whole: mediated (XEP-0045 section 7.8.2), or, where the service
 * would lose the `<continue/>`, direct (XEP-0249) to one who was made a member first. Never both.
 */
export class InvitationSender {
  readonly #context: Pick<BridgeContext, "xmpp">;
  readonly #probe: ContinuationProbe;
  readonly #memberships: Memberships;

  constructor(context: Pick<BridgeContext, "xmpp">, probe: ContinuationProbe, memberships: Memberships) {
    this.#context = context;
    this.#probe = probe;
    this.#memberships = memberships;
  }

  /** @throws StanzaError, LinkDown */
  async send({ room, as, to, continues, ...rest }: Outgoing): Promise<void> {
    const { rooms } = this.#context.xmpp;
    await this.#memberships.makeMember(room, to);
    if (continues === undefined) {
      await rooms.invite({ room, as, to, ...rest });
    } else if (await this.#probe.keeps(room)) {
      await rooms.invite({ room, as, to, ...rest, thread: continues });
    } else {
      await rooms.inviteDirectly({ room, as, to, ...rest, thread: continues, isContinuation: true });
    }
  }
}
