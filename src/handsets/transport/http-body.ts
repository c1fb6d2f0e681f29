import type { IncomingMessage } from "node:http";

/** Why nothing more can be read from a connection, as the HTTP status that says so. */
export type Breach = 400 | 408 | 431;

/** A body that was read, or why it was not. */
export type BodyResult =
  | { readonly kind: "body"; readonly body: Buffer }
  | { readonly kind: "too-large" }
  | { readonly kind: "broken"; readonly breach: Breach }
  /** The connection went first. */
  | { readonly kind: "gone" };

/** Tells when nothing more can be read. @returns takes the listener away again */
export type OnBreach = (listener: (breach: Breach) => void) => () => void;

/** Whether the length that a request announces is over the limit already. */
export function announcesTooMuch(request: IncomingMessage, limit: number): boolean {
  return Number(request.headers["content-length"] ?? 0) > limit;
}

/** Reads the body of a request and keeps no more than `limit` octets of it. */
export function readBody(request: IncomingMessage, limit: number, onBreach: OnBreach): Promise<BodyResult> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    let forget = () => {};
    const settle = (result: BodyResult) => {
      forget();
      resolve(result);
    };
    forget = onBreach((breach) => {
      if (!request.complete) settle({ kind: "broken", breach });
    });
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limit) chunks.push(chunk);
      else settle({ kind: "too-large" });
    });
    request.once("end", () => settle({ kind: "body", body: Buffer.concat(chunks) }));
    request.once("close", () => settle({ kind: "gone" }));
    request.on("error", () => settle({ kind: "gone" }));
  });
}

const XML_START = /^(?:\xef\xbb\xbf)?\s*</;
const XML_END = /<\/(?:[\w.-]+:)?WV-CSP-Message\s*>\s*$/;
const ENOUGH_OF_THE_START = 16;
const ENOUGH_OF_THE_END = 128;

/**
 * Whether a body may lack its last octets: an XML document that is not closed and holds more than ASCII. Colibria
 * clients announce the length in characters, so that the rest of a UTF-8 document stands behind what HTTP takes for
 * the body (handsets seen: Movistar SMS 2.0).
 */
export function isCutOff(body: Buffer): boolean {
  if (!XML_START.test(body.toString("latin1", 0, ENOUGH_OF_THE_START))) return false;
  const end = body.toString("latin1", Math.max(0, body.length - ENOUGH_OF_THE_END));
  return !XML_END.test(end) && body.some((octet) => octet > 0x7f);
}

/** What Node's parser got last, and how far it read before it gave up. */
export interface UnreadPacket {
  readonly octets: Buffer;
  readonly parsed: number;
}

const ENOUGH_TO_KNOW = 32;
/** How much of the start of a next request the parser may have believed in: less than the longest method. */
const BELIEVED_AT_MOST = 16;

/** What stands behind a body in the packet in which the parser gave up. */
export function behindBody(body: Buffer, { octets, parsed }: UnreadPacket): Buffer {
  for (let start = Math.min(parsed, octets.length); start > Math.max(0, parsed - BELIEVED_AT_MOST); start--) {
    const before = octets.subarray(Math.max(0, start - ENOUGH_TO_KNOW), start);
    if (body.subarray(-before.length).equals(before)) return octets.subarray(start);
  }
  return octets;
}
