import { isIPv6, type Socket } from "node:net";

/** The address of a peer, without port; that of an IPv4 peer as such, whatever the socket listens on. */
export function addressOf({ remoteAddress = "" }: Pick<Socket, "remoteAddress">): string {
  return withoutMapping(remoteAddress);
}

/** The address at which a peer has reached this side; undefined where the socket is closed. */
export function localAddressOf({ localAddress }: Pick<Socket, "localAddress">): string | undefined {
  return localAddress && withoutMapping(localAddress);
}

const withoutMapping = (address: string) => address.replace(/^::ffff:(?=\d+\.)/, "");

/** The host in a Host header, without port and brackets; undefined where that is none. */
export function hostIn(header = ""): string | undefined {
  const [, bracketed, name] = /^(?:\[([^\]]+)\]|(\w[\w.-]{0,252}))(?::\d*)?$/.exec(header) ?? [];
  return bracketed === undefined || isIPv6(bracketed) ? (bracketed ?? name) : undefined;
}

/**
 * What counts as one place: an IPv4 address, or a network of 64 bits in IPv6, whose 2^64 addresses a single subscriber
 * has at will (RFC 4291 section 2.5.4).
 */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = [], tail] = address
    .split("::")
    .map((part) => part.split(":").filter((group) => group !== ""));
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - head.length - tail.length);
  const groups = [...head, ...Array<string>(zeros).fill("0"), ...(tail ?? [])];
  return `${groups.slice(0, 4).join(":")}::/64`;
}
