import { HOME } from "../../support/bridge/bench.js";
import type { PhoneOptions } from "../../support/bridge/handsets.js";
import { octetsFor } from "../../support/bridge/octets.js";
import { GROUP, ROOM, Stage, until } from "./stage.js";

const BOB = "bob@example.net/pc";
const ALICE = `alice@${HOME}/phone`;

async function inside(options: PhoneOptions = {}, more = {}) {
  const stage = await Stage.open();
  stage.muc.found(ROOM, { "muc#roomconfig_whois": "anyone" });
  stage.muc.arrive(ROOM, BOB, "bob");
  const alice = await stage.login("alice", options);
  await stage.join(alice, more);
  return { stage, alice };
}

const fromBob = (text: string) => ({
  kind: "NewMessage",
  MessageInfo: {
    Sender: { Group: { ScreenName: { SName: "bob", GroupID: GROUP } } },
    Recipient: { Group: [{ GroupID: GROUP }] },
  },
  ContentData: text,
});

describe("what is said in a room", () => {
  test("reaches the phone, with the sender's screen name and the group's id", async () => {
    const { stage, alice } = await inside();
    stage.muc.utter(ROOM, "bob", "hello");
    await stage.deliver();
    expect(await stage.drain(alice)).toMatchObject([fromBob("hello")]);
  });

  test.each([
    ["as he stands in the group", "anyone", "wv:bob@example.net"],
    ["also where the room hides it", "moderators", "wv:bob%2Fparty@conference.example.org"],
  ])("reaches Android with the sender's address, %s", async (_how, whois, UserID) => {
    const stage = await Stage.open();
    stage.muc.found(ROOM, { "muc#roomconfig_whois": whois });
    stage.muc.arrive(ROOM, BOB, "bob");
    const alice = await stage.login("alice", { quirks: ["bare-user-map", "speakers-by-address"] });
    const joined = await stage.join(alice);
    expect(joined).toMatchObject({ UserMapList: { Mapping: [{ SName: "bob", UserID }, {}] } });
    stage.muc.utter(ROOM, "bob", "hello");
    stage.muc.depart(ROOM, BOB);
    await stage.deliver();
    expect(await stage.drain(alice)).toMatchObject([
      { MessageInfo: { Sender: { User: { UserID } }, Recipient: { Group: [{ GroupID: GROUP }] } } },
      { Left: { UserList: { User: [{ UserID }] } } },
    ]);
  });

  test("does not, where it is older than the entry or said by the room itself", async () => {
    const { stage, alice } = await inside();
    stage.muc.utter(ROOM, "bob", "long ago", { sentAt: 1 });
    stage.muc.utter(ROOM, undefined, "This room is not anonymous.");
    await stage.deliver();
    expect(await stage.drain(alice)).toEqual([]);
  });

  test("by the phone itself does not come back to it, but to the user's other phone", async () => {
    const { stage, alice } = await inside();
    const other = await stage.login("alice", { device: "tablet" });
    await stage.join(other);
    await stage.topic.groups.say(alice, GROUP, { id: "m1", text: "hi" });
    await stage.deliver();
    expect(await stage.drain(alice)).toEqual([]);
    expect(await stage.drain(other)).toMatchObject([{ kind: "NewMessage", ContentData: "hi" }]);
  });

  test("before the phone knows that it is inside is told after that, in order", async () => {
    const stage = await Stage.open();
    stage.muc.found(ROOM);
    stage.muc.arrive(ROOM, BOB, "bob");
    const alice = await stage.login("alice");
    const request = { kind: "JoinGroup-Request", GroupID: GROUP } as const;
    const answer = await stage.topic.handlers["JoinGroup-Request"]?.(alice, request);
    for (const text of ["one", "two"]) stage.muc.utter(ROOM, "bob", text);
    await stage.deliver();
    expect(stage.bench.handsets.notices).toEqual([]);
    await answer?.after?.();
    stage.muc.utter(ROOM, "bob", "three");
    await stage.deliver();
    const told = await stage.drain(alice);
    expect(told.map((each) => "ContentData" in each && each.ContentData)).toEqual(["one", "two", "three"]);
  });

  test("to the group's other id as well, in the spelling that the phone used last", async () => {
    const { stage, alice } = await inside();
    await stage.topic.groups.say(alice, "wv:/PARTY@conference.example.org", { id: "m1", text: "hi" });
    stage.muc.utter(ROOM, "bob", "hello");
    await stage.deliver();
    const [message] = await stage.drain(alice);
    expect(message).toMatchObject({
      MessageInfo: { Recipient: { Group: [{ GroupID: "wv:/PARTY@conference.example.org" }] } },
    });
  });

  test("is refused from one who is not inside", async () => {
    const { stage } = await inside();
    const carol = await stage.login("carol");
    const saying = stage.topic.groups.say(carol, GROUP, { id: "m1", text: "hi" });
    await expect(saying).rejects.toMatchObject({ reason: "not-joined" });
  });
});

describe("a private message", () => {
  const whisper = (room: string, to: string) =>
    ({
      kind: "private-message",
      from: `${room}/bob`,
      to,
      room,
      nick: "bob",
      id: "p1",
      body: "psst",
    }) as const;

  test("reaches the phone as one to its screen name", async () => {
    const { stage, alice } = await inside();
    await stage.topic.received(whisper(ROOM, ALICE));
    expect(await stage.drain(alice)).toMatchObject([
      { MessageInfo: { Recipient: { Group: [{ ScreenName: { SName: "alice", GroupID: GROUP } }] } } },
    ]);
  });

  test("is refused for Android, which has no way to show it", async () => {
    const { stage, alice } = await inside({ quirks: ["no-whispers"] });
    await stage.topic.received(whisper(ROOM, ALICE));
    expect(stage.muc.calls).toContain(`refuseWhisper ${ROOM}`);
    expect(await stage.drain(alice)).toEqual([]);
  });

  test("goes out to the one who is meant, whatever the case", async () => {
    const { stage, alice } = await inside();
    await stage.topic.groups.whisper(alice, "BOB", GROUP, { id: "m1", text: "psst" });
    expect(stage.muc.calls).toContain(`whisper ${ROOM}`);
    const nobody = stage.topic.groups.whisper(alice, "eve", GROUP, { id: "m2", text: "psst" });
    await expect(nobody).rejects.toMatchObject({ reason: "unknown-user" });
  });

  test("is refused both ways in an extended conversation, also where the server permits it (EC-14)", async () => {
    const stage = await Stage.open("Prosody 0.12");
    const { room } = await stage.extension();
    await stage.topic.keeper.makeMember(room, `alice@${HOME}`);
    const alice = await stage.login("alice");
    const GroupID = `wv:/${room}`;
    await stage.join(alice, { GroupID });
    stage.muc.arrive(room, BOB, "bob");
    const whispering = stage.topic.groups.whisper(alice, "bob", GroupID, { id: "m1", text: "psst" });
    await expect(whispering).rejects.toMatchObject({ reason: "whisper-off-in-group" });
    await stage.topic.received(whisper(room, ALICE));
    expect(stage.muc.calls).toContain(`refuseWhisper ${room}`);
  });

  test("is refused in a room that the server does not let have any", async () => {
    const { stage, alice } = await inside();
    stage.muc.announced.set("muc#roomconfig_allowpm", "none");
    const whispering = stage.topic.groups.whisper(alice, "bob", GROUP, { id: "m1", text: "psst" });
    await expect(whispering).rejects.toMatchObject({ reason: "whisper-off-in-group" });
  });
});

describe("a GroupChangeNotice", () => {
  const mapping = [{ SName: "dan", UserID: "wv:dan@example.net" }];
  const screenName = [{ SName: "dan", GroupID: GROUP }];

  test.each([
    ["1.1", [], { ScreenName: screenName }, { ScreenName: screenName }],
    [
      "1.1",
      ["joined-as-user-list"],
      { UserList: { ScreenName: screenName } },
      { UserList: { ScreenName: screenName } },
    ],
    [
      "1.1",
      ["bare-user-map"],
      { UserList: { User: [{ UserID: "wv:dan@example.net" }] } },
      { UserList: { User: [{ UserID: "wv:dan@example.net" }] } },
    ],
    [
      "1.2",
      [],
      { UserMapList: { UserMapping: { Mapping: mapping } } },
      { UserList: { ScreenName: screenName } },
    ],
    [
      "1.2",
      ["bare-user-map"],
      { UserMapList: { Mapping: mapping } },
      { UserList: { User: [{ UserID: "wv:dan@example.net" }] } },
    ],
    [
      "1.3",
      [],
      { UserMapList: { UserMapping: { Mapping: mapping } } },
      { UserList: { ScreenName: screenName } },
    ],
  ] as const)("in %s with quirks %j tells who came and went", async (version, quirks, Joined, Left) => {
    const { stage, alice } = await inside({ version, quirks });
    await stage.drain(alice);
    stage.muc.arrive(ROOM, "dan@example.net/x", "dan");
    stage.muc.depart(ROOM, "dan@example.net/x");
    await stage.deliver();
    expect(await stage.drain(alice)).toEqual([
      { kind: "GroupChangeNotice", GroupID: GROUP, Joined },
      { kind: "GroupChangeNotice", GroupID: GROUP, Left },
    ]);
  });

  test.each([
    ["did not subscribe", {}, { SubscribeNotification: false }],
    ["did not agree to them", { services: [] }, {}],
  ])("does not go to a phone that %s", async (_why, options, more) => {
    const { stage, alice } = await inside(options, more);
    stage.muc.arrive(ROOM, "dan@example.net/x", "dan");
    await stage.deliver();
    expect(await stage.drain(alice)).toEqual([]);
  });

  test("tells a new name as one going and one coming, and a new topic, but not the first", async () => {
    const { stage, alice } = await inside();
    const occupant = { nick: "rob", jid: BOB, affiliation: "none", role: "participant" } as const;
    const about = { from: `${ROOM}/rob`, to: ALICE, room: ROOM };
    await stage.topic.received({
      kind: "occupant",
      ...about,
      occupant,
      change: "renamed",
      formerNick: "bob",
    });
    for (const subject of ["", "Cakes"])
      await stage.topic.received({ kind: "room-subject", ...about, nick: undefined, subject });
    expect(await stage.drain(alice)).toMatchObject([
      { Left: { UserList: { ScreenName: [{ SName: "bob" }] } } },
      { Joined: { UserMapList: {} } },
      { GroupProperties: { Property: [{ Name: "Topic", Value: "Cakes" }] } },
    ]);
  });

  test("names as many who came and went as the phone can parse", async () => {
    const { stage, alice } = await inside({ syntax: "xml", capabilities: { parserSize: 4096 } });
    const seat = stage.topic.groups.occupancies.find(alice.id, ROOM);
    if (seat === undefined) throw new Error("the phone is not inside");
    const people = Array.from({ length: 100 }, (_, n) => ({ nick: `n${n}`, jid: `n${n}@example.net` }));
    await stage.topic.groups.news.tell(seat, { kind: "change", joined: people, left: people.slice(0, 3) });
    const [left, joined] = await stage.drain(alice);
    if (joined === undefined) throw new Error("nothing came");
    expect(left).toMatchObject({ Left: { UserList: { ScreenName: [{}, {}, {}] } } });
    expect(octetsFor(alice, joined)).toBeLessThanOrEqual(4096);
    expect(octetsFor(alice, joined)).toBeGreaterThan(3800);
  });

  test("tells a new topic of any length, cut", async () => {
    const { stage, alice } = await inside({ syntax: "xml", capabilities: { parserSize: 4096 } });
    const about = { from: `${ROOM}/bob`, to: ALICE, room: ROOM, nick: undefined };
    for (const subject of ["", "&".repeat(80_000)])
      await stage.topic.received({ kind: "room-subject", ...about, subject });
    const [notice] = await stage.drain(alice);
    if (notice?.kind !== "GroupChangeNotice") throw new Error("nothing came");
    expect(octetsFor(alice, notice)).toBeLessThanOrEqual(4096);
    expect(notice.GroupProperties?.Property?.[0]?.Value).toMatch(/^&+…$/);
  });

  test("tells Android, which knows people by address, of the first and the last of one user's names", async () => {
    const { stage, alice } = await inside({ quirks: ["bare-user-map"] });
    for (const [device, nick] of [
      ["pda", "bobby"],
      ["x", "robert"],
    ] as const)
      stage.muc.arrive(ROOM, `bob@example.net/${device}`, nick);
    for (const device of ["pc", "x"]) stage.muc.depart(ROOM, `bob@example.net/${device}`);
    await stage.deliver();
    expect(await stage.drain(alice)).toEqual([]);
    stage.muc.depart(ROOM, "bob@example.net/pda");
    await stage.deliver();
    const Left = { UserList: { User: [{ UserID: "wv:bob@example.net" }] } };
    expect(await stage.drain(alice)).toEqual([{ kind: "GroupChangeNotice", GroupID: GROUP, Left }]);
  });
});

describe("one who is put out", () => {
  test.each([
    ["kicked", 803],
    ["banned", 809],
    ["membership", 810],
    ["destroyed", 800],
  ] as const)("since he was %s is told %i, and is out", async (why, Code) => {
    const { stage, alice } = await inside();
    const about = { from: `${ROOM}/alice`, to: ALICE, room: ROOM, nick: "alice", reason: undefined };
    await stage.topic.received({ kind: "removed", ...about, why });
    expect(await stage.drain(alice)).toEqual([
      { kind: "LeaveGroup-Response", GroupID: GROUP, Result: { Code } },
    ]);
    expect(await stage.bench.storage.occupancies.all()).toEqual([]);
  });

  test.each(["error", "gone"] as const)("without anybody meaning it (%s) is taken in again", async (why) => {
    const { stage, alice } = await inside();
    stage.muc.depart(ROOM, ALICE);
    stage.muc.arrive(ROOM, "dan@example.net/x", "dan");
    stage.muc.depart(ROOM, BOB);
    const about = { from: `${ROOM}/alice`, to: ALICE, room: ROOM, nick: "alice", reason: undefined };
    await stage.topic.received({ kind: "removed", ...about, why });
    await until(() => stage.bench.handsets.notices.length > 0);
    expect(await stage.drain(alice)).toMatchObject([
      { Left: { UserList: { ScreenName: [{ SName: "bob" }] } } },
      { Joined: { UserMapList: {} } },
    ]);
    expect(stage.muc.room(ROOM).occupants.has(ALICE)).toBe(true);
  });

  test("and cannot come back, since the room is gone, is told so", async () => {
    const { stage, alice } = await inside();
    stage.muc.lose(ROOM);
    const about = { from: `${ROOM}/alice`, to: ALICE, room: ROOM, nick: "alice", reason: undefined };
    await stage.topic.received({ kind: "removed", ...about, why: "gone" });
    await until(() => stage.bench.handsets.notices.length > 0);
    expect(await stage.drain(alice)).toMatchObject([{ kind: "LeaveGroup-Response", Result: { Code: 800 } }]);
    expect(stage.muc.rooms.has(ROOM)).toBe(false);
  });
});
