import { AccountOrders } from "../../src/bridge/accounts/index.js";
import { LinkDown } from "../../src/xmpp/index.js";
import { Bench } from "../support/bridge/bench.js";

const ALICE = "alice@imps.example.org";

async function open() {
  const bench = await Bench.open();
  const parted: string[] = [];
  let failure: Error | undefined;
  const part = (what: string) => (user: string) => {
    if (failure !== undefined) return Promise.reject(failure);
    parted.push(`${what} ${user}`);
    return Promise.resolve();
  };
  bench.use(
    new AccountOrders(bench.context, { endSubscriptions: part("contacts"), destroyRooms: part("rooms") }),
  );
  const { accounts } = bench.storage;
  return {
    ...{ bench, parted, accounts },
    fail: (error: Error | undefined) => {
      failure = error;
    },
    /** A look is due, and all that it brings is done. */
    look: async () => {
      bench.runtime.advance(2000);
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    },
  };
}

describe("what operators order for accounts", () => {
  test("a log-out ends the sessions that were on, and no later ones nor those of others", async () => {
    const { bench, accounts, look } = await open();
    const sessions = [await bench.login("wv:alice"), await bench.login("wv:alice", { device: "other" })];
    await bench.login("wv:carol");
    await bench.goOnline();
    await accounts.endSessions(ALICE, 1);
    await look();
    expect(bench.handsets.disconnected).toEqual(sessions.map(({ id }) => id));
    await accounts.endSessions(ALICE, 0);
    await look();
    expect(bench.handsets.disconnected).toHaveLength(2);
    expect(await accounts.orders()).toEqual([]);
  });

  test("a removal ends sessions, rooms and subscriptions, and then the account", async () => {
    const { bench, parted, accounts } = await open();
    const { id } = await bench.login("wv:alice");
    await accounts.close(ALICE, 1);
    await bench.goOnline();
    expect([bench.handsets.disconnected, parted]).toEqual([[id], [`rooms ${ALICE}`, `contacts ${ALICE}`]]);
    expect(await accounts.orders()).toEqual([]);
  });

  test.each([
    ["the stream breaks", new LinkDown("gone"), 0],
    ["something fails", new Error("oops"), 1],
  ])("where %s, what is left is done by the next look", async (_what, failure, complaints) => {
    const { bench, parted, accounts, fail, look } = await open();
    await accounts.close(ALICE, 1);
    fail(failure);
    await bench.goOnline();
    expect(await accounts.orders()).toHaveLength(1);
    fail(undefined);
    await look();
    expect(parted).toHaveLength(2);
    expect(await accounts.orders()).toEqual([]);
    expect(bench.runtime.lines.filter(({ level }) => level === "error")).toHaveLength(complaints);
  });

  test("an account stays until the server has heard the goodbyes", async () => {
    const { bench, accounts, look } = await open();
    await bench.goOnline();
    bench.xmpp.losesWhatIsWritten = true;
    await accounts.close(ALICE, 1);
    await look();
    expect(await accounts.orders()).toHaveLength(1);
    bench.xmpp.losesWhatIsWritten = false;
    await look();
    expect(await accounts.orders()).toEqual([]);
  });

  test("nothing is looked for once Hamlet stops", async () => {
    const { bench, accounts, look } = await open();
    await bench.goOnline();
    await bench.stopping();
    await accounts.close(ALICE, 1);
    await look();
    expect(await accounts.orders()).toHaveLength(1);
  });
});
