import { AccountOrders } from "../../src/bridge/accounts/index.js";
import { LinkDown, StanzaError } from "../../src/xmpp/index.js";
import { Bench } from "../support/bridge/bench.js";

const [ALICE, CAROL] = ["alice@imps.example.org", "carol@imps.example.org"];

async function open() {
  const bench = await Bench.open();
  const parted: string[] = [];
  let failure: Error | undefined;
  const part = (what: string) => (user: string) => {
    parted.push(`${what} ${user}`);
    return failure !== undefined && what === "rooms" ? Promise.reject(failure) : Promise.resolve();
  };
  bench.use(
    new AccountOrders(bench.context, {
      messages: { returnAll: part("messages") },
      presence: { endSubscriptions: part("contacts") },
      rooms: { destroyRooms: part("rooms") },
    }),
  );
  const { accounts } = bench.storage;
  const settle = async () => {
    for (let turn = 0; turn < 30; turn++) await new Promise(setImmediate);
  };
  return {
    ...{ bench, parted, accounts },
    fail: (error: Error | undefined) => {
      failure = error;
    },
    /** The next look is due, and all that it brings is done. */
    look: async (delay = 2000) => {
      bench.runtime.advance(delay);
      await settle();
    },
  };
}

/** As all bench sessions start at 0. */
const LATER = 1;

describe("what operators order for accounts", () => {
  test("a new password ends the sessions that were on, and no later ones nor those of others", async () => {
    const { bench, accounts, look } = await open();
    const sessions = [await bench.login("wv:alice"), await bench.login("wv:alice", { device: "other" })];
    await bench.login("wv:carol");
    await bench.started();
    await accounts.changePassword(ALICE, "new", LATER);
    await look();
    expect(bench.handsets.disconnected).toEqual(sessions.map(({ id }) => id));
    await accounts.changePassword(ALICE, "newer", -1);
    await look();
    expect(bench.handsets.disconnected).toHaveLength(2);
    expect(await accounts.orders()).toEqual([]);
  });

  test("a new password ends sessions while there is no stream, even as a removal waits for one", async () => {
    const { bench, parted, accounts, look } = await open();
    bench.goOffline();
    const phones = [await bench.login("wv:alice"), await bench.login("wv:carol")];
    await accounts.close(ALICE, 0);
    await accounts.changePassword(CAROL, "new", LATER);
    await bench.started();
    expect(bench.handsets.disconnected).toEqual(phones.map(({ id }) => id));
    expect([parted, await accounts.orders()]).toEqual([[], [{ user: ALICE, what: "removal", at: 0 }]]);
    phones.forEach((phone) => void bench.handsets.remove(phone));
    await bench.goOnline();
    await look();
    expect(await accounts.orders()).toEqual([]);
  });

  test("a removal ends all sessions, and when those are over rooms, messages, subscriptions and the account", async () => {
    const { bench, parted, accounts, look } = await open();
    const session = await bench.login("wv:alice");
    await accounts.close(ALICE, -1);
    await bench.started();
    expect([bench.handsets.disconnected, parted]).toEqual([[session.id], []]);
    bench.handsets.remove(session);
    await look();
    expect(parted).toEqual([`rooms ${ALICE}`, `messages ${ALICE}`, `contacts ${ALICE}`]);
    expect(await accounts.orders()).toEqual([]);
  });

  test.each([
    ["the stream breaks", new LinkDown("gone"), 2000, 0],
    ["a room is left", new StanzaError("remote-server-timeout"), 62_000, 1],
  ])(
    "where %s, the removal is tried again, and others do not wait for it",
    async (_what, failure, delay, warnings) => {
      const { bench, accounts, fail, look } = await open();
      await accounts.close(ALICE, 0);
      await accounts.close(CAROL, 1);
      fail(failure);
      await bench.started();
      fail(undefined);
      expect((await accounts.orders()).map(({ user }) => user)).toContain(ALICE);
      await look(delay);
      await look();
      expect(await accounts.orders()).toEqual([]);
      const said = bench.runtime.lines.filter(({ level }) => level === "warn");
      expect(said.length).toBeGreaterThanOrEqual(warnings);
    },
  );

  test("a room that can never be destroyed does not keep an account for ever", async () => {
    const { bench, accounts, fail, look } = await open();
    await accounts.close(ALICE, 0);
    fail(new StanzaError("forbidden"));
    await bench.started();
    for (let minute = 0; minute < 12; minute++) await look(62_000);
    expect(await accounts.orders()).toEqual([]);
  });

  test("an account stays until the server has heard the goodbyes", async () => {
    const { bench, accounts, look } = await open();
    await bench.started();
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
    await bench.started();
    await bench.stopping();
    await accounts.close(ALICE, 1);
    await look();
    expect(await accounts.orders()).toHaveLength(1);
  });
});
