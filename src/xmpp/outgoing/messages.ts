import type { Random } from "../../runtime.js";
import { domainOf } from "../jid.js";
import type { Link } from "../link/link.js";
import { NS } from "../namespaces.js";
import type { MessageOperations, OutgoingChat } from "../operations.js";
import { type Element, errorElement, textElement, xml } from "../xml.js";

interface Options {
  readonly link: Pick<Link, "send">;
  readonly random: Random;
  /** Whether the JID is a room that we are in, or someone in it. */
  readonly isRoom: (jid: string) => boolean;
}

/** Messages between people. */
export function messageOperations({ link, random, isRoom }: Options): MessageOperations {
  return {
    send: (chat) => link.send(chatMessage(chat)),
    receipt: ({ from, to, messageId }) => {
      const received = xml("received", { xmlns: NS.receipts, id: messageId });
      return link.send(xml("message", { from, to, id: random.token(20) }, received));
    },
    refuse: async (refusal) => {
      // ejabberd throws an occupant out who sends the room an error, of whatever kind.
      if (!isRoom(refusal.to)) await link.send(bounce(refusal));
    },
  };
}

export function chatMessage({ from, to, id, body, thread, wantsReceipt, sentAt }: OutgoingChat): Element {
  return xml(
    "message",
    { from, to, id, type: "chat" },
    xml("body", {}, body),
    textElement("thread", thread),
    wantsReceipt ? xml("request", { xmlns: NS.receipts }) : undefined,
    sentAt === undefined ? undefined : delay(domainOf(from), sentAt),
  );
}

/** XEP-0203. */
function delay(from: string, at: number): Element {
  return xml("delay", { xmlns: NS.delay, from, stamp: new Date(at).toISOString() });
}

/** RFC 6120 section 8.3. The message itself is not repeated. */
export function bounce(refusal: {
  from: string;
  to: string;
  id?: string;
  condition: string;
  text?: string;
}): Element {
  const { from, to, id, condition, text } = refusal;
  return xml("message", { from, to, id, type: "error" }, errorElement(condition, text));
}
