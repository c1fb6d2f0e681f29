import { createBridge } from "../../src/bridge/index.js";
import type { Handler } from "../../src/handsets/index.js";
import { Bench, HOME } from "../support/bridge/bench.js";
import { phone } from "../support/bridge/handsets.js";
import { ALICE, ROMEO, send } from "../support/bridge/stanzas.js";

type Write = () => Promise<void>;

const never: Write = () => new Promise(() => undefined);
const PENDING = { pendingOut: false, pendingIn: false };

/** Alice, whom Romeo sees, has sent him a message. */
async function open() {
  const bench = await Bench.open();
  await bench.storage.subscriptions.put({ user: ALICE, contact: ROMEO, state: "from", ...PENDING });
  const bridge = createBridge(bench.context);
  const session = bench.handsets.add(phone("wv:alice", HOME));
  await bridge.forHandsets.sessionStarted(session, "login");
  bench.xmpp.settled = never;
  const say = bridge.forHandsets.handlers["SendMessage-Request"] as Handler<"SendMessage-Request">;
  await say(session, send("Hi", { User: [{ UserID: `wv:${ROMEO}` }] }));
  bench.xmpp.clear();
  return { bench, bridge };
}

/** Lets time pass until something is through. */
async function passing({ runtime }: Bench, work: Promise<void>): Promise<number> {
  const start = runtime.clock.now();
  let isThrough = false;
  void work.then(() => {
    isThrough = true;
  });
  for (let second = 0; second < 60 && !isThrough; second++) {
    await new Promise(setImmediate);
    if (!isThrough) runtime.advance(1000);
  }
  return runtime.clock.now() - start;
}

describe("the end of the translation", () => {
  test("is told to contacts, though the server does not confirm what was sent before", async () => {
    const { bench, bridge } = await open();
    expect(await passing(bench, bridge.stop())).toBeLessThanOrEqual(5000);
    expect(bench.xmpp.presences).toMatchObject([{ to: ROMEO, presence: { isAvailable: false } }]);
  });

  test("does not wait long for a server that reads nothing any more", async () => {
    const { bench, bridge } = await open();
    bench.xmpp.presence.send = never;
    expect(await passing(bench, bridge.stop())).toBeLessThanOrEqual(10_000);
  });
});
