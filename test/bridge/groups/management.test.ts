import type { KnownContent } from "../../../src/csp/index.js";
import type { Session } from "../../../src/handsets/index.js";
import { codeOf, HOME } from "../../support/bridge/bench.js";
import { MUC, ROOM, Stage } from "./stage.js";

const CHAT = "wv:alice/chat";
const CHAT_ROOM = `alice.chat@${MUC}`;
const BOB = "bob@example.net";

type Create = Extract<KnownContent, { kind: "CreateGroup-Request" }>;
type PropertyList = NonNullable<Create["GroupProperties"]["Property"]>;

const properties = (values: Readonly<Record<string, string>>): PropertyList =>
  Object.entries(values).map(([Name, Value]) => ({ Name, Value }));

/** As Android asks for it. */
const creation = (more: Partial<Create> = {}): Create => ({
  kind: "CreateGroup-Request",
  GroupID: CHAT,
  GroupProperties: {
    Property: properties({
      Name: "chat",
      Accesstype: "Open",
      PrivateMessaging: "F",
      Searchable: "F",
      AutoDelete: "T",
    }),
  },
  JoinGroup: true,
  ScreenName: { SName: "alice", GroupID: CHAT },
  SubscribeNotification: true,
  ...more,
});

function valuesOf(answer: KnownContent) {
  if (answer.kind !== "GetGroupProps-Response") throw new Error(JSON.stringify(answer));
  const read = (list: PropertyList = []) => Object.fromEntries(list.map(({ Name, Value }) => [Name, Value]));
  return { group: read(answer.GroupProperties.Property), own: read(answer.OwnProperties.Property) };
}

async function withGroup(server?: "Prosody 0.12" | "ejabberd 23.01") {
  const stage = await Stage.open(server);
  const alice = await stage.login("alice", { version: "1.3" });
  expect(codeOf(await stage.request(alice, creation()))).toBe(200);
  return { stage, alice };
}

const read = (stage: Stage, session: Session, GroupID: string) =>
  stage.request(session, { kind: "GetGroupProps-Request", GroupID });

describe("CreateGroup", () => {
  test("makes a room that its creator owns and is inside of, under the id that the phone chose", async () => {
    const { stage, alice } = await withGroup();
    const room = stage.muc.room(CHAT_ROOM);
    expect([...room.occupants.values()]).toEqual([{ as: `alice@${HOME}/phone`, nick: "alice" }]);
    expect(room.affiliations.get(`alice@${HOME}`)).toBe("owner");
    stage.muc.arrive(CHAT_ROOM, `${BOB}/pc`, "bob");
    stage.muc.utter(CHAT_ROOM, "bob", "hello");
    await stage.deliver();
    expect(await stage.drain(alice)).toMatchObject([
      { kind: "GroupChangeNotice", GroupID: CHAT },
      { kind: "NewMessage", MessageInfo: { Recipient: { Group: [{ GroupID: CHAT }] } } },
    ]);
  });

  test("goes on under the id that a search tells, if the phone does (S60)", async () => {
    const { stage, alice } = await withGroup();
    const joining = { kind: "JoinGroup-Request", GroupID: `wv:/${CHAT_ROOM}` } as const;
    expect(codeOf(await stage.request(alice, joining))).toBe(807);
    stage.muc.arrive(CHAT_ROOM, `${BOB}/pc`, "bob");
    await stage.deliver();
    expect(await stage.drain(alice)).toMatchObject([{ GroupID: `wv:/${CHAT_ROOM}` }]);
  });

  test("without joining keeps the room until the first is inside", async () => {
    const stage = await Stage.open();
    const alice = await stage.login("alice");
    expect(codeOf(await stage.request(alice, creation({ JoinGroup: false })))).toBe(200);
    await stage.topic.online();
    await stage.request(alice, { kind: "JoinGroup-Request", GroupID: CHAT });
    expect([...stage.muc.room(CHAT_ROOM).occupants.keys()]).toEqual([`alice@${HOME}/phone`]);
  });

  test("may make one that outlasts its users", async () => {
    const stage = await Stage.open();
    const alice = await stage.login("alice");
    const GroupProperties = { Property: properties({ AutoDelete: "F" }) };
    await stage.request(alice, creation({ GroupProperties }));
    await stage.request(alice, { kind: "LeaveGroup-Request", GroupID: CHAT });
    expect(stage.muc.rooms.has(CHAT_ROOM)).toBe(true);
    expect(await stage.bench.storage.rooms.count()).toBe(1);
  });

  test.each([
    ["the id of another one's group", { GroupID: "wv:carol/chat" }, 816],
    ["a room of another service", { GroupID: "wv:/chat@elsewhere.example" }, 816],
    ["a property that is not known", { GroupProperties: { Property: properties({ Colour: "red" }) } }, 806],
    [
      "a searchable group without a title",
      { GroupProperties: { Property: properties({ Searchable: "T" }) } },
      822,
    ],
    ["an address that is none", { GroupID: "wv:a/b@" }, 901],
  ])("with %s is refused", async (_what, more, code) => {
    const stage = await Stage.open();
    const alice = await stage.login("alice");
    expect(codeOf(await stage.request(alice, creation(more)))).toBe(code);
    expect(stage.muc.rooms.size).toBe(0);
    expect(await stage.bench.storage.rooms.count()).toBe(0);
  });

  test("of one that exists is 801, and of one that died in between 200", async () => {
    const { stage, alice } = await withGroup();
    const tablet = await stage.login("alice", { device: "tablet" });
    expect(codeOf(await stage.request(tablet, creation()))).toBe(801);
    await stage.request(alice, { kind: "LeaveGroup-Request", GroupID: CHAT });
    expect(codeOf(await stage.request(tablet, creation()))).toBe(200);
  });

  test("of one's own that one is inside of is 200 for a phone that asks again when it lost the answer", async () => {
    const stage = await Stage.open();
    const quirks = ["repeats-what-is-done"] as const;
    const alice = await stage.login("alice", { quirks });
    for (const _ of [1, 2]) expect(codeOf(await stage.request(alice, creation()))).toBe(200);
    const tablet = await stage.login("alice", { quirks, device: "tablet" });
    expect(codeOf(await stage.request(tablet, creation()))).toBe(801);
    expect([...stage.muc.room(CHAT_ROOM).occupants.keys()]).toEqual([`alice@${HOME}/phone`]);
  });

  test("that nobody can enter leaves nothing behind", async () => {
    const stage = await Stage.open();
    const alice = await stage.login("alice");
    stage.muc.fail("setAffiliation", "internal-server-error");
    expect(codeOf(await stage.request(alice, creation()))).toBe(500);
    expect(stage.muc.rooms.size).toBe(0);
    expect(await stage.bench.storage.rooms.count()).toBe(0);
  });
});

describe("the properties of a group", () => {
  test("are those that it was made with, also where the server has no word for one", async () => {
    const { stage, alice } = await withGroup("Prosody 0.12");
    expect(valuesOf(await read(stage, alice, CHAT))).toMatchObject({
      group: { Name: "chat", AccessType: "Open", Type: "Private", PrivateMessaging: "F", AutoDelete: "T" },
      own: { IsMember: "T", PrivilegeLevel: "Admin", PrivateMessaging: "F", AutoJoin: "F" },
    });
  });

  test("of an extended conversation are fixed (EC-47)", async () => {
    const stage = await Stage.open("Prosody 0.12");
    const { room } = await stage.extension();
    await stage.topic.keeper.makeMember(room, `alice@${HOME}`);
    const alice = await stage.login("alice", { version: "1.3" });
    await stage.join(alice, { GroupID: `wv:/${room}` });
    expect(valuesOf(await read(stage, alice, `wv:/${room}`))).toMatchObject({
      group: {
        Type: "Public",
        AccessType: "Open",
        RequireInvitation: "T",
        AutoDelete: "T",
        PrivateMessaging: "F",
        Searchable: "F",
        ActiveUsers: "1",
      },
      own: { PrivilegeLevel: "User", IsMember: "T" },
    });
  });

  test("of somebody else's room are what it tells (ER-11), and 800 where there is none", async () => {
    const stage = await Stage.open();
    stage.muc.found(ROOM, { "muc#roomconfig_membersonly": "1", "muc#roomconfig_roomname": "Party" });
    const alice = await stage.login("alice", { version: "1.3" });
    expect(valuesOf(await read(stage, alice, `wv:/${ROOM}`))).toMatchObject({
      group: { Name: "Party", RequireInvitation: "T", Type: "Public", Searchable: "T", AutoDelete: "T" },
      own: { IsMember: "F", PrivilegeLevel: "User" },
    });
    expect(codeOf(await read(stage, alice, `wv:/none@${MUC}`))).toBe(800);
  });

  const change = (stage: Stage, session: Session, values: Record<string, string>, GroupID = CHAT) =>
    stage.request(session, {
      kind: "SetGroupProps-Request",
      GroupID,
      GroupProperties: { Property: properties(values) },
    });

  test("are changed by its owner, and read anew", async () => {
    const { stage, alice } = await withGroup();
    expect(codeOf(await change(stage, alice, { AccessType: "Restricted", Topic: "Cakes" }))).toBe(200);
    expect(valuesOf(await read(stage, alice, CHAT)).group).toMatchObject({
      AccessType: "Restricted",
      RequireInvitation: "T",
      Topic: "Cakes",
    });
    expect(stage.muc.calls).toContain(`setSubject ${CHAT_ROOM}`);
  });

  test("are still what was asked for when Hamlet starts anew, also where the server has no word for one", async () => {
    const stage = await Stage.open("Prosody 0.12");
    const alice = await stage.login("alice", { version: "1.3" });
    const GroupProperties = { Property: properties({ AccessType: "Restricted", PrivateMessaging: "T" }) };
    await stage.request(alice, creation({ GroupProperties }));
    stage.restart();
    const asked = { AccessType: "Restricted", PrivateMessaging: "T" };
    expect(valuesOf(await read(stage, alice, CHAT)).group).toMatchObject(asked);
    const changed = { AccessType: "Open", PrivateMessaging: "F" };
    expect(codeOf(await change(stage, alice, changed))).toBe(200);
    stage.restart();
    expect(valuesOf(await read(stage, alice, CHAT)).group).toMatchObject(changed);
  });

  test("are all changed where a phone sends several changes at once", async () => {
    const { stage, alice } = await withGroup("Prosody 0.12");
    await Promise.all([
      change(stage, alice, { PrivateMessaging: "T" }),
      change(stage, alice, { AccessType: "Restricted" }),
      stage.request(alice, {
        kind: "SetGroupProps-Request",
        GroupID: CHAT,
        GroupProperties: { WelcomeNote: { ContentData: "Hi" } },
      }),
    ]);
    const answer = await read(stage, alice, CHAT);
    expect(valuesOf(answer).group).toMatchObject({ AccessType: "Restricted", PrivateMessaging: "T" });
    expect(answer).toMatchObject({ GroupProperties: { WelcomeNote: { ContentData: "Hi" } } });
  });

  test("are not changed by others, nor to what the server does not do", async () => {
    const { stage, alice } = await withGroup();
    const carol = await stage.login("carol");
    expect(codeOf(await change(stage, carol, { Topic: "Pies" }))).toBe(816);
    stage.muc.stubborn.add("muc#roomconfig_membersonly");
    expect(codeOf(await change(stage, alice, { AccessType: "Restricted" }))).toBe(806);
    expect(codeOf(await change(stage, alice, { Type: "Public" }))).toBe(806);
    expect(codeOf(await change(stage, alice, { Searchable: "T", Name: "" }))).toBe(822);
  });

  test("include a greeting, which those who join see", async () => {
    const { stage, alice } = await withGroup();
    const WelcomeNote = { ContentEncoding: "BASE64", ContentData: Buffer.from("Hallo").toString("base64") };
    await stage.request(alice, {
      kind: "SetGroupProps-Request",
      GroupID: CHAT,
      GroupProperties: { WelcomeNote },
    });
    const carol = await stage.login("carol");
    const joined = await stage.request(carol, { kind: "JoinGroup-Request", GroupID: CHAT });
    expect(joined).toMatchObject({ WelcomeNote: { ContentData: "Hallo" } });
  });

  test("of one's own can be asked to be as they are", async () => {
    const { stage, alice } = await withGroup();
    const ask = (Value: string) =>
      stage.request(alice, {
        kind: "SetGroupProps-Request",
        GroupID: CHAT,
        OwnProperties: { Property: properties({ AutoJoin: Value }) },
      });
    expect(codeOf(await ask("F"))).toBe(200);
    expect(codeOf(await ask("T"))).toBe(806);
  });
});

describe("DeleteGroup", () => {
  test("ends the group for all", async () => {
    const { stage, alice } = await withGroup();
    const carol = await stage.login("carol");
    await stage.request(carol, { kind: "JoinGroup-Request", GroupID: CHAT });
    expect(codeOf(await stage.request(carol, { kind: "DeleteGroup-Request", GroupID: CHAT }))).toBe(816);
    expect(codeOf(await stage.request(alice, { kind: "DeleteGroup-Request", GroupID: CHAT }))).toBe(200);
    expect(await stage.drain(carol)).toEqual([
      { kind: "LeaveGroup-Response", GroupID: CHAT, Result: { Code: 800 } },
    ]);
    expect(await stage.bench.storage.rooms.count()).toBe(0);
    expect(codeOf(await stage.request(alice, { kind: "DeleteGroup-Request", GroupID: CHAT }))).toBe(800);
    expect(codeOf(await stage.request(alice, creation()))).toBe(200);
  });

  test("is done for Android, which asks again when it lost the answer", async () => {
    const stage = await Stage.open();
    const alice = await stage.login("alice", { quirks: ["repeats-what-is-done"] });
    await stage.request(alice, creation());
    for (const _ of [1, 2])
      expect(codeOf(await stage.request(alice, { kind: "DeleteGroup-Request", GroupID: CHAT }))).toBe(200);
  });
});

describe("members", () => {
  const member = (jid: string) => ({ UserList: { User: [{ UserID: `wv:${jid}` }] } });
  const ask = (stage: Stage, session: Session, request: object) =>
    stage.request(session, { GroupID: CHAT, ...request } as KnownContent);

  test("are added, given rights, listed and removed", async () => {
    const { stage } = await withGroup();
    const alice = await stage.login("alice", { version: "1.2" });
    await ask(stage, alice, { kind: "AddGroupMembers-Request", ...member(BOB) });
    await ask(stage, alice, { kind: "MemberAccess-Request", Mod: member("dan@example.net") });
    expect(await ask(stage, alice, { kind: "GetGroupMembers-Request" })).toEqual({
      kind: "GetGroupMembers-Response",
      Admin: { UserList: { User: [{ UserID: "wv:alice" }] } },
      Mod: { UserList: { User: [{ UserID: "wv:dan@example.net" }] } },
      Users: { UserList: { User: [{ UserID: "wv:bob@example.net" }] } },
    });
    await ask(stage, alice, { kind: "RemoveGroupMembers-Request", ...member(BOB) });
    expect(stage.muc.room(CHAT_ROOM).affiliations.get(BOB)).toBe("none");
  });

  test("that are none are named in the answer", async () => {
    const { stage, alice } = await withGroup();
    const UserIDList = { UserID: [`wv:${BOB}`, "wv:@x"] };
    expect(await ask(stage, alice, { kind: "AddGroupMembers-Request", UserIDList })).toMatchObject({
      Result: { Code: 201, DetailedResult: [{ Code: 531, UserID: ["wv:@x"] }] },
    });
  });

  const GHOST = "wv:carrol";
  const entities = (...UserID: string[]) => ({ UserID });
  const users = (...ids: string[]) => ({ UserList: { User: ids.map((UserID) => ({ UserID })) } });

  test.each([
    [{ kind: "AddGroupMembers-Request", ...users(GHOST, `wv:${BOB}`) }],
    [{ kind: "MemberAccess-Request", Admin: users(GHOST), Users: users(`wv:${BOB}`) }],
    [{ kind: "RejectList-Request", AddList: entities(GHOST, `wv:${BOB}`) }],
  ])("who do not exist are named in the answer, and nothing follows for them: %j", async (request) => {
    const { stage, alice } = await withGroup();
    expect(await ask(stage, alice, request)).toMatchObject({
      kind: "Status",
      Result: { Code: 201, DetailedResult: [{ Code: 531, UserID: [GHOST] }] },
    });
    const { affiliations } = stage.muc.room(CHAT_ROOM);
    expect([affiliations.has(`carrol@${HOME}`), affiliations.has(BOB)]).toEqual([false, true]);
  });

  test("who do not exist any more can be taken out", async () => {
    const { stage, alice } = await withGroup();
    const { affiliations } = stage.muc.room(CHAT_ROOM);
    const ghost = `carrol@${HOME}`;
    for (const [affiliation, request] of [
      ["member", { kind: "RemoveGroupMembers-Request", ...users(GHOST) }],
      ["outcast", { kind: "RejectList-Request", RemoveList: entities(GHOST) }],
    ] as const) {
      affiliations.set(ghost, affiliation);
      expect(codeOf(await ask(stage, alice, request))).toBe(200);
      expect(affiliations.get(ghost)).toBe("none");
    }
  });

  test("who are none cannot be removed, and who are kept out stay so; Android may have lost the answer", async () => {
    const { stage, alice } = await withGroup();
    const { affiliations } = stage.muc.room(CHAT_ROOM);
    affiliations.set(BOB, "member").set("dan@example.net", "outcast");
    const removal = (...ids: string[]) => ({ kind: "RemoveGroupMembers-Request", ...users(...ids) });
    expect(await ask(stage, alice, removal(`wv:${BOB}`, "wv:dan@example.net", "wv:carol"))).toMatchObject({
      Result: { Code: 201, DetailedResult: [{ Code: 810, UserID: ["wv:dan@example.net", "wv:carol"] }] },
    });
    expect([affiliations.get(BOB), affiliations.get("dan@example.net")]).toEqual(["none", "outcast"]);
    expect(codeOf(await ask(stage, alice, removal("wv:carol")))).toBe(810);
    const android = await stage.login("alice", { device: "android", quirks: ["repeats-what-is-done"] });
    expect(codeOf(await ask(stage, android, removal("wv:carol")))).toBe(200);
  });

  test("that are kept out are found by screen name too, and listed", async () => {
    const { stage, alice } = await withGroup();
    stage.muc.arrive(CHAT_ROOM, `${BOB}/pc`, "bob");
    const AddList = { ScreenName: [{ SName: "Bob", GroupID: CHAT }] };
    expect(await ask(stage, alice, { kind: "RejectList-Request", AddList })).toEqual({
      kind: "RejectList-Response",
      UserIDList: { UserID: ["wv:bob@example.net"] },
    });
    const carol = await stage.login("carol");
    expect(codeOf(await ask(stage, carol, { kind: "RejectList-Request" }))).toBe(816);
  });

  test.each([
    { kind: "AddGroupMembers-Request", ...member(BOB) },
    { kind: "RemoveGroupMembers-Request", ...member(BOB) },
    { kind: "MemberAccess-Request", Mod: member(BOB) },
    { kind: "RejectList-Request" },
    { kind: "DeleteGroup-Request" },
    { kind: "SetGroupProps-Request" },
  ])("of an extended conversation are nobody's business: $kind (EC-10)", async (request) => {
    const stage = await Stage.open();
    const { room } = await stage.extension();
    const alice = await stage.login("alice");
    stage.muc.room(room).affiliations.set(alice.user.jid, "owner");
    expect(codeOf(await ask(stage, alice, { ...request, GroupID: `wv:/${room}` }))).toBe(816);
  });
});
