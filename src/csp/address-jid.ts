import {
  type AddressResult,
  type AddressSpace,
  addressFault,
  type DomainAddress,
  type GroupAddress,
  makeDomain,
  makeGroup,
  makeUser,
  type UserAddress,
} from "./address.js";
import { foldCase, textOfLocalPart } from "./jid-escape.js";

interface BareJid {
  readonly localPart: string | undefined;
  readonly domain: string;
}

/** Splits a JID (RFC 7622 section 3.1). A resource is dropped: it is never part of an address. */
function splitJid(jid: string): BareJid {
  const [bare = ""] = jid.split("/", 1);
  const at = bare.indexOf("@");
  return { localPart: at < 0 ? undefined : bare.slice(0, at), domain: bare.slice(at + 1) };
}

function badLocalPart(): AddressResult<never> {
  return addressFault("The local part of the JID is empty or holds characters that are not possible.");
}

/** The address of the user, or without a local part of the server, that a JID names. Never throws. */
export function userFromJid(jid: string, space: AddressSpace): AddressResult<UserAddress | DomainAddress> {
  const { localPart, domain } = splitJid(jid);
  if (localPart === undefined) return makeDomain(domain);
  const user = textOfLocalPart(foldCase(localPart));
  return user === undefined ? badLocalPart() : makeUser(user, domain, space);
}

/** The address of the group for a room's JID, or for that of an occupant, whose nickname is dropped. Never throws. */
export function groupFromJid(jid: string): AddressResult<GroupAddress> {
  const { localPart, domain } = splitJid(jid);
  const room = localPart === undefined ? undefined : textOfLocalPart(foldCase(localPart));
  return room === undefined ? badLocalPart() : makeGroup(room, domain);
}
