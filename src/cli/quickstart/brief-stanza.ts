import type { Element } from "@xmpp/client";
import { DOMAINS } from "./cast.js";

/** What belongs to the stream and not to the conversation. */
const UNTOLD_ATTRIBUTES: ReadonlySet<string> = new Set(["id", "xmlns", "xml:lang", "from", "to"]);

const TOLD_NAMESPACES: ReadonlySet<string> = new Set([
  "jabber:client",
  "http://jabber.org/protocol/muc",
  "http://jabber.org/protocol/muc#user",
  "jabber:x:conference",
  "http://jabber.org/protocol/disco#info",
  "urn:ietf:params:xml:ns:xmpp-stanzas",
  "urn:xmpp:receipts",
]);

const UNTOLD_ELEMENTS: ReadonlySet<string> = new Set(["status", "item", "thread", "reason"]);

const LONGEST_TEXT = 60;

function shortened(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}

/** The resource of a device says nothing; the name of an occupant of a room does. */
function address(jid: string): string {
  const [bare = ""] = jid.split("/", 1);
  return bare.endsWith(`@${DOMAINS.rooms}`) ? jid : bare;
}

function attributes(element: Element): string {
  const named = ["from", "to", ...Object.keys(element.attrs).filter((name) => !UNTOLD_ATTRIBUTES.has(name))];
  return named
    .flatMap((name) => {
      const value = element.attrs[name];
      return value === undefined
        ? []
        : [` ${name}='${shortened(name === "from" || name === "to" ? address(value) : value)}'`];
    })
    .join("");
}

function inside(child: Element | string): string {
  if (typeof child === "string") return shortened(child);
  if (UNTOLD_ELEMENTS.has(child.name) || !TOLD_NAMESPACES.has(child.getNS() ?? "jabber:client")) return "";
  return brief(child);
}

function brief(element: Element): string {
  const content = element.children.map(inside).join("");
  const start = `<${element.name}${attributes(element)}`;
  return content === "" ? `${start}/>` : `${start}>${content}</${element.name}>`;
}

/** A stanza in one line: without namespaces and ids, and without what servers and clients tell each other beside it. */
export function briefStanza(stanza: Element): string {
  return brief(stanza);
}
