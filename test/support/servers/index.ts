export { ejabberdIn, startEjabberd } from "./ejabberd.js";
export { startProsody } from "./prosody.js";
export type { Flavour, ServerOptions, ServerPorts, XmppServer } from "./xmpp-server.js";
