import { foldCase, foldDomain, foldPart, localPartOfText } from "./jid-escape.js";
import { codeOf } from "./status.js";

/** What the reading of an address depends on. */
export interface AddressSpace {
  /** The domain of the handset users; completes addresses without a domain. */
  readonly home: string;
  /**
   * Domains in which a user of digits only is an international phone number, and whether JIDs there write it
   * with or without the plus sign. Phones always see the plus. Elsewhere, digits are a name like any other.
   * The domains are in lower case.
   */
  readonly phoneNumbers?: ReadonlyMap<string, "plus" | "digits">;
}

/** A user: `wv:alice@imps.example.org`. */
export interface UserAddress {
  readonly kind: "user";
  /** As it was written, percent-decoded; compare addresses with `sameAddress`. */
  readonly user: string;
  readonly domain: string;
  readonly jid: string;
}

/**
 * Something of a user's: `wv:alice/friends@imps.example.org`. Whether it is a contact list or a private group
 * shows only where it is used. It has no JID.
 */
export interface OwnedAddress {
  readonly kind: "owned";
  readonly owner: UserAddress;
  readonly resource: string;
}

/** A public group, which is the room of that name: `wv:/room@conference.example.org`. */
export interface GroupAddress {
  readonly kind: "group";
  readonly room: string;
  readonly domain: string;
  readonly jid: string;
}

/** A server: `wv:@example.org`. */
export interface DomainAddress {
  readonly kind: "domain";
  readonly domain: string;
  readonly jid: string;
}

/**
 * An IMPS address. Its `jid` is bare and case-folded; addresses are made by parsing only, so a `jid` is always
 * one that XMPP accepts.
 */
export type Address = UserAddress | OwnedAddress | GroupAddress | DomainAddress;

/** Why a text is no address, and the CSP status code that says so (901). */
export interface AddressFault {
  readonly ok: false;
  readonly status: number;
  /** A plain English sentence. */
  readonly problem: string;
}

/** An address, or the reason why there is none. */
export type AddressResult<A extends Address = Address> =
  | { readonly ok: true; readonly address: A }
  | AddressFault;

/** How one phone is used to seeing users of the home domain. */
export interface PhoneStyle {
  readonly home: string;
  /** Leave the home domain out. */
  readonly short: boolean;
  /** Users whom it spells otherwise, by JID. */
  readonly spellings?: ReadonlyMap<string, string>;
}

const BAD_DOMAIN = "The domain is not a host name.";
const SCHEME = /^wv:/i;
const PHONE_NUMBER = /^\+?\d+$/;
const ESCAPES = /(?:%[\da-f]{2})+/gi;

/** The failure with status 901. */
export function addressFault(problem: string): AddressFault {
  return { ok: false, status: codeOf("address-error"), problem };
}

/** Undoes percent-encoding; escapes that are no UTF-8 stay, since Android sends names with a `%` as they are. */
function percentDecode(text: string): string {
  return text.replace(ESCAPES, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });
}

function phoneNumber(user: string, domain: string, space: AddressSpace): string | undefined {
  const folded = foldCase(user);
  const isNumber = space.phoneNumbers?.has(domain) === true && PHONE_NUMBER.test(folded);
  return isNumber ? `+${folded.replace("+", "")}` : undefined;
}

/** Makes the address of a user from texts without percent-encoding. */
export function makeUser(user: string, domainText: string, space: AddressSpace): AddressResult<UserAddress> {
  const domain = foldDomain(domainText);
  if (domain === undefined) return addressFault(BAD_DOMAIN);
  const number = phoneNumber(user, domain, space);
  const withoutPlus = space.phoneNumbers?.get(domain) === "digits";
  const localPart = localPartOfText(number === undefined ? user : number.slice(withoutPlus ? 1 : 0));
  if (localPart === undefined) return addressFault("The user name holds characters that are not possible.");
  return { ok: true, address: { kind: "user", user: number ?? user, domain, jid: `${localPart}@${domain}` } };
}

/** Makes the address of a public group from texts without percent-encoding. */
export function makeGroup(room: string, domainText: string): AddressResult<GroupAddress> {
  const domain = foldDomain(domainText);
  if (domain === undefined) return addressFault(BAD_DOMAIN);
  const localPart = localPartOfText(room);
  if (localPart === undefined) return addressFault("The group name holds characters that are not possible.");
  return { ok: true, address: { kind: "group", room, domain, jid: `${localPart}@${domain}` } };
}

/** Makes the address of a server. */
export function makeDomain(domainText: string): AddressResult<DomainAddress> {
  const domain = foldDomain(domainText);
  if (domain === undefined) return addressFault(BAD_DOMAIN);
  return { ok: true, address: { kind: "domain", domain, jid: domain } };
}

function makeOwned(user: string, resource: string, domain: string, space: AddressSpace): AddressResult {
  const owner = makeUser(user, domain, space);
  if (!owner.ok) return owner;
  if (foldPart(resource) === undefined) {
    return addressFault("The part after the slash is empty or holds characters that are not possible.");
  }
  return { ok: true, address: { kind: "owned", owner: owner.address, resource } };
}

/**
 * Reads an address as phones and their users write it: scheme optional and in any case, home domain where none
 * is given, percent-encoded or not, with white space around it. Never throws.
 */
export function parseAddress(text: string, space: AddressSpace): AddressResult {
  const rest = text.trim().replace(SCHEME, "");
  const slash = rest.indexOf("/");
  const at = rest.lastIndexOf("@");
  const name = at < 0 ? rest : rest.slice(0, at);
  const domain = at < 0 ? space.home : percentDecode(rest.slice(at + 1));
  if (slash < 0 && name === "" && at >= 0) return makeDomain(domain);
  if (slash < 0) return makeUser(percentDecode(name), domain, space);
  const resource = percentDecode(name.slice(slash + 1));
  if (slash === 0) return makeGroup(resource, domain);
  return makeOwned(percentDecode(name.slice(0, slash)), resource, domain, space);
}

/** The style of a phone, taken from its own UserID as it stood in its Login-Request. */
export function phoneStyle(ownUserId: string, home: string): PhoneStyle {
  return { home: foldCase(home), short: !ownUserId.includes("@") };
}

/** Everything but letters, digits and `-_.!~*'()` is escaped, as Android refuses most of it in group ids. */
function percentEncode(text: string): string {
  return encodeURIComponent(text);
}

function formatUser({ user, domain }: UserAddress, resource: string, style: PhoneStyle | undefined): string {
  const name = PHONE_NUMBER.test(user) ? user : percentEncode(user);
  const isShort = style?.short === true && domain === style.home;
  return `wv:${name}${resource}${isShort ? "" : `@${domain}`}`;
}

/**
 * Writes an address for a phone, always with its scheme. The home domain is left out of users, and of what is
 * theirs, where the style says so; groups and servers are always written in full. A user whom the phone spells in its
 * own way is written so.
 */
export function formatAddress(address: Address, style?: PhoneStyle): string {
  switch (address.kind) {
    case "user":
      return style?.spellings?.get(address.jid) ?? formatUser(address, "", style);
    case "owned":
      return formatUser(address.owner, `/${percentEncode(address.resource)}`, style);
    case "group":
      return `wv:/${percentEncode(address.room)}@${address.domain}`;
    case "domain":
      return `wv:@${address.domain}`;
  }
}

/** The one form that all spellings of an address share: in full and case-folded. Fit as a key. */
export function canonicalAddress(address: Address): string {
  const fold = <A extends UserAddress>(user: A): A => ({ ...user, user: foldCase(user.user) });
  switch (address.kind) {
    case "user":
      return formatAddress(fold(address));
    case "owned":
      return formatAddress({ ...address, owner: fold(address.owner), resource: foldCase(address.resource) });
    case "group":
      return formatAddress({ ...address, room: foldCase(address.room) });
    case "domain":
      return formatAddress(address);
  }
}

/** Whether two addresses mean the same; case never matters. */
export function sameAddress(one: Address, other: Address): boolean {
  return canonicalAddress(one) === canonicalAddress(other);
}
