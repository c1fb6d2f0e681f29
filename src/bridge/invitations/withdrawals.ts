import type { InvitationRow } from "../../storage/index.js";
import { LinkDown, StanzaError } from "../../xmpp/index.js";
import { bareJid } from "../addresses.js";
import type { BridgeContext } from "../context.js";
import type { Memberships } from "./ports.js";

type Needs = Pick<BridgeContext, "storage" | "xmpp" | "runtime">;

/** Takes back what an invitation gave: the right to come in (EC-12). */
export class Withdrawals {
  readonly #context: Needs;
  readonly #memberships: Memberships;

  constructor(context: Needs, memberships: Memberships) {
    this.#context = context;
    this.#memberships = memberships;
  }

  /**
   * Without effect for one who is inside or on his way in, and for one whom another invitation lets in: with that, his
   * membership stands and falls from now on.
   * @param user bare JID
   * @param own whether an invitation is the one that is taken back
   * @throws StanzaError, LinkDown
   */
  async takeBack(room: string, user: string, own: (row: InvitationRow) => boolean): Promise<void> {
    if (await this.isThere(room, user)) return;
    const { invitations } = this.#context.storage;
    const open = (await invitations.ofRoom(room)).filter((row) => inviteeOf(row) === user && !own(row));
    for (const row of open) if (row.direction === "out") await invitations.mark(row, "grants");
    if (open.length === 0) await this.#memberships.dropMember(room, user);
  }

  /** The same, where nobody can be told that it failed. */
  async tryToTakeBack(room: string, user: string, own: (row: InvitationRow) => boolean): Promise<void> {
    try {
      await this.takeBack(room, user, own);
    } catch (error) {
      if (!(error instanceof StanzaError || error instanceof LinkDown)) throw error;
      const fields = { room, user, reason: error.message };
      this.#context.runtime.log.warn(fields, "an invitation that is over still lets its invitee in");
    }
  }

  /** One who is inside, or on his way in, has accepted, whatever another device of his says. */
  async isThere(room: string, user: string): Promise<boolean> {
    return (await this.whereabouts(room, user)) !== "outside";
  }

  /** Whether a user is inside of a room, as far as ours see it, or is entering it. */
  async whereabouts(room: string, user: string): Promise<"inside" | "coming" | "outside"> {
    const rows = await this.#context.storage.occupancies.ofRoom(room);
    const sees = (as: string) =>
      this.#context.xmpp.rooms
        .occupants(room, as)
        ?.some(({ jid }) => jid !== undefined && bareJid(jid) === user) === true;
    const own = rows.filter((row) => row.user === user);
    if (own.some(({ isInside }) => isInside) || rows.some(({ as }) => sees(as))) return "inside";
    return own.length > 0 ? "coming" : "outside";
  }
}

/** Bare JID. */
function inviteeOf({ direction, user, peer }: InvitationRow): string {
  return direction === "in" ? user : peer;
}
