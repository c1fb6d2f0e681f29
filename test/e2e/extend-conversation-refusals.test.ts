import type { KnownContent } from "../../src/csp/index.js";
import { begin, outcome, outcomeCode, peerJoins } from "../support/e2e/chat.js";
import { party } from "../support/e2e/party.js";
import { NOTHING, SERVERS, START, World } from "../support/e2e/world.js";
import { type Handset, Refused } from "../support/handset/index.js";

/** IMFeat without EXCON. */
const WITHOUT_EXCON = {
  FundamentalFeat: {},
  PresenceFeat: {},
  IMFeat: { IMSendFunc: { MDELIV: {} } },
  GroupFeat: {},
};

type Request = Extract<KnownContent, { readonly kind: "ExtendConversation-Request" }>;

const request = (fields: Partial<Request>): Request => ({
  kind: "ExtendConversation-Request",
  ExtendConversationID: "raw",
  SubscribeNotification: false,
  ...fields,
});

async function statusOf(phone: Handset, content: KnownContent): Promise<number | undefined> {
  const answer = await phone.request(content);
  return "Result" in answer ? answer.Result?.Code : undefined;
}

const codeOf = (promise: Promise<unknown>): Promise<number> =>
  promise.then(
    () => 200,
    (error: unknown) => {
      if (error instanceof Refused) return error.status;
      throw error;
    },
  );

describe.each(SERVERS)("an extension that fails, on $server ($flavour)", (where) => {
  let world: World;
  beforeAll(async () => {
    world = await World.start(where);
  }, START);
  afterEach(() => world.clear());
  afterAll(() => world.close());

  test("answers to an invitation of type EC do not count, T3", async () => {
    const [alice, phone, carol] = [await world.phone(), await world.phone(), await world.phone()];
    const bob = party(phone);
    const beginning = await begin(alice, bob, [party(carol)]);
    for (const Acceptance of [true, false])
      await phone.ok({ kind: "InviteUser-Response", InviteID: beginning.summons.id ?? "", Acceptance });
    await alice.drain();
    expect(alice.inbox.of("ExtendConversation-Response")).toEqual([]);
    await peerJoins(alice, bob, beginning);
    const { id = "" } = await party(carol).invited();
    await carol.ok({ kind: "InviteUser-Response", InviteID: id, Acceptance: false });
    await carol.join(beginning.group, "carol");
  });

  test("a phone that was invited by GR ends it by declining, EC-39", async () => {
    const [alice, s60, carol] = [
      await world.phone(),
      await world.phone({ version: "1.2", profile: "s60" }),
      await world.phone(),
    ];
    const { group, room } = await begin(alice, party(s60), [party(carol)]).then(async (beginning) => {
      const InviteID = beginning.summons.id ?? "";
      await s60.ok({ kind: "InviteUser-Response", InviteID, Acceptance: false });
      return beginning;
    });
    expect(await outcomeCode(alice)).toBe(410);
    expect(await (await world.jabberUser()).hasRoom(room)).toBe(false);
    expect(await codeOf(s60.join(group, "late"))).toBe(800);
    expect(await party(carol).timesInvited(group)).toBe(0);
  });

  test("a phone that was invited by GR and accepts is waited for, EC-39", async () => {
    const [alice, android] = [await world.phone(), await world.phone({ version: "1.2", profile: "android" })];
    const carol = await world.phone();
    const beginning = await begin(alice, party(android), [party(carol)]);
    const InviteID = beginning.summons.id ?? "";
    await android.ok({ kind: "InviteUser-Response", InviteID, Acceptance: true });
    expect(await party(carol).timesInvited(beginning.group)).toBe(0);
    await peerJoins(alice, party(android), beginning);
    expect((await party(carol).invited()).group).toBe(beginning.group);
  });

  test("a newcomer who declines is left out, and the others go on", async () => {
    const [alice, bob] = [await world.phone(), await world.phone()];
    const [carol, romeo] = [await world.phone({ version: "1.2", profile: "s60" }), await world.jabberUser()];
    const beginning = await begin(alice, party(bob), [party(carol), party(romeo)]);
    await peerJoins(alice, party(bob), beginning);
    const { id = "" } = await party(carol).invited();
    await carol.ok({ kind: "InviteUser-Response", InviteID: id, Acceptance: false });
    const invitation = await romeo.next("invitation");
    await romeo.rooms.decline(invitation, "not now");
    await party(bob).say(beginning.group, "still here");
    await party(alice).hears(beginning.group, "still here");
  });

  test("the initiator logs out while the peer is awaited, T14", async () => {
    const [alice, bob, carol] = [await world.phone(), await world.phone(), await world.phone()];
    const { group, room, summons } = await begin(alice, party(bob), [party(carol)]);
    await alice.logout();
    const { InviteID, Sender } = await bob.next("CancelInviteUser-Request");
    expect({ InviteID, by: Sender.User?.UserID }).toEqual({ InviteID: summons.id, by: alice.userId });
    expect(await (await world.jabberUser()).hasRoom(room)).toBe(false);
    expect(await codeOf(bob.join(group, "late"))).toBe(800);
    expect(await party(carol).timesInvited(group)).toBe(0);
  });

  test("a peer who is a Jabber user and leaves the server ends nothing", async () => {
    const [alice, carol, romeo] = [await world.phone(), await world.phone(), await world.jabberUser()];
    const beginning = await begin(alice, party(romeo), [party(carol)]);
    await peerJoins(alice, party(romeo), beginning);
    await party(carol).invited();
    await carol.join(beginning.group, "carol");
    await romeo.crash();
    await party(carol).say(beginning.group, "who is there?");
    await party(alice).hears(beginning.group, "who is there?");
  });

  describe("requests that are refused", () => {
    test("T13: what is missing or in use", async () => {
      const [alice, bob, carol] = [await world.phone(), await world.phone(), await world.phone()];
      const peer = { ExtendConversationUser: [{ UserID: bob.userId }] };
      const list = { UserIDList: { UserID: [carol.userId] } };
      expect(await statusOf(alice, request(list))).toBe(402);
      expect(await statusOf(alice, request(peer))).toBe(402);
      expect(await statusOf(alice, request({ ...peer, UserIDList: { UserID: [] } }))).toBe(402);
      const nobodyElse = { UserIDList: { UserID: [bob.userId, alice.userId] } };
      expect(await statusOf(alice, request({ ...peer, ...nobodyElse }))).toBe(402);
      const own = { ExtendConversationUser: [{ UserID: alice.userId }] };
      expect(await statusOf(alice, request({ ...own, ...list }))).toBe(402);
      expect(await statusOf(alice, request({ ...peer, ...list }))).toBe(200);
      expect(await statusOf(alice, request({ ...peer, ...list }))).toBe(402);
      expect((await bob.next("InviteUser-Request")).InviteType).toBe("EC");
      await bob.drain();
      expect(bob.inbox.of("InviteUser-Request")).toEqual([]);
    });

    test("EC-36: who is named twice, or is there already, is invited once", async () => {
      const [alice, bob, carol] = [await world.phone(), await world.phone(), await world.phone()];
      const UserID = [carol.userId, bob.userId, alice.userId, carol.userId];
      const peer = { ExtendConversationUser: [{ User: { UserID: bob.userId } }] };
      expect(await statusOf(alice, request({ ...peer, UserIDList: { UserID } }))).toBe(200);
      const { group } = await party(bob).invited();
      await bob.join(group, "bob");
      expect((await outcome(alice)).GroupID).toBe(group);
      await party(carol).invited();
      await carol.join(group, "carol");
      for (const [phone, times] of [
        [carol, 1],
        [bob, 1],
        [alice, 0],
      ] as const)
        expect(await party(phone).timesInvited(group)).toBe(times);
    });

    test("506 without EXCON, and 604 without a session", async () => {
      const [alice, bob] = [await world.phone({ functions: WITHOUT_EXCON }), await world.phone()];
      expect(await codeOf(alice.extendConversation(bob.userId, [world.absentPhone()]))).toBe(506);
      await bob.logout();
      expect(await codeOf(bob.extendConversation(alice.userId, [world.absentPhone()]))).toBe(604);
    });

    // Prosody says that it may not, ejabberd that there is none.
    const unreachable = where.server === "prosody" ? 907 : 516;

    test(`a peer who is not there: 531, ${unreachable}, 410`, async () => {
      const [alice, carol, rude] = [await world.phone(), await world.phone(), await world.phone()];
      await rude.block(alice.userId);
      const ask = (peer: string) => codeOf(alice.extendConversation(peer, [carol.userId]));
      expect(await ask("wv:nobody")).toBe(531);
      expect(await ask("wv:romeo@nowhere.invalid")).toBe(unreachable);
      expect(await ask(world.absentPhone())).toBe(410);
      expect(await ask(rude.userId)).toBe(410);
      await carol.drain();
      expect(carol.inbox.of("InviteUser-Request")).toEqual([]);
    });

    test("a Jabber peer who shows that he is away: 410 at once, until he is back, EC-44", async () => {
      const [alice, carol, romeo] = [await world.phone(), await world.phone(), await world.jabberUser()];
      const jid = `wv:${romeo.jid}`;
      const shows = (isThere: boolean) =>
        alice.next("PresenceNotification-Request", {
          where: ({ Presence }) =>
            Presence.some(
              ({ PresenceSubList }) => PresenceSubList?.[0]?.OnlineStatus?.PresenceValue === isThere,
            ),
        });
      await alice.subscribe(jid);
      await romeo.next("subscription", ({ type }) => type === "subscribe");
      await romeo.subscription(world.jidOf(alice), "subscribed");
      await shows(true);
      await romeo.setPresence({ type: "unavailable" });
      await shows(false);
      expect(await codeOf(alice.extendConversation(jid, [carol.userId]))).toBe(410);
      await romeo.setPresence();
      await shows(true);
      const beginning = await begin(alice, party(romeo), [party(carol)]);
      await peerJoins(alice, party(romeo), beginning);
      await romeo.rooms.leave(beginning.room);
    });

    test("EC-37: newcomers who cannot be invited are named, and the others are invited", async () => {
      const [alice, bob, carol] = [await world.phone(), await world.phone(), await world.phone()];
      const peer = { ExtendConversationUser: [{ UserID: bob.userId }] };
      const bad = ["wv:nobody", "wv:romeo@nowhere.invalid"];
      const answer = await alice.request(
        request({ ...peer, UserIDList: { UserID: [...bad, carol.userId] } }),
      );
      expect("Result" in answer && answer.Result).toMatchObject({
        Code: 201,
        DetailedResult: [
          { Code: 531, UserID: ["wv:nobody"] },
          { Code: unreachable, UserID: ["wv:romeo@nowhere.invalid"] },
        ],
      });
      const { group } = await party(bob).invited();
      await bob.join(group, "bob");
      await outcome(alice);
      expect((await party(carol).invited()).group).toBe(group);

      const all = request({ ...peer, ExtendConversationID: "all", UserIDList: { UserID: ["wv:nobody"] } });
      expect(await statusOf(alice, all)).toBe(531);
      const others = { ...all, UserIDList: { UserID: ["wv:romeo@nowhere.invalid"] } };
      expect(await statusOf(alice, others)).toBe(unreachable);
    });

    test("EC-45: one who has blocked the initiator is not asked, and nobody learns of it", async () => {
      const [alice, bob, rude, carol] = [
        await world.phone(),
        await world.phone(),
        await world.phone(),
        await world.phone(),
      ];
      await rude.block(alice.userId);
      const beginning = await begin(alice, party(bob), [party(rude), party(carol)]);
      await peerJoins(alice, party(bob), beginning);
      await party(carol).invited();
      expect(await party(rude).timesInvited(beginning.group)).toBe(0);
    });
  });

  test("EC-43: each phone of the peer is invited, and any of them may come", async () => {
    const [alice, carol] = [await world.phone(), await world.phone()];
    const first = await world.phone();
    const second = await world.phone({ userId: first.userId, clientId: "http://imps.example.org/second" });
    const beginning = await begin(alice, party(first), [party(carol)]);
    const summons = await party(second).invited();
    expect(summons).toEqual(beginning.summons);
    await peerJoins(alice, party(second), beginning);
    await party(carol).invited();
    await first.join(beginning.group, "first");
    await party(alice).say(beginning.group, "to both");
    for (const phone of [first, second]) await party(phone).hears(beginning.group, "to both");
    for (const phone of [first, second]) expect(await party(phone).timesInvited(beginning.group)).toBe(1);
  });

  test("EC-46: one phone extends several chats at once", async () => {
    const [alice, bob, carol] = [await world.phone(), await world.phone(), await world.phone()];
    const one = await begin(alice, party(bob), [party(carol)]);
    const two = await begin(alice, party(carol), [party(bob)]);
    expect(one.group).not.toBe(two.group);
    await carol.join(two.group, "carol");
    expect((await outcome(alice)).ExtendConversationID).toBe(two.id);
    await bob.join(one.group, "bob");
    expect((await outcome(alice)).ExtendConversationID).toBe(one.id);
    expect((await party(carol).invited()).group).toBe(one.group);
    expect((await party(bob).invited()).group).toBe(two.group);
  });

  test("leaves nothing behind", async () => {
    expect(await world.restAfterStop()).toEqual(NOTHING);
  });
});
