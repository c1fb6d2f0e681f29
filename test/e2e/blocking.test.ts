import { isAvailable, Stage, TWO_SERVERS, watch, wv } from "../support/e2e/index.js";
import { codeOf } from "../support/handset/index.js";

describe.each(TWO_SERVERS)("blocking, on %s", (name) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open(name);
  }, 60_000);
  afterEach(() => stage.clear());
  afterAll(() => stage.close());

  test.each(["1.1", "1.2", "1.3"] as const)(
    "in %s: a blocked Jabber user reaches nobody, until he is unblocked",
    async (version) => {
      const [alice, bob] = [await stage.phone({ version }), await stage.jabber()];
      await alice.block(wv(bob));
      const blocked = await alice.expect({ kind: "GetBlockedList-Request" }, "GetBlockedList-Response");
      expect(blocked.BlockList?.EntityList?.UserID).toEqual([wv(bob)]);
      const id = await bob.chat(stage.jidOf(alice), "Hello?");
      expect(await bob.next("error")).toMatchObject({ of: "message", id, condition: "service-unavailable" });
      expect(await codeOf(alice.sendMessage(wv(bob), "Hello"))).toBe(403);
      await alice.unblock(wv(bob));
      await bob.chat(stage.jidOf(alice), "Hello!");
      expect((await alice.next("NewMessage")).ContentData).toBe("Hello!");
      await alice.sendMessage(wv(bob), "Hello");
      expect((await bob.next("chat")).body).toBe("Hello");
      expect(alice.inbox.kinds).toEqual([]);
    },
  );

  test("between phones: 532 for who is blocked, 403 for who blocks", async () => {
    const [alice, carol] = [await stage.phone(), await stage.phone({ version: "1.1" })];
    await alice.block(carol.userId);
    expect(await codeOf(carol.sendMessage(alice.userId, "Hello"))).toBe(532);
    expect(await codeOf(alice.sendMessage(carol.userId, "Hello"))).toBe(403);
    await alice.unblock(carol.userId);
    await carol.sendMessage(alice.userId, "Hello");
    expect((await alice.next("NewMessage")).ContentData).toBe("Hello");
  });

  test("who is blocked sees the phone go, and come back when he is not any more", async () => {
    const [alice, bob] = [await stage.phone(), await stage.jabber()];
    await watch(stage, bob, alice);
    await alice.block(wv(bob));
    await bob.next("presence", isAvailable(stage.jidOf(alice), false));
    await bob.close();
    await bob.connect();
    await bob.settleWith(stage.jidOf(alice));
    expect(bob.waiting("presence").filter(isAvailable(stage.jidOf(alice), true))).toEqual([]);
    await alice.unblock(wv(bob));
    await bob.next("presence", isAvailable(stage.jidOf(alice), true));
  });

  test("who is not on a grant list in use is shut out", async () => {
    const [alice, bob, carol] = [
      await stage.phone({ version: "1.2" }),
      await stage.jabber(),
      await stage.jabber(),
    ];
    await alice.ok({
      kind: "BlockEntity-Request",
      GrantList: { InUse: true, AddList: { UserID: [wv(bob)] } },
    });
    const id = await carol.chat(stage.jidOf(alice), "Hello");
    await carol.next("error", (fault) => fault.id === id);
    await bob.chat(stage.jidOf(alice), "Hello");
    expect(await alice.next("NewMessage")).toMatchObject({
      ContentData: "Hello",
      MessageInfo: { Sender: { User: { UserID: wv(bob) } } },
    });
  });

  test("a list of blocked users outlasts kill -9", async () => {
    const [alice, bob] = [await stage.phone(), await stage.jabber()];
    await alice.block(wv(bob));
    await stage.hamlet.restart("kill");
    const id = await bob.chat(stage.jidOf(alice), "Hello?");
    expect(await bob.next("error")).toMatchObject({ id, condition: "service-unavailable" });
  });

  test("who is blocked is not asked about, and asks in vain", async () => {
    const [alice, bob, carol] = [await stage.phone(), await stage.jabber(), await stage.jabber()];
    await alice.block(wv(bob));
    await bob.subscription(stage.jidOf(alice), "subscribe");
    await bob.settle();
    await carol.subscription(stage.jidOf(alice), "subscribe");
    expect(await alice.next("PresenceAuth-Request")).toMatchObject({ UserID: wv(carol) });
    expect(alice.inbox.kinds).toEqual([]);
  });
});
