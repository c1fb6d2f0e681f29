import {
  type AddressSpace,
  formatAddress,
  type GroupAddress,
  groupFromJid,
  parseAddress,
  type UserAddress,
  userFromJid,
} from "../csp/index.js";
import { Refusal, type Session } from "../handsets/index.js";
import { bareOf as bareJid, domainOf } from "../xmpp/index.js";
import type { BridgeContext } from "./context.js";

export { localOf, resourceOf } from "../xmpp/index.js";
export { bareJid, domainOf };

/** The full JID under which a session is known to XMPP. */
export function jidOf(session: Session): string {
  return `${session.user.jid}/${session.device}`;
}

/** Writes the user behind a JID as this phone is used to seeing users; a server gets its domain address. */
export function userIdFor(session: Session, jid: string, space: AddressSpace): string {
  const result = userFromJid(jid, space);
  // A JID that has no address cannot be answered to, but its owner still wants to be seen.
  return result.ok ? formatAddress(result.address, session.style) : `wv:${encodeURIComponent(bareJid(jid))}`;
}

/**
 * Reads the UserID of a user, as a phone wrote it.
 * @throws Refusal address-error, or unknown-user for an address of something else
 */
export function readUser(text: string, space: AddressSpace): UserAddress {
  const result = parseAddress(text, space);
  if (!result.ok) throw new Refusal("address-error", result.problem);
  if (result.address.kind !== "user") throw new Refusal("unknown-user");
  return result.address;
}

/**
 * Reads the UserID of one whom a phone wants to know of, as a bare JID.
 * @throws Refusal address-error, unknown-user for one who is known not to exist
 */
export async function readContact(
  text: string,
  { space, storage }: Pick<BridgeContext, "space" | "storage">,
): Promise<string> {
  const { jid } = readUser(text, space);
  await checkExists(jid, { space, storage });
  return jid;
}

/** @param jid bare. @throws Refusal unknown-user for one who is known not to exist */
export async function checkExists(
  jid: string,
  { space, storage }: Pick<BridgeContext, "space" | "storage">,
): Promise<void> {
  const isMissing = domainOf(jid) === space.home && !(await storage.accounts.exists(jid));
  if (isMissing) throw new Refusal("unknown-user");
}

/**
 * The phone has named a user who may be on none of its lists: what comes from him is to bear the id that it used. One who
 * is on a list, it knows by the id that he has there.
 */
export async function noteSpelling(
  session: Session,
  written: string,
  { space, storage }: Pick<BridgeContext, "space" | "storage">,
): Promise<void> {
  if (session.spellings === undefined) return;
  const user = readUser(written, space);
  const lists = await storage.lists.holding(session.user.jid, user.jid);
  if (lists.length === 0) session.spellings.keep(user, written);
}

/** Writes the id of the group that is a room; the room alone tells it (no table is needed). */
export function groupIdOf(room: string): string {
  const result = groupFromJid(room);
  return result.ok ? formatAddress(result.address) : `wv:/${encodeURIComponent(bareJid(room))}`;
}

/**
 * Reads a GroupID, as a phone wrote it, as the JID of the room.
 * - `wv:/room@service`: that room.
 * - `wv:/room` or `wv:/room@home`: the room of that name at Hamlet's service.
 * - `wv:alice/party@home`, a private group: the room `alice.party` at Hamlet's service.
 * @throws Refusal address-error, or unknown-group for an address of something else
 */
export function readRoom(text: string, space: AddressSpace, service: string | undefined): string {
  const result = parseAddress(text, space);
  if (!result.ok) throw new Refusal("address-error", result.problem);
  const { address } = result;
  if (address.kind === "group") return roomOfGroup(address, space, service);
  if (address.kind !== "owned" || service === undefined) throw new Refusal("unknown-group");
  return roomNamed(`${address.owner.user}.${address.resource}`, space, service);
}

function roomOfGroup(address: GroupAddress, space: AddressSpace, service: string | undefined): string {
  if (address.domain !== space.home) return address.jid;
  if (service === undefined) throw new Refusal("unknown-group");
  return roomNamed(address.room, space, service);
}

function roomNamed(name: string, space: AddressSpace, service: string): string {
  const result = parseAddress(`wv:/${encodeURIComponent(name)}@${service}`, space);
  if (!result.ok || result.address.kind !== "group") throw new Refusal("address-error");
  return result.address.jid;
}
