import type { Leaf } from "../../csp/index.js";
import type { Handlers, NoticeKinds, Session } from "../../handsets/index.js";
import type { Timer } from "../../runtime.js";
import type { Inbound } from "../../xmpp/index.js";
import type { BridgeContext, Topic } from "../context.js";
import type { LetterKinds } from "../messages/ports.js";
import { RoomEvents } from "./events.js";
import { GroupFinder } from "./finder.js";
import { Groups } from "./groups.js";
import { Joining } from "./joining.js";
import { Management } from "./management.js";
import { MemberLists } from "./members.js";
import { MucService } from "./muc-service.js";
import { groupLetters, groupNotices } from "./notices.js";
import type { Recovery } from "./recovery.js";
import { RoomKeeper } from "./room-keeper.js";

/** Milliseconds. */
const SWEEP_EVERY = 600_000;

const LEAVES: readonly Leaf[] = [
  "CREAG",
  "DELGR",
  "GETGP",
  "SETGP",
  "SUBGCN",
  "GRCHN",
  "GETJU",
  "GETGM",
  "ADDGM",
  "RMVGM",
  "MBRAC",
  "REJEC",
];

/** Groups of phones as rooms (XEP-0045). */
export class GroupsTopic implements Topic {
  readonly keeper: RoomKeeper;
  readonly groups: Groups;
  readonly finder: GroupFinder;
  readonly handlers: Handlers;
  readonly notices: NoticeKinds;
  /** What is said in groups, for the messages topic to deliver. */
  readonly letters: LetterKinds;
  /** Without a service for rooms there are no groups. */
  readonly services: readonly Leaf[];
  readonly #context: BridgeContext;
  readonly #service: MucService;
  readonly #recovery: Recovery;
  readonly #events: RoomEvents;
  #nextSweep: Timer | undefined;
  #sweeping: Promise<void> | undefined;
  #hasStopped = false;

  constructor(context: BridgeContext) {
    this.#context = context;
    this.#service = new MucService(context);
    this.keeper = new RoomKeeper(context);
    this.groups = new Groups(context, this.keeper);
    this.finder = new GroupFinder(context, this.groups);
    this.#recovery = this.groups.recovery;
    this.#events = new RoomEvents(context, this.groups, this.#recovery);
    this.letters = groupLetters(context);
    this.notices = groupNotices(context);
    this.services = context.settings.mucService === undefined ? [] : LEAVES;
    this.handlers = {
      ...new Joining(context, this.groups).handlers,
      ...new Management(context, this.groups).handlers,
      ...new MemberLists(context, this.groups).handlers,
    };
  }

  /** Why there can be no groups, for a person to read. */
  get trouble(): string | undefined {
    return this.#service.trouble;
  }

  received(event: Inbound): Promise<void> {
    return this.#events.received(event);
  }

  async sessionStarted(session: Session, how: "login" | "restored"): Promise<void> {
    if (how === "restored") await this.#recovery.session(session);
  }

  async sessionEnded(session: Session): Promise<void> {
    await this.groups.occupancies.load();
    // At once, so that rooms that do not answer are waited for together.
    const leaving = this.groups.occupancies.ofSession(session.id).map(async (seat) => {
      await this.groups.leave(session, seat);
      this.groups.tidySoon(seat.row.room);
    });
    await Promise.all(leaving);
  }

  /** Phones first: a room that they come back to is in use. */
  async online(): Promise<void> {
    // A service on another server may be slow to answer, or silent.
    void this.#service.look();
    await this.#context.xmpp.rooms.probed();
    await this.#recovery.everybody();
    await this.#sweep();
  }

  stopping(): Promise<void> {
    this.#hasStopped = true;
    this.#service.stop();
    this.#nextSweep?.cancel();
    this.groups.stop();
    return Promise.resolve();
  }

  /** Nobody tells when the last Jabber user leaves a room. One sweep at a time, however slow the service is. */
  async #sweep(): Promise<void> {
    this.#sweeping ??= this.keeper.reconcile().finally(() => this.#swept());
    await this.#sweeping;
  }

  #swept(): void {
    const { timers, log } = this.#context.runtime;
    this.#sweeping = undefined;
    this.#nextSweep?.cancel();
    if (this.#hasStopped) return;
    this.#nextSweep = timers.after(SWEEP_EVERY, () => {
      const swept = this.#recovery.strays().finally(() => this.#sweep());
      swept.catch((error: unknown) => log.error({ err: error }, "rooms could not be looked after"));
    });
  }
}
