import type { Decline, Invitation } from "../inbound.js";
import { bareOf } from "../jid.js";
import { childText, type Element, nonEmpty } from "../xml.js";
import { addresses, threadFrom, threadOf } from "./parts.js";

/**
 * An invitation that a room passes on (XEP-0045 section 7.8.2). Prosody drops `<continue/>` and keeps the outer
 * `<thread/>`, ejabberd does the opposite; both add a text and an element of XEP-0249, which say the same again.
 */
export function mediatedInvitation(stanza: Element, user: Element, invite: Element): Invitation {
  const { from, to } = addresses(stanza);
  const continuation = invite.getChild("continue");
  const thread = threadFrom(continuation?.attrs.thread) ?? threadOf(stanza);
  return {
    kind: "invitation",
    form: "mediated",
    id: stanza.attrs.id,
    from,
    to,
    room: bareOf(from),
    inviter: invite.attrs.from ?? from,
    reason: childText(invite, "reason"),
    password: childText(user, "password"),
    isContinuation: continuation !== undefined,
    thread,
  };
}

/** An invitation that a person sends (XEP-0249). Undefined where it names no room. */
export function directInvitation(stanza: Element, conference: Element): Invitation | undefined {
  const room = nonEmpty(conference.attrs.jid);
  if (room === undefined) return undefined;
  const { from, to } = addresses(stanza);
  const thread = threadFrom(conference.attrs.thread);
  const isContinuation = ["true", "1"].includes(conference.attrs.continue ?? "") || thread !== undefined;
  return {
    kind: "invitation",
    form: "direct",
    id: stanza.attrs.id,
    from,
    to,
    room: bareOf(room),
    inviter: from,
    reason: nonEmpty(conference.attrs.reason),
    password: nonEmpty(conference.attrs.password),
    isContinuation,
    thread: thread ?? (isContinuation ? threadOf(stanza) : undefined),
  };
}

/** XEP-0045 section 7.8.2. */
export function declineOf(stanza: Element, decline: Element): Decline {
  const { from, to } = addresses(stanza);
  return {
    kind: "decline",
    from,
    to,
    room: bareOf(from),
    decliner: decline.attrs.from ?? from,
    reason: childText(decline, "reason"),
  };
}
