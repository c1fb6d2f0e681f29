import { createHash } from "node:crypto";
import type { Notice, NoticeStore, SessionStore, StoredSession } from "../../../src/handsets/index.js";
import type { Runtime } from "../../../src/runtime.js";

interface Pending {
  readonly at: number;
  readonly run: () => void;
}

export interface LogLine {
  readonly level: string;
  readonly fields: object;
  readonly message: string;
}

/** Lets everything run that does not wait for time. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A clock that stands until it is moved, and timers that go by it. */
export class FakeRuntime implements Runtime {
  #now = Date.UTC(2026, 0, 1);
  #count = 0;
  readonly #pending = new Set<Pending>();
  readonly lines: LogLine[] = [];

  readonly clock = { now: () => this.#now };
  readonly timers = {
    after: (delay: number, run: () => void) => {
      const pending = { at: this.#now + delay, run };
      this.#pending.add(pending);
      return { cancel: () => void this.#pending.delete(pending) };
    },
  };
  readonly random = {
    token: (length: number) =>
      createHash("sha256")
        .update(`token ${this.#count++}`)
        .digest("hex")
        .slice(0, length),
    fraction: () => 0.5,
  };
  readonly log = {
    debug: this.#writer("debug"),
    info: this.#writer("info"),
    warn: this.#writer("warn"),
    error: this.#writer("error"),
  };

  get running(): number {
    return this.#pending.size;
  }

  errors(): readonly LogLine[] {
    return this.lines.filter(({ level }) => level === "error");
  }

  /** Moves the clock, stopping wherever a timer fires. */
  async pass(seconds: number): Promise<void> {
    const end = this.#now + seconds * 1000;
    for (;;) {
      const [next] = [...this.#pending].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#pending.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
      await settled();
    }
    this.#now = end;
    await settled();
  }

  #writer(level: string): (fields: object, message: string) => void {
    return (fields, message) => void this.lines.push({ level, fields, message });
  }
}

/** What is on disk; everything goes through JSON, as it would. */
export class MemoryNotices implements NoticeStore {
  readonly #rows = new Map<string, string>();

  get size(): number {
    return this.#rows.size;
  }

  async put(notice: Notice): Promise<void> {
    await settled();
    if (!this.#rows.has(notice.id)) this.#rows.set(notice.id, JSON.stringify(notice));
  }

  async remove(id: string): Promise<void> {
    await settled();
    this.#rows.delete(id);
  }

  ofUser(user: string): Promise<readonly Notice[]> {
    return Promise.resolve(this.#all().filter((notice) => notice.user === user));
  }

  count(user: string, kind: string): Promise<number> {
    return Promise.resolve(this.#all().filter((each) => each.user === user && each.kind === kind).length);
  }

  expired(now: number): Promise<readonly Notice[]> {
    return Promise.resolve(
      this.#all().filter(({ expiresAt }) => expiresAt !== undefined && expiresAt <= now),
    );
  }

  ofSessions(): Promise<readonly Notice[]> {
    return Promise.resolve(this.#all().filter(({ session }) => session !== undefined));
  }

  find(id: string): Promise<Notice | undefined> {
    return Promise.resolve(this.#all().find((notice) => notice.id === id));
  }

  #all(): Notice[] {
    return [...this.#rows.values()].map((row) => JSON.parse(row) as Notice);
  }
}

export class MemorySessions implements SessionStore {
  readonly rows = new Map<string, string>();
  writes = 0;

  async save(session: StoredSession): Promise<void> {
    await settled();
    this.writes++;
    this.rows.set(session.id, JSON.stringify(session));
  }

  async remove(id: string): Promise<void> {
    await settled();
    this.rows.delete(id);
  }

  all(): Promise<readonly StoredSession[]> {
    return Promise.resolve([...this.rows.values()].map((row) => JSON.parse(row) as StoredSession));
  }
}
