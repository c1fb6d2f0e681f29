import type { Inbound, IncomingMessage, MessageError } from "../inbound.js";
import { resourceOf } from "../jid.js";
import { NS } from "../namespaces.js";
import { childText, type Element, nonEmpty, stanzaErrorOf } from "../xml.js";
import { declineOf, directInvitation, mediatedInvitation } from "./invitation.js";
import { addresses, bodyOf, sentAt, threadOf } from "./parts.js";
import { parseGroupchat, privateMessage } from "./room-message.js";

/**
 * What a message says to us; undefined where it says nothing that Hamlet deals with.
 * @param isInside whether `to` is an occupant of ours of the room that `from` is, or is in
 */
export function parseMessage(stanza: Element, isInside: boolean): Inbound | undefined {
  if (stanza.attrs.type === "error") return messageError(stanza);
  const ofRoom = parseMucUser(stanza);
  if (ofRoom !== undefined) return ofRoom;
  if (stanza.attrs.type === "groupchat") return parseGroupchat(stanza);
  if (isInside || stanza.getChild("x", NS.mucUser) !== undefined) return fromRoom(stanza);
  return fromPerson(stanza);
}

/**
 * Invitations and what became of them, whether or not we are inside. Rooms tell them from their own address: what bears a
 * resource is of a person or an occupant, who could name anybody as the one who invites or declines.
 */
function parseMucUser(stanza: Element): Inbound | undefined {
  if (resourceOf(addresses(stanza).from) !== undefined) return undefined;
  const user = stanza.getChild("x", NS.mucUser);
  const invite = user?.getChild("invite");
  if (user !== undefined && invite !== undefined) return mediatedInvitation(stanza, user, invite);
  const decline = user?.getChild("decline");
  return decline && declineOf(stanza, decline);
}

function fromRoom(stanza: Element): Inbound | undefined {
  const { from } = addresses(stanza);
  return resourceOf(from) === undefined ? parseGroupchat(stanza) : privateMessage(stanza);
}

function fromPerson(stanza: Element): Inbound | undefined {
  const conference = stanza.getChild("x", NS.conference);
  const invitation = conference && directInvitation(stanza, conference);
  return invitation ?? textMessage(stanza) ?? receiptOf(stanza);
}

/** A body inside an error is ours (ejabberd sends all of it back), and so is everything else. */
function messageError(stanza: Element): MessageError {
  const { condition, text } = stanzaErrorOf(stanza);
  return { kind: "message-error", ...addresses(stanza), id: stanza.attrs.id, condition, text };
}

function textMessage(stanza: Element): IncomingMessage | undefined {
  const body = bodyOf(stanza);
  if (body === undefined) return undefined;
  const { id, type } = stanza.attrs;
  return {
    kind: "message",
    type: type === "chat" || type === "headline" ? type : "normal",
    ...addresses(stanza),
    id,
    body,
    subject: childText(stanza, "subject"),
    thread: threadOf(stanza),
    wantsReceipt: id !== undefined && stanza.getChild("request", NS.receipts) !== undefined,
    sentAt: sentAt(stanza),
  };
}

function receiptOf(stanza: Element): Inbound | undefined {
  const messageId = nonEmpty(stanza.getChild("received", NS.receipts)?.attrs.id);
  return messageId === undefined ? undefined : { kind: "receipt", ...addresses(stanza), messageId };
}
