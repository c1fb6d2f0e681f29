import { parseAddress } from "../../csp/index.js";
import type { BridgeContext } from "../context.js";

/**
 * Bare JIDs of the users of Hamlet who meet all criteria. Of its users Hamlet knows no more than their ids, and it tells
 * of nobody who is not named in full, so that subscribers cannot be listed.
 */
export async function findUsers(
  criteria: readonly { readonly element: string; readonly text: string }[],
  { space, storage }: Pick<BridgeContext, "space" | "storage">,
): Promise<readonly string[]> {
  const named = new Set<string>();
  for (const { element, text } of criteria) {
    const read = parseAddress(text, space);
    if (element !== "USER_ID" || !read.ok || read.address.kind !== "user") return [];
    named.add(read.address.jid);
  }
  const [jid, ...others] = named;
  if (jid === undefined || others.length > 0) return [];
  return (await storage.accounts.exists(jid)) ? [jid] : [];
}
