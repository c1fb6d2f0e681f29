import type { OutgoingMessage } from "../../src/csp/index.js";

/** An XML message of CSP 1.2 around a primitive. */
export function xmlMessage(content: string, transactionId = "7"): string {
  return [
    '<WV-CSP-Message xmlns="http://www.openmobilealliance.org/DTD/WV-CSP1.2"><Session>',
    "<SessionDescriptor><SessionType>Inband</SessionType><SessionID>s1</SessionID></SessionDescriptor>",
    "<Transaction><TransactionDescriptor><TransactionMode>Request</TransactionMode>",
    `<TransactionID>${transactionId}</TransactionID></TransactionDescriptor>`,
    `<TransactionContent xmlns="http://www.openmobilealliance.org/DTD/WV-TRC1.2">${content}</TransactionContent>`,
    "</Transaction></Session></WV-CSP-Message>",
  ].join("");
}

/** A message from alice to bob. */
export function sendMessage(text: string): OutgoingMessage {
  return {
    sessionType: "Inband",
    sessionId: "s1",
    mode: "Request",
    transactionId: "7",
    content: {
      kind: "SendMessage-Request",
      DeliveryReport: false,
      MessageInfo: {
        ContentType: "text/plain",
        ContentSize: Buffer.byteLength(text),
        Recipient: { User: [{ UserID: "wv:bob" }] },
        Sender: { User: { UserID: "wv:alice" } },
      },
      ContentData: text,
    },
  };
}
