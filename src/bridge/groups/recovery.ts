import type { StatusName } from "../../csp/index.js";
import type { Session } from "../../handsets/index.js";
import type { OccupancyRow } from "../../storage/index.js";
import { LinkDown, type Removed, StanzaError } from "../../xmpp/index.js";
import type { BridgeContext } from "../context.js";
import { isSilence, refusalOf } from "../refusals.js";
import type { Groups } from "./groups.js";
import { inTurns } from "./in-turns.js";
import type { Seat } from "./occupancies.js";

const AT_ONCE = 8;

/**
 * Puts right what went apart while there was no stream: phones that are still inside stay, those that are not are taken
 * in again or told, and occupants without a phone leave. Servers do none of that by themselves.
 */
export class Recovery {
  readonly #context: BridgeContext;
  readonly #groups: Groups;

  constructor(context: BridgeContext, groups: Groups) {
    this.#context = context;
    this.#groups = groups;
  }

  /** The stream is up. */
  async everybody(): Promise<void> {
    await this.#groups.occupancies.load();
    const stored = new Set((await this.#context.storage.sessions.all()).map(({ id }) => id));
    const all = await this.#groups.occupancies.all();
    await this.#untilLinkDown(() =>
      inTurns(all, AT_ONCE, async ({ row, seat }) => {
        // Since these were read, the phone may have left, or come in.
        if (seat !== this.#groups.occupancies.find(row.session, row.room) || seat?.isEntering === true)
          return;
        const current = seat?.row ?? row;
        const session = this.#context.handsets.session(row.session);
        const mayReturn = session !== undefined || stored.has(row.session);
        if (seat === undefined || !mayReturn || !(await this.#isMeant(current)))
          return this.#evict(current, seat);
        if (session !== undefined) await this.revive(session, seat);
      }),
    );
  }

  /** Takes those out who could not be reached when their phones left. */
  async strays(): Promise<void> {
    const all = await this.#groups.occupancies.all();
    const strays = all.filter(({ seat }) => seat === undefined);
    await this.#untilLinkDown(() => inTurns(strays, AT_ONCE, ({ row }) => this.#evict(row, undefined)));
  }

  /** A session outlived a restart of Hamlet. */
  async session(session: Session): Promise<void> {
    await this.#groups.occupancies.load();
    if (!this.#context.xmpp.isOnline) return;
    await this.#untilLinkDown(async () => {
      for (const seat of this.#groups.occupancies.ofSession(session.id)) await this.revive(session, seat);
    });
  }

  /** Takes an occupant up again, or in again; one who cannot be inside any more is told. @throws LinkDown */
  async revive(session: Session, seat: Seat): Promise<void> {
    const { room, as } = seat.row;
    if (seat.returning !== undefined) return seat.returning;
    // The XMPP leg finds out by itself about those whom it knows.
    if (seat.isEntering || this.#context.xmpp.rooms.occupants(room, as) !== undefined) return;
    seat.returning = this.#revive(session, seat).finally(() => {
      seat.returning = undefined;
    });
    return seat.returning;
  }

  async #revive(session: Session, seat: Seat): Promise<void> {
    const { room } = seat.row;
    seat.isEntering = true;
    try {
      const { occupants } = await this.#groups.entrance.enterAgain(seat);
      const people = this.#groups.people(room, occupants);
      // Of an earlier life it is not known what the phone was told.
      if (seat.known.size === 0 && seat.isAnnounced) this.#groups.news.introduce(seat, people);
      else await this.#groups.news.correct(seat, people);
    } catch (error) {
      if (!(error instanceof StanzaError)) throw error;
      // Who let it in without a word to the phone asks again.
      if (!seat.isAnnounced && isSilence(error)) return;
      const { reason } = refusalOf(error, "muc-join");
      await this.putOut(seat, reason, isSilence(error));
      this.#context.runtime.log.info({ room, session: session.id, reason }, "no way back into a room");
    } finally {
      seat.isEntering = false;
    }
  }

  /** One of ours is no longer inside. */
  async removed(seat: Seat, { why }: Pick<Removed, "why">): Promise<void> {
    const session = this.#context.handsets.session(seat.row.session);
    const mayReturn = why === "error" || why === "gone";
    // It was not meant: the server lost it, or took an error of ours for its end (XEP-0410).
    if (mayReturn && session !== undefined) return this.#untilLinkDown(() => this.revive(session, seat));
    await this.putOut(seat, this.#context.mappings.groupProperties.removals[why]);
  }

  /** The phone is told that it is out. @param mayBeInside for the server: with the next stream it leaves */
  async putOut(seat: Seat, reason: StatusName, mayBeInside = false): Promise<void> {
    await this.#groups.occupancies.remove(seat, mayBeInside);
    if (seat.isAnnounced) await this.#groups.news.tell(seat, { kind: "putOut", reason });
    if (reason === "unknown-group") this.#groups.tidySoon(seat.row.room);
  }

  /** Whether a row that says nothing of a complete entry has a reason to be there: an extension that waits. */
  async #isMeant({ room, session, isInside }: OccupancyRow): Promise<boolean> {
    if (isInside) return true;
    return (await this.#context.storage.extensions.get(room))?.session === session;
  }

  async #evict(row: OccupancyRow, seat: Seat | undefined): Promise<void> {
    const { session, room, nick, as } = row;
    const { rooms } = this.#context.xmpp;
    const { occupancies } = this.#groups;
    // A phone may come in under the same address at any time: the occupant is its own then.
    const isFree = () => [seat, undefined].includes(occupancies.at(room, as));
    try {
      if (isFree() && (await rooms.isInside(room, nick, as)) && isFree()) {
        await rooms.resume(room, nick, as);
        if (isFree()) await rooms.leave(room, as);
      }
    } catch (error) {
      if (!(error instanceof StanzaError)) throw error;
      // Tried again later.
      if (isSilence(error)) return seat && occupancies.remove(seat, true);
    }
    if (occupancies.find(session, room) === seat) await occupancies.discard(row);
  }

  /** A stream that breaks again brings everything back here later. */
  async #untilLinkDown(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof LinkDown)) throw error;
    }
  }
}
