import { type Cast, DOMAINS } from "./cast.js";
import type { Narrator } from "./narrator.js";
import { LOOPBACK } from "./network.js";

/** What a device has to know. */
export interface Whereabouts {
  readonly ports: { readonly phones: number; readonly cir: number; readonly client: number };
  /** Addresses of this machine on the network. */
  readonly addresses: readonly string[];
  readonly isXmppOpen: boolean;
  readonly folder: string;
}

/** Tells how a real phone and a real Jabber client are set up. */
export function tellHowToConnect(narrator: Narrator, cast: Cast, place: Whereabouts): void {
  tellPhones(narrator, cast, place);
  tellClients(narrator, cast, place);
  narrator.heading("What is open");
  narrator.say(
    `   Port ${place.ports.phones} and port ${place.ports.cir} (wake-up) to your network, without encryption; XMPP ${place.isXmppOpen ? "too" : "to this machine only (--open-xmpp opens it)"}.`,
  );
  narrator.say(`   All files are in ${place.folder}.`);
  narrator.say("\nCtrl-C ends everything.");
}

function tellPhones(narrator: Narrator, { alice, dave }: Cast, { ports, addresses }: Whereabouts): void {
  const hosts = addresses.length === 0 ? [LOOPBACK] : addresses;
  narrator.heading("A real phone: in its IM or Chat settings");
  narrator.say(`   Server     ${hosts.map((host) => `http://${host}:${ports.phones}/`).join("  or  ")}`);
  for (const { userId, password, name } of [alice, dave]) {
    const id = userId.slice("wv:".length);
    narrator.say(`   ${name.padEnd(11)}user ${id} (some phones want ${userId}), password ${password}`);
  }
  narrator.say("   docs/user-guide.md tells more, phone by phone.");
}

function tellClients(
  narrator: Narrator,
  { bob, carol, alice }: Cast,
  { ports, addresses, isXmppOpen }: Whereabouts,
): void {
  const hosts = [LOOPBACK, ...(isXmppOpen ? addresses : [])];
  narrator.heading(
    "A real Jabber client: one in which host and port can be set, and encryption switched off",
  );
  narrator.say(`   Server     ${hosts.map((host) => `${host} port ${ports.client}`).join("  or  ")}`);
  for (const { jid, password, name } of [bob, carol])
    narrator.say(`   ${name.padEnd(11)}${jid}, password ${password}`);
  narrator.say(`   Alice is ${alice.userId.slice("wv:".length)}@${DOMAINS.phones} there.`);
}
