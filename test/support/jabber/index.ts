export { type Element, xml } from "@xmpp/client";
export {
  type ChatOptions,
  JabberUser,
  type JabberUserOptions,
  type PresenceOptions,
  type RosterItem,
} from "./jabber-user.js";
export { NS } from "./namespaces.js";
export type * from "./received.js";
export type { Entry, EntryOptions, InvitationOptions } from "./rooms.js";
export { JabberError, type LogEntry } from "./session.js";
