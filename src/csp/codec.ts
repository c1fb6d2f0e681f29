import { MessageBuilder } from "./builder.js";
import { CspError } from "./errors.js";
import { DEFAULT_LIMITS, type Limits } from "./limits.js";
import type { Message, OutgoingMessage } from "./message.js";
import { readPts } from "./pts/reader.js";
import { PtsWriter } from "./pts/writer.js";
import type { Sink } from "./sink.js";
import type { Syntax, Version } from "./version.js";
import { walk } from "./walker.js";
import { WBXML_PROFILES, type WbxmlProfileName } from "./wbxml/profile.js";
import { readWbxml } from "./wbxml/reader.js";
import { WbxmlWriter } from "./wbxml/writer.js";
import { readXml } from "./xml/reader.js";
import { XmlWriter } from "./xml/writer.js";

type Reader = (bytes: Uint8Array, sink: Sink, limits: Limits) => Version;

/** A sink that ends in octets. */
export interface Writer extends Sink {
  bytes(): Uint8Array;
}

const READERS: Readonly<Record<Syntax, Reader>> = { xml: readXml, wbxml: readWbxml, pts: readPts };

export interface EncodeOptions {
  readonly syntax: Syntax;
  readonly version: Version;
  /** How WBXML is written; `handset`, the form that phones read, unless another is named. */
  readonly wbxmlProfile?: WbxmlProfileName;
}

/** The sink that writes a syntax. */
export function makeWriter({ syntax, version, wbxmlProfile = "handset" }: EncodeOptions): Writer {
  switch (syntax) {
    case "xml":
      return new XmlWriter();
    case "wbxml":
      return new WbxmlWriter(version, WBXML_PROFILES[wbxmlProfile]);
    case "pts":
      return new PtsWriter(version);
  }
}

const XML_START = /^(?:\uFEFF|\xEF\xBB\xBF|\xFE\xFF|\xFF\xFE)?[\0\s]*</;
const LONGEST_START = 64;
const LAST_WBXML_VERSION = 3;

/**
 * The syntax of a document by its first octets: `<` for XML, `WV` for plain text, and WBXML for all else,
 * whose reader then tells what is wrong.
 */
export function detectSyntax(bytes: Uint8Array): Syntax {
  const first = bytes[0] ?? 0;
  if (first > 0 && first <= LAST_WBXML_VERSION) return "wbxml";
  const head = Buffer.from(bytes.subarray(0, LONGEST_START)).toString("latin1");
  if (XML_START.test(head)) return "xml";
  return /^\s*wv/i.test(head) ? "pts" : "wbxml";
}

/** Pushes a document of a known syntax into a sink. */
export function read(bytes: Uint8Array, syntax: Syntax, sink: Sink, limits: Limits): Version {
  if (bytes.length === 0) throw new CspError("empty-input");
  if (bytes.length > limits.bytes) throw new CspError("input-too-large", { offset: limits.bytes });
  return READERS[syntax](bytes, sink, limits);
}

export interface DecodeOptions {
  /** The syntax, where it is known; otherwise the first octets tell it. */
  readonly syntax?: Syntax;
  readonly limits?: Partial<Limits>;
}

/**
 * Reads a CSP document of any syntax and version as a typed message.
 * @throws CspError with the status to answer, and the TransactionID if it could be read
 */
export function decode(bytes: Uint8Array, options: DecodeOptions = {}): Message {
  const { syntax = detectSyntax(bytes), limits } = options;
  const builder = new MessageBuilder();
  try {
    const version = read(
      bytes,
      syntax,
      builder,
      limits === undefined ? DEFAULT_LIMITS : { ...DEFAULT_LIMITS, ...limits },
    );
    return builder.message(version, syntax);
  } catch (error) {
    if (error instanceof CspError) error.transactionId ??= builder.transactionId;
    throw error;
  }
}

/**
 * Writes a typed message. Fields that the version does not have are left out, `unknown` elements too.
 * @throws CspError `not-in-version`, `not-in-syntax`, `missing-element`, `integer-range`, `datetime-value`
 */
export function encode(message: OutgoingMessage, options: EncodeOptions): Uint8Array {
  const writer = makeWriter(options);
  walk(message, options.version, writer);
  return writer.bytes();
}
