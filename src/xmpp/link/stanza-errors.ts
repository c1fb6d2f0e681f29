import { StanzaError } from "../operations.js";
import { type Element, xml } from "./xml.js";

export const NS_STANZAS = "urn:ietf:params:xml:ns:xmpp-stanzas";

/** The type that RFC 6120 section 8.3.3 gives each condition; `cancel` for the others. */
const TYPES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "bad-request": "modify",
    "jid-malformed": "modify",
    "not-acceptable": "modify",
    "policy-violation": "modify",
    redirect: "modify",
    "unexpected-request": "modify",
    forbidden: "auth",
    "not-authorized": "auth",
    "registration-required": "auth",
    "subscription-required": "auth",
    "recipient-unavailable": "wait",
    "remote-server-timeout": "wait",
    "resource-constraint": "wait",
  }),
);

/** The `<error/>` child for a condition (RFC 6120 section 8.3.2). */
export function errorElement(condition: string, text?: string): Element {
  return xml(
    "error",
    { type: TYPES.get(condition) ?? "cancel" },
    xml(condition, { xmlns: NS_STANZAS }),
    text === undefined ? undefined : xml("text", { xmlns: NS_STANZAS }, text),
  );
}

/** What a stanza of type error says; `undefined-condition` where it says nothing. */
export function stanzaErrorOf(stanza: Element): StanzaError {
  const children = stanza.getChild("error")?.getChildElements() ?? [];
  const defined = children.filter((child) => child.getNS() === NS_STANZAS);
  const condition = defined.find((child) => child.getName() !== "text")?.getName() ?? "undefined-condition";
  const text = defined.find((child) => child.getName() === "text")?.getText();
  return new StanzaError(condition, text || undefined);
}

/** What an answer needs to know of its stanza. */
interface Addressed {
  readonly name: string;
  readonly attrs: {
    readonly id?: string | undefined;
    readonly from?: string | undefined;
    readonly to?: string | undefined;
  };
}

/** A stanza that refuses another one, which is not repeated in it. */
export function refusalOf(stanza: Addressed, condition: string, text?: string): Element {
  const { id, from, to } = stanza.attrs;
  return xml(stanza.name, { type: "error", id, from: to, to: from }, errorElement(condition, text));
}

/** Whether RFC 6120 wants a refusal of it told to its sender: never an error, and nothing that comes from a room. */
export function isRefusable(stanza: Element): boolean {
  if (stanza.attrs.from === undefined) return false;
  const type = stanza.attrs.type;
  if (stanza.is("iq")) return type !== "result" && type !== "error";
  return stanza.is("message") && type !== "error" && type !== "groupchat";
}
