import { CspError, decode, detectSyntax, type Message } from "../csp/index.js";
import type { ExchangeRequest } from "./exchange.js";

/** What an XML document says of its character set itself: a byte order mark, two octets a character, or an encoding. */
const DECLARED = /^(?:\xef\xbb\xbf|\xfe\xff|\xff\xfe|\0<|<\0|<\?xml[^>]*?\sencoding\s*=)/;
const ENOUGH_OF_THE_START = 200;
/** What Western programs write that do not know of character sets: Latin-1, and what Windows puts into its gaps. */
const WESTERN = "windows-1252";

function declaresCharset(body: Uint8Array): boolean {
  return DECLARED.test(Buffer.from(body.subarray(0, ENOUGH_OF_THE_START)).toString("latin1"));
}

/** The charset of a Content-Type, where it is one that a document that begins like ASCII can be in. */
function decoderOf(contentType = ""): InstanceType<typeof TextDecoder> {
  const label = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1] ?? WESTERN;
  try {
    const decoder = new TextDecoder(label);
    return decoder.encoding.startsWith("utf-16") ? new TextDecoder(WESTERN) : decoder;
  } catch {
    return new TextDecoder(WESTERN);
  }
}

/** Node.js 20 reads windows-1252 as Latin-1 where it gets all at once, but not where more may follow. */
function textOf(body: Uint8Array, decoder: InstanceType<typeof TextDecoder>): string {
  return decoder.decode(body, { stream: true }) + decoder.decode();
}

/**
 * Reads what a phone sent. XML that is not UTF-8, as it would be where nothing is declared, is read in the charset of the
 * Content-Type or else as Western text, rather than not at all: some clients do not know what they write (Colibria).
 * @throws CspError
 */
export function decodeRequest({ body, contentType }: Pick<ExchangeRequest, "body" | "contentType">): Message {
  try {
    return decode(body);
  } catch (error) {
    const isIllegible = error instanceof CspError && error.kind === "invalid-encoding";
    if (!isIllegible || detectSyntax(body) !== "xml" || declaresCharset(body)) throw error;
    return decode(Buffer.from(textOf(body, decoderOf(contentType)), "utf8"));
  }
}
