import { codeOf, HOME } from "../../support/bridge/bench.js";
import { Fabric } from "../../support/bridge/fabric.js";
import { extended, extendRequest, joined, joinRequest, kindsOf, shownIn } from "./chat.js";

describe("the initiator of an extended chat", () => {
  test("is told first that it goes on, and then what happens in the group", async () => {
    const { fabric, alice, bob, carol, group, say } = await joined();
    await say(bob, "hello");
    const told = await fabric.drain(alice);
    expect(kindsOf(told)).toEqual(["ExtendConversation-Response", "GroupChangeNotice", "NewMessage"]);
    expect(shownIn(await fabric.drain(carol))).toMatchObject({ GroupID: group, InviteType: "EC" });
  });

  test("hears after a restart what the peer said before it was told", async () => {
    const { fabric, alice, bob, say } = await joined();
    expect(codeOf(await say(bob, "early words"))).toBe(200);
    await fabric.restart();
    await fabric.goOnline();
    expect(await fabric.drain(alice)).toContainEqual(
      expect.objectContaining({ kind: "NewMessage", ContentData: "early words" }),
    );
  });

  test("learns that the group is gone where the room dies before it was told that it goes on", async () => {
    const { fabric, alice, room } = await joined();
    fabric.muc.lose(room);
    await fabric.restart();
    await fabric.goOnline();
    const told = kindsOf(await fabric.drain(alice));
    expect(told[0]).toBe("ExtendConversation-Response");
    expect(told.at(-1)).toBe("LeaveGroup-Response");
  });

  test("may do all that those inside may, once it was told", async () => {
    const { fabric, alice, group, say } = await joined();
    await fabric.handsets.take(alice);
    expect(codeOf(await say(alice, "here"))).toBe(200);
    expect(codeOf(await fabric.request(alice, joinRequest(alice, group)))).toBe(807);
    expect((await fabric.request(alice, { kind: "LeaveGroup-Request", GroupID: group })).kind).toBe(
      "LeaveGroup-Response",
    );
  });

  test("that logs out before it was told leaves the peer inside, whose invitation stands", async () => {
    const { fabric, alice, bob, carol, room } = await joined();
    await fabric.end(alice);
    expect([...fabric.muc.room(room).occupants.values()].map(({ nick }) => nick)).toEqual(["bob"]);
    expect(kindsOf(await fabric.drain(bob))).toEqual(["GroupChangeNotice"]);
    expect(await fabric.drain(carol)).toEqual([]);
    expect(await fabric.context.storage.extensions.all()).toEqual([]);
  });

  test("is refused in time where the room takes too long to make, which leaves nothing behind", async () => {
    const fabric = await Fabric.open();
    const [alice, bob] = [await fabric.login("alice"), await fabric.login("bob")];
    const go = fabric.muc.hold("configure");
    const asked = fabric.ask(alice, extendRequest("wv:bob", ["wv:carol"]));
    await fabric.settle();
    await fabric.pass(26);
    expect(codeOf(await asked)).toBe(408);
    go();
    await fabric.settle();
    await fabric.pass(120);
    expect(await fabric.drain(alice)).toEqual([]);
    expect(await fabric.drain(bob)).toEqual([]);
    expect(fabric.muc.rooms.size).toBe(0);
    expect(await fabric.context.storage.extensions.all()).toEqual([]);
  });
});

describe("a Jabber peer", () => {
  const ROMEO = "romeo@example.net";
  const presence = (isAvailable: boolean) => ({
    kind: "presence" as const,
    from: `${ROMEO}/balcony`,
    to: `alice@${HOME}`,
    isAvailable,
    show: undefined,
    status: undefined,
    nick: undefined,
    lang: undefined,
    priority: 0,
  });

  test.each([
    ["whom the initiator sees, and who has gone, is out of reach", "both", [true, false], 410],
    ["who is there is invited", "both", [true], 200],
    ["of whom nothing was heard is invited", "both", [], 200],
    ["whom the initiator does not see is invited", "from", [false], 200],
  ] as const)("%s, EC-44", async (_name, state, heard, code) => {
    const fabric = await Fabric.open();
    const user = `alice@${HOME}`;
    const pending = { pendingIn: false, pendingOut: false };
    await fabric.context.storage.subscriptions.put({ user, contact: ROMEO, state, ...pending });
    const alice = await fabric.login("alice");
    for (const isAvailable of heard) await fabric.hear(presence(isAvailable));
    expect(codeOf(await fabric.request(alice, extendRequest(`wv:${ROMEO}`, ["wv:carol"])))).toBe(code);
    expect(fabric.muc.rooms.size).toBe(code === 200 ? 1 : 0);
  });
});

describe("an invitation of a Jabber peer that comes back after the Status", () => {
  test.each(["remote-server-not-found", "remote-server-timeout", "service-unavailable"])(
    "with %s ends the extension with 410 (EC-27)",
    async (condition) => {
      const fabric = await Fabric.open();
      const alice = await fabric.login("alice");
      await fabric.request(alice, extendRequest("wv:romeo@example.net", ["wv:carol"]));
      const [room = ""] = fabric.muc.rooms.keys();
      const id = `extend-${room.split("@")[0]}`;
      const to = `alice@${HOME}/phone`;
      const from = "romeo@example.net";
      await fabric.hear({ kind: "message-error", from, to, id, condition, text: undefined });
      expect(await fabric.drain(alice)).toMatchObject([
        { kind: "ExtendConversation-Response", Result: { Code: 410 } },
      ]);
    },
  );
});

describe("the time of the peer", () => {
  test.each([[false], [true]])("runs without a stream, after a restart: %s", async (hasRestarted) => {
    const { fabric, alice } = await extended(await Fabric.open());
    fabric.goOffline();
    if (hasRestarted) await fabric.restart();
    await fabric.pass(120);
    expect(await fabric.drain(alice)).toMatchObject([
      { kind: "ExtendConversation-Response", Result: { Code: 410 } },
    ]);
    await fabric.goOnline();
    expect(fabric.muc.rooms.size).toBe(0);
    expect(await fabric.context.storage.extensions.all()).toEqual([]);
  });

  test("that ended during a restart does not count against a peer who came in meanwhile", async () => {
    const fabric = await Fabric.open();
    const alice = await fabric.login("alice");
    await fabric.request(alice, extendRequest("romeo@example.net", ["wv:carol"]));
    const [room = ""] = fabric.muc.rooms.keys();
    fabric.goOffline();
    fabric.runtime.advance(59_000);
    await fabric.restart();
    fabric.muc.isOnline = true;
    fabric.muc.arrive(room, "romeo@example.net/pc", "romeo");
    fabric.muc.take();
    await fabric.pass(5);
    await fabric.goOnline();
    expect(await fabric.drain(alice)).toMatchObject([
      { kind: "ExtendConversation-Response", Result: { Code: 200 } },
      { kind: "GroupChangeNotice" },
    ]);
  });

  test("stops once he is inside", async () => {
    const { fabric, alice, bob, say } = await joined();
    await fabric.drain(alice);
    await fabric.pass(120);
    expect(codeOf(await say(bob, "still here"))).toBe(200);
    expect(kindsOf(await fabric.drain(alice))).toEqual(["NewMessage"]);
  });

  test("does not end while its request to join is being worked on", async () => {
    const { fabric, alice, bob, group } = await extended(await Fabric.open());
    const open = fabric.muc.hold("enter");
    const joining = fabric.ask(bob, joinRequest(bob, group));
    await fabric.settle();
    await fabric.pass(61);
    open();
    expect((await joining).kind).toBe("JoinGroup-Response");
    await fabric.settle();
    expect(await fabric.drain(alice)).toMatchObject([
      { kind: "ExtendConversation-Response", Result: { Code: 200 } },
      { kind: "GroupChangeNotice" },
    ]);
  });

  test("ends all the same where a room does not let the peer in", async () => {
    const { fabric, alice, bob, group } = await extended(await Fabric.open());
    fabric.muc.hold("enter");
    void fabric.ask(bob, joinRequest(bob, group));
    await fabric.settle();
    for (let time = 0; time < 100; time++) await fabric.pass(1);
    expect(await fabric.drain(alice)).toMatchObject([
      { kind: "ExtendConversation-Response", Result: { Code: 410 } },
    ]);
  });

  test("is what its invitation is valid for", async () => {
    const fabric = await Fabric.open({ joinTimeout: 1200 });
    await fabric.goOnline();
    const { shown, alice, bob } = await extended(fabric);
    expect(shown.Validity).toBe(1200);
    for (let minute = 0; minute < 15; minute++) await fabric.pass(60);
    expect([...(await fabric.drain(alice)), ...(await fabric.drain(bob))]).toEqual([]);
  });

  test("ends for all phones of the peer that saw the invitation", async () => {
    const fabric = await Fabric.open();
    const second = await fabric.login("bob", { device: "second" });
    const third = await fabric.login("bob", { device: "third" });
    const { bob } = await extended(fabric);
    expect(kindsOf(await fabric.drain(second))).toEqual(["InviteUser-Request"]);
    await fabric.pass(61);
    expect(kindsOf(await fabric.drain(bob))).toEqual(["CancelInviteUser-Request"]);
    expect(kindsOf(await fabric.drain(second))).toEqual(["CancelInviteUser-Request"]);
    expect(await fabric.drain(third)).toEqual([]);
  });
});

describe("a room that does not answer", () => {
  test("does not end an extension that waits, which goes on when it answers again", async () => {
    const { fabric, alice, bob, room, join } = await extended(await Fabric.open());
    fabric.muc.forget();
    fabric.muc.fail("isInside", "remote-server-timeout", 2);
    await fabric.goOnline();
    expect(await fabric.drain(alice)).toEqual([]);
    await fabric.pass(10);
    await fabric.pass(20);
    expect(fabric.muc.room(room).occupants.size).toBe(1);
    await join(bob);
    expect(kindsOf(await fabric.drain(alice))).toEqual(["ExtendConversation-Response", "GroupChangeNotice"]);
  });

  test("as the time of the peer ends is destroyed once it answers, and the phone need not wait for that", async () => {
    const { fabric, alice, bob, room, join } = await extended(await Fabric.open());
    fabric.muc.fail("destroy", "remote-server-timeout", 3);
    await fabric.pass(61);
    expect(await fabric.drain(alice)).toMatchObject([
      { kind: "ExtendConversation-Response", Result: { Code: 410 } },
    ]);
    expect(fabric.muc.rooms.has(room)).toBe(true);
    // After 10 seconds, and then after twice as many.
    for (const seconds of [10, 20]) await fabric.pass(seconds);
    expect(fabric.muc.rooms.has(room)).toBe(true);
    await fabric.pass(40);
    expect(fabric.muc.rooms.has(room)).toBe(false);
    expect(await fabric.context.storage.extensions.all()).toEqual([]);
    expect(await fabric.context.storage.occupancies.all()).toEqual([]);
    expect(await fabric.drain(alice)).toEqual([]);
    expect(codeOf(await join(bob))).toBe(800);
  });

  test("as the time of the peer ends is destroyed though the initiator is gone by then", async () => {
    const { fabric, alice, room } = await extended(await Fabric.open());
    fabric.muc.fail("destroy", "remote-server-timeout", 2);
    fabric.muc.fail("leave", "remote-server-timeout");
    await fabric.pass(61);
    await fabric.end(alice);
    for (const seconds of [10, 20, 40]) await fabric.pass(seconds);
    expect(fabric.muc.rooms.has(room)).toBe(false);
    expect(await fabric.context.storage.extensions.all()).toEqual([]);
    expect(await fabric.context.storage.occupancies.all()).toEqual([]);
  });

  test("and cannot be made leaves the id of the extension to be used again", async () => {
    const fabric = await Fabric.open();
    const [alice] = [await fabric.login("alice"), await fabric.login("bob")];
    fabric.muc.fail("enter", "remote-server-timeout");
    fabric.muc.fail("destroy", "remote-server-timeout", 2);
    const ask = async () => codeOf(await fabric.request(alice, extendRequest("wv:bob", ["wv:carol"])));
    expect(await ask()).toBe(503);
    expect(await ask()).toBe(200);
    expect(await ask()).toBe(402);
  });

  test("to be destroyed but refuses that is left by the initiator later, where it is silent about that", async () => {
    const { fabric, room } = await extended(await Fabric.open());
    await fabric.goOnline();
    fabric.muc.fail("destroy", "internal-server-error");
    fabric.muc.fail("leave", "remote-server-timeout");
    await fabric.pass(61);
    await fabric.pass(600);
    await fabric.pass(600);
    expect(fabric.muc.rooms.has(room)).toBe(false);
    expect(await fabric.context.storage.occupancies.all()).toEqual([]);
  });

  test.each([
    ["making a newcomer a member", "setAffiliation", "remote-server-timeout"],
    ["inviting", "invite", "remote-server-timeout"],
    ["inviting, since the initiator is just being brought back", "invite", "not-acceptable"],
  ] as const)("while %s is asked again later", async (_name, operation, condition) => {
    const { fabric, alice, carol } = await joined();
    fabric.muc.fail(operation, condition);
    await fabric.drain(alice);
    expect(await fabric.drain(carol)).toEqual([]);
    await fabric.pass(10);
    expect(kindsOf(await fabric.drain(carol))).toEqual(["InviteUser-Request"]);
    expect(await fabric.context.storage.extensions.all()).toMatchObject([{ state: { invitees: [] } }]);
  });
});
