import { blockingTopic, createAccess } from "../../../src/bridge/blocking/index.js";
import { contactsTopic } from "../../../src/bridge/contacts/index.js";
import { presenceTopic } from "../../../src/bridge/presence/index.js";
import type { SubscriptionRow } from "../../../src/storage/index.js";
import { Bench, type BenchOptions } from "./bench.js";
import { ALICE, ROMEO } from "./stanzas.js";

/** A bench with contact lists, presence and blocking, joined as they are in the bridge. */
export async function openPeople(options: BenchOptions = {}) {
  const bench = await Bench.open(options);
  const access = createAccess(bench.context);
  const presence = bench.use(presenceTopic(bench.context, { access }));
  bench.use(contactsTopic(bench.context, presence.lists), blockingTopic(bench.context, presence.access));
  /** Romeo's place in Alice's roster. */
  const relate = (state: SubscriptionRow["state"], other: Partial<SubscriptionRow> = {}) =>
    bench.storage.subscriptions.put({
      user: ALICE,
      contact: ROMEO,
      state,
      pendingOut: false,
      pendingIn: false,
      ...other,
    });
  const relation = () => bench.storage.subscriptions.get(ALICE, ROMEO);
  const list = async (...contacts: string[]) => {
    await bench.storage.lists.put({ user: ALICE, slug: "friends", displayName: "", isDefault: true });
    for (const contact of contacts)
      await bench.storage.lists.putMember(ALICE, "friends", { contact, name: "" });
  };
  return { bench, presence, relate, relation, list };
}
