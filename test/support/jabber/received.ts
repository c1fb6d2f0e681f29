import type { Element } from "@xmpp/client";
import { NS } from "./namespaces.js";

interface Common {
  readonly from: string;
  /** As it came. */
  readonly stanza: Element;
}

export interface Chat extends Common {
  readonly kind: "chat";
  readonly type: string;
  readonly id: string | undefined;
  readonly body: string;
  readonly subject: string | undefined;
  readonly thread: string | undefined;
  readonly wantsReceipt: boolean;
  readonly isDelayed: boolean;
}

export interface Receipt extends Common {
  readonly kind: "receipt";
  readonly messageId: string | undefined;
}

/** A body-less message of another kind, such as a chat state. */
export interface Signal extends Common {
  readonly kind: "signal";
}

export interface Presence extends Common {
  readonly kind: "presence";
  readonly isAvailable: boolean;
  readonly show: string | undefined;
  readonly status: string | undefined;
  readonly priority: number;
}

export interface Subscription extends Common {
  readonly kind: "subscription";
  readonly type: string;
  readonly nick: string | undefined;
}

/** XEP-0045 section 7.8.2 or XEP-0249. */
export interface Invitation extends Common {
  readonly kind: "invitation";
  readonly form: "mediated" | "direct";
  readonly room: string;
  /** As the server tells it. */
  readonly inviter: string;
  readonly reason: string | undefined;
  readonly password: string | undefined;
  readonly isContinuation: boolean;
  /** As the invitation says; see `outerThread`. */
  readonly thread: string | undefined;
  /** The thread of the message that carries the invitation. */
  readonly outerThread: string | undefined;
}

export interface Decline extends Common {
  readonly kind: "decline";
  readonly room: string;
  readonly decliner: string;
  readonly reason: string | undefined;
}

export interface RoomMessage extends Common {
  readonly kind: "room-message";
  readonly room: string;
  /** Undefined: the room itself. */
  readonly nick: string | undefined;
  readonly id: string | undefined;
  readonly body: string;
  readonly thread: string | undefined;
  /** History. */
  readonly isDelayed: boolean;
}

export interface RoomSubject extends Common {
  readonly kind: "room-subject";
  readonly room: string;
  readonly nick: string | undefined;
  readonly subject: string;
}

/** A message of the room about itself (XEP-0045 section 10.2.1). */
export interface RoomNotice extends Common {
  readonly kind: "room-notice";
  readonly room: string;
  readonly codes: readonly string[];
}

export interface PrivateMessage extends Common {
  readonly kind: "private-message";
  readonly room: string;
  readonly nick: string | undefined;
  readonly id: string | undefined;
  readonly body: string;
}

export interface RoomPresence extends Common {
  readonly kind: "room-presence";
  readonly room: string;
  /** Undefined: the room itself, on ejabberd. */
  readonly nick: string | undefined;
  readonly isAvailable: boolean;
  /** Full JID, where the room shows it. */
  readonly jid: string | undefined;
  readonly affiliation: string | undefined;
  readonly role: string | undefined;
  readonly codes: readonly string[];
  readonly isSelf: boolean;
  readonly isDestroyed: boolean;
  readonly reason: string | undefined;
}

export interface StanzaFault extends Common {
  readonly kind: "error";
  readonly of: "message" | "presence";
  readonly id: string | undefined;
  readonly condition: string;
  readonly text: string | undefined;
}

/** A request to this client. */
export interface Query extends Common {
  readonly kind: "query";
  readonly type: string;
  readonly namespace: string | undefined;
}

/** A stanza that came in, as a person's client understands it. */
export type Received =
  | Chat
  | Receipt
  | Signal
  | Presence
  | Subscription
  | Invitation
  | Decline
  | RoomMessage
  | RoomSubject
  | RoomNotice
  | PrivateMessage
  | RoomPresence
  | StanzaFault
  | Query;

export type Kind = Received["kind"];
export type OfKind<K extends Kind> = Extract<Received, { kind: K }>;

const SUBSCRIPTIONS = ["subscribe", "subscribed", "unsubscribe", "unsubscribed"];

const textOf = (element: Element | undefined, name: string) => element?.getChildText(name) ?? undefined;
const bareOf = (jid: string) => jid.split("/", 1)[0] ?? "";
const resourceOf = (jid: string) => (jid.includes("/") ? jid.slice(jid.indexOf("/") + 1) : undefined);
const codesOf = (x: Element | undefined) =>
  x?.getChildren("status").map(({ attrs }) => attrs.code ?? "") ?? [];

function faultOf(stanza: Element, from: string): StanzaFault {
  const error = stanza.getChild("error");
  const condition =
    error?.getChildElements().find((child) => child.name !== "text")?.name ?? "undefined-condition";
  const of = stanza.name === "presence" ? "presence" : "message";
  return { kind: "error", of, from, stanza, id: stanza.attrs.id, condition, text: textOf(error, "text") };
}

function presenceOf(
  stanza: Element,
  from: string,
  isOfRoom: boolean,
): Presence | Subscription | RoomPresence {
  const isAvailable = stanza.attrs.type === undefined;
  const { type = "" } = stanza.attrs;
  if (SUBSCRIPTIONS.includes(type)) {
    return { kind: "subscription", from, stanza, type, nick: textOf(stanza, "nick") };
  }
  const x = stanza.getChild("x", NS.mucUser);
  if (x === undefined && !isOfRoom) {
    const [show, status] = [textOf(stanza, "show"), textOf(stanza, "status")];
    return {
      kind: "presence",
      from,
      stanza,
      isAvailable,
      show,
      status,
      priority: Number(textOf(stanza, "priority") ?? 0),
    };
  }
  const item = x?.getChild("item");
  const destroy = x?.getChild("destroy");
  const codes = codesOf(x);
  return {
    kind: "room-presence",
    from,
    stanza,
    room: bareOf(from),
    nick: resourceOf(from),
    isAvailable,
    jid: item?.attrs.jid,
    affiliation: item?.attrs.affiliation,
    role: item?.attrs.role,
    codes,
    // ejabberd leaves the code out as it destroys the room, which it tells each occupant of its own occupancy only.
    isSelf: codes.includes("110") || destroy !== undefined,
    isDestroyed: destroy !== undefined,
    reason: textOf(destroy ?? item, "reason"),
  };
}

function mediated(stanza: Element, from: string, x: Element): Invitation | Decline | undefined {
  const invite = x.getChild("invite");
  const decline = x.getChild("decline");
  const room = bareOf(from);
  if (decline !== undefined) {
    const decliner = decline.attrs.from ?? "";
    return { kind: "decline", from, stanza, room, decliner, reason: textOf(decline, "reason") };
  }
  if (invite === undefined) return undefined;
  const goesOn = invite.getChild("continue");
  return {
    kind: "invitation",
    form: "mediated",
    from,
    stanza,
    room,
    inviter: invite.attrs.from ?? "",
    reason: textOf(invite, "reason"),
    password: textOf(x, "password"),
    isContinuation: goesOn !== undefined,
    thread: goesOn?.attrs.thread,
    outerThread: textOf(stanza, "thread"),
  };
}

function direct(stanza: Element, from: string, { attrs }: Element): Invitation {
  return {
    kind: "invitation",
    form: "direct",
    from,
    stanza,
    room: attrs.jid ?? "",
    inviter: from,
    reason: attrs.reason,
    password: attrs.password,
    isContinuation: attrs.continue === "true" || attrs.continue === "1",
    thread: attrs.thread,
    outerThread: textOf(stanza, "thread"),
  };
}

function roomMessageOf(stanza: Element, from: string): RoomMessage | RoomSubject | RoomNotice {
  const [room, nick] = [bareOf(from), resourceOf(from)];
  const body = textOf(stanza, "body");
  const subject = textOf(stanza, "subject");
  if (body === undefined && subject !== undefined) {
    return { kind: "room-subject", from, stanza, room, nick, subject };
  }
  if (body === undefined) {
    return { kind: "room-notice", from, stanza, room, codes: codesOf(stanza.getChild("x", NS.mucUser)) };
  }
  const isDelayed = stanza.getChild("delay", NS.delay) !== undefined;
  const thread = textOf(stanza, "thread");
  return { kind: "room-message", from, stanza, room, nick, id: stanza.attrs.id, body, thread, isDelayed };
}

function messageOf(stanza: Element, from: string, isOfRoom: boolean): Received {
  const { type = "normal", id } = stanza.attrs;
  if (type === "groupchat") return roomMessageOf(stanza, from);
  const x = stanza.getChild("x", NS.mucUser);
  const viaRoom = x && mediated(stanza, from, x);
  if (viaRoom) return viaRoom;
  const conference = stanza.getChild("x", NS.conference);
  if (conference) return direct(stanza, from, conference);
  const received = stanza.getChild("received", NS.receipts);
  if (received) return { kind: "receipt", from, stanza, messageId: received.attrs.id };
  const body = textOf(stanza, "body");
  if (body === undefined) {
    if (x) return { kind: "room-notice", from, stanza, room: bareOf(from), codes: codesOf(x) };
    return { kind: "signal", from, stanza };
  }
  if (isOfRoom) {
    return { kind: "private-message", from, stanza, room: bareOf(from), nick: resourceOf(from), id, body };
  }
  return {
    kind: "chat",
    from,
    stanza,
    type,
    id,
    body,
    subject: textOf(stanza, "subject"),
    thread: textOf(stanza, "thread"),
    wantsReceipt: stanza.getChild("request", NS.receipts) !== undefined,
    isDelayed: stanza.getChild("delay", NS.delay) !== undefined,
  };
}

/**
 * What a stanza says.
 * @param rooms bare JIDs of those that the user is in: ejabberd does not mark private messages or a room's own presence
 * @returns undefined for the answers to own requests
 */
export function understand(stanza: Element, rooms: ReadonlySet<string>): Received | undefined {
  const { from = "", type = "" } = stanza.attrs;
  if (stanza.name === "iq") {
    if (type === "result" || type === "error") return undefined;
    return { kind: "query", from, stanza, type, namespace: stanza.getChildElements()[0]?.getNS() };
  }
  if (type === "error") return faultOf(stanza, from);
  const isOfRoom = rooms.has(bareOf(from));
  return stanza.name === "presence" ? presenceOf(stanza, from, isOfRoom) : messageOf(stanza, from, isOfRoom);
}
