/** What comes in over the component stream, as the bridge sees it. Addresses are JIDs; of an own user's `to`, as sent. */

interface Routed {
  readonly from: string;
  readonly to: string;
}

/** An instant message of a person: type chat, normal or headline. */
export interface IncomingMessage extends Routed {
  readonly kind: "message";
  readonly type: "chat" | "normal" | "headline";
  readonly id: string | undefined;
  readonly body: string;
  readonly subject: string | undefined;
  readonly thread: string | undefined;
  /** XEP-0184 section 5.1: a receipt is asked for. */
  readonly wantsReceipt: boolean;
  /** XEP-0203: when it was sent, where it was kept on the way. Milliseconds since the epoch. */
  readonly sentAt: number | undefined;
}

/** XEP-0184 section 5.2. */
export interface IncomingReceipt extends Routed {
  readonly kind: "receipt";
  /** Id of the message that arrived. */
  readonly messageId: string;
}

/** A message of ours bounced. A body inside it is ours, coming back: it is left out. */
export interface MessageError extends Routed {
  readonly kind: "message-error";
  readonly id: string | undefined;
  readonly condition: string;
  readonly text: string | undefined;
}

/** RFC 6121 sections 3 and 4.3. `from` is bare for all but probe. */
export interface SubscriptionStanza extends Routed {
  readonly kind: "subscription";
  readonly type: "subscribe" | "subscribed" | "unsubscribe" | "unsubscribed" | "probe";
}

/** Presence of a contact's resource, outside of rooms. What comes from a bare JID is about all of its resources. */
export interface ContactPresence extends Routed {
  readonly kind: "presence";
  readonly isAvailable: boolean;
  readonly show: "chat" | "away" | "xa" | "dnd" | undefined;
  readonly status: string | undefined;
  readonly priority: number;
  /** xml:lang. */
  readonly lang: string | undefined;
  /** XEP-0172. */
  readonly nick: string | undefined;
}

/** Presence that could not be delivered, or a contact whose server is not to be reached. */
export interface PresenceError extends Routed {
  readonly kind: "presence-error";
  readonly condition: string;
}

/** XEP-0045 section 7.8.2 (mediated) or XEP-0249 (direct). */
export interface Invitation extends Routed {
  readonly kind: "invitation";
  readonly form: "mediated" | "direct";
  /** Of the message that brought it. */
  readonly id?: string | undefined;
  readonly room: string;
  /** As the server tells it: `room/nick`, or a real address, bare or full. */
  readonly inviter: string;
  readonly reason: string | undefined;
  readonly password: string | undefined;
  /** The invitation says that it continues a one-to-one chat (XEP-0045 section 7.9); Prosody does not let it say so. */
  readonly isContinuation: boolean;
  /** Thread of that chat, or of the message that carries the invitation. */
  readonly thread: string | undefined;
}

/** XEP-0045 section 7.8.2: someone declined an invitation of ours. */
export interface Decline extends Routed {
  readonly kind: "decline";
  readonly room: string;
  /** As the server tells it, mostly a full JID. */
  readonly decliner: string;
  readonly reason: string | undefined;
}

/** `to` is the own occupant's JID; one comes for each of them. */
export interface RoomMessage extends Routed {
  readonly kind: "room-message";
  readonly room: string;
  /** Undefined: the room itself speaks. */
  readonly nick: string | undefined;
  readonly id: string | undefined;
  readonly body: string;
  readonly thread: string | undefined;
  /** Set for history. Milliseconds since the epoch. */
  readonly sentAt: number | undefined;
}

/** XEP-0045 section 7.5, to one of our occupants. */
export interface PrivateMessage extends Routed {
  readonly kind: "private-message";
  readonly room: string;
  readonly nick: string;
  readonly id: string | undefined;
  readonly body: string;
}

/** XEP-0045 section 8.1. */
export interface RoomSubject extends Routed {
  readonly kind: "room-subject";
  readonly room: string;
  readonly nick: string | undefined;
  readonly subject: string;
}

/** Someone who is in a room, as one of our occupants sees it. */
export interface Occupant {
  readonly nick: string;
  /** Full JID, where the room shows it. */
  readonly jid: string | undefined;
  readonly affiliation: "owner" | "admin" | "member" | "none" | "outcast";
  readonly role: "moderator" | "participant" | "visitor" | "none";
}

/** Someone came in or changed, after our own entry was complete. */
export interface OccupantPresence extends Routed {
  readonly kind: "occupant";
  readonly room: string;
  readonly occupant: Occupant;
  readonly change: "joined" | "left" | "changed" | "renamed";
  /** For `renamed`. */
  readonly formerNick: string | undefined;
}

/** One of our occupants (`to`) is no longer in a room, not by its own doing. */
export interface Removed extends Routed {
  readonly kind: "removed";
  readonly room: string;
  readonly nick: string;
  readonly why: "kicked" | "banned" | "membership" | "destroyed" | "error" | "gone";
  readonly reason: string | undefined;
}

/** Anything that the bridge has to deal with. */
export type Inbound =
  | IncomingMessage
  | IncomingReceipt
  | MessageError
  | SubscriptionStanza
  | ContactPresence
  | PresenceError
  | Invitation
  | Decline
  | RoomMessage
  | PrivateMessage
  | RoomSubject
  | OccupantPresence
  | Removed;
