import type { StreamFault } from "./faults.js";

/** Where the stream goes. */
export interface Place {
  readonly domain: string;
  readonly host: string;
  readonly port: number;
}

/** Stream errors that no retry mends: somebody has to change a configuration, or stop the other one. */
const LASTING = new Set(["not-authorized", "host-unknown", "host-gone", "conflict", "invalid-namespace"]);

/** Whether trying again soon is of no use. */
export function isLasting(fault: StreamFault): boolean {
  return fault.kind === "refused" && LASTING.has(fault.detail);
}

type Advice = (place: Place) => string;

/** A map, since details come from the server and an object knows more names than those it is given. */
function advice(rows: Readonly<Record<string, Advice>>): ReadonlyMap<string, Advice> {
  return new Map(Object.entries(rows));
}

const REFUSALS = advice({
  "not-authorized": ({ domain }) =>
    `xmpp.component.secret must equal the server's secret for ${domain} (Prosody: component_secret; ejabberd: ` +
    `password under hosts of ejabberd_service, where ${domain} must be listed).`,
  "host-unknown": ({ domain }) =>
    `it must have ${domain} as a component and not as a virtual host (Prosody: Component "${domain}"; ejabberd: ` +
    "hosts of ejabberd_service), or else `domain` is wrong.",
  conflict: ({ domain }) =>
    `another connection serves ${domain} already. Is a second Hamlet running with the same \`domain\`? On ejabberd ` +
    "it may also be a virtual host.",
  "invalid-namespace": ({ host, port }) =>
    `${host}:${port} is no component port. Correct xmpp.component.port.`,
});

const SOCKET_ERRORS = advice({
  ECONNREFUSED: ({ host, port }) =>
    `Nothing listens at ${host}:${port}. Start the XMPP server, or correct xmpp.component.host and xmpp.component.port.`,
  ENOTFOUND: ({ host }) => `There is no host "${host}". Correct xmpp.component.host.`,
  EAI_AGAIN: ({ host }) => `The name "${host}" (xmpp.component.host) cannot be looked up at the moment.`,
});

const STEPS = advice({
  connect: () => "takes no connection. Check xmpp.component.host, xmpp.component.port and the firewall.",
  header: () =>
    "takes connections and says nothing. Is xmpp.component.port the XMPP server's component port?",
  handshake: () => "does not answer the handshake. Is it overloaded?",
});

/** A fault in a sentence that an operator can act on. */
export function troubleOf(fault: StreamFault, place: Place): string {
  const at = `${place.host}:${place.port}`;
  switch (fault.kind) {
    case "refused": {
      const hint = REFUSALS.get(fault.detail)?.(place);
      const said = [fault.detail, fault.text].filter(Boolean).join(", ");
      return `The XMPP server at ${at} refused the stream (${said})${hint === undefined ? "." : `: ${hint}`}`;
    }
    case "broken":
      return SOCKET_ERRORS.get(fault.detail)?.(place) ?? `The connection to ${at} broke (${fault.detail}).`;
    case "silent":
      return `The XMPP server at ${at} ${STEPS.get(fault.detail)?.(place) ?? `took too long (${fault.detail}).`}`;
    case "garbage":
      return `What ${at} sent is not XMPP (${fault.detail}). Is xmpp.component.port the server's component port?`;
    case "closed":
      return `The XMPP server at ${at} closed the stream.`;
    case "dead":
      return (
        `The XMPP server at ${at} did not send back a ping to ${place.domain}. ` +
        "Is the network gone, or does another component serve this domain too?"
      );
    case "stuck":
      return `The XMPP server at ${at} stopped reading.`;
  }
}
