import type { Runtime } from "../runtime.js";
import type { Inbound, Occupant } from "./inbound.js";

/** Thrown by every operation while there is no stream to the server, and by those that a break of it cut short. */
export class LinkDown extends Error {
  override readonly name = "LinkDown";
}

/** An error that came back from the far side (RFC 6120 section 8.3), or none at all within the time allowed. */
export class StanzaError extends Error {
  override readonly name = "StanzaError";
  /** Element name of the condition; `remote-server-timeout` where no answer came. */
  readonly condition: string;
  readonly text: string | undefined;

  constructor(condition: string, text?: string) {
    super(text === undefined ? condition : `${condition}: ${text}`);
    this.condition = condition;
    this.text = text;
  }
}

/** A message of one of our users to somebody. */
export interface OutgoingChat {
  /** Full JID. */
  readonly from: string;
  readonly to: string;
  readonly id: string;
  readonly body: string;
  readonly thread?: string;
  readonly wantsReceipt: boolean;
  /** When it was written, where that was a while ago (XEP-0203). Milliseconds since the epoch. */
  readonly sentAt?: number;
}

/** What a contact is shown of one of our users. */
export interface OutgoingPresence {
  readonly isAvailable: boolean;
  readonly show?: "chat" | "away" | "xa" | "dnd";
  readonly status?: string;
  readonly priority?: number;
  readonly nick?: string;
}

/** Messages between people. All resolve once the stanza is written; see `Xmpp.settled`. */
export interface MessageOperations {
  send(chat: OutgoingChat): Promise<void>;
  /** XEP-0184 section 5.2. */
  receipt(receipt: { from: string; to: string; messageId: string }): Promise<void>;
  /** Bounces a message (RFC 6120 section 8.3). Without effect towards rooms, some of which throw out who does so. */
  refuse(message: { from: string; to: string; id?: string; condition: string; text?: string }): Promise<void>;
}

/** Presence of our users. */
export interface PresenceOperations {
  /** Directed presence. @param from full JID @throws StanzaError not-allowed towards a room that one of ours is in */
  send(from: string, to: string, presence: OutgoingPresence): Promise<void>;
  /** RFC 6121 sections 3 and 4.3. @param from bare JID */
  subscription(
    from: string,
    to: string,
    type: "subscribe" | "subscribed" | "unsubscribe" | "unsubscribed" | "probe",
  ): Promise<void>;
}

/** What a room is to be like, in neutral terms; `mappings/group-properties.yaml` tells which fields of a form say so. */
export type FieldValue = string | readonly string[];

/** A field of a room's configuration form, as offered. */
export interface FormField {
  readonly name: string;
  readonly value: FieldValue;
  /** Values to choose from; undefined where it is free. */
  readonly options: readonly string[] | undefined;
}

/** What disco#info tells of a room. */
export interface RoomInfo {
  readonly name: string | undefined;
  readonly features: ReadonlySet<string>;
  /** Extended information (XEP-0128), by field name. */
  readonly fields: ReadonlyMap<string, string>;
}

/** A finished entry into a room. */
export interface Entry {
  readonly nick: string;
  /** All who were inside, the entrant included. */
  readonly occupants: readonly Occupant[];
  readonly self: Occupant;
  /** Status 201: the room did not exist, or on ejabberd had nobody inside. */
  readonly isCreated: boolean;
}

/** Operations on rooms (XEP-0045). `as` is always the full JID of ours that acts. */
export interface RoomOperations {
  /**
   * Enters without history and waits for the own presence. With `mayCreate` false, a room that this entry brought into
   * being is destroyed again and `item-not-found` is thrown. What happens in the room is told as events after that;
   * when it throws, nothing is left of the occupancy. For one who is inside already, it tells what is known.
   * @throws StanzaError registration-required, forbidden, conflict, item-not-found, resource-constraint and others
   */
  enter(
    room: string,
    nick: string,
    as: string,
    options: { mayCreate: boolean; password?: string },
  ): Promise<Entry>;
  /**
   * Resolves when the room has let go of us. Without effect for one who is not inside. While there is no stream it
   * throws LinkDown, and is made up for when there is one again.
   */
  leave(room: string, as: string): Promise<void>;
  /** Undefined where `as` is not inside. */
  occupants(room: string, as: string): readonly Occupant[] | undefined;
  /** @throws StanzaError not-acceptable where `as` is not inside; so do `whisper` and `setSubject` */
  say(message: { room: string; as: string; id: string; body: string; thread?: string }): Promise<void>;
  whisper(message: { room: string; nick: string; as: string; id: string; body: string }): Promise<void>;
  /**
   * Answers a private message with `forbidden`: an error that Prosody and ejabberd pass on to an occupant, and leave the
   * one who sends it inside (for others, ejabberd throws him out).
   */
  refuseWhisper(message: { room: string; nick: string; as: string; id?: string }): Promise<void>;
  setSubject(room: string, as: string, subject: string): Promise<void>;
  /** The owner's form, as this server offers it. */
  configuration(room: string, as: string): Promise<readonly FormField[]>;
  /** Fields that are not offered, or values that are not among the options, are left out: read it again to be sure. */
  configure(room: string, as: string, fields: ReadonlyMap<string, FieldValue>): Promise<void>;
  setAffiliation(
    room: string,
    as: string,
    jid: string,
    affiliation: Occupant["affiliation"],
    reason?: string,
  ): Promise<void>;
  /** Bare JIDs. */
  affiliated(room: string, as: string, affiliation: Occupant["affiliation"]): Promise<readonly string[]>;
  destroy(room: string, as: string, reason?: string): Promise<void>;
  /**
   * XEP-0045 section 7.8.2; with `thread`, it continues that chat. One invitee each. Resolves when the room has dealt
   * with it; nobody tells whether it reached the invitee. @throws StanzaError where the room refuses it; LinkDown
   */
  invite(invitation: {
    room: string;
    as: string;
    to: string;
    id?: string;
    reason?: string;
    thread?: string;
  }): Promise<void>;
  /** XEP-0249; gives no membership. A refusal comes as a `message-error` with the `id`, if one is given. */
  inviteDirectly(invitation: {
    room: string;
    as: string;
    to: string;
    id?: string;
    reason?: string;
    thread?: string;
    isContinuation: boolean;
  }): Promise<void>;
  decline(invitation: { room: string; as: string; to: string; reason?: string }): Promise<void>;
  /** @throws StanzaError item-not-found where there is no such room (that `as` may see) */
  info(room: string, as: string): Promise<RoomInfo>;
  /**
   * Resolves when all rooms have been asked, since the stream is up, whether those who were inside still are; or have
   * not answered in time. Of those who are not, `removed` events have been handed out by then.
   */
  probed(): Promise<void>;
  /** XEP-0410: whether `as` is still inside. @throws StanzaError where the room cannot be reached */
  isInside(room: string, nick: string, as: string): Promise<boolean>;
  /**
   * Takes up an occupancy of an earlier life of Hamlet, of which the occupants are asked anew.
   * @throws StanzaError not-acceptable where `as` is not inside any more
   */
  resume(room: string, nick: string, as: string): Promise<Entry>;
}

/** What an entity lists (XEP-0030 section 4), as rooms by a service for them. */
export interface Item {
  readonly jid: string;
  readonly name: string | undefined;
}

/** Requests to other entities. */
export interface QueryOperations {
  features(from: string, to: string): Promise<ReadonlySet<string>>;
  items(from: string, to: string): Promise<readonly Item[]>;
}

/** What the XMPP leg asks the bridge about our users, to answer iq requests to them. @param user bare JID */
export interface Directory {
  exists(user: string): Promise<boolean>;
  /** Resources that are online. */
  resources(user: string): readonly string[];
  /** Whether `asker` (bare JID) may see the user's presence. */
  mayKnow(user: string, asker: string): Promise<boolean>;
  /** Milliseconds since the epoch of the last session's end; undefined: never seen. */
  lastSeen(user: string): Promise<number | undefined>;
  /** XEP-0030 identity and XEP-0092 name of the device behind a full JID. */
  device(
    user: string,
    resource: string,
  ):
    | { readonly type: "phone" | "handheld" | "pc"; readonly name: string; readonly version?: string }
    | undefined;
}

export interface XmppOptions {
  readonly domain: string;
  readonly component: { readonly host: string; readonly port: number; readonly secret: string };
  /** Shown to those who look at the component (XEP-0030). */
  readonly name: string;
  readonly version: string;
  readonly runtime: Runtime;
}

/** What the XMPP leg needs from the bridge. */
export interface XmppEvents {
  /**
   * One at a time per own bare address, in order. What it throws is logged, and costs no other event. The sender of a
   * message or direct invitation is then refused: with the condition of a StanzaError, else with internal-server-error.
   * Messages, subscriptions, presence and invitations to users who do not exist are dealt with before, by the rules of
   * RFC 6121 section 8.5.1, and do not come here.
   */
  received(event: Inbound): Promise<void>;
  /** The stream is up (again): what was said in between did not arrive. Rooms are only now being asked: see `probed`. */
  online(): Promise<void>;
  offline(): void;
  readonly directory: Directory;
}

/** The XMPP leg. */
export interface Xmpp {
  readonly messages: MessageOperations;
  readonly presence: PresenceOperations;
  readonly rooms: RoomOperations;
  readonly queries: QueryOperations;
  readonly isOnline: boolean;
  /** Why it is not online, for a person to read. */
  readonly trouble: string | undefined;
  start(events: XmppEvents): void;
  /** Writes what is waiting, then closes the stream. */
  stop(): Promise<void>;
  /**
   * Resolves once the server has dealt with all that was written before: the component protocol has no
   * acknowledgements, so a ping to ourselves goes behind it and comes back.
   * @throws LinkDown where the stream broke first, so that what was written may be lost
   */
  settled(): Promise<void>;
  /**
   * Resolves once the server has dealt with all that was written before, and what of it came back to our own users has been
   * dealt with here, too: the last that another phone is told on disk. No handler of an event may wait for it.
   * @throws LinkDown as `settled`
   */
  handedOver(): Promise<void>;
}
