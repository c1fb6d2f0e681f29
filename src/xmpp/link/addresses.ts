/** The parts of a JID (RFC 7622 section 3.1) as far as the stream needs them. */

/** Without the resource. */
export function bareOf(jid: string): string {
  const slash = jid.indexOf("/");
  return slash === -1 ? jid : jid.slice(0, slash);
}

export function domainOf(jid: string): string {
  const bare = bareOf(jid);
  return bare.slice(bare.indexOf("@") + 1);
}

/**
 * The same for two spellings of one address. Servers fold the case of local part and domain and normalise all parts
 * on the way, so an answer may bear another spelling than its request.
 */
export function comparable(jid: string): string {
  const bare = bareOf(jid);
  return bare.normalize("NFKC").toLowerCase() + jid.slice(bare.length).normalize("NFKC");
}
