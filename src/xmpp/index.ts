export type * from "./inbound.js";
export { bareOf, domainOf, localOf, resourceOf } from "./jid.js";
export type * from "./operations.js";
export { LinkDown, StanzaError } from "./operations.js";
export { createXmpp } from "./xmpp.js";
