import type { ContactPresence, Inbound, PresenceError, SubscriptionStanza } from "../inbound.js";
import { bareOf } from "../jid.js";
import { NS } from "../namespaces.js";
import { childText, type Element, nonEmpty, stanzaErrorOf } from "../xml.js";
import { addresses } from "./parts.js";

const SUBSCRIPTIONS = ["subscribe", "subscribed", "unsubscribe", "unsubscribed", "probe"] as const;
const SHOWS = ["chat", "away", "xa", "dnd"] as const;

/**
 * What a presence outside of rooms says; undefined for what comes of a room that we are not in (any more), and for
 * types that do not exist.
 */
export function parsePresence(stanza: Element): Inbound | undefined {
  const { type } = stanza.attrs;
  const subscription = SUBSCRIPTIONS.find((each) => each === type);
  if (subscription !== undefined) return subscriptionStanza(stanza, subscription);
  if (isOfRoom(stanza)) return undefined;
  if (type === "error") return presenceError(stanza);
  return type === undefined || type === "unavailable" ? contactPresence(stanza) : undefined;
}

/** ejabberd sends the `<x/>` of a refused entry back. */
function isOfRoom(stanza: Element): boolean {
  return stanza.getChild("x", NS.mucUser) !== undefined || stanza.getChild("x", NS.muc) !== undefined;
}

function subscriptionStanza(stanza: Element, type: SubscriptionStanza["type"]): SubscriptionStanza {
  const { from, to } = addresses(stanza);
  return { kind: "subscription", type, from: type === "probe" ? from : bareOf(from), to };
}

function presenceError(stanza: Element): PresenceError {
  return { kind: "presence-error", ...addresses(stanza), condition: stanzaErrorOf(stanza).condition };
}

function contactPresence(stanza: Element): ContactPresence {
  const show = childText(stanza, "show");
  return {
    kind: "presence",
    ...addresses(stanza),
    isAvailable: stanza.attrs.type === undefined,
    show: SHOWS.find((each) => each === show),
    status: childText(stanza, "status"),
    priority: priorityOf(childText(stanza, "priority")),
    lang: nonEmpty(stanza.attrs["xml:lang"]),
    nick: childText(stanza, "nick", NS.nick),
  };
}

/** RFC 6121 section 4.7.2.3. */
function priorityOf(text: string | undefined): number {
  const priority = Number(text ?? "0");
  return Number.isInteger(priority) && priority >= -128 && priority <= 127 ? priority : 0;
}
