import type { BridgeContext } from "../../src/bridge/context.js";
import { createBridge } from "../../src/bridge/index.js";
import { Fates } from "../../src/xmpp/fates.js";
import type { Inbound, Invitation } from "../../src/xmpp/index.js";
import { Bench } from "../support/bridge/bench.js";
import { ALICE, chat, ROMEO } from "../support/bridge/stanzas.js";

const failing = () => Promise.reject(new Error("disk"));

const INVITATION: Invitation = {
  kind: "invitation",
  form: "direct",
  room: "verona@chat.example.net",
  inviter: `${ROMEO}/orchard`,
  from: `${ROMEO}/orchard`,
  to: ALICE,
  id: "x1",
  reason: undefined,
  password: undefined,
  thread: undefined,
  isContinuation: false,
};

/** The whole translation, as the XMPP leg hands events to it. */
async function open(failure: (context: BridgeContext) => Partial<BridgeContext>) {
  const bench = await Bench.open();
  const events = createBridge({ ...bench.context, ...failure(bench.context) }).forXmpp;
  const { messages, presence } = bench.xmpp;
  const fates = new Fates({ events, messages, presence, runtime: bench.runtime });
  return { bench, deliver: (event: Inbound) => fates.deliver(event) };
}

const withoutAccess = ({ storage }: BridgeContext) => ({
  storage: { ...storage, access: { ...storage.access, inUse: failing } },
});
const withoutOutbox = ({ handsets }: BridgeContext) => ({
  handsets: Object.assign(handsets, { outbox: { ...handsets.outbox, post: failing } }),
});

describe("what the translation cannot cope with", () => {
  test.each<[string, Inbound, (context: BridgeContext) => Partial<BridgeContext>]>([
    ["a message whose sender cannot be looked up", chat("hello"), withoutAccess],
    ["a message that cannot be kept", chat("hello"), withoutOutbox],
    ["a direct invitation whose sender cannot be looked up", INVITATION, withoutAccess],
    ["a direct invitation that cannot be kept", INVITATION, withoutOutbox],
  ])("is answered once and told of once in the log: %s", async (_name, event, failure) => {
    const { bench, deliver } = await open(failure);
    await deliver(event);
    const condition = "internal-server-error";
    expect(bench.xmpp.refused).toEqual([{ from: ALICE, to: `${ROMEO}/orchard`, id: "x1", condition }]);
    expect(bench.runtime.lines.filter(({ level }) => level === "error")).toHaveLength(1);
  });
});
