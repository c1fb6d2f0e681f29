import type { Element } from "@xmpp/component";
import type { Log } from "../../runtime.js";
import { StanzaError } from "../operations.js";
import { refusalOf } from "./stanza-errors.js";
import { xml } from "./xml.js";

/** Whether it is an answer, which must never be answered. */
export function isAnswer(stanza: Element): boolean {
  return stanza.is("iq") && (stanza.attrs.type === "result" || stanza.attrs.type === "error");
}

/**
 * The one answer to an iq of type get or set (RFC 6120 section 8.2.3): what the handler returns, the StanzaError it
 * throws, or `internal-server-error` for anything else that it throws.
 */
export async function answerTo(
  iq: Element,
  handle: (iq: Element) => Promise<Element | undefined>,
  log: Log,
): Promise<Element> {
  const { id, from, to, type } = iq.attrs;
  if ((type !== "get" && type !== "set") || id === undefined || iq.getChildElements().length !== 1) {
    return refusalOf(iq, "bad-request");
  }
  try {
    const payload = await handle(iq);
    return xml("iq", { type: "result", id, from: to, to: from }, payload);
  } catch (error) {
    if (error instanceof StanzaError) return refusalOf(iq, error.condition, error.text);
    log.error({ from, to, id, err: error }, "an iq's handler failed");
    return refusalOf(iq, "internal-server-error");
  }
}
