import { CspError } from "./errors.js";
import type { Syntax } from "./version.js";

const LAST_WBXML_VERSION = 3;
const BYTE_ORDER_MARKS = ["efbbbf", "feff", "fffe"];
/** White space, and the zero octets that UTF-16 puts beside it. */
const BLANKS = [0x00, 0x09, 0x0a, 0x0d, 0x20];
const ENOUGH_TO_TELL = 8;

function startsAsWbxml(bytes: Uint8Array): boolean {
  const version = bytes[0] ?? 0;
  return version > 0 && version <= LAST_WBXML_VERSION;
}

/** Where the first octet stands that is neither blank nor part of a byte order mark. */
function startOf(bytes: Uint8Array): number {
  const head = Buffer.from(bytes.subarray(0, 3)).toString("hex");
  const mark = BYTE_ORDER_MARKS.find((each) => head.startsWith(each));
  let at = mark === undefined ? 0 : mark.length / 2;
  while (BLANKS.includes(bytes[at] ?? -1)) at++;
  return at;
}

/**
 * The syntax of a document by its first octets: `<` for XML, `WV` for plain text, and WBXML for all else,
 * whose reader then tells what is wrong.
 */
export function detectSyntax(bytes: Uint8Array): Syntax {
  if (startsAsWbxml(bytes)) return "wbxml";
  const start = startOf(bytes);
  const head = Buffer.from(bytes.subarray(start, start + 2)).toString("latin1");
  if (head.startsWith("<")) return "xml";
  return head.toLowerCase() === "wv" ? "pts" : "wbxml";
}

/**
 * The syntax in which a document is to be read: the one that the caller names, or else the detected one.
 * @throws CspError `empty-input`, and `unknown-syntax` for text that is none of the three
 */
export function resolveSyntax(bytes: Uint8Array, named: Syntax | undefined): Syntax {
  if (named !== undefined) return named;
  const syntax = detectSyntax(bytes);
  if (syntax !== "wbxml" || startsAsWbxml(bytes)) return syntax;
  if (startOf(bytes) >= bytes.length) throw new CspError("empty-input", { offset: 0 });
  const isText = /^[\t\n\r\x20-\x7e]+$/.test(
    Buffer.from(bytes.subarray(0, ENOUGH_TO_TELL)).toString("latin1"),
  );
  if (isText) throw new CspError("unknown-syntax", { offset: 0 });
  return syntax;
}
