/** Escapable characters and their codes (XEP-0106 section 3.2). */
const CODES: ReadonlyMap<string, string> = new Map([
  [" ", "20"],
  ['"', "22"],
  ["&", "26"],
  ["'", "27"],
  ["/", "2f"],
  [":", "3a"],
  ["<", "3c"],
  [">", "3e"],
  ["@", "40"],
  ["\\", "5c"],
]);
const CHARACTERS: ReadonlyMap<string, string> = new Map([...CODES].map(([char, code]) => [code, char]));

// A backslash is plain unless the two characters after it make it look like an escape sequence.
const TO_ESCAPE = /[ "&'/:<>@]|\\(?=20|2[267f]|3[ace]|40|5c)/g;
const ESCAPED = /\\(20|2[267f]|3[ace]|40|5c)/g;
const NOT_IN_LOCAL_PART = /[ "&'/:<>@]/;

const NOT_IN_ADDRESSES = /[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]|(?! )\p{Zs}/u;
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/gu;
const DOMAIN = /^(?:\[[\da-f:.]+\]|[\p{L}\p{M}\p{N}_-]+(?:\.[\p{L}\p{M}\p{N}_-]+)*)$/u;

/** Longest local part or domain of a JID, in bytes of UTF-8 (RFC 7622 section 3.1). */
const MAX_BYTES = 1023;

function fits(part: string): boolean {
  return part !== "" && new TextEncoder().encode(part).length <= MAX_BYTES && !NOT_IN_ADDRESSES.test(part);
}

/**
 * Folds away what XMPP servers do not tell apart in local parts and domains: case, compatibility forms and
 * invisible characters. Prosody and ejabberd follow Nodeprep (RFC 3920 appendix A), and so does this, except
 * that of the foldings beyond lower case only the two that occur in names are made: sharp s and final sigma.
 */
export function foldCase(text: string): string {
  const lower = text.replace(IGNORABLE, "").normalize("NFKC").toLowerCase();
  return lower.replaceAll("ß", "ss").replaceAll("ς", "σ").normalize("NFKC");
}

/** Folds a text and says whether an address may hold it: not empty, too long, or with control characters. */
export function foldPart(text: string): string | undefined {
  const folded = foldCase(text);
  return fits(folded) ? folded : undefined;
}

/** The folded domain, without a final dot; undefined if it is no host name or bracketed IPv6 address. */
export function foldDomain(text: string): string | undefined {
  const domain = foldCase(text).replace(/\.$/, "");
  return fits(domain) && DOMAIN.test(domain) ? domain : undefined;
}

/**
 * Replaces the characters that a local part cannot hold (XEP-0106 section 3.2), and nothing else. The text has
 * to be folded: a server would turn `\2F` into the escape sequence `\2f` later.
 */
export function escapeJid(text: string): string {
  return text.replace(TO_ESCAPE, (char) => `\\${CODES.get(char) ?? ""}`);
}

/** Undoes `escapeJid`; whatever is no escape sequence stays (XEP-0106 section 3.3). */
export function unescapeJid(localPart: string): string {
  return localPart.replace(ESCAPED, (_, code: string) => CHARACTERS.get(code) ?? "");
}

function isLocalPart(text: string): boolean {
  return fits(text) && !NOT_IN_LOCAL_PART.test(text) && foldCase(text) === text;
}

/**
 * The text that stands for a local part on phones. A few local parts are not the escaped form of any text,
 * such as `a\5cb` or `\20a`. They are kept as they are behind a space, with which no other text starts.
 * @returns undefined unless the argument is a folded local part
 */
export function textOfLocalPart(localPart: string): string | undefined {
  if (!isLocalPart(localPart)) return undefined;
  const text = unescapeJid(localPart);
  return localPartOfText(text) === localPart ? text : ` ${localPart}`;
}

/**
 * The folded and escaped local part for a text; the inverse of `textOfLocalPart`.
 * @returns undefined for texts that no local part can stand for, such as those with a space at either end
 */
export function localPartOfText(text: string): string | undefined {
  const folded = foldCase(text);
  if (folded.startsWith(" ")) {
    const kept = folded.slice(1);
    return textOfLocalPart(kept) === folded ? kept : undefined;
  }
  const escaped = escapeJid(folded);
  return !folded.endsWith(" ") && isLocalPart(escaped) ? escaped : undefined;
}
