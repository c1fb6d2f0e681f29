import type { Directory } from "../xmpp/index.js";
import { bareJid } from "./addresses.js";
import type { BridgeContext } from "./context.js";
import { serviceJid } from "./groups/index.js";

/** What the presence topic knows of who may know what. */
interface Presences {
  resources(user: string): readonly string[];
  mayKnow(user: string, contact: string): Promise<boolean>;
}

/** The kind of device that a ClientType stands for (XEP-0030 category client). */
const DEVICE_TYPES: Readonly<Record<string, "phone" | "handheld" | "pc">> = {
  MOBILE_PHONE: "phone",
  PDA: "handheld",
};

/** What XMPP entities may learn about our users. */
export function createDirectory(context: BridgeContext, presences: Presences): Directory {
  const { accounts } = context.storage;
  // The owner of Hamlet's rooms is nobody's account, but invites itself to see what becomes of it.
  const service = bareJid(serviceJid(context));
  return {
    exists: async (user) => user === service || (await accounts.exists(user)),
    resources: (user) => presences.resources(user),
    mayKnow: (user, asker) => presences.mayKnow(user, asker),
    lastSeen: (user) => accounts.lastSeen(user),
    device(user, resource) {
      const session = context.handsets.sessionsOf(user).find(({ device }) => device === resource);
      if (session === undefined) return undefined;
      const name = session.clientId.URL ?? session.clientId.text ?? "IMPS phone";
      return { type: DEVICE_TYPES[session.capabilities.clientType] ?? "pc", name };
    },
  };
}
