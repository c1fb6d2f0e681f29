import type { KnownContent } from "../../csp/index.js";
import { KeyedLock } from "../../keyed-lock.js";
import type { Runtime, Timer } from "../../runtime.js";
import type { Lapse, Notice, NoticeKind, NoticeKinds, NoticeStore, Outbox } from "../notices.js";
import type { PhoneSession } from "../phone-session.js";
import { inTime } from "../time-limit.js";
import { Line, type LineHooks } from "./line.js";
import { type Entry, Mailbox, type MailboxLimits } from "./mailbox.js";
import { PatientStore } from "./patient-store.js";

/** A server transaction that is about to be written. */
export interface Delivery {
  readonly content: KnownContent;
  readonly transaction: string;
}

/** What a phone's answer says about which transaction it answers. */
export interface AnswerTo {
  readonly transaction?: string;
  /** The MessageID, where it names one. */
  readonly id?: string;
  readonly orOldest: boolean;
}

export interface OutboxOptions {
  readonly runtime: Runtime;
  readonly store: NoticeStore;
  readonly hooks: LineHooks;
  readonly limits?: MailboxLimits;
}

const DEFAULT_LIMITS: MailboxLimits = { durable: 500, passing: 200 };
const SWEEP = 30_000;
/** What nobody keeps on disk is not worth telling after a day. */
const PASSING_LIFE = 24 * 3600_000;

/** The notices of all users: on disk, in memory where they are in use, and in the lines of the sessions. */
export class NoticeOutbox implements Outbox {
  readonly #runtime: Runtime;
  readonly #store: PatientStore;
  readonly #hooks: LineHooks;
  readonly #limits: MailboxLimits;
  readonly #lock = new KeyedLock();
  readonly #mailboxes = new Map<string, Mailbox>();
  readonly #owners = new Map<string, string>();
  readonly #lines = new Map<string, Line>();
  readonly #linesByUser = new Map<string, Set<Line>>();
  #kinds: NoticeKinds = {};
  /** Before that, a session without a line may still come. */
  #isRestored = false;
  #sweeper: Timer | undefined;

  constructor({ runtime, store, hooks, limits = DEFAULT_LIMITS }: OutboxOptions) {
    this.#runtime = runtime;
    this.#store = new PatientStore(store, runtime.log);
    this.#hooks = hooks;
    this.#limits = limits;
  }

  start(kinds: NoticeKinds): void {
    this.#kinds = kinds;
    this.#armSweeper();
  }

  /** The sessions that were stored are open: what is kept for others has nobody to go to. */
  async restored(): Promise<void> {
    this.#isRestored = true;
    const stored = await this.#store.ofSessions();
    const orphans = [...stored, ...this.#held()].filter((notice) => this.#isOrphan(notice));
    for (const notice of byId(orphans)) await this.#lapse(notice, "session-ended");
  }

  /** Stops the clocks; what is durable stays on disk. */
  async stop(): Promise<void> {
    this.#sweeper?.cancel();
    this.#sweeper = undefined;
    for (const line of this.#lines.values()) line.stop();
    await this.#store.catchUp();
  }

  async post(notice: Notice): Promise<boolean> {
    const { lapsed, why = "overflow" } = await this.#within(notice.user, (box) => this.#post(box, notice));
    if (lapsed !== undefined) await this.#tellLapsed(lapsed, why);
    return lapsed !== notice;
  }

  async withdraw(id: string): Promise<boolean> {
    const found = await this.find(id);
    if (found === undefined) return false;
    return this.#within(found.user, async (mailbox) => (await this.#remove(mailbox, id)) !== undefined);
  }

  async waiting(user: string, kind?: string): Promise<readonly Notice[]> {
    const notices = await this.#within(user, (mailbox) => mailbox.all().map(({ notice }) => notice));
    return kind === undefined ? notices : notices.filter((notice) => notice.kind === kind);
  }

  async find(id: string): Promise<Notice | undefined> {
    return this.#entry(id)?.notice ?? (await this.#store.find(id));
  }

  /** Of a user who is away, what waits is counted and not read. */
  async hasRoom(user: string, kind: string): Promise<boolean> {
    const count = this.#mailboxes.get(user)?.count(kind) ?? (await this.#store.count(user, kind));
    return count < this.#limits.durable;
  }

  /**
   * A session has come: whatever waits for its user is put into its line, before anything that comes meanwhile.
   * @throws where that cannot be read; the session has no line then
   */
  async open(session: PhoneSession, nextTransaction = 1): Promise<void> {
    const user = session.user.jid;
    await this.#within(user, (mailbox) => {
      const line = new Line(session, this.#runtime, this.#hooks, nextTransaction);
      this.#lines.set(session.id, line);
      this.#linesByUser.set(user, (this.#linesByUser.get(user) ?? new Set()).add(line));
      for (const entry of mailbox.all()) this.#enqueue(entry, session.id);
    });
  }

  /** A session has gone, and with it what concerned it alone. */
  async close(session: PhoneSession): Promise<void> {
    const user = session.user.jid;
    this.#drop(session);
    const lapsed = await this.#within(user, async (mailbox) => {
      const own = mailbox.all().filter(({ notice }) => notice.session === session.id);
      for (const { notice } of own) await this.#remove(mailbox, notice.id);
      for (const entry of mailbox.all()) entry.pending.delete(session.id);
      return own.map(({ notice }) => notice);
    });
    for (const notice of lapsed) await this.#tellLapsed(notice, "session-ended");
  }

  /** The phone's capabilities have changed. */
  adjust(session: PhoneSession): void {
    this.#lines.get(session.id)?.apply({ type: "limited", limit: session.openLimit });
  }

  hasMore(session: PhoneSession): boolean {
    return this.#lines.get(session.id)?.hasMore ?? false;
  }

  nextTransaction(session: PhoneSession): number {
    return this.#lines.get(session.id)?.reserved ?? 1;
  }

  /** The next server transaction for a phone that can take one now. */
  async take(session: PhoneSession): Promise<Delivery | undefined> {
    const line = this.#lines.get(session.id);
    while (line !== undefined) {
      const told = line.apply({
        type: "asked",
        now: this.#runtime.clock.now(),
        isShort: session.syntax === "pts",
      });
      const send = told.find((effect) => effect.type === "send");
      if (send === undefined) return undefined;
      const content = await this.#render(line, send.id, send.transaction);
      if (content !== undefined) return { content, transaction: send.transaction };
    }
    return undefined;
  }

  /** The phone has answered a server transaction. False where none was open that it could mean. */
  async answered(session: PhoneSession, to: AnswerTo, content: KnownContent): Promise<boolean> {
    const told = this.#lines.get(session.id)?.apply({ type: "answered", ...to }) ?? [];
    for (const { id } of told.filter(({ type }) => type === "taken")) await this.#taken(session, id, content);
    return told.length > 0;
  }

  /** The phone has started anew within its session: what it has not answered is told again at once. */
  retell(session: PhoneSession): void {
    this.#lines.get(session.id)?.apply({ type: "restarted", now: this.#runtime.clock.now() });
  }

  /** A server transaction did not reach the network. */
  undelivered(session: PhoneSession, transaction: string): void {
    this.#lines.get(session.id)?.apply({ type: "undelivered", transaction, now: this.#runtime.clock.now() });
  }

  /** A server transaction has no form that the phone reads: it waits for the user's next session. */
  unwritable(session: PhoneSession, transaction: string, error: unknown): void {
    const told = this.#lines.get(session.id)?.apply({ type: "unwritable", transaction }) ?? [];
    for (const { id } of told) {
      const fields = { session: session.id, user: session.user.jid, notice: id, err: error };
      this.#runtime.log.warn(fields, "a notice cannot be written for this phone");
    }
  }

  async #post(mailbox: Mailbox, notice: Notice): Promise<{ lapsed?: Notice | undefined; why?: Lapse }> {
    if (this.#isOrphan(notice)) return { lapsed: notice, why: "session-ended" };
    if ((await this.find(notice.id)) !== undefined) return {};
    const replaced = mailbox.replacedBy(notice);
    const crowdedOut = replaced === undefined ? mailbox.crowdedOut(notice, this.#limits) : undefined;
    if (crowdedOut === "new") return { lapsed: notice };
    if (notice.durable) await this.#store.put(notice);
    const gone = replaced ?? crowdedOut;
    if (gone !== undefined) await this.#remove(mailbox, gone.notice.id);
    const entry = mailbox.add(notice);
    this.#owners.set(notice.id, notice.user);
    for (const line of this.#linesOf(notice.user)) this.#enqueue(entry, line.session.id);
    return { lapsed: crowdedOut?.notice };
  }

  /** Whether it concerns a session that is no more. */
  #isOrphan({ session }: Notice): boolean {
    return this.#isRestored && session !== undefined && !this.#lines.has(session);
  }

  #enqueue(entry: Entry, sessionId: string): void {
    const { notice, isAnswered } = entry;
    if (isAnswered || (notice.session !== undefined && notice.session !== sessionId)) return;
    entry.pending.add(sessionId);
    this.#lines.get(sessionId)?.apply({ type: "queued", id: notice.id, now: this.#runtime.clock.now() });
  }

  async #render(line: Line, id: string, transaction: string): Promise<KnownContent | undefined> {
    const entry = this.#entry(id);
    const { session } = line;
    if (entry === undefined || this.#isExpired(entry.notice)) {
      line.apply({ type: "skipped", transaction });
      return undefined;
    }
    try {
      const rendering = Promise.resolve(this.#kind(entry.notice).render(session, entry.notice));
      const content = await inTime(this.#runtime, rendering);
      if (content !== undefined && line.isWanted(transaction)) {
        entry.isSeen = true;
        return content;
      }
    } catch (error) {
      this.unwritable(session, transaction, error);
      return undefined;
    }
    line.apply({ type: "skipped", transaction });
    entry.pending.delete(session.id);
    if (entry.pending.size === 0 && !entry.isKept) await this.#settle(entry);
    return undefined;
  }

  async #taken(session: PhoneSession, id: string, content: KnownContent): Promise<void> {
    const entry = this.#entry(id);
    if (entry === undefined || entry.isAnswered) return;
    entry.isAnswered = true;
    entry.pending.delete(session.id);
    try {
      const telling = this.#kind(entry.notice).answered?.(session, entry.notice, content);
      const verdict = telling === undefined ? "settled" : await inTime(this.#runtime, telling);
      if (verdict === "settled") return await this.#settle(entry);
      entry.isKept = true;
    } catch (error) {
      const fields = { session: session.id, user: session.user.jid, notice: id, err: error };
      this.#runtime.log.error(fields, "the answer of a phone to a notice could not be passed on");
      return await this.#settle(entry);
    }
    entry.isAnswered = false;
  }

  async #settle({ notice }: Entry): Promise<void> {
    await this.#within(notice.user, (mailbox) => this.#remove(mailbox, notice.id));
  }

  /** Takes a notice out of everything. To be called with the user's lock. */
  async #remove(mailbox: Mailbox, id: string): Promise<Notice | undefined> {
    const entry = mailbox.remove(id);
    if (entry === undefined) return undefined;
    this.#owners.delete(id);
    for (const line of this.#linesOf(mailbox.user)) line.apply({ type: "over", id });
    if (entry.notice.durable) await this.#store.remove(id);
    return entry.notice;
  }

  /** Works on the mailbox of a user while nobody else does. However that ends, it is forgotten where it may be. */
  #within<T>(user: string, work: (mailbox: Mailbox) => T | Promise<T>): Promise<T> {
    return this.#lock.run(user, async () => {
      try {
        return await work(await this.#mailbox(user));
      } finally {
        this.#release(user);
      }
    });
  }

  async #mailbox(user: string): Promise<Mailbox> {
    const known = this.#mailboxes.get(user);
    if (known !== undefined) return known;
    const mailbox = new Mailbox(user, await this.#store.ofUser(user));
    this.#mailboxes.set(user, mailbox);
    for (const { notice } of mailbox.all()) this.#owners.set(notice.id, user);
    return mailbox;
  }

  /** Forgets the mailbox of a user without sessions, unless something is in it that is nowhere else. */
  #release(user: string): void {
    const entries = this.#mailboxes.get(user)?.all() ?? [];
    if (this.#linesOf(user).length > 0 || entries.some(({ notice }) => !notice.durable)) return;
    for (const { notice } of entries) this.#owners.delete(notice.id);
    this.#mailboxes.delete(user);
  }

  #drop({ id, user }: PhoneSession): void {
    const line = this.#lines.get(id);
    const others = this.#linesByUser.get(user.jid);
    if (line === undefined || others === undefined) return;
    line.stop();
    this.#lines.delete(id);
    others.delete(line);
    if (others.size === 0) this.#linesByUser.delete(user.jid);
  }

  #linesOf(user: string): readonly Line[] {
    return [...(this.#linesByUser.get(user) ?? [])];
  }

  #entry(id: string): Entry | undefined {
    const owner = this.#owners.get(id);
    return owner === undefined ? undefined : this.#mailboxes.get(owner)?.get(id);
  }

  #kind(notice: Notice): NoticeKind {
    const kind = this.#kinds[notice.kind];
    if (kind === undefined) throw new TypeError(`Nothing is known of notices of the kind ${notice.kind}.`);
    return kind;
  }

  #isExpired({ expiresAt, createdAt, durable }: Notice): boolean {
    const end = expiresAt ?? (durable ? Number.POSITIVE_INFINITY : createdAt + PASSING_LIFE);
    return end <= this.#runtime.clock.now();
  }

  async #tellLapsed(notice: Notice, why: Lapse): Promise<void> {
    this.#runtime.log.info(
      { user: notice.user, notice: notice.id, kind: notice.kind, why },
      "a notice lapsed",
    );
    try {
      await this.#kind(notice).lapsed?.(notice, why);
    } catch (error) {
      this.#runtime.log.error(
        { notice: notice.id, err: error },
        "the lapse of a notice could not be passed on",
      );
    }
  }

  #armSweeper(): void {
    this.#sweeper = this.#runtime.timers.after(SWEEP, () => {
      void this.sweep().catch((error: unknown) => {
        this.#runtime.log.error({ err: error }, "expired notices could not be removed");
      });
      this.#armSweeper();
    });
  }

  /** Lets lapse whose time is over. One that a phone is being told of right now gets its time for an answer. */
  async sweep(): Promise<void> {
    await this.#store.catchUp();
    const stored = await this.#store.expired(this.#runtime.clock.now());
    for (const notice of byId([...stored, ...this.#held()])) {
      const isTold = this.#linesOf(notice.user).some((line) => line.isTelling(notice.id));
      if (this.#isExpired(notice) && !isTold) await this.#lapse(notice, "expired");
    }
  }

  #held(): readonly Notice[] {
    return [...this.#mailboxes.values()].flatMap((mailbox) => mailbox.all().map(({ notice }) => notice));
  }

  async #lapse({ user, id }: Notice, why: Lapse): Promise<void> {
    const gone = await this.#within(user, (mailbox) => this.#remove(mailbox, id));
    if (gone !== undefined) await this.#tellLapsed(gone, why);
  }
}

/** Each once. */
function byId(notices: readonly Notice[]): Iterable<Notice> {
  return new Map(notices.map((notice) => [notice.id, notice])).values();
}
