import { bareOf, comparable } from "../jid.js";
import { NS } from "../namespaces.js";
import { type Element, nonEmpty, ownChild, ownChildren } from "../xml.js";

/** Both addresses of a stanza; the server sees to it that there are both. */
export function addresses(stanza: Element): { from: string; to: string } {
  return { from: stanza.attrs.from ?? "", to: stanza.attrs.to ?? "" };
}

/** Of several bodies the one in the message's own language (RFC 6121 section 5.2.3). */
export function bodyOf(stanza: Element): string | undefined {
  const lang = stanza.attrs["xml:lang"];
  const isOwn = ({ attrs }: Element) => attrs["xml:lang"] === undefined || attrs["xml:lang"] === lang;
  const bodies = ownChildren(stanza, "body");
  return nonEmpty((bodies.find(isOwn) ?? bodies[0])?.getText());
}

/** A thread is kept for each peer, so that strangers could fill the disk with longer ones. */
const LONGEST_THREAD = 256;

/** A thread that can be kept. */
export function threadFrom(text: string | undefined): string | undefined {
  return (text?.length ?? 0) > LONGEST_THREAD ? undefined : nonEmpty(text);
}

/** Thread of a chat (RFC 6121 section 5.2.5). */
export function threadOf(stanza: Element): string | undefined {
  return threadFrom(ownChild(stanza, "thread")?.getText());
}

/** When a stanza was sent that was kept on the way (XEP-0203). Milliseconds since the epoch. */
export function sentAt(stanza: Element): number | undefined {
  return timeOf(stanza.getChild("delay", NS.delay));
}

/**
 * When a room message was said that comes as history (XEP-0045 section 7.2.14). A delay that someone else than the
 * room put on it makes no history.
 */
export function saidAt(stanza: Element, room: string): number | undefined {
  const ofRoom = stanza
    .getChildren("delay", NS.delay)
    .find(({ attrs }) => attrs.from === undefined || comparable(bareOf(attrs.from)) === comparable(room));
  return timeOf(ofRoom);
}

function timeOf(delay: Element | undefined): number | undefined {
  const time = Date.parse(delay?.attrs.stamp ?? "");
  return Number.isNaN(time) ? undefined : time;
}
