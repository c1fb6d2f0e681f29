import type { Notice } from "../notices.js";

/** A notice that waits, and how far it has come. */
export interface Entry {
  readonly notice: Notice;
  /** Ids of the sessions that are still to be told. */
  readonly pending: Set<string>;
  /** A phone may have seen it. */
  isSeen: boolean;
  /** Told, and to stay until it is withdrawn. */
  isKept: boolean;
  /** An answer to it is being looked at: the first one counts. */
  isAnswered: boolean;
}

/** What may wait for one user. */
export interface MailboxLimits {
  /** Durable notices of one kind, so that strangers who ask and invite leave room for messages; more are refused. */
  readonly durable: number;
  /** Others; more push out the oldest. */
  readonly passing: number;
}

/** The notices of one user, oldest first. */
export class Mailbox {
  readonly user: string;
  readonly #entries = new Map<string, Entry>();

  constructor(user: string, notices: readonly Notice[]) {
    this.user = user;
    for (const notice of notices) this.add(notice);
  }

  get(id: string): Entry | undefined {
    return this.#entries.get(id);
  }

  all(): readonly Entry[] {
    return [...this.#entries.values()];
  }

  add(notice: Notice): Entry {
    const entry = { notice, pending: new Set<string>(), isSeen: false, isKept: false, isAnswered: false };
    this.#entries.set(notice.id, entry);
    return entry;
  }

  remove(id: string): Entry | undefined {
    const entry = this.#entries.get(id);
    this.#entries.delete(id);
    return entry;
  }

  /** The entry that a new notice makes superfluous. */
  replacedBy({ replaces, session }: Notice): Entry | undefined {
    if (replaces === undefined) return undefined;
    return this.all().find(
      (entry) => !entry.isSeen && entry.notice.replaces === replaces && entry.notice.session === session,
    );
  }

  /** Durable notices of one kind. */
  count(kind: string): number {
    return this.all().filter(({ notice }) => notice.durable && notice.kind === kind).length;
  }

  /** Who has to go before another notice of the kind can come: `new` is the new one itself. */
  crowdedOut(notice: Notice, limits: MailboxLimits): Entry | "new" | undefined {
    if (notice.durable) return this.count(notice.kind) >= limits.durable ? "new" : undefined;
    const alike = this.all().filter((entry) => !entry.notice.durable);
    if (alike.length < limits.passing) return undefined;
    return alike.find((entry) => !entry.isSeen) ?? alike[0];
  }
}
