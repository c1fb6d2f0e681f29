import { MessageBuilder } from "./builder.js";
import { CspError } from "./errors.js";
import { type Limits, withDefaults } from "./limits.js";
import type { Message, OutgoingMessage } from "./message.js";
import { readPts } from "./pts/reader.js";
import { PtsWriter } from "./pts/writer.js";
import type { Sink } from "./sink.js";
import { resolveSyntax } from "./syntax.js";
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

/** A sink for those who only want to know whether a document can be read, and its version. */
export const NOWHERE: Sink = {
  open: () => undefined,
  text: () => undefined,
  integer: () => undefined,
  close: () => undefined,
  leaf: () => undefined,
};

const MALFORMED = 400;

/** A message that lacks something may be malformed further on as well, which is the graver fault. */
function gravest(error: CspError, bytes: Uint8Array, syntax: Syntax, limits: Limits): CspError {
  if (error.status === MALFORMED) return error;
  try {
    read(bytes, syntax, NOWHERE, limits);
    return error;
  } catch (other) {
    return other instanceof CspError && other.status === MALFORMED ? other : error;
  }
}

/**
 * Reads a CSP document of any syntax and version as a typed message.
 * @throws CspError with the status to answer, and the TransactionID if it could be read; a document that is
 *   malformed is reported as such even where its message is incomplete besides
 */
export function decode(bytes: Uint8Array, options: DecodeOptions = {}): Message {
  const syntax = resolveSyntax(bytes, options.syntax);
  const limits = withDefaults(options.limits);
  const builder = new MessageBuilder();
  try {
    const version = read(bytes, syntax, builder, limits);
    return builder.message(version, syntax);
  } catch (error) {
    if (!(error instanceof CspError)) throw error;
    const gravestError = gravest(error, bytes, syntax, limits);
    gravestError.transactionId = builder.transactionId ?? gravestError.transactionId;
    throw gravestError;
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
