import { begin, outcomeCode } from "../support/e2e/chat.js";
import { party } from "../support/e2e/party.js";
import { NOTHING, SERVERS, START, World } from "../support/e2e/world.js";
import { JabberError } from "../support/jabber/index.js";

/** Seconds. Short for those who come in vain: who is to come in time does elsewhere. */
const JOIN_TIMEOUT = 1;

describe.each(SERVERS)("a peer who does not come, on $server ($flavour)", (where) => {
  let world: World;
  beforeAll(async () => {
    const config = { imps: { extendConversation: { joinTimeout: JOIN_TIMEOUT } } };
    world = await World.start({ ...where, config });
  }, START);
  afterEach(() => world.clear());
  afterAll(() => world.close());

  test.each([
    ["1.3", {}],
    ["S60", { version: "1.2", profile: "s60" }],
  ] as const)(
    "a phone (%s): 410, nobody else is invited, and it is too late to join, T2",
    async (_, kind) => {
      const [alice, bob, carol] = [await world.phone(), await world.phone(kind), await world.phone()];
      const { group, room, summons } = await begin(alice, party(bob), [party(carol)]);
      expect(await outcomeCode(alice)).toBe(410);
      expect((await bob.next("CancelInviteUser-Request")).InviteID).toBe(summons.id);
      const watcher = await world.jabberUser();
      expect(await watcher.hasRoom(room)).toBe(false);
      for (const late of [bob, alice, carol])
        await expect(late.join(group, "late")).rejects.toMatchObject({ status: 800 });
      expect(await watcher.hasRoom(room)).toBe(false);
      expect(await party(carol).timesInvited(group)).toBe(0);
      await bob.drain();
      expect(await party(bob).timesInvited(group)).toBe(1);
    },
  );

  test("a Jabber user: 410, and who enters then finds none of Hamlet's", async () => {
    const [alice, romeo, carol] = [await world.phone(), await world.jabberUser(), await world.phone()];
    const { group, room } = await begin(alice, party(romeo), [party(carol)]);
    expect(await outcomeCode(alice)).toBe(410);
    expect(await romeo.hasRoom(room)).toBe(false);
    if (where.flavour === "profile") {
      await expect(romeo.rooms.enter(room, "romeo")).rejects.toThrow(JabberError);
    } else {
      // The name is anybody's now: he gets a room of his own, with nobody in it.
      const { isCreated, others } = await romeo.rooms.enter(room, "romeo");
      expect({ isCreated, others }).toEqual({ isCreated: true, others: [] });
    }
    expect(await party(carol).timesInvited(group)).toBe(0);
    await alice.drain();
    expect(alice.inbox.kinds).toEqual([]);
  });

  test("a request with the id of one that failed is a new one", async () => {
    const [alice, bob, carol] = [await world.phone(), await world.phone(), await world.phone()];
    const ask = () => alice.extendConversation(bob.userId, [carol.userId], { id: "again" });
    await ask();
    await expect(ask()).rejects.toMatchObject({ status: 402 });
    expect(await outcomeCode(alice)).toBe(410);
    await ask();
    expect(await outcomeCode(alice)).toBe(410);
  });

  test("leaves nothing behind", async () => {
    expect(await world.restAfterStop()).toEqual(NOTHING);
  });
});
