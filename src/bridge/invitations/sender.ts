import type { InvitationRow } from "../../storage/index.js";
import type { BridgeContext } from "../context.js";
import { isSilence } from "../refusals.js";
import type { ContinuationProbe } from "./continuation-probe.js";
import type { Memberships } from "./ports.js";
import type { Withdrawals } from "./withdrawals.js";

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

/** What the sender needs. */
export interface SenderNeeds {
  readonly context: Pick<BridgeContext, "xmpp" | "storage">;
  readonly probe: ContinuationProbe;
  readonly memberships: Memberships;
  readonly withdrawals: Withdrawals;
}

/**
 * Sends invitations in the form that reaches the invitee whole: mediated (XEP-0045 section 7.8.2), or, where the service
 * would lose the `<continue/>`, direct (XEP-0249) to one who was made a member first. Never both.
 */
export class InvitationSender {
  readonly #needs: SenderNeeds;

  constructor(needs: SenderNeeds) {
    this.#needs = needs;
  }

  /**
   * One that is refused leaves nothing behind.
   * @param row is on disk before the invitation is sent
   * @throws StanzaError, LinkDown
   */
  async send(outgoing: Outgoing, row?: Omit<InvitationRow, "grants">): Promise<void> {
    const { context, memberships, withdrawals } = this.#needs;
    const { invitations } = context.storage;
    const grants = await memberships.makeMember(outgoing.room, outgoing.to);
    if (row !== undefined) await invitations.put({ ...row, grants });
    try {
      await this.#deliver(outgoing);
    } catch (error) {
      if (row !== undefined) await invitations.remove(row);
      // After a silence, it may have been sent.
      if (grants && !isSilence(error))
        await withdrawals.tryToTakeBack(outgoing.room, outgoing.to, () => false);
      throw error;
    }
  }

  async #deliver({ room, as, to, continues, ...rest }: Outgoing): Promise<void> {
    const { rooms } = this.#needs.context.xmpp;
    if (continues === undefined) {
      await rooms.invite({ room, as, to, ...rest });
    } else if (await this.#needs.probe.keeps(room)) {
      await rooms.invite({ room, as, to, ...rest, thread: continues });
    } else {
      await rooms.inviteDirectly({ room, as, to, ...rest, thread: continues, isContinuation: true });
    }
  }
}
