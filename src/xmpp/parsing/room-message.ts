import type { Inbound, PrivateMessage } from "../inbound.js";
import { bareOf, resourceOf } from "../jid.js";
import { type Element, ownChild } from "../xml.js";
import { addresses, bodyOf, saidAt, threadOf } from "./parts.js";

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
  return subject === undefined ? undefined : { kind: "room-subject", ...common, nick, subject };
}

/** XEP-0045 section 7.5. */
export function privateMessage(stanza: Element): PrivateMessage | undefined {
  const { from, to } = addresses(stanza);
  const body = bodyOf(stanza);
  const nick = resourceOf(from);
  if (body === undefined || nick === undefined) return undefined;
  return { kind: "private-message", from, to, room: bareOf(from), nick, id: stanza.attrs.id, body };
}
