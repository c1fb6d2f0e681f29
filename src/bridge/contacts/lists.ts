import { type AddressSpace, formatAddress, parseAddress } from "../../csp/index.js";
import { Refusal, type Session } from "../../handsets/index.js";
import type { ListMember, ListRow, Storage } from "../../storage/index.js";

/** The id of one of the user's lists, as his phone spells its own addresses. */
export function listIdOf(session: Session, slug: string): string {
  return formatAddress({ kind: "owned", owner: session.user, resource: slug }, session.style);
}

/**
 * Reads the id of a list of the user's own, as a phone wrote it.
 * @returns the name of the list inside the address, as it was written
 * @throws Refusal address-error, or unknown-contact-list for an address of something else
 */
export function readListId(session: Session, text: string, space: AddressSpace): string {
  const result = parseAddress(text, space);
  if (!result.ok) throw new Refusal("address-error", result.problem);
  const { address } = result;
  const isOwn = address.kind === "owned" && address.owner.jid === session.user.jid;
  if (!isOwn) throw new Refusal("unknown-contact-list");
  return address.resource;
}

/** @throws Refusal address-error, unknown-contact-list */
export async function findList(
  context: { readonly storage: Storage; readonly space: AddressSpace },
  session: Session,
  text: string,
): Promise<ListRow> {
  const list = await context.storage.lists.find(session.user.jid, readListId(session, text, context.space));
  if (list === undefined) throw new Refusal("unknown-contact-list");
  return list;
}

/** The members of a list that the phone named. @throws Refusal address-error, unknown-contact-list */
export async function membersOf(
  context: { readonly storage: Storage; readonly space: AddressSpace },
  session: Session,
  text: string,
): Promise<readonly ListMember[]> {
  const { slug } = await findList(context, session, text);
  return context.storage.lists.members(session.user.jid, slug);
}
