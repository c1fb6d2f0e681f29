import type { Runtime } from "../../runtime.js";
import { ComponentLink } from "./component-link.js";
import { DEFAULT_LIMITS, type LinkLimits } from "./limits.js";
import type { Link } from "./link.js";

export { bareOf, comparable, domainOf } from "./addresses.js";
export { DEFAULT_LIMITS, type LinkLimits } from "./limits.js";
export type { Link, LinkListener, LinkState } from "./link.js";
export { errorElement, NS_STANZAS, stanzaErrorOf } from "./stanza-errors.js";
export { type Element, type Node, xml } from "./xml.js";

export interface LinkOptions {
  /** The component's own. */
  readonly domain: string;
  readonly host: string;
  readonly port: number;
  readonly secret: string;
  readonly runtime: Runtime;
  readonly limits?: Partial<LinkLimits>;
}

/** The component stream to an XMPP server; nothing happens before its `start`. */
export function createLink({ domain, host, port, secret, runtime, limits }: LinkOptions): Link {
  const place = { domain, host, port };
  return new ComponentLink({ place, secret, runtime, limits: { ...DEFAULT_LIMITS, ...limits } });
}
