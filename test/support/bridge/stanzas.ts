import type { KnownContent } from "../../../src/csp/index.js";
import type { ContactPresence, IncomingMessage, SubscriptionStanza } from "../../../src/xmpp/index.js";
import { HOME } from "./bench.js";

export const ROMEO = "romeo@example.net";
export const ALICE = `alice@${HOME}`;

/** A chat message of Romeo's to Alice. */
export function chat(body: string, other: Partial<IncomingMessage> = {}): IncomingMessage {
  return {
    kind: "message",
    type: "chat",
    from: `${ROMEO}/orchard`,
    to: ALICE,
    id: "x1",
    body,
    subject: undefined,
    thread: undefined,
    wantsReceipt: false,
    sentAt: undefined,
    ...other,
  };
}

/** Presence of Romeo's, as Alice's contact. */
export function presence(other: Partial<ContactPresence> = {}): ContactPresence {
  return {
    kind: "presence",
    from: `${ROMEO}/orchard`,
    to: ALICE,
    isAvailable: true,
    show: undefined,
    status: undefined,
    priority: 0,
    lang: undefined,
    nick: undefined,
    ...other,
  };
}

export function subscription(
  type: SubscriptionStanza["type"],
  other: Partial<SubscriptionStanza> = {},
): SubscriptionStanza {
  return { kind: "subscription", type, from: ROMEO, to: ALICE, ...other };
}

type Send = Extract<KnownContent, { kind: "SendMessage-Request" }>;

/** A SendMessage-Request of Alice's. */
export function send(
  text: string,
  recipient: Send["MessageInfo"]["Recipient"],
  other: { info?: Partial<Send["MessageInfo"]>; report?: boolean } = {},
): Send {
  return {
    kind: "SendMessage-Request",
    DeliveryReport: other.report ?? false,
    MessageInfo: {
      ContentType: "text/plain",
      ContentSize: text.length,
      Recipient: recipient,
      Sender: { User: { UserID: "wv:alice" } },
      ...other.info,
    },
    ContentData: text,
  };
}
