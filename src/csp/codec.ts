import { MessageBuilder } from "./builder.js";
import { CspError } from "./errors.js";
import { type Limits, withDefaults } from "./limits.js";
import type { Message, OutgoingMessage } from "./message.js";
import { readPts } from "./pts/reader.js";
import { PtsWriter } from "./pts/writer.js";
import type { Tag } from "./schema/registry.js";
import { leafInSteps, type Sink } from "./sink.js";
import { resolveSyntax } from "./syntax.js";
import type { Syntax, Version } from "./version.js";
import { walk } from "./walker.js";
import { WBXML_PROFILES, type WbxmlProfileName } from "./wbxml/profile.js";
import { readWbxml } from "./wbxml/reader.js";
import { WbxmlWriter } from "./wbxml/writer.js";
import { readXml } from "./xml/reader.js";
import { XmlWriter } from "./xml/writer.js";

type Reader = (bytes: Uint8Array, sink: Sink, limits: Limits, isTolerant?: boolean) => Version;

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
  /**
   * For a client that keeps the last piece of a text only (Android): XML without references and line breaks in texts,
   * and WBXML in which no text ends where a piece of the document ends that it reads at once.
   */
  readonly wholeTexts?: boolean;
}

/** The sink that writes a syntax. */
export function makeWriter({
  syntax,
  version,
  wbxmlProfile = "handset",
  wholeTexts = false,
}: EncodeOptions): Writer {
  switch (syntax) {
    case "xml":
      return new XmlWriter({ wholeTexts });
    case "wbxml":
      return new WbxmlWriter(version, WBXML_PROFILES[wbxmlProfile], wholeTexts);
    case "pts":
      return new PtsWriter(version);
  }
}

/**
 * Pushes a document into a sink. A tolerant reading passes over values that are not of their type.
 * @throws CspError
 */
export function read(
  bytes: Uint8Array,
  syntax: Syntax | undefined,
  sink: Sink,
  limits: Limits,
  isTolerant = false,
): Version {
  if (bytes.length > limits.bytes) throw new CspError("input-too-large", { offset: limits.bytes });
  if (bytes.length === 0) throw new CspError("empty-input");
  return READERS[resolveSyntax(bytes, syntax)](bytes, sink, limits, isTolerant);
}

export interface DecodeOptions {
  /** The syntax, where it is known; otherwise the first octets tell it. */
  readonly syntax?: Syntax;
  readonly limits?: Partial<Limits>;
}

/** Looks for nothing but the first TransactionID. */
class TransactionIdFinder implements Sink {
  transactionId: string | undefined;
  #isInside = false;

  open({ name }: Tag): void {
    this.#isInside = name === "TransactionID";
  }

  text(value: string): void {
    if (this.#isInside) this.transactionId ??= value;
  }

  integer(value: number): void {
    this.text(String(value));
  }

  close(): void {
    this.#isInside = false;
  }

  leaf(tag: Tag, value: string | number): void {
    leafInSteps(this, tag, value);
  }
}

const MALFORMED = 400;

/**
 * A message that lacks something may be malformed further on as well, which is the graver fault; and the
 * TransactionID to answer to may stand behind the fault.
 */
function gravest(error: CspError, bytes: Uint8Array, syntax: Syntax | undefined, limits: Limits): CspError {
  if (error.status === MALFORMED) return error;
  const finder = new TransactionIdFinder();
  let result = error;
  try {
    read(bytes, syntax, finder, limits, true);
  } catch (other) {
    if (other instanceof CspError && other.status === MALFORMED) result = other;
  }
  result.transactionId = finder.transactionId ?? result.transactionId;
  return result;
}

/**
 * Reads a CSP document of any syntax and version as a typed message.
 * @throws CspError with the status to answer, and the TransactionID if it could be read; a document that is
 *   malformed is reported as such even where its message is incomplete besides
 */
export function decode(bytes: Uint8Array, options: DecodeOptions = {}): Message {
  const limits = withDefaults(options.limits);
  const builder = new MessageBuilder();
  try {
    const version = read(bytes, options.syntax, builder, limits);
    return builder.message(version, resolveSyntax(bytes, options.syntax));
  } catch (error) {
    if (!(error instanceof CspError)) throw error;
    const gravestError = gravest(error, bytes, options.syntax, limits);
    gravestError.transactionId = builder.transactionId ?? gravestError.transactionId;
    throw gravestError;
  }
}

/**
 * Writes a typed message. Fields that the version does not have are left out, `unknown` elements too. The
 * result may be a view on a larger memory: use it, not its `buffer`.
 * @throws CspError for what the version or the syntax cannot say, and for a value, name or nesting that no
 *   reader would take
 */
export function encode(message: OutgoingMessage, options: EncodeOptions): Uint8Array {
  const writer = makeWriter(options);
  walk(message, options.version, writer);
  return writer.bytes();
}
