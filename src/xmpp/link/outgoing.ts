import type { Element } from "@xmpp/component";
import { StanzaError } from "../operations.js";
import { domainOf } from "./addresses.js";
import { cleanElement } from "./clean-text.js";

/**
 * A stanza as it may go out. The library writes whatever it is given; a server closes the whole stream for a sender of
 * another domain (ejabberd also for a missing address), an illegal character, or a stanza above its size limit.
 * @param size limit in octets
 * @throws StanzaError jid-malformed, policy-violation
 */
export function serialise(stanza: Element, domain: string, size: number): string {
  const { from, to } = stanza.attrs;
  if (from === undefined || domainOf(from).toLowerCase() !== domain.toLowerCase()) {
    throw new StanzaError("jid-malformed", `the sender ${from ?? ""} is not of ${domain}`);
  }
  if (!to) throw new StanzaError("jid-malformed", "there is no addressee");
  const text = cleanElement(stanza).toString();
  if (Buffer.byteLength(text) > size) {
    throw new StanzaError("policy-violation", `the stanza is larger than ${size} octets`);
  }
  return text;
}
