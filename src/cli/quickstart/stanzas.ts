import { type Element, xml } from "@xmpp/client";

const MUC = "http://jabber.org/protocol/muc";
const MUC_USER = `${MUC}#user`;
export const RECEIPTS = "urn:xmpp:receipts";
const DISCO_INFO = "http://jabber.org/protocol/disco#info";
const SELF = "110";

type Matcher = (stanza: Element) => boolean;

const bareOf = (jid = "") => jid.split("/", 1)[0] ?? "";

const isMessage = (stanza: Element, type: string, text: string) =>
  stanza.is("message") && stanza.attrs.type === type && stanza.getChildText("body") === text;

/** A message from one to one. @param from bare JID */
export function isChat(from: string, text: string): Matcher {
  return (stanza) => bareOf(stanza.attrs.from) === from && isMessage(stanza, "chat", text);
}

/** The receipt for a message (XEP-0184). @param id of that message */
export function isReceipt(id: string): Matcher {
  return (stanza) => stanza.getChild("received", RECEIPTS)?.attrs.id === id;
}

/** What somebody says in a room. */
export function isSaidIn(room: string, text: string): Matcher {
  return (stanza) => bareOf(stanza.attrs.from) === room && isMessage(stanza, "groupchat", text);
}

/** An invitation by the room itself (XEP-0045 section 7.8.2). */
export function isInvitation(stanza: Element): boolean {
  return stanza.getChild("x", MUC_USER)?.getChild("invite") !== undefined;
}

export function isPresenceIn(room: string, nick: string): Matcher {
  return (stanza) =>
    stanza.is("presence") && stanza.attrs.from === `${room}/${nick}` && stanza.attrs.type === undefined;
}

/** The room's confirmation that somebody has come in, or left. */
export function isOwnPresence(room: string, type?: "unavailable"): Matcher {
  return (stanza) =>
    stanza.is("presence") &&
    bareOf(stanza.attrs.from) === room &&
    stanza.attrs.type === type &&
    (stanza.getChild("x", MUC_USER)?.getChildren("status") ?? []).some(({ attrs }) => attrs.code === SELF);
}

export function isAnswerTo(id: string): Matcher {
  return (stanza) => stanza.is("iq") && stanza.attrs.id === id;
}

export function entry(room: string, nick: string): Element {
  return xml("presence", { to: `${room}/${nick}` }, xml("x", { xmlns: MUC }));
}

export function departure(room: string, nick: string): Element {
  return xml("presence", { to: `${room}/${nick}`, type: "unavailable" });
}

export function groupchat(room: string, text: string): Element {
  return xml("message", { to: room, type: "groupchat" }, xml("body", {}, text));
}

/** Asks what a room is (XEP-0030). */
export function inquiry(room: string, id: string): Element {
  return xml("iq", { to: room, type: "get", id }, xml("query", { xmlns: DISCO_INFO }));
}
