import { networkInterfaces } from "node:os";

/** All addresses of this machine. */
export const EVERYWHERE = "0.0.0.0";
export const LOOPBACK = "127.0.0.1";

/** The IPv4 addresses by which other devices may reach this machine. Phones of that age speak no IPv6. */
export function networkAddresses(interfaces = networkInterfaces()): readonly string[] {
  return Object.values(interfaces)
    .flatMap((each) => each ?? [])
    .filter(({ family, internal }) => family === "IPv4" && !internal)
    .map(({ address }) => address);
}
