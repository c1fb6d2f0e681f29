import type { Handset } from "../handset/index.js";
import type { JabberUser, Presence } from "../jabber/index.js";
import { type Stage, wv } from "./stage.js";

const isOf = (from: string, jid: string) => from === jid || from.startsWith(`${jid}/`);

/** Whether a presence is of a user, and says that he is there. */
export const isAvailable =
  (jid: string, expected: boolean) =>
  ({ from, isAvailable: is }: Presence): boolean =>
    isOf(from, jid) && is === expected;

/** A Jabber user asks to see a phone's presence, is allowed to (CSP 1.1, 1.2), and sees it. */
export async function watch(stage: Stage, bob: JabberUser, alice: Handset): Promise<Presence> {
  const jid = stage.jidOf(alice);
  await bob.subscription(jid, "subscribe");
  await alice.next("PresenceAuth-Request", { where: ({ UserID }) => UserID === wv(bob) });
  await alice.authorize(wv(bob), true);
  await bob.next("subscription", ({ from, type }) => from === jid && type === "subscribed");
  return bob.next("presence", isAvailable(jid, true));
}
