import { codeOf, HOME } from "../../support/bridge/bench.js";
import { GROUP, ROOM, Stage, until } from "./stage.js";

const BOB = "bob@example.net/pc";
const ALICE = `alice@${HOME}/phone`;

async function inside(how: Parameters<Stage["login"]>[1] = {}) {
  const stage = await Stage.open();
  stage.muc.found(ROOM, { "muc#roomconfig_whois": "anyone" });
  stage.muc.arrive(ROOM, BOB, "bob");
  const alice = await stage.login("alice", how);
  await stage.join(alice);
  return { stage, alice };
}

describe("a restart of Hamlet", () => {
  test("leaves phones inside whose sessions go on, and those hear what is said", async () => {
    const { stage, alice } = await inside();
    stage.restart();
    await stage.topic.online();
    expect(stage.muc.calls).toContain(`resume ${ROOM}`);
    expect(stage.muc.calls.filter((call) => call === `enter ${ROOM}`)).toHaveLength(1);
    stage.muc.utter(ROOM, "bob", "hello");
    await stage.deliver();
    expect(await stage.drain(alice)).toMatchObject([{ ContentData: "hello" }]);
  });

  test("lets a phone speak that is quicker than its way back", async () => {
    const { stage, alice } = await inside();
    stage.restart();
    const says = () =>
      stage.topic.groups.say(alice, GROUP, { id: stage.bench.runtime.random.token(8), text: "still here" });
    await Promise.all([says(), stage.topic.online(), says()]);
    expect(stage.muc.calls.filter((call) => call === `resume ${ROOM}`)).toHaveLength(1);
    expect(stage.muc.calls.filter((call) => call.startsWith("say"))).toHaveLength(2);
  });

  test("lets a phone in again that lost the answer, and is quicker than its way back", async () => {
    const { stage, alice } = await inside({ quirks: ["repeats-what-is-done"] });
    stage.restart();
    stage.muc.isOnline = false;
    expect(codeOf(await stage.join(alice))).toBe(503);
    stage.muc.isOnline = true;
    expect(await stage.join(alice)).toMatchObject({ kind: "JoinGroup-Response" });
    expect(stage.muc.calls.filter((call) => call === `resume ${ROOM}`)).toHaveLength(1);
  });

  test("tells a phone that speaks after the room has put it out that it is not inside", async () => {
    const { stage, alice } = await inside();
    stage.muc.fail("say", "not-acceptable");
    await expect(stage.topic.groups.say(alice, GROUP, { id: "m1", text: "hello?" })).rejects.toMatchObject({
      reason: "not-joined",
    });
  });

  test("takes up sessions that come back after the stream", async () => {
    const { stage, alice } = await inside();
    stage.bench.handsets.remove(alice);
    await stage.bench.storage.sessions.save({
      id: alice.id,
      user: alice.user.jid,
      device: alice.device,
      expiresAt: 1,
      state: {},
    });
    stage.restart();
    await stage.topic.online();
    expect(stage.muc.room(ROOM).occupants.has(ALICE)).toBe(true);
    stage.bench.handsets.add(alice);
    await stage.topic.sessionStarted(alice, "restored");
    expect(stage.muc.calls).toContain(`resume ${ROOM}`);
  });

  test("takes in again those whom the server lost meanwhile, and tells those who cannot", async () => {
    const { stage, alice } = await inside();
    stage.muc.depart(ROOM, ALICE);
    stage.restart();
    await stage.topic.online();
    expect(stage.muc.room(ROOM).occupants.has(ALICE)).toBe(true);
    stage.muc.lose(ROOM);
    stage.restart();
    await stage.topic.online();
    expect(await stage.drain(alice)).toEqual([
      { kind: "LeaveGroup-Response", GroupID: GROUP, Result: { Code: 800 } },
    ]);
    expect(await stage.bench.storage.occupancies.all()).toEqual([]);
  });

  test("takes those out whose sessions are no more, and whose entry was never complete", async () => {
    const { stage, alice } = await inside();
    stage.bench.handsets.remove(alice);
    stage.muc.arrive(ROOM, `carol@${HOME}/phone`, "carol");
    const carol = await stage.login("carol");
    await stage.bench.storage.occupancies.put({
      session: carol.id,
      user: carol.user.jid,
      as: `carol@${HOME}/phone`,
      room: ROOM,
      nick: "carol",
      groupId: GROUP,
      wantsNotices: true,
      isInside: false,
    });
    stage.restart();
    await stage.topic.online();
    expect([...stage.muc.room(ROOM).occupants.keys()]).toEqual([BOB]);
    expect(await stage.bench.storage.occupancies.all()).toEqual([]);
  });
});

describe("a phone that was inside before a restart", () => {
  const restarted = async () => {
    const { stage, alice } = await inside();
    stage.restart();
    const insiders = () => [...stage.muc.room(ROOM).occupants.keys()];
    const end = () => stage.topic.sessionEnded(alice);
    return { stage, alice, insiders, end };
  };

  test("leaves, though it was not taken up yet", async () => {
    const { stage, insiders, end } = await restarted();
    await end();
    expect(insiders()).toEqual([BOB]);
    expect(await stage.bench.storage.occupancies.all()).toEqual([]);
  });

  test("leaves as soon as there is a stream", async () => {
    const { stage, insiders, end } = await restarted();
    stage.muc.isOnline = false;
    await end();
    expect(insiders()).toEqual([BOB, ALICE]);
    stage.muc.isOnline = true;
    await stage.topic.online();
    expect(insiders()).toEqual([BOB]);
    expect(await stage.bench.storage.occupancies.all()).toEqual([]);
  });

  test("leaves while it is being taken up", async () => {
    const { stage, insiders, end } = await restarted();
    const go = stage.muc.hold("isInside");
    const recovered = stage.topic.online();
    await until(() => stage.muc.calls.includes(`isInside ${ROOM}`));
    const ended = end();
    go();
    await Promise.all([recovered, ended]);
    expect(insiders()).toEqual([BOB]);
    expect(await stage.bench.storage.occupancies.all()).toEqual([]);
  });

  test("leaves with the next stream where the room does not answer now", async () => {
    const { stage, insiders, end } = await restarted();
    stage.muc.fail("isInside", "remote-server-timeout");
    await end();
    expect(insiders()).toEqual([BOB, ALICE]);
    await stage.topic.online();
    expect(insiders()).toEqual([BOB]);
  });

  test("is told that it is out where the room does not answer, and leaves with the next stream", async () => {
    const { stage, alice, insiders } = await restarted();
    stage.muc.fail("isInside", "remote-server-timeout");
    await stage.topic.online();
    expect(await stage.drain(alice)).toMatchObject([{ kind: "LeaveGroup-Response" }]);
    await stage.topic.online();
    expect(insiders()).toEqual([BOB]);
    expect(await stage.bench.storage.occupancies.all()).toEqual([]);
  });
});

describe("a room that does not answer", () => {
  const SWEEP = 600_000;

  async function putOut() {
    const { stage, alice } = await inside();
    stage.restart();
    stage.muc.fail("isInside", "remote-server-timeout");
    await stage.topic.online();
    await stage.drain(alice);
    const rows = () => stage.bench.storage.occupancies.all();
    return { stage, alice, rows };
  }

  test("is left at the next look after rooms, where the stream lasts", async () => {
    const { stage, rows } = await putOut();
    expect(stage.muc.room(ROOM).occupants.has(ALICE)).toBe(true);
    stage.bench.runtime.advance(SWEEP);
    await until(async () => (await rows()).length === 0);
    expect([...stage.muc.room(ROOM).occupants.keys()]).toEqual([BOB]);
  });

  test("is asked again at the look after that, where it is silent still", async () => {
    const { stage, rows } = await putOut();
    stage.muc.fail("isInside", "remote-server-timeout");
    const looks = () => stage.muc.calls.filter((call) => call === `isInside ${ROOM}`).length;
    stage.bench.runtime.advance(SWEEP);
    await until(() => looks() === 2);
    await until(() => {
      stage.bench.runtime.advance(SWEEP);
      return looks() === 3;
    });
    await until(async () => (await rows()).length === 0);
    expect(stage.muc.room(ROOM).occupants.has(ALICE)).toBe(false);
  });

  test("lets the phone in again, who then stays", async () => {
    const { stage, alice, rows } = await putOut();
    expect((await stage.join(alice)).kind).toBe("JoinGroup-Response");
    await stage.topic.online();
    expect(stage.muc.room(ROOM).occupants.has(ALICE)).toBe(true);
    expect(await rows()).toMatchObject([{ session: alice.id, isInside: true }]);
  });

  test("lets the phone's next session in, who then stays", async () => {
    const { stage, alice, rows } = await putOut();
    await stage.bench.end(alice);
    const again = await stage.login("alice");
    expect((await stage.join(again)).kind).toBe("JoinGroup-Response");
    expect(await rows()).toMatchObject([{ session: again.id, isInside: true }]);
    await stage.topic.online();
    expect(stage.muc.room(ROOM).occupants.has(ALICE)).toBe(true);
    expect(await rows()).toHaveLength(1);
  });
});

describe("a restart with more occupants than are looked after at once", () => {
  test("keeps inside one who came in while the others were looked after", async () => {
    const { stage } = await inside();
    for (let device = 1; device <= 12; device++)
      await stage.join(await stage.login("alice", { device: `phone${device}` }));
    stage.restart();
    const latecomer = await stage.login("carol");
    const open = stage.muc.hold("enter");
    const joined = stage.join(latecomer);
    await until(() => stage.muc.calls.filter((call) => call === `enter ${ROOM}`).length === 14);
    const go = stage.muc.hold("isInside");
    const recovered = stage.topic.online();
    await until(() => stage.muc.calls.filter((call) => call === `isInside ${ROOM}`).length === 8);
    open();
    expect((await joined).kind).toBe("JoinGroup-Response");
    go();
    await recovered;
    expect((await stage.topic.groups.seatIn(latecomer, GROUP)).row.isInside).toBe(true);
    expect(stage.muc.room(ROOM).occupants.size).toBe(15);
  });
});

describe("a break of the stream", () => {
  test("does not put out who joins again while all is being put right", async () => {
    const stage = await Stage.open();
    stage.muc.found(ROOM);
    stage.muc.arrive(ROOM, BOB, "bob");
    const alice = await stage.login("alice");
    stage.muc.isOnline = false;
    expect(codeOf(await stage.join(alice))).toBe(503);
    stage.muc.isOnline = true;
    const go = stage.muc.hold("isInside");
    const recovered = stage.topic.online();
    await until(() => stage.muc.calls.includes(`isInside ${ROOM}`));
    const joined = await stage.join(alice);
    go();
    await recovered;
    expect(joined.kind).toBe("JoinGroup-Response");
    expect((await stage.topic.groups.seatIn(alice, GROUP)).row.isInside).toBe(true);
  });

  test("does not keep inside who logs out while joining", async () => {
    const stage = await Stage.open();
    stage.muc.found(ROOM);
    stage.muc.arrive(ROOM, BOB, "bob");
    const alice = await stage.login("alice");
    const go = stage.muc.hold("enter");
    const joining = stage.bench.request(alice, { kind: "JoinGroup-Request", GroupID: GROUP });
    await until(() => stage.muc.calls.includes(`enter ${ROOM}`));
    await stage.topic.sessionEnded(alice);
    go();
    expect(codeOf(await joining)).toBe(604);
    expect([...stage.muc.room(ROOM).occupants.keys()]).toEqual([BOB]);
    expect(await stage.bench.storage.occupancies.all()).toEqual([]);
  });

  test("lets a session that ended meanwhile leave afterwards", async () => {
    const { stage, alice } = await inside();
    stage.muc.isOnline = false;
    await stage.bench.end(alice);
    stage.muc.isOnline = true;
    await stage.topic.online();
    expect([...stage.muc.room(ROOM).occupants.keys()]).toEqual([BOB]);
    expect(await stage.bench.storage.occupancies.all()).toEqual([]);
  });

  test("during the recovery ends it until the next", async () => {
    const { stage } = await inside();
    stage.restart();
    stage.muc.isOnline = false;
    await stage.topic.online();
    stage.muc.isOnline = true;
    await stage.topic.online();
    expect(stage.muc.calls).toContain(`resume ${ROOM}`);
  });
});

describe("one who is inside without a word to the phone", () => {
  async function waiting() {
    const stage = await Stage.open();
    const alice = await stage.login("alice");
    const { room } = await stage.extension();
    await stage.topic.keeper.makeMember(room, alice.user.jid);
    await stage.topic.groups.enterSilently(alice, room, { wantsNotices: true });
    await stage.topic.keeper.serviceLeaves(room);
    await stage.bench.storage.extensions.put({
      room,
      session: alice.id,
      extensionId: "x",
      state: {},
      deadline: undefined,
    });
    return { stage, alice, room };
  }

  test("hears of everything since, once it counts as joined", async () => {
    const { stage, alice, room } = await waiting();
    stage.muc.arrive(room, BOB, "bob");
    stage.muc.utter(room, "bob", "hello");
    await stage.deliver();
    expect(await stage.drain(alice)).toEqual([]);
    await expect(stage.topic.groups.seatIn(alice, `wv:/${room}`)).rejects.toMatchObject({
      reason: "not-joined",
    });
    await stage.topic.groups.open(alice, room);
    expect(await stage.drain(alice)).toMatchObject([
      { kind: "GroupChangeNotice", Joined: {} },
      { kind: "NewMessage", ContentData: "hello" },
    ]);
    expect(await stage.bench.storage.occupancies.all()).toMatchObject([{ isInside: true, room }]);
  });

  test("stays so across a restart", async () => {
    const { stage, alice, room } = await waiting();
    stage.restart();
    await stage.topic.online();
    expect([...stage.muc.room(room).occupants.keys()]).toEqual([ALICE]);
    stage.muc.arrive(room, BOB, "bob");
    await stage.deliver();
    expect(await stage.drain(alice)).toEqual([]);
    await stage.topic.groups.open(alice, room);
    expect(await stage.drain(alice)).toMatchObject([{ kind: "GroupChangeNotice" }]);
  });

  test("leaves without a word as well", async () => {
    const { stage, alice, room } = await waiting();
    const heard: string[] = [];
    stage.topic.groups.listen({
      joined: () => Promise.resolve(void heard.push("joined")),
      left: () => Promise.resolve(void heard.push("left")),
    });
    await stage.topic.groups.leaveSilently(alice, room);
    expect(heard).toEqual([]);
    expect(stage.muc.rooms.has(room)).toBe(false);
    expect(await stage.drain(alice)).toEqual([]);
  });
});
