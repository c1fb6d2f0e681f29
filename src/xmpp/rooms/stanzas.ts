import { NS } from "../namespaces.js";
import { type Element, textElement, xml } from "../xml.js";

/** Presence that enters a room without its history (XEP-0045 sections 7.2.2 and 7.2.14). */
export function joinPresence(join: { room: string; nick: string; as: string; password?: string }): Element {
  const { room, nick, as, password } = join;
  // Two ways to say none, since services differ in which they heed.
  const history = xml("history", { maxchars: "0", maxstanzas: "0" });
  const muc = xml("x", { xmlns: NS.muc }, history, textElement("password", password));
  return xml("presence", { from: as, to: `${room}/${nick}` }, muc);
}

/** XEP-0045 section 7.14. */
export function leavePresence(leave: { room: string; nick: string; as: string }): Element {
  return xml("presence", { from: leave.as, to: `${leave.room}/${leave.nick}`, type: "unavailable" });
}

/** XEP-0045 section 7.4. */
export function roomMessage(message: {
  room: string;
  as: string;
  id: string;
  body: string;
  thread?: string;
}): Element {
  const { room, as, id, body, thread } = message;
  const attributes = { from: as, to: room, id, type: "groupchat" };
  return xml("message", attributes, xml("body", {}, body), textElement("thread", thread));
}

/** XEP-0045 section 7.5. */
export function whisperMessage(message: {
  room: string;
  nick: string;
  as: string;
  id: string;
  body: string;
}): Element {
  const { room, nick, as, id, body } = message;
  const mark = xml("x", { xmlns: NS.mucUser });
  return xml("message", { from: as, to: `${room}/${nick}`, id, type: "chat" }, xml("body", {}, body), mark);
}

/** XEP-0045 section 8.1. */
export function subjectMessage(room: string, as: string, id: string, subject: string): Element {
  return xml("message", { from: as, to: room, id, type: "groupchat" }, xml("subject", {}, subject));
}

/**
 * XEP-0045 sections 7.8.2 and 7.9. The thread is told twice: Prosody passes on only the outer one, ejabberd only the
 * one inside.
 */
export function mediatedInvite(invitation: {
  room: string;
  as: string;
  to: string;
  id: string;
  reason?: string;
  thread?: string;
}): Element {
  const { room, as, to, id, reason, thread } = invitation;
  const carriesOn = thread === undefined ? undefined : xml("continue", { thread });
  const invite = xml("invite", { to }, textElement("reason", reason), carriesOn);
  const user = xml("x", { xmlns: NS.mucUser }, invite);
  return xml("message", { from: as, to: room, id }, textElement("thread", thread), user);
}

/** XEP-0249. */
export function directInvite(invitation: {
  room: string;
  as: string;
  to: string;
  id: string;
  reason?: string;
  thread?: string;
  isContinuation: boolean;
}): Element {
  const { room, as, to, id, reason, thread, isContinuation } = invitation;
  const attributes = {
    xmlns: NS.conference,
    jid: room,
    reason,
    continue: isContinuation ? "true" : undefined,
    thread,
  };
  return xml("message", { from: as, to, id }, xml("x", attributes));
}

/** XEP-0045 section 7.8.2. */
export function declineMessage(decline: {
  room: string;
  as: string;
  to: string;
  id: string;
  reason?: string;
}): Element {
  const { room, as, to, id, reason } = decline;
  const user = xml("x", { xmlns: NS.mucUser }, xml("decline", { to }, textElement("reason", reason)));
  return xml("message", { from: as, to: room, id }, user);
}
