import type { KnownContent } from "../csp/index.js";
import type { Session } from "./session.js";

/**
 * Something that a user's phones have to be told, in a form that depends on no version: only when a session is about
 * to receive it does the bridge make a primitive of it.
 */
export interface Notice {
  /** Unique; of a message its MessageID. At most 40 characters of ASCII without spaces. */
  readonly id: string;
  /** Bare JID of the user. */
  readonly user: string;
  /** SessionID, if it concerns that session only; it goes when the session ends. */
  readonly session?: string;
  /** Names an entry of `NoticeKinds`. */
  readonly kind: string;
  /** Whatever that kind needs; survives JSON. */
  readonly payload: unknown;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Milliseconds since the epoch; undelivered by then, it lapses. */
  readonly expiresAt?: number;
  /** A notice replaces an earlier one of the same user, session and key that no phone has seen yet. */
  readonly replaces?: string;
  /** False for what can be made anew from other state, such as presence: kept in memory only. */
  readonly durable: boolean;
}

/** Why a notice ended without any phone having taken it. */
export type Lapse = "expired" | "session-ended" | "overflow";

/** What the bridge knows of one kind of notice. */
export interface NoticeKind {
  /** The primitive that tells this session; undefined where it is not to be told, which settles it. */
  render(session: Session, notice: Notice): KnownContent | undefined | Promise<KnownContent | undefined>;
  /**
   * The phone has answered. Returns `keep` where the notice is not settled thereby, as with a MessageNotification:
   * it stays until it is withdrawn. A phone that does not answer gets the primitive again, later.
   */
  answered?(session: Session, notice: Notice, answer: KnownContent): Promise<"settled" | "keep">;
  /** No phone took it. */
  lapsed?(notice: Notice, why: Lapse): Promise<void>;
}

export type NoticeKinds = Readonly<Record<string, NoticeKind>>;

/**
 * The server transactions that wait for phones. A notice for a user goes to each of his sessions and is settled once
 * the first has answered; while he has none, it waits, durable ones on disk. Order is kept per session.
 */
export interface Outbox {
  /**
   * Resolves when the notice is safe: on disk if it is durable. Posting an id that is there already changes nothing.
   * False where it has lapsed at once: there is no room for it, or its session has ended.
   */
  post(notice: Notice): Promise<boolean>;
  /** Takes a notice back, delivered or not; false if there is none. */
  withdraw(id: string): Promise<boolean>;
  /** What waits for a user and for single sessions of his, oldest first. @param kind of that kind alone */
  waiting(user: string, kind?: string): Promise<readonly Notice[]>;
  find(id: string): Promise<Notice | undefined>;
  /** Whether one more durable notice of a kind would be taken for a user. */
  hasRoom(user: string, kind: string): Promise<boolean>;
}

/** Where durable notices are kept. */
export interface NoticeStore {
  put(notice: Notice): Promise<void>;
  remove(id: string): Promise<void>;
  /** Of one user, oldest first. */
  ofUser(user: string): Promise<readonly Notice[]>;
  /** How many there are of one user and kind. */
  count(user: string, kind: string): Promise<number>;
  /** Of all users, those that were to be delivered by then. */
  expired(now: number): Promise<readonly Notice[]>;
  /** Of all users, those that concern one session. */
  ofSessions(): Promise<readonly Notice[]>;
  find(id: string): Promise<Notice | undefined>;
}
