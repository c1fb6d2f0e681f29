import type { Inbound, PrivateMessage } from "../inbound.js";
import { bareOf, resourceOf } from "../jid.js";
import { NS } from "../namespaces.js";
import { type Element, ownChild } from "../xml.js";
import { addresses, bodyOf, saidAt, threadOf } from "./parts.js";
import { statusCodes } from "./room-presence.js";

/** XEP-0045 section 10.2.1: the room's configuration, its logging, or who sees whose address. */
const CHANGES = [104, 170, 171, 172, 173];

/** A message that a room sends to all who are inside. */
export function parseGroupchat(stanza: Element): Inbound | undefined {
  const { from, to } = addresses(stanza);
  const room = bareOf(from);
  const common = { from, to, room };
  const nick = resourceOf(from);
  const body = bodyOf(stanza);
  if (body !== undefined) {
    const thread = threadOf(stanza);
    return {
      kind: "room-message",
      ...common,
      nick,
      id: stanza.attrs.id,
      body,
      thread,
      sentAt: saidAt(stanza, room),
    };
  }
  const subject = ownChild(stanza, "subject")?.getText();
  if (subject !== undefined) return { kind: "room-subject", ...common, nick, subject };
  const codes = statusCodes(stanza.getChild("x", NS.mucUser));
  return CHANGES.some((code) => codes.has(code)) ? { kind: "room-changed", ...common } : undefined;
}

/** XEP-0045 section 7.5. */
export function privateMessage(stanza: Element): PrivateMessage | undefined {
  const { from, to } = addresses(stanza);
  const body = bodyOf(stanza);
  const nick = resourceOf(from);
  if (body === undefined || nick === undefined) return undefined;
  return { kind: "private-message", from, to, room: bareOf(from), nick, id: stanza.attrs.id, body };
}
