import { type Charset, charsetOfName, decodeText, UTF_8, UTF_16BE, UTF_16LE } from "../charset.js";
import { CspError } from "../errors.js";

const DECLARATION_LENGTH = 200;

function startsWith(octets: Uint8Array, ...first: number[]): boolean {
  return first.every((octet, index) => octets[index] === octet);
}

/** The character set by byte order mark, by the look of the first octets, or by the XML declaration. */
function detect(octets: Uint8Array): { charset: Charset; skip: number } {
  if (startsWith(octets, 0xef, 0xbb, 0xbf)) return { charset: UTF_8, skip: 3 };
  if (startsWith(octets, 0xfe, 0xff)) return { charset: UTF_16BE, skip: 2 };
  if (startsWith(octets, 0xff, 0xfe)) return { charset: UTF_16LE, skip: 2 };
  if (startsWith(octets, 0x00, 0x3c)) return { charset: UTF_16BE, skip: 0 };
  if (startsWith(octets, 0x3c, 0x00)) return { charset: UTF_16LE, skip: 0 };
  const head = Buffer.from(octets.subarray(0, DECLARATION_LENGTH)).toString("latin1");
  const name = /^<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(head)?.[1];
  if (name === undefined) return { charset: UTF_8, skip: 0 };
  const charset = charsetOfName(name);
  if (charset === undefined) throw new CspError("charset", { detail: name });
  // A declaration that could be read as ASCII is not in UTF-16, whatever it says.
  return { charset: charset.unit === 2 ? UTF_8 : charset, skip: 0 };
}

/** Whether only the last character is not whole. */
function isCut(octets: Uint8Array, charset: Charset): boolean {
  return [1, 2, 3].some((count) => decodeText(octets.subarray(0, -count), charset) !== undefined);
}

/**
 * The text of an XML document, with line ends as XML 1.0 section 2.11 has them.
 * @throws CspError `charset`, `invalid-encoding`, `truncated`
 */
export function decodeXml(octets: Uint8Array): string {
  const { charset, skip } = detect(octets);
  const text = decodeText(octets.subarray(skip), charset);
  if (text === undefined) throw new CspError(isCut(octets, charset) ? "truncated" : "invalid-encoding");
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}
