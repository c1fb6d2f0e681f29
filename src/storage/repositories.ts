/**
 * What Hamlet keeps on disk, as sets of rows behind small interfaces that any database can stand behind. All ids and
 * addresses are texts made elsewhere; users and contacts are bare JIDs, case-folded. Each call is one transaction; when
 * its promise resolves, the change is on disk.
 */

/** Thrown where the store cannot be read or written; Hamlet refuses to start on it. */
export class StorageError extends Error {
  override readonly name: string = "StorageError";
}

/** Thrown where nothing can be written for now, as on a full disk. The store tells so in the log once. */
export class StorageOutage extends StorageError {
  override readonly name = "StorageOutage";
}

/**
 * What an operator wants done with an account by the process that serves it, since phones and contacts are to be told:
 * end the sessions, or do away with all.
 */
export interface AccountOrder {
  readonly user: string;
  readonly what: "log out" | "removal";
  /** A log-out is not for sessions that began later. Milliseconds since the epoch. */
  readonly at: number;
}

export interface Accounts {
  /** Adds or replaces; false while one of that name is still being removed. The password is sealed before it is written. */
  put(user: string, password: string): Promise<boolean>;
  /** Changes the password, and orders that the sessions which are on be ended. False if there is no such account. */
  changePassword(user: string, password: string, at: number): Promise<boolean>;
  /** From now on there is no such account; what belongs to it stays until the order is fulfilled. False if there was none. */
  close(user: string, at: number): Promise<boolean>;
  /** Oldest first. */
  orders(): Promise<readonly AccountOrder[]>;
  /** Fulfilled: all that belongs to a closed account goes. Without effect where another order has come since. */
  fulfilled(order: AccountOrder): Promise<void>;
  /** The password in clear. */
  password(user: string): Promise<string | undefined>;
  exists(user: string): Promise<boolean>;
  list(): Promise<readonly string[]>;
  /** Milliseconds since the epoch. */
  lastSeen(user: string): Promise<number | undefined>;
  setLastSeen(user: string, at: number): Promise<void>;
}

export interface SessionRow {
  readonly id: string;
  readonly user: string;
  readonly device: string;
  readonly expiresAt: number;
  readonly state: unknown;
}

export interface Sessions {
  save(session: SessionRow): Promise<void>;
  remove(id: string): Promise<void>;
  all(): Promise<readonly SessionRow[]>;
}

export interface NoticeRow {
  readonly id: string;
  readonly user: string;
  readonly session?: string;
  readonly kind: string;
  readonly payload: unknown;
  readonly createdAt: number;
  readonly expiresAt?: number;
  readonly replaces?: string;
  readonly durable: boolean;
}

export interface Notices {
  /** Without effect if the id is there already. */
  put(notice: NoticeRow): Promise<void>;
  remove(id: string): Promise<void>;
  /** In the order in which they were put. */
  ofUser(user: string): Promise<readonly NoticeRow[]>;
  count(user: string, kind: string): Promise<number>;
  expired(now: number): Promise<readonly NoticeRow[]>;
  /** Those for one session alone. */
  ofSessions(): Promise<readonly NoticeRow[]>;
  find(id: string): Promise<NoticeRow | undefined>;
}

/** A contact list. `slug` names it in addresses, as the phone first spelled it; unique per user without case. */
export interface ListRow {
  readonly user: string;
  readonly slug: string;
  readonly displayName: string;
  readonly isDefault: boolean;
}

export interface ListMember {
  readonly contact: string;
  /** The owner's name for the contact; empty: none. */
  readonly name: string;
}

export interface ContactLists {
  ofUser(user: string): Promise<readonly ListRow[]>;
  /** @param slug compared without case */
  find(user: string, slug: string): Promise<ListRow | undefined>;
  /** Adds or changes. At most one is the default: making one so unmakes the other. */
  put(list: ListRow): Promise<void>;
  /** With its members; false if there was none. */
  remove(user: string, slug: string): Promise<boolean>;
  /** In the order in which they came. */
  members(user: string, slug: string): Promise<readonly ListMember[]>;
  putMember(user: string, slug: string, member: ListMember): Promise<void>;
  removeMember(user: string, slug: string, contact: string): Promise<boolean>;
  /** Slugs of the lists that hold the contact. */
  holding(user: string, contact: string): Promise<readonly string[]>;
}

/** One contact's entry in the roster of one of our users (RFC 6121 section 2.1 and appendix A). */
export interface SubscriptionRow {
  readonly user: string;
  readonly contact: string;
  readonly state: "none" | "to" | "from" | "both";
  /** We asked, and wait for the answer. */
  readonly pendingOut: boolean;
  /** They asked, and wait for ours. */
  readonly pendingIn: boolean;
}

export interface Subscriptions {
  get(user: string, contact: string): Promise<SubscriptionRow | undefined>;
  /** A row that says nothing (none, nothing pending) is removed. */
  put(row: SubscriptionRow): Promise<void>;
  ofUser(user: string): Promise<readonly SubscriptionRow[]>;
}

/** Blocked and granted entities of a user. */
export interface AccessRow {
  readonly user: string;
  readonly list: "block" | "grant";
  /** Canonical address of a user or group, or a screen name. */
  readonly entity: string;
}

export interface AccessLists {
  ofUser(user: string): Promise<readonly AccessRow[]>;
  add(row: AccessRow): Promise<void>;
  remove(row: AccessRow): Promise<void>;
  inUse(user: string): Promise<{ readonly block: boolean; readonly grant: boolean }>;
  setInUse(user: string, list: "block" | "grant", inUse: boolean): Promise<void>;
}

/** Presence attributes that a user has published, and who may see which. */
export interface PresenceRecords {
  /** Attributes by name, as JSON; of one device. */
  published(user: string, device: string): Promise<Readonly<Record<string, unknown>> | undefined>;
  publish(user: string, device: string, attributes: Readonly<Record<string, unknown>>): Promise<void>;
}

/** The thread of a one-to-one chat, and when it was last used. */
export interface ConversationRow {
  readonly user: string;
  readonly peer: string;
  readonly thread: string;
  /** The room that the chat was extended into, if it was. */
  readonly room: string | undefined;
  readonly usedAt: number;
}

export interface Conversations {
  get(user: string, peer: string): Promise<ConversationRow | undefined>;
  put(row: ConversationRow): Promise<void>;
  byThread(user: string, thread: string): Promise<ConversationRow | undefined>;
  /** Removes what was used last before that, but for chats that go on in a room of ours or with one of ours inside. */
  prune(before: number): Promise<void>;
}

/** A message to XMPP whose fate is still open: not yet known to be taken by the server, or a report is awaited. */
export interface SentRow {
  /** Stanza id. */
  readonly id: string;
  readonly user: string;
  /** Full JID that sent it. */
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly thread: string;
  readonly wantsReport: boolean;
  /** The server is known to have dealt with it. */
  readonly isSettled: boolean;
  readonly sentAt: number;
}

export interface SentMessages {
  put(row: SentRow): Promise<void>;
  get(id: string): Promise<SentRow | undefined>;
  /** Marks as settled; those that want no report are removed. */
  settle(ids: readonly string[]): Promise<void>;
  remove(id: string): Promise<void>;
  /** Oldest first. */
  unsettled(): Promise<readonly SentRow[]>;
  /** Removes settled ones that are older, and tells how many. */
  prune(before: number): Promise<number>;
}

/** What the sender of a message to one of our users is to be told of it, and could not be yet. */
export interface VerdictRow {
  readonly id: string;
  readonly user: string;
  readonly verdict: unknown;
}

export interface Verdicts {
  put(row: VerdictRow): Promise<void>;
  all(): Promise<readonly VerdictRow[]>;
  remove(ids: readonly string[]): Promise<void>;
}

/** One of our sessions inside a room, written before it is entered. */
export interface OccupancyRow {
  readonly session: string;
  readonly user: string;
  /** Full JID of the occupant. */
  readonly as: string;
  readonly room: string;
  readonly nick: string;
  /** The group's id as this phone spells it. */
  readonly groupId: string;
  /** The session wants GroupChangeNotice. */
  readonly wantsNotices: boolean;
  /** False until the entry is complete. */
  readonly isInside: boolean;
}

export interface Occupancies {
  put(row: OccupancyRow): Promise<void>;
  remove(session: string, room: string): Promise<void>;
  get(session: string, room: string): Promise<OccupancyRow | undefined>;
  ofRoom(room: string): Promise<readonly OccupancyRow[]>;
  all(): Promise<readonly OccupancyRow[]>;
}

/** A room that Hamlet made, and what for. */
export interface RoomRow {
  readonly room: string;
  /** Full JID of ours that owns it. */
  readonly owner: string;
  /** `extension`: of an ExtendConversation; `group`: of a CreateGroup-Request. */
  readonly purpose: "extension" | "group";
  /** Bare JID of the user who asked for it. */
  readonly creator: string;
  /** What it was asked to be like, by property; undefined: that was not written down. */
  readonly settings: Readonly<Record<string, string>> | undefined;
  readonly welcomeNote: string | undefined;
  /** Of the one-to-one chat that became this room. */
  readonly thread: string | undefined;
  readonly createdAt: number;
}

export interface Rooms {
  put(row: RoomRow): Promise<void>;
  get(room: string): Promise<RoomRow | undefined>;
  remove(room: string): Promise<void>;
  all(): Promise<readonly RoomRow[]>;
  ofCreator(creator: string): Promise<readonly RoomRow[]>;
  count(): Promise<number>;
}

/** The state of an ExtendConversation, as JSON of its state machine. */
export interface ExtensionRow {
  readonly room: string;
  readonly session: string;
  /** ExtendConversationID: unique in the session. */
  readonly extensionId: string;
  readonly state: unknown;
  /** When its timer runs out. Milliseconds since the epoch. */
  readonly deadline: number | undefined;
}

export interface Extensions {
  put(row: ExtensionRow): Promise<void>;
  get(room: string): Promise<ExtensionRow | undefined>;
  remove(room: string): Promise<void>;
  all(): Promise<readonly ExtensionRow[]>;
}

/** An invitation that is open: to one of our users (`in`), or from one (`out`). */
export interface InvitationRow {
  /** InviteID; for `in` ours, for `out` the phone's. */
  readonly id: string;
  readonly direction: "in" | "out";
  readonly user: string;
  /** SessionID of the inviting phone, for `out`. */
  readonly session: string | undefined;
  /** Bare JID. */
  readonly peer: string;
  readonly room: string;
  readonly type: "EC" | "GR";
  /** Of `in` and EC, undefined once the user has followed it: nobody waits for an answer any more. */
  readonly form: "mediated" | "direct" | undefined;
  readonly password: string | undefined;
  readonly thread: string | undefined;
  /** When it came, or was sent. Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Of `out`: the peer belongs to the room by this invitation, and no more once it is taken back. */
  readonly grants: boolean;
  /** Of `in`: a phone has acknowledged it. */
  readonly isSeen: boolean;
}

export type InvitationKey = Pick<InvitationRow, "user" | "direction" | "id" | "peer">;

export interface Invitations {
  put(row: InvitationRow): Promise<void>;
  /** One per invitee for `out`, at most one for `in`. */
  ofId(user: string, direction: "in" | "out", id: string): Promise<readonly InvitationRow[]>;
  /** Open ones of a user for a room. */
  forRoom(user: string, room: string): Promise<readonly InvitationRow[]>;
  /** All open ones of a room. */
  ofRoom(room: string): Promise<readonly InvitationRow[]>;
  remove(row: InvitationKey): Promise<void>;
  /** Makes one of the two true; without effect where the row is gone. */
  mark(row: InvitationKey, what: "grants" | "isSeen"): Promise<void>;
  expired(now: number): Promise<readonly InvitationRow[]>;
}

/** The store. */
export interface Storage {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly notices: Notices;
  readonly lists: ContactLists;
  readonly subscriptions: Subscriptions;
  readonly access: AccessLists;
  readonly presence: PresenceRecords;
  readonly conversations: Conversations;
  readonly sent: SentMessages;
  readonly verdicts: Verdicts;
  readonly occupancies: Occupancies;
  readonly rooms: Rooms;
  readonly extensions: Extensions;
  readonly invitations: Invitations;
  /** Why nothing can be written; undefined: it can. Tries it where that was not done within the last seconds. */
  outage(): Promise<string | undefined>;
  close(): Promise<void>;
}
