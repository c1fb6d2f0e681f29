import { codeOf, HOME } from "../../support/bridge/bench.js";
import { octetsFor } from "../../support/bridge/octets.js";
import { GROUP, MUC, ROOM, Stage, until } from "./stage.js";

const BOB = "bob@example.net/pc";
const ANYONE = { "muc#roomconfig_whois": "anyone" };

async function withBob(more: Readonly<Record<string, string>> = ANYONE): Promise<Stage> {
  const stage = await Stage.open();
  stage.muc.found(ROOM, more);
  stage.muc.arrive(ROOM, BOB, "bob");
  return stage;
}

describe("the answer to a JoinGroup-Request", () => {
  const mapped = [
    { SName: "bob", UserID: "wv:bob@example.net" },
    { SName: "alice", UserID: "wv:alice" },
  ];
  const named = [
    { SName: "bob", GroupID: GROUP },
    { SName: "alice", GroupID: GROUP },
  ];

  test.each([
    ["1.1", [], { UserList: { ScreenName: named } }],
    ["1.2", [], { UserMapList: { UserMapping: { Mapping: mapped } } }],
    ["1.2", ["bare-user-map"], { UserMapList: { Mapping: mapped } }],
    ["1.3", [], { Joined: { UserMapList: { UserMapping: { Mapping: mapped } } } }],
    ["1.3", ["bare-user-map"], { UserMapList: { Mapping: mapped } }],
  ] as const)("tells a phone of %s with quirks %j who is inside", async (version, quirks, expected) => {
    const stage = await withBob();
    const alice = await stage.login("alice", { version, quirks });
    expect(await stage.join(alice)).toEqual({ kind: "JoinGroup-Response", ...expected });
  });

  test("leaves people out where they are not asked for, and addresses that the room hides", async () => {
    const stage = await withBob({});
    const alice = await stage.login("alice");
    expect(await stage.join(alice)).toMatchObject({
      UserMapList: { UserMapping: { Mapping: [{ SName: "bob" }, {}] } },
    });
    const carol = await stage.login("carol");
    expect(await stage.join(carol, { JoinedRequest: false })).toEqual({ kind: "JoinGroup-Response" });
  });

  test("greets, and does not show the service", async () => {
    const stage = await Stage.open();
    const { room } = await stage.extension({ welcomeNote: "Welcome" });
    await stage.topic.keeper.makeMember(room, `alice@${HOME}`);
    const alice = await stage.login("alice");
    expect(await stage.join(alice, { GroupID: `wv:/${room}` })).toEqual({
      kind: "JoinGroup-Response",
      UserMapList: { UserMapping: { Mapping: [{ SName: "alice", UserID: "wv:alice" }] } },
      WelcomeNote: { ContentType: "text/plain", ContentData: "Welcome" },
    });
  });

  test("greets in as many words as the phone can parse", async () => {
    const stage = await Stage.open();
    const { room } = await stage.extension({ welcomeNote: "&".repeat(80_000) });
    await stage.topic.keeper.makeMember(room, `alice@${HOME}`);
    const alice = await stage.login("alice", { syntax: "xml", capabilities: { parserSize: 4096 } });
    const GroupID = `wv:/${room}`;
    const joined = await stage.join(alice, { GroupID });
    const known = await stage.request(alice, { kind: "GetGroupProps-Request", GroupID });
    if (joined.kind !== "JoinGroup-Response" || known.kind !== "GetGroupProps-Response")
      throw new Error("it was refused");
    for (const note of [joined.WelcomeNote, known.GroupProperties.WelcomeNote])
      expect(note?.ContentData).toMatch(/^&+…$/);
    for (const answer of [joined, known]) expect(octetsFor(alice, answer)).toBeLessThanOrEqual(4096);
  });

  test.each([
    ["xml", "1.2", []],
    ["xml", "1.2", ["bare-user-map", "whole-texts"]],
    ["wbxml", "1.3", []],
    ["xml", "1.1", []],
  ] as const)("in %s of %s with %j names as many as the phone can parse, with itself", async (...traits) => {
    const [syntax, version, quirks] = traits;
    const stage = await Stage.open();
    stage.muc.found(ROOM, ANYONE);
    for (let n = 0; n < 300; n++) stage.muc.arrive(ROOM, `person${n}@example.net/x`, `person & ${n}`);
    const traitsOfPhone = { syntax, version, quirks, capabilities: { parserSize: 8192 } };
    const alice = await stage.login("alice", traitsOfPhone);
    const joined = await stage.join(alice);
    const inside = { kind: "GetJoinedUsers-Request", GroupID: GROUP } as const;
    const answers = version === "1.1" ? [joined] : [joined, await stage.request(alice, inside)];
    expect(joined.kind).toBe("JoinGroup-Response");
    expect(JSON.stringify(joined)).toContain('"alice"');
    for (const answer of answers) {
      expect(octetsFor(alice, answer)).toBeLessThanOrEqual(8192);
      expect(octetsFor(alice, answer)).toBeGreaterThan(7900);
    }
  });

  test.each([
    ["item-not-found", 800],
    ["registration-required", 803],
    ["forbidden", 809],
    ["resource-constraint", 817],
    ["service-unavailable", 817],
  ])("is %s as %i, and leaves no trace", async (condition, code) => {
    const stage = await withBob();
    const alice = await stage.login("alice");
    stage.muc.fail("enter", condition);
    expect(codeOf(await stage.join(alice))).toBe(code);
    expect(await stage.bench.storage.occupancies.all()).toEqual([]);
  });

  test("is 800 where there is no room, and 807 the second time", async () => {
    const stage = await withBob();
    const alice = await stage.login("alice");
    expect(codeOf(await stage.join(alice, { GroupID: `wv:/nowhere@${MUC}` }))).toBe(800);
    expect(stage.muc.rooms.has(`nowhere@${MUC}`)).toBe(false);
    await stage.join(alice);
    expect(codeOf(await stage.join(alice))).toBe(807);
  });

  test.each([[[]], [["repeats-what-is-done"]]] as const)(
    "goes to a phone that asks twice at once, which is then inside once, with quirks %j",
    async (quirks) => {
      const stage = await withBob();
      const alice = await stage.login("alice", { quirks });
      const answers = await Promise.all([stage.join(alice), stage.join(alice)]);
      expect(answers[0]).toMatchObject({ kind: "JoinGroup-Response" });
      expect([200, 807]).toContain(codeOf(answers[1]));
      stage.muc.utter(ROOM, "bob", "hello");
      await stage.deliver();
      expect(await stage.drain(alice)).toMatchObject([{ kind: "NewMessage", ContentData: "hello" }]);
      expect(await stage.bench.storage.occupancies.all()).toMatchObject([{ isInside: true }]);
    },
  );

  test("is 604 for a second request whose session ends while the first is worked on", async () => {
    const stage = await withBob();
    const alice = await stage.login("alice");
    const go = stage.muc.hold("enter");
    const request = { kind: "JoinGroup-Request", GroupID: GROUP } as const;
    const answers = Promise.all([stage.bench.request(alice, request), stage.bench.request(alice, request)]);
    await until(() => stage.muc.calls.includes(`enter ${ROOM}`));
    await stage.bench.end(alice);
    go();
    expect((await answers).map(codeOf)).toEqual([604, 604]);
    expect([...stage.muc.room(ROOM).occupants.keys()]).toEqual([BOB]);
    expect(await stage.bench.storage.occupancies.all()).toEqual([]);
  });

  test("is the same again, and heard of once, for a phone that asks again when it lost the answer", async () => {
    const stage = await withBob();
    const alice = await stage.login("alice", { quirks: ["repeats-what-is-done"] });
    let heard = 0;
    stage.topic.groups.listen({
      joined: () => Promise.resolve(void heard++),
      left: () => Promise.resolve(),
    });
    const first = await stage.join(alice);
    expect(first).toMatchObject({ kind: "JoinGroup-Response" });
    expect(await stage.join(alice)).toEqual(first);
    expect(heard).toBe(1);
    const leaving = { kind: "LeaveGroup-Request", GroupID: GROUP } as const;
    const left = { kind: "LeaveGroup-Response", GroupID: GROUP, Result: { Code: 200 } };
    for (const _ of [1, 2]) expect(await stage.request(alice, leaving)).toEqual(left);
  });

  test("tells who is inside by a notice besides in 1.1, where Android finds nobody in it, itself first", async () => {
    const stage = await withBob();
    stage.muc.arrive(ROOM, "bob@example.net/pda", "bobby");
    const alice = await stage.login("alice", {
      version: "1.1",
      quirks: ["bare-user-map", "repeats-what-is-done"],
    });
    const first = await stage.join(alice);
    stage.muc.arrive(ROOM, "carol@example.net/x", "carol");
    await stage.deliver();
    expect(await stage.join(alice)).not.toEqual(first);
    stage.muc.utter(ROOM, "bob", "hello");
    await stage.deliver();
    const User = ["wv:alice", "wv:bob@example.net", "wv:carol@example.net"].map((UserID) => ({ UserID }));
    expect(await stage.drain(alice)).toMatchObject([
      { kind: "GroupChangeNotice", GroupID: GROUP, Joined: { UserList: { User } } },
      { kind: "NewMessage", ContentData: "hello" },
    ]);
  });

  test("ends what was still to be told of who came and went before, as it tells all anew", async () => {
    const stage = await withBob();
    const alice = await stage.login("alice", { quirks: ["bare-user-map", "repeats-what-is-done"] });
    await stage.join(alice);
    stage.muc.arrive(ROOM, "carol@example.net/x", "carol");
    stage.muc.utter(ROOM, "carol", "hello");
    stage.muc.depart(ROOM, BOB);
    await stage.deliver();
    const named = { UserMapList: { Mapping: [{ SName: "carol" }, { SName: "alice" }] } };
    expect(await stage.join(alice)).toMatchObject(named);
    stage.muc.depart(ROOM, "carol@example.net/x");
    await stage.deliver();
    expect(await stage.drain(alice)).toMatchObject([
      { kind: "NewMessage", ContentData: "hello" },
      { Left: { UserList: { User: [{ UserID: "wv:carol@example.net" }] } } },
    ]);
  });

  test("is 503 while there is no stream, and the phone can try again", async () => {
    const stage = await withBob();
    const alice = await stage.login("alice");
    stage.muc.isOnline = false;
    expect(codeOf(await stage.join(alice))).toBe(503);
    stage.muc.isOnline = true;
    expect(await stage.join(alice)).toMatchObject({ kind: "JoinGroup-Response" });
  });

  test("comes before those hear of it who wait for that", async () => {
    const stage = await withBob();
    const alice = await stage.login("alice");
    const heard: string[] = [];
    stage.topic.groups.listen({
      joined: (session, room) => Promise.resolve(void heard.push(`joined ${session.id} ${room}`)),
      left: (session, room) => Promise.resolve(void heard.push(`left ${session.id} ${room}`)),
    });
    const request = { kind: "JoinGroup-Request", GroupID: GROUP } as const;
    const answer = await stage.topic.handlers["JoinGroup-Request"]?.(alice, request);
    expect(heard).toEqual([]);
    await answer?.after?.();
    await stage.request(alice, { kind: "LeaveGroup-Request", GroupID: GROUP });
    expect(heard).toEqual([`joined ${alice.id} ${ROOM}`, `left ${alice.id} ${ROOM}`]);
  });
});

describe("a nickname", () => {
  const nickOf = (stage: Stage) => stage.muc.room(ROOM).occupants.get(`alice@${HOME}/phone`)?.nick;
  const screenName = (SName: string) => ({ ScreenName: { SName, GroupID: GROUP } });

  test("that the phone names is had as it is, or refused", async () => {
    const stage = await withBob();
    const alice = await stage.login("alice");
    expect(codeOf(await stage.join(alice, screenName("bob")))).toBe(811);
    stage.muc.fail("enter", "jid-malformed");
    expect(codeOf(await stage.join(alice, screenName("\u{1f600}")))).toBe(811);
    await stage.join(alice, screenName("Alice the Great"));
    expect(nickOf(stage)).toBe("Alice the Great");
  });

  // As Prosody and ejabberd put it.
  const MALFORMED = ["jid-malformed", "bad-request"];
  test.each(MALFORMED)("is not blamed where the room's name is no address: %s", async (condition) => {
    const stage = await withBob();
    const alice = await stage.login("alice");
    stage.muc.fail("enter", condition, 3);
    stage.muc.fail("info", condition, 2);
    const group = { GroupID: `wv:/\u{1f600}@${MUC}` };
    expect(codeOf(await stage.join(alice, group))).toBe(901);
    expect(codeOf(await stage.join(alice, { ...group, ...screenName("Alice") }))).toBe(901);
    expect(await stage.bench.storage.occupancies.all()).toEqual([]);
  });

  test("that is in use gets a number for Android, which would ask for no other and join nothing", async () => {
    const stage = await withBob();
    const alice = await stage.login("alice", { quirks: ["one-screen-name"] });
    expect(await stage.join(alice, screenName("bob"))).toMatchObject({ kind: "JoinGroup-Response" });
    expect(nickOf(stage)).toBe("bob2");
    await stage.request(alice, { kind: "LeaveGroup-Request", GroupID: GROUP });
    stage.muc.fail("enter", "jid-malformed");
    await stage.join(alice, screenName("\u{1f600}"));
    expect(nickOf(stage)).toBe("alice");
  });

  test("is the user's alias else, without what servers refuse", async () => {
    const stage = await withBob();
    const alice = await stage.login("alice");
    const Alias = { Qualifier: true, PresenceValue: "Ally \u{1f600}\u0007" };
    await stage.bench.storage.presence.publish(alice.user.jid, alice.device, { Alias });
    await stage.join(alice);
    expect(nickOf(stage)).toBe("Ally");
  });

  test("gets a number where it is taken", async () => {
    const stage = await withBob();
    stage.muc.arrive(ROOM, "other@example.net/x", "alice");
    stage.muc.arrive(ROOM, "third@example.net/x", "alice2");
    await stage.join(await stage.login("alice"));
    expect(nickOf(stage)).toBe("alice3");
  });

  test("gives way to the next name where the server finds it malformed", async () => {
    const stage = await withBob();
    const alice = await stage.login("alice");
    const Alias = { Qualifier: true, PresenceValue: "\u212b\u0378x" };
    await stage.bench.storage.presence.publish(alice.user.jid, alice.device, { Alias });
    stage.muc.fail("enter", "jid-malformed");
    await stage.join(alice);
    expect(nickOf(stage)).toBe("alice");
  });
});

describe("leaving", () => {
  test("ends what the phone would still be told, and the row", async () => {
    const stage = await withBob();
    const alice = await stage.login("alice");
    await stage.join(alice);
    stage.muc.utter(ROOM, "bob", "hello");
    await stage.deliver();
    const left = await stage.request(alice, { kind: "LeaveGroup-Request", GroupID: GROUP });
    expect(left).toEqual({ kind: "LeaveGroup-Response", GroupID: GROUP, Result: { Code: 200 } });
    expect(await stage.drain(alice)).toEqual([]);
    expect(await stage.bench.storage.occupancies.all()).toEqual([]);
    expect(codeOf(await stage.request(alice, { kind: "LeaveGroup-Request", GroupID: GROUP }))).toBe(808);
  });

  test("as the last lets a room of ours be forgotten (EC-13)", async () => {
    const stage = await Stage.open();
    const { room } = await stage.extension();
    await stage.topic.keeper.makeMember(room, `alice@${HOME}`);
    const alice = await stage.login("alice");
    await stage.join(alice, { GroupID: `wv:/${room}` });
    await stage.topic.keeper.serviceLeaves(room);
    await stage.request(alice, { kind: "LeaveGroup-Request", GroupID: `wv:/${room}` });
    expect(stage.muc.rooms.size).toBe(0);
    // ejabberd gives no answer where the room is just ending.
    stage.muc.fail("info", "remote-server-timeout");
    stage.muc.calls.length = 0;
    await until(async () => {
      stage.bench.runtime.advance(1000);
      return (await stage.bench.storage.rooms.count()) === 0;
    });
    expect(stage.muc.calls.filter((call) => call === `info ${room}`)).toHaveLength(2);
  });

  test("as the last, just when the room was to be looked after, puts that off", async () => {
    const stage = await Stage.open();
    const { room } = await stage.extension();
    const phones = [await stage.login("alice"), await stage.login("carol")];
    for (const phone of phones) {
      await stage.topic.keeper.makeMember(room, phone.user.jid);
      await stage.join(phone, { GroupID: `wv:/${room}` });
    }
    await stage.topic.keeper.serviceLeaves(room);
    stage.muc.calls.length = 0;
    for (const phone of phones) {
      await stage.request(phone, { kind: "LeaveGroup-Request", GroupID: `wv:/${room}` });
      stage.bench.runtime.advance(999);
    }
    await expect(until(() => stage.muc.calls.includes(`info ${room}`))).rejects.toThrow("never");
    stage.bench.runtime.advance(1);
    await until(async () => (await stage.bench.storage.rooms.count()) === 0);
  });

  test("happens when the session ends", async () => {
    const stage = await withBob();
    const alice = await stage.login("alice");
    await stage.join(alice);
    await stage.bench.end(alice);
    expect([...stage.muc.room(ROOM).occupants.keys()]).toEqual([BOB]);
    expect(await stage.bench.storage.occupancies.all()).toEqual([]);
  });
});

describe("who is inside", () => {
  test("is told to one inside alone, sorted by rights to one who has them", async () => {
    const stage = await withBob();
    const alice = await stage.login("alice");
    const request = { kind: "GetJoinedUsers-Request", GroupID: GROUP } as const;
    expect(codeOf(await stage.request(alice, request))).toBe(808);
    stage.muc.room(ROOM).affiliations.set(`alice@${HOME}`, "owner");
    await stage.join(alice);
    expect(await stage.request(alice, request)).toEqual({
      kind: "GetJoinedUsers-Response",
      AdminMapList: {
        AdminMapping: { Mapping: [{ SName: "alice", UserID: "wv:alice" }] },
        UserMapping: { Mapping: [{ SName: "bob", UserID: "wv:bob@example.net" }] },
      },
    });
    const carol = await stage.login("carol");
    await stage.join(carol);
    expect(await stage.request(carol, request)).toMatchObject({ UserMapList: { UserMapping: {} } });
  });
});

test("the right to notices can be asked, taken and given back", async () => {
  const stage = await withBob();
  const alice = await stage.login("alice");
  await stage.join(alice);
  const ask = (SubscribeType: string) =>
    stage.request(alice, { kind: "SubscribeGroupNotice-Request", GroupID: GROUP, SubscribeType });
  expect(await ask("G")).toEqual({ kind: "SubscribeGroupNotice-Response", Value: "T" });
  expect(codeOf(await ask("U"))).toBe(200);
  expect(await ask("G")).toEqual({ kind: "SubscribeGroupNotice-Response", Value: "F" });
  stage.muc.arrive(ROOM, "dan@example.net/x", "dan");
  await stage.deliver();
  expect(await stage.drain(alice)).toEqual([]);
  expect(codeOf(await ask("X"))).toBe(402);
});
