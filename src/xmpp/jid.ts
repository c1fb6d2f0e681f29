import { bareOf } from "./link/addresses.js";

export { bareOf, comparable, domainOf } from "./link/addresses.js";

/** The resource of a JID; of an occupant's address, his nickname. Undefined for a bare JID. */
export function resourceOf(jid: string): string | undefined {
  const slash = jid.indexOf("/");
  return slash < 0 ? undefined : jid.slice(slash + 1);
}

/** Undefined for the JID of a server or component. */
export function localOf(jid: string): string | undefined {
  const bare = bareOf(jid);
  const at = bare.indexOf("@");
  return at < 0 ? undefined : bare.slice(0, at);
}
