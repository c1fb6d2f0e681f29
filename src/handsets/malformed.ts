import {
  type CspError,
  detectSyntax,
  namespaceOf,
  type Syntax,
  VERSIONS,
  type Version,
} from "../csp/index.js";

/** What could still be made out of a document that cannot be read. */
export interface Remains {
  readonly syntax: Syntax;
  readonly version: Version;
  readonly transactionId: string;
  /** The session that the document names. */
  readonly sessionId: string | undefined;
}

/** SessionIDs are handed out in this form, so that they are found even where nothing else makes sense. */
const SESSION_ID = /[a-z0-9]{32}/g;
const PUBLIC_IDS: Readonly<Record<number, Version>> = { 16: "1.1", 17: "1.2", 18: "1.3" };

function versionIn(text: string, bytes: Uint8Array, syntax: Syntax): Version {
  const named = VERSIONS.find((version) => text.includes(namespaceOf(version, "csp")));
  if (syntax === "wbxml") return named ?? PUBLIC_IDS[bytes[1] ?? 0] ?? "1.1";
  const digits = /^\s*WV(1)(\d)/i.exec(text);
  const plain = VERSIONS.find((version) => version === `${digits?.[1]}.${digits?.[2]}`);
  return (syntax === "pts" ? plain : named) ?? "1.1";
}

/**
 * What is needed to answer with a Status; undefined where the TransactionID is unknown, so that only HTTP can tell.
 * @param isKnown whether there is such a session
 */
export function remainsOf(
  bytes: Uint8Array,
  { transactionId }: CspError,
  isKnown: (sessionId: string) => boolean,
): Remains | undefined {
  if (transactionId === undefined || transactionId === "") return undefined;
  const text = Buffer.from(bytes).toString("latin1");
  const syntax = detectSyntax(bytes);
  const sessionId = text.match(SESSION_ID)?.find(isKnown);
  return { syntax, version: versionIn(text, bytes, syntax), transactionId, sessionId };
}
