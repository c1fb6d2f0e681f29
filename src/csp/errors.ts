/**
 * The catalogue of what can be wrong with a document. `status` is the CSP status that answers it
 * (400 malformed, 402 bad or missing parameter), `text` a sentence for the person who sent it.
 */
const CATALOGUE = {
  "empty-input": { status: 400, text: "the document is empty" },
  truncated: { status: 400, text: "the document ends too early" },
  "input-too-large": { status: 400, text: "the document is larger than allowed" },
  "output-limit": { status: 400, text: "the document expands to more than allowed" },
  "element-limit": { status: 400, text: "the document has more elements than allowed" },
  "nesting-depth": { status: 400, text: "elements are nested deeper than allowed" },
  "unknown-syntax": { status: 400, text: "this is neither XML nor WBXML nor the plain-text syntax" },
  "wbxml-version": { status: 400, text: "the WBXML version is not supported" },
  "public-id": { status: 400, text: "the document type is unknown" },
  charset: { status: 400, text: "the character set is not supported" },
  "string-table-length": { status: 400, text: "the string table is longer than the document or the limit" },
  "string-table-index": { status: 400, text: "a reference points outside the string table" },
  "string-table-unterminated": { status: 400, text: "a string of the string table has no end" },
  "mb-u-int32-overflow": { status: 400, text: "a multi-byte integer exceeds 32 bits" },
  "opaque-length": { status: 400, text: "opaque data is longer than the document" },
  "missing-end": { status: 400, text: "elements are still open at the end" },
  "trailing-data": { status: 400, text: "something follows the document element" },
  "unexpected-token": { status: 400, text: "a token is not allowed at this place" },
  "unsupported-token": { status: 400, text: "CSP does not use this token" },
  "unsupported-ext-token": { status: 400, text: "CSP does not use this extension token" },
  "unknown-code-page": { status: 400, text: "this version has no such code page" },
  "unknown-tag": { status: 400, text: "this version has no such tag token" },
  "unknown-attribute": { status: 400, text: "this version has no such attribute token" },
  "missing-attribute": { status: 400, text: "an attribute list is empty" },
  "duplicate-attribute": { status: 400, text: "an attribute stands twice on one element" },
  "unknown-ext-value": { status: 400, text: "this version has no such value token" },
  "invalid-encoding": { status: 400, text: "octets are not valid in the character set" },
  "invalid-character": { status: 400, text: "a character is not allowed in XML" },
  "invalid-entity": { status: 400, text: "an entity is not a Unicode character" },
  "invalid-name": { status: 400, text: "an element or attribute name is not an XML name" },
  "name-too-long": { status: 400, text: "an element or attribute name is longer than allowed" },
  "not-well-formed": { status: 400, text: "the XML is not well-formed" },
  "forbidden-doctype": { status: 400, text: "a document type with declarations is refused" },
  "unbound-prefix": { status: 400, text: "a namespace prefix is not declared" },
  "root-element": { status: 400, text: "the document element is not a CSP message" },
  "text-syntax": { status: 400, text: "the plain-text syntax is not followed" },
  "unknown-code": { status: 400, text: "the plain-text syntax has no such code" },
  "integer-length": { status: 402, text: "an integer is longer than four octets" },
  "integer-text": { status: 402, text: "an integer is not written in decimal digits" },
  "integer-range": { status: 402, text: "an integer is not within 0 to 4294967295" },
  "datetime-length": { status: 402, text: "an opaque date and time is not six octets long" },
  "datetime-value": { status: 402, text: "a date and time is out of range or not readable" },
  "datetime-zone": { status: 402, text: "the zone of a date and time is not a zone letter" },
  "boolean-text": { status: 402, text: "a boolean is neither T nor F" },
  "wrong-type": { status: 402, text: "a field does not hold a value of its type" },
  "unknown-value": { status: 402, text: "the value is not one of those that exist" },
  "missing-element": { status: 402, text: "a mandatory element is missing" },
  "missing-content": { status: 402, text: "the transaction has no primitive" },
  "not-in-version": { status: 405, text: "this version of CSP has no such primitive" },
  "not-in-syntax": { status: 405, text: "the plain-text syntax cannot say this" },
} as const;

/** What is wrong with a document; stable, fit for logs and scripts. */
export type CspErrorKind = keyof typeof CATALOGUE;

/** Every kind of error with its status and sentence. */
export const CSP_ERRORS: Readonly<Record<CspErrorKind, { readonly status: number; readonly text: string }>> =
  CATALOGUE;

const LONGEST_DETAIL = 200;

interface Details {
  readonly offset?: number;
  /** The element concerned. */
  readonly element?: string;
  /** What more a person would want to know. */
  readonly detail?: string;
}

/** Details quote the document, which may hold anything; a log line or a terminal must not. */
function oneLine(detail: string): string {
  return detail.replace(/[^\x20-\x7e\u00a0-\ud7ff\ue000-\ufffd]+/g, " ").slice(0, LONGEST_DETAIL);
}

/** The only error that reading and writing CSP documents throws. */
export class CspError extends Error {
  override readonly name = "CspError";
  readonly kind: CspErrorKind;
  /** The CSP status code that answers the document. */
  readonly status: number;
  /**
   * Where in the input: octets for WBXML and plain text; for XML characters of the text, counted with line ends
   * as one character and without a byte order mark. Undefined where no place can be told.
   */
  offset: number | undefined;
  readonly element: string | undefined;
  /** The TransactionID to answer to, where it could be read before the error. */
  transactionId: string | undefined;

  constructor(kind: CspErrorKind, { offset, element, detail }: Details = {}) {
    const place = element === undefined ? "" : `: ${element}`;
    super(`${CATALOGUE[kind].text}${place}${detail === undefined ? "" : ` (${oneLine(detail)})`}`);
    this.kind = kind;
    this.status = CATALOGUE[kind].status;
    this.offset = offset;
    this.element = element;
    this.transactionId = undefined;
  }
}
