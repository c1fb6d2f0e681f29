import type { FieldsOf } from "../../csp/index.js";
import { Refusal, type Session } from "../../handsets/index.js";

/**
 * Longest text that is taken from a phone, or kept for one, in octets of UTF-8: a stanza with it fits the limits of every
 * server, and what waits for a user the memory.
 */
export const LONGEST_TEXT = 65_536;

/** Longest text that stands beside the matter, such as the reason of an invitation, in octets of UTF-8. */
export const LONGEST_NOTE = 2048;

const ELLIPSIS = "…";
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be found
const IMPOSSIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]|\p{Surrogate}/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

/** Length in octets of UTF-8. */
export function octetsOf(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

/** A text without what no XML document and no phone can hold: control characters and halves of surrogate pairs. */
export function cleanText(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(IMPOSSIBLE, "");
}

/** Units of UTF-16 around a cut that are looked at: longer than what people take for one character. */
const NEAR = 256;

/**
 * Cuts a text that is too long between two characters, and marks that it was cut. Only what is near the cut is looked at
 * closely: Intl.Segmenter takes as long for each character as the whole text is.
 * @param limit octets of UTF-8
 */
export function cutText(text: string, limit: number): string {
  if (octetsOf(text) <= limit) return text;
  const room = new Uint8Array(Math.max(0, limit - octetsOf(ELLIPSIS)));
  const { read: end } = new TextEncoder().encodeInto(text, room);
  const start = Math.max(0, end - NEAR);
  const nearby = new Intl.Segmenter().segment(text.slice(start, end + NEAR));
  const cuts = [...nearby].map(({ index }) => start + index).filter((cut) => cut <= end);
  const isWhole = cuts.length > 1 || start === 0;
  return text.slice(0, isWhole ? cuts.at(-1) : end) + ELLIPSIS;
}

function unescapeEntities(text: string): string {
  return text.replace(/&(#?)(x?)(\w+);/gi, (whole: string, isNumber: string, isHex: string, name: string) => {
    if (isNumber === "") return ENTITIES[`${isHex}${name}`.toLowerCase()] ?? whole;
    const point = Number.parseInt(name, isHex === "" ? 10 : 16);
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : "";
  });
}

/** The text of a piece of HTML, as chat programs write it: markup goes, breaks stay. */
function textOfHtml(html: string): string {
  const markup = html.includes("<") ? html : unescapeEntities(html);
  const broken = markup.replace(/<br\s*\/?>|<\/(?:p|div)>/gi, "\n").replace(/<[^<>]*>/g, "");
  return unescapeEntities(broken).trim();
}

function decodeBase64(data: string, charset: string): string {
  const compact = data.replace(/\s/g, "");
  if (!BASE64.test(compact)) throw new Refusal("bad-parameter", "The content is not Base64.");
  try {
    return new TextDecoder(charset).decode(Buffer.from(compact, "base64"));
  } catch {
    throw new Refusal("content-type-not-supported", "The character set is not known.");
  }
}

type Sent = Pick<FieldsOf<"SendMessage-Request">, "MessageInfo" | "ContentData">;

/**
 * The text that a phone sends. ContentSize is not looked at: phones get it wrong.
 * @throws Refusal content-type-not-supported, bad-parameter, message-queue-full for one that is too long
 */
export function textOf({ MessageInfo: info, ContentData = "" }: Sent, quirks: Session["quirks"]): string {
  const [type = "", ...parameters] = (info.ContentType ?? "text/plain").toLowerCase().split(";");
  const mediaType = type.trim() || "text/plain";
  const isHtml = mediaType === "text/html";
  if (mediaType !== "text/plain" && !isHtml) throw new Refusal("content-type-not-supported");
  const charset = /charset="?([^"]+)"?/.exec(parameters.join(";"))?.[1]?.trim() ?? "utf-8";
  const isEncoded = info.ContentEncoding?.toLowerCase() === "base64";
  const decoded = isEncoded ? decodeBase64(ContentData, charset) : ContentData;
  const plain = quirks.has("escaped-text") && !isHtml ? unescapeEntities(decoded) : decoded;
  const text = cleanText(isHtml || quirks.has("html-text") ? textOfHtml(plain) : plain);
  if (text.trim() === "") throw new Refusal("bad-parameter", "The message is empty.");
  if (octetsOf(text) > LONGEST_TEXT) throw new Refusal("message-queue-full", "The message is too long.");
  return text;
}
