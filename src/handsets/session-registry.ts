import type { Runtime, Timer } from "../runtime.js";
import type { PhoneSession } from "./phone-session.js";
import type { SessionStore } from "./ports.js";
import type { SessionEnd } from "./session.js";

/** What is told to a phone whose session is no more: 600 it ran out, 601 it was put out. */
export type Farewell = "session-expired" | "forced-logout";

interface Gone {
  readonly farewell: Farewell;
  readonly description: string | undefined;
  readonly until: number;
}

/** Called when the session can no longer be found, so that nothing new is queued for it. */
type Ended = (session: PhoneSession, why: SessionEnd) => Promise<void>;

const REMEMBERED = 10_000;
const REMEMBERED_FOR = 24 * 3600_000;
/** The time on disk may be this much older than the true one, so that not every request writes. */
const LATENESS = 60_000;
/** A phone's clock and a slow network: part of the time to live, and at most this many milliseconds. */
const GRACE = 0.02;
const MOST_GRACE = 15_000;

/** The sessions that are on, their time to live, and their rows on disk. */
export class SessionRegistry {
  readonly #byId = new Map<string, PhoneSession>();
  readonly #byUser = new Map<string, Set<PhoneSession>>();
  readonly #timers = new Map<string, Timer>();
  readonly #saved = new Map<string, number>();
  readonly #gone = new Map<string, Gone>();
  readonly #runtime: Runtime;
  readonly #store: SessionStore;
  readonly #nextTransaction: (session: PhoneSession) => number;
  readonly #ended: Ended;

  constructor(
    runtime: Runtime,
    store: SessionStore,
    hooks: { readonly ended: Ended; readonly nextTransaction: (session: PhoneSession) => number },
  ) {
    this.#runtime = runtime;
    this.#store = store;
    this.#ended = hooks.ended;
    this.#nextTransaction = hooks.nextTransaction;
  }

  get(id: string): PhoneSession | undefined {
    return this.#byId.get(id);
  }

  /** @param user bare JID */
  ofUser(user: string): readonly PhoneSession[] {
    return [...(this.#byUser.get(user) ?? [])];
  }

  all(): readonly PhoneSession[] {
    return [...this.#byId.values()];
  }

  /** Takes a session up and writes it. One that cannot be written is not taken up. */
  async add(session: PhoneSession): Promise<void> {
    const user = session.user.jid;
    this.#byId.set(session.id, session);
    this.#byUser.set(user, (this.#byUser.get(user) ?? new Set()).add(session));
    this.#gone.delete(session.id);
    this.touch(session);
    try {
      await this.save(session);
    } catch (error) {
      this.#forget(session);
      throw error;
    }
  }

  /** Writes the row anew; without effect for a session that has ended. */
  async save(session: PhoneSession): Promise<void> {
    if (this.#byId.get(session.id) !== session) return;
    this.#saved.set(session.id, session.expiresAt);
    await this.#store.save(session.stored(this.#nextTransaction(session)));
  }

  /** The phone has been heard: its time starts anew. */
  touch(session: PhoneSession): void {
    session.expiresAt = this.#runtime.clock.now() + session.timeToLive * 1000;
    if (!this.#timers.has(session.id)) this.#arm(session);
    const late = session.expiresAt - (this.#saved.get(session.id) ?? session.expiresAt);
    if (late < LATENESS) return;
    this.#quietly(this.save(session), session, "the time to live of a session could not be stored");
  }

  /** Ends a session; without effect if it has ended already. */
  async end(session: PhoneSession, why: SessionEnd, description?: string): Promise<void> {
    if (this.#byId.get(session.id) !== session) return;
    this.#forget(session);
    if (why === "expired") this.#remember(session.id, "session-expired", description);
    if (why === "forced") this.#remember(session.id, "forced-logout", description);
    await this.#store.remove(session.id);
    await this.#ended(session, why);
  }

  /** What to tell a phone of a session that ended without its doing. Repeated as often as it asks, for a day. */
  farewell(id: string): Gone | undefined {
    const gone = this.#gone.get(id);
    return gone !== undefined && gone.until > this.#runtime.clock.now() ? gone : undefined;
  }

  /** Whether a row read at start is still to be taken up. */
  isAlive(expiresAt: number): boolean {
    return expiresAt + LATENESS > this.#runtime.clock.now();
  }

  /** Stops the clocks; the rows stay. */
  async stop(): Promise<void> {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
    await Promise.all(this.all().map((session) => this.save(session)));
  }

  #arm(session: PhoneSession): void {
    const now = this.#runtime.clock.now();
    const grace = Math.min(MOST_GRACE, session.timeToLive * 1000 * GRACE);
    const delay = Math.max(1, session.expiresAt + grace - now);
    const timer = this.#runtime.timers.after(delay, () => {
      this.#timers.delete(session.id);
      if (this.#byId.get(session.id) !== session) return;
      if (session.expiresAt + grace > this.#runtime.clock.now()) this.#arm(session);
      else this.#quietly(this.end(session, "expired"), session, "an expired session did not end cleanly");
    });
    this.#timers.set(session.id, timer);
  }

  /** A shorter time to live is heeded at once. */
  setTimeToLive(session: PhoneSession, seconds: number): void {
    session.timeToLive = seconds;
    this.#timers.get(session.id)?.cancel();
    this.#timers.delete(session.id);
    this.touch(session);
  }

  #forget(session: PhoneSession): void {
    const others = this.#byUser.get(session.user.jid);
    others?.delete(session);
    if (others?.size === 0) this.#byUser.delete(session.user.jid);
    this.#byId.delete(session.id);
    this.#saved.delete(session.id);
    this.#timers.get(session.id)?.cancel();
    this.#timers.delete(session.id);
  }

  #remember(id: string, farewell: Farewell, description: string | undefined): void {
    this.#gone.set(id, { farewell, description, until: this.#runtime.clock.now() + REMEMBERED_FOR });
    const [oldest] = this.#gone.keys();
    if (this.#gone.size > REMEMBERED && oldest !== undefined) this.#gone.delete(oldest);
  }

  #quietly(work: Promise<void>, session: PhoneSession, message: string): void {
    work.catch((error: unknown) => {
      this.#runtime.log.error({ session: session.id, user: session.user.jid, err: error }, message);
    });
  }
}
