import type { KnownContent, PrimitiveName } from "../../src/csp/index.js";
import { begin, extend, outcome, peerJoins } from "../support/e2e/chat.js";
import { party, roomOf } from "../support/e2e/party.js";
import { NOTHING, SERVERS, START, World } from "../support/e2e/world.js";
import type { Handset, ServerRequest } from "../support/handset/index.js";

async function statusOf(phone: Handset, content: KnownContent): Promise<number | undefined> {
  const answer = await phone.request(content);
  return "Result" in answer ? answer.Result?.Code : undefined;
}

/** Polls for a request of the server, which stays unacknowledged; others are acknowledged. */
async function polled(phone: Handset, kind: PrimitiveName): Promise<ServerRequest> {
  for (;;) {
    const request = await phone.polled();
    if (request.content.kind === kind) return request;
    await phone.acknowledge(request);
  }
}

const whisper = (from: Handset, group: string, to: string): KnownContent => ({
  kind: "SendMessage-Request",
  DeliveryReport: false,
  MessageInfo: {
    ContentType: "text/plain",
    ContentSize: 5,
    Recipient: { Group: [{ ScreenName: { SName: to, GroupID: group } }] },
    Sender: { User: { UserID: from.userId } },
  },
  ContentData: "psst!",
});

const NO_NOTICES = {
  FundamentalFeat: {},
  PresenceFeat: {},
  IMFeat: {},
  GroupFeat: { GroupMgmtFunc: {}, GroupUseFunc: { SUBGCN: {} } },
};

describe.each(SERVERS)("the group of an extended chat, on $server ($flavour)", (where) => {
  let world: World;
  beforeAll(async () => {
    world = await World.start(where);
  }, START);
  afterEach(() => world.clear());
  afterAll(() => world.close());

  test("the initiator has its response before anybody else is invited, T15", async () => {
    const [alice, bob, carol] = [await world.phone(), await world.phone(), await world.phone()];
    const romeo = await world.jabberUser();
    const others = [party(carol), party(romeo)];
    const { group } = await begin(alice, party(bob), others);
    expect(await alice.poll()).toBeUndefined();
    await bob.join(group, "peer");
    // What was said after that reached the others: an invitation would have.
    const reaches = async (words: string) => {
      for (const { userId } of others) await bob.sendMessage(userId, words);
      await carol.next("NewMessage", { where: ({ ContentData }) => ContentData === words });
      await romeo.next("chat", ({ body }) => body === words);
    };
    await reaches("one");
    for (const other of others) expect(await other.timesInvited(group)).toBe(0);
    const response = await alice.polled();
    expect(response.content).toMatchObject({ kind: "ExtendConversation-Response", GroupID: group });
    await reaches("two");
    for (const other of others) expect(await other.timesInvited(group)).toBe(0);
    await alice.acknowledge(response);
    for (const other of others) expect((await other.invited()).group).toBe(group);
  });

  test("from its answer to the response on, the initiator is inside, however quick it is, EC-24", async () => {
    const [alice, bob, carol] = [await world.phone(), await world.phone(), await world.phone()];
    for (const round of ["1", "2", "3", "4"]) {
      const { group } = await begin(alice, party(bob), [party(carol)]);
      await bob.join(group, "peer");
      expect((await outcome(alice)).Result.Code).toBe(200);
      await alice.sendMessage(group, `round ${round}`, { group: true });
      await party(bob).hears(group, `round ${round}`);
      for (const phone of [alice, bob]) await phone.leave(group);
    }
  });

  test("an initiator that uses the group before it has answered is inside as well", async () => {
    const [alice, bob, carol] = [await world.phone(), await world.phone(), await world.phone()];
    const { group } = await begin(alice, party(bob), [party(carol)]);
    await expect(alice.sendMessage(group, "early", { group: true })).rejects.toMatchObject({ status: 808 });
    await bob.join(group, "peer");
    const response = await alice.polled();
    expect(response.content).toMatchObject({ kind: "ExtendConversation-Response", GroupID: group });
    alice.knowGroup(group);
    await alice.sendMessage(group, "quick", { group: true });
    await party(bob).hears(group, "quick");
    expect(await party(carol).timesInvited(group)).toBe(0);
    await alice.acknowledge(response);
    expect((await party(carol).invited()).group).toBe(group);
    await carol.join(group, "newcomer");
    await party(carol).say(group, "here I am");
    await party(alice).hears(group, "here I am");
  });

  test("a phone that never acknowledged its response is told again, and all goes on, EC-48", async () => {
    const [alice, bob, carol] = [await world.phone(), await world.phone(), await world.phone()];
    const { group } = await begin(alice, party(bob), [party(carol)]);
    await party(bob).join(group, "bob");
    const first = await polled(alice, "ExtendConversation-Response");
    await alice.login();
    const again = await polled(alice, "ExtendConversation-Response");
    expect(again).toEqual(first);
    await alice.acknowledge(again);
    expect(await party(carol).invited()).toMatchObject({ group });
    await party(bob).say(group, "all is well");
    await party(alice).hears(group, "all is well");
    await carol.drain();
    expect(await party(carol).timesInvited(group)).toBe(1);
  });

  test("it is what it has to be, and nobody may change that, T6, EC-47", async () => {
    const [alice, bob, carol] = [await world.phone(), await world.phone(), await world.phone()];
    const { group } = await extend(alice, party(bob), [party(carol)]);
    for (const phone of [alice, bob, carol]) {
      const props = await phone.expect(
        { kind: "GetGroupProps-Request", GroupID: group },
        "GetGroupProps-Response",
      );
      const has = (list: typeof props.GroupProperties, name: string) =>
        list?.Property?.find(({ Name }) => Name === name)?.Value;
      const shown = Object.fromEntries(
        ["Type", "AccessType", "RequireInvitation", "AutoDelete", "PrivateMessaging", "Searchable"].map(
          (name) => [name, has(props.GroupProperties, name)],
        ),
      );
      expect(shown).toEqual({
        Type: "Public",
        AccessType: "Open",
        RequireInvitation: "T",
        AutoDelete: "T",
        PrivateMessaging: "F",
        Searchable: "F",
      });
      expect(has(props.OwnProperties, "PrivilegeLevel")).toBe("User");

      const GroupID = group;
      const Property = [{ Name: "Searchable", Value: "T" }];
      const refused: readonly KnownContent[] = [
        { kind: "DeleteGroup-Request", GroupID },
        { kind: "SetGroupProps-Request", GroupID, GroupProperties: { Property } },
        { kind: "MemberAccess-Request", GroupID, Admin: { UserIDList: { UserID: [phone.userId] } } },
        { kind: "RejectList-Request", GroupID, AddList: { UserID: [alice.userId] } },
      ];
      for (const request of refused)
        expect([request.kind, await statusOf(phone, request)]).toEqual([request.kind, 816]);
      expect(await statusOf(phone, whisper(phone, group, "peer"))).toBe(812);
      expect(await phone.findGroups("GROUP_ID", roomOf(group))).toEqual([]);
      for (const element of ["GROUP_USER_ID_OWNER", "GROUP_USER_ID_JOINED"] as const)
        expect(await phone.findGroups(element, phone.userId)).toEqual([]);
    }
    expect(await statusOf(alice, { kind: "JoinGroup-Request", GroupID: group })).toBe(807);
  });

  test("only who was invited may join, and everybody inside may invite, T4", async () => {
    const [alice, bob, carol] = [await world.phone(), await world.phone(), await world.phone()];
    const [dave, erin, romeo] = [await world.phone(), await world.phone(), await world.jabberUser()];
    const { group, room } = await extend(alice, party(bob), [party(carol)]);
    await expect(dave.join(group, "dave")).rejects.toMatchObject({ status: 803 });
    await expect(romeo.rooms.enter(room, "romeo")).rejects.toMatchObject({
      condition: "registration-required",
    });
    await bob.invite(dave.userId, { group });
    await carol.invite(erin.userId, { group });
    await carol.invite(`wv:${romeo.jid}`, { group });
    for (const who of [party(dave), party(erin), party(romeo)]) {
      expect((await who.invited()).group).toBe(group);
      await who.join(group, who.userId.replace("wv:", "").replace("@localhost", ""));
      await who.say(group, "I am in");
      await party(alice).hears(group, "I am in");
    }
    await romeo.rooms.leave(room);
  });

  test("newcomers see nothing from before, T8", async () => {
    const [alice, bob, carol] = [await world.phone(), await world.phone(), await world.phone()];
    const romeo = await world.jabberUser();
    await alice.sendMessage(bob.userId, "between us");
    const beginning = await begin(alice, party(bob), [party(carol), party(romeo)]);
    await peerJoins(alice, party(bob), beginning);
    const { group } = beginning;
    for (const who of [carol, romeo]) await party(who).invited();
    await party(bob).say(group, "before any");
    await party(alice).hears(group, "before any");
    const join = await carol.join(group, "carol");
    expect(JSON.stringify(join)).not.toContain("before");
    await party(alice).say(group, "before romeo");
    await party(carol).hears(group, "before romeo");
    const { history } = await romeo.rooms.enter(group.replace("wv:/", ""), "romeo");
    // No room of a stock ejabberd can switch history off: a Jabber user sees what the group said, but never the chat.
    const isStockEjabberd = where.server === "ejabberd" && where.flavour === "stock";
    expect(history.map(({ body }) => body)).toEqual(isStockEjabberd ? ["before any", "before romeo"] : []);
    await party(bob).say(group, "after all");
    for (const who of [carol, romeo]) await party(who).hears(group, "after all");
    expect(await party(carol).heard(group)).toEqual(["before romeo", "after all"]);
    await romeo.rooms.leave(beginning.room);
  });

  test("no private messages: a phone gets none from a Jabber user either, EC-14", async () => {
    const [alice, bob, romeo] = [await world.phone(), await world.phone(), await world.jabberUser()];
    const { group, room } = await extend(alice, party(bob), [party(romeo)]);
    await romeo.rooms.whisper(room, "peer", "psst!");
    expect((await romeo.next("error")).condition).toMatch(/forbidden|not-allowed/);
    await party(romeo).say(group, "aloud");
    await party(bob).hears(group, "aloud");
    expect(await party(bob).heard(group)).toEqual(["aloud"]);
    await romeo.rooms.leave(room);
  });

  test.each([
    [true, true],
    [false, false],
  ])("notices of who comes and goes: asked for %s, told %s, T7", async (subscribe, isTold) => {
    const [alice, bob, carol] = [await world.phone(), await world.phone(), await world.phone()];
    const beginning = await begin(alice, party(bob), [party(carol)], { subscribe });
    await peerJoins(alice, party(bob), beginning);
    await party(carol).invited();
    await carol.join(beginning.group, "carol");
    await carol.leave(beginning.group);
    await party(bob).say(beginning.group, "she left");
    await party(alice).hears(beginning.group, "she left");
    await alice.drain();
    const told = alice.inbox
      .of("GroupChangeNotice")
      .map(({ Joined, Left }) => JSON.stringify(Joined ?? Left));
    expect(told.length).toBe(isTold ? 3 : 0);
    if (isTold)
      for (const [at, name] of ["peer", "carol", "carol"].entries()) expect(told[at]).toContain(`"${name}"`);
  });

  test("without GRCHN the wish for notices changes nothing, EC-8", async () => {
    const [alice, bob, carol] = [
      await world.phone({ functions: NO_NOTICES }),
      await world.phone(),
      await world.phone(),
    ];
    const { group } = await extend(alice, party(bob), [party(carol)], { subscribe: true });
    await party(carol).say(group, "hello");
    await party(alice).hears(group, "hello");
    expect(alice.inbox.of("GroupChangeNotice")).toEqual([]);
  });

  test("those who join get the welcome note, and the initiator none, EC-9", async () => {
    const [alice, bob, carol] = [await world.phone(), await world.phone(), await world.phone()];
    const note = "Welcome ✓";
    const { group, id } = await begin(alice, party(bob), [party(carol)], { welcomeNote: note });
    expect((await bob.join(group, "bob")).WelcomeNote?.ContentData).toBe(note);
    expect(await outcome(alice)).toMatchObject({ ExtendConversationID: id, Result: { Code: 200 } });
    await party(carol).invited();
    expect((await carol.join(group, "carol")).WelcomeNote?.ContentData).toBe(note);
  });

  test("what is sent to the peer alone stays between the two, in the thread of the chat, EC-25", async () => {
    const [alice, romeo, carol] = [await world.phone(), await world.jabberUser(), await world.phone()];
    await romeo.chat(world.jidOf(alice), "hi", { thread: "our thread" });
    await alice.next("NewMessage");
    const beginning = await begin(alice, party(romeo), [party(carol)]);
    expect(beginning.summons.thread).toBe("our thread");
    await peerJoins(alice, party(romeo), beginning);
    await alice.sendMessage(`wv:${romeo.jid}`, "just you");
    expect((await romeo.next("chat", ({ body }) => body === "just you")).thread).toBe("our thread");
    await party(alice).say(beginning.group, "all");
    expect((await romeo.next("room-message")).thread).toBe("our thread");
    await romeo.rooms.leave(beginning.room);
  });

  test("the initiator leaves, the others go on, and the last one ends it, T5, EC-40", async () => {
    const [alice, bob, carol] = [await world.phone(), await world.phone(), await world.phone()];
    const { group, room } = await extend(alice, party(bob), [party(carol)]);
    await alice.logout();
    await party(carol).say(group, "she is gone");
    await party(bob).hears(group, "she is gone");
    const watcher = await world.jabberUser();
    await bob.leave(group);
    expect(await watcher.hasRoom(room)).toBe(true);
    await carol.leave(group);
    expect(await watcher.hasRoom(room)).toBe(false);
    await expect(bob.join(group, "again")).rejects.toMatchObject({ status: 800 });
  });

  test("a Jabber user who is the last leaves nothing for long", async () => {
    const [alice, bob, romeo] = [await world.phone(), await world.phone(), await world.jabberUser()];
    const { group, room } = await extend(alice, party(bob), [party(romeo)]);
    for (const phone of [alice, bob]) await phone.leave(group);
    await romeo.rooms.leave(room);
    expect(await romeo.hasRoom(room)).toBe(false);
    await world.hamlet.restart();
  });

  test("leaves nothing behind", async () => {
    expect(await world.restAfterStop()).toEqual(NOTHING);
  });
});
