import { Budget } from "../budget.js";
import { type Charset, charsetOfMib, UTF_8 } from "../charset.js";
import type { Limits } from "../limits.js";
import { type Codebook, codebookOf, versionOfPublicId, versionOfPublicIdText } from "./codebook.js";
import type { Cursor } from "./cursor.js";
import { StringTable } from "./text.js";

/** What stands before the body of a WBXML document (WBXML 1.3 section 5.4). */
export interface Header {
  readonly codebook: Codebook;
  readonly charset: Charset;
  readonly strings: StringTable;
  readonly budget: Budget;
}

const SUPPORTED_VERSIONS = [0x01, 0x02, 0x03];
const CHARSET_UNKNOWN = 0;
const NO_STRINGS = new StringTable(new Uint8Array(0), UTF_8);

/** @throws CspError `wbxml-version`, `public-id`, `charset`, `string-table-…`, `truncated` */
export function readHeader(cursor: Cursor, limits: Limits): Header {
  if (!SUPPORTED_VERSIONS.includes(cursor.octet())) throw cursor.error("wbxml-version", 0);
  const publicIdAt = cursor.position;
  const publicId = cursor.multiByte();
  const publicIdIndex = publicId === 0 ? cursor.multiByte() : undefined;
  const numbered = versionOfPublicId(publicId);
  if (publicIdIndex === undefined && numbered === undefined) throw cursor.error("public-id", publicIdAt);
  const charset = readCharset(cursor);
  const budget = new Budget(limits);
  const strings = readStringTable(cursor, charset, limits);
  const version =
    publicIdIndex === undefined
      ? numbered
      : versionOfPublicIdText(strings.at(publicIdIndex, publicIdAt, budget));
  if (version === undefined) throw cursor.error("public-id", publicIdAt);
  return { codebook: codebookOf(version), charset, strings, budget };
}

function readCharset(cursor: Cursor): Charset {
  const at = cursor.position;
  const mib = cursor.multiByte();
  const charset = mib === CHARSET_UNKNOWN ? UTF_8 : charsetOfMib(mib);
  if (charset === undefined) throw cursor.error("charset", at);
  return charset;
}

function readStringTable(cursor: Cursor, charset: Charset, limits: Limits): StringTable {
  const at = cursor.position;
  const length = cursor.multiByte();
  if (length > cursor.end - cursor.position || length > limits.stringTable) {
    throw cursor.error("string-table-length", at);
  }
  return length === 0 ? NO_STRINGS : new StringTable(cursor.take(length), charset);
}
