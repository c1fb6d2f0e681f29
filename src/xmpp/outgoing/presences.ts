import { bareOf, resourceOf } from "../jid.js";
import type { Link } from "../link/link.js";
import { NS } from "../namespaces.js";
import { type OutgoingPresence, type PresenceOperations, StanzaError } from "../operations.js";
import { capsElement, type Device } from "../services/entities.js";
import { type Element, textElement, xml } from "../xml.js";

interface Options {
  readonly link: Pick<Link, "send">;
  readonly device: (user: string, resource: string) => Device | undefined;
  /** Whether the JID is a room that we are in, or someone in it. */
  readonly isRoom: (jid: string) => boolean;
}

/** Presence of our users, towards each of their contacts. */
export function presenceOperations({ link, device, isRoom }: Options): PresenceOperations {
  return {
    send: async (from, to, presence) => {
      // On ejabberd presence without the mark of XEP-0045 enters a room, or makes one.
      if (isRoom(to))
        throw new StanzaError("not-allowed", "rooms are entered and left, and told nothing else");
      await link.send(presenceStanza(from, to, presence, device(bareOf(from), resourceOf(from) ?? "")));
    },
    subscription: (from, to, type) =>
      link.send(xml("presence", { from: bareOf(from), to: bareOf(to), type })),
  };
}

export function presenceStanza(
  from: string,
  to: string,
  { isAvailable, show, status, priority, nick }: OutgoingPresence,
  device: Device | undefined,
): Element {
  if (!isAvailable) return xml("presence", { from, to, type: "unavailable" }, textElement("status", status));
  return xml(
    "presence",
    { from, to },
    textElement("show", show),
    textElement("status", status),
    textElement("priority", priority?.toString()),
    nickElement(nick),
    device && capsElement(device),
  );
}

/** XEP-0172. */
function nickElement(nick: string | undefined): Element | undefined {
  return nick === undefined ? undefined : xml("nick", { xmlns: NS.nick }, nick);
}
