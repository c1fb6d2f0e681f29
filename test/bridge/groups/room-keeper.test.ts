import { Refusal } from "../../../src/handsets/index.js";
import { LinkDown } from "../../../src/xmpp/index.js";
import { HOME } from "../../support/bridge/bench.js";
import { MUC, ROOM, Stage } from "./stage.js";

const SERVICE = `service@${HOME}/hamlet`;
const OWNER = `service@${HOME}`;
const BOB = "bob@example.net";

const reason = (error: unknown) => (error instanceof Refusal ? error.reason : error);
const refusalOf = (promise: Promise<unknown>) => promise.then(() => undefined, reason);

describe("a room for an extended conversation", () => {
  test.each(["Prosody 0.12", "ejabberd 23.01"] as const)("is as it has to be on %s", async (server) => {
    const stage = await Stage.open(server);
    const { room } = await stage.extension({ welcomeNote: "Hello", thread: "t" });
    const { form, occupants } = stage.muc.room(room);
    const value = (name: string) => form.find((field) => field.name === name)?.value;
    expect(value("muc#roomconfig_membersonly")).toBe("1");
    expect(value("muc#roomconfig_persistentroom")).toBe("0");
    expect(value("muc#roomconfig_publicroom")).toBe("0");
    expect(value("muc#roomconfig_changesubject")).toBe("0");
    expect([...occupants.keys()]).toEqual([SERVICE]);
    expect(await stage.bench.storage.rooms.get(room)).toMatchObject({
      purpose: "extension",
      owner: SERVICE,
      creator: `alice@${HOME}`,
      welcomeNote: "Hello",
      thread: "t",
    });
  });

  test("has an id that phones can hold", async () => {
    const stage = await Stage.open();
    const { room } = await stage.extension();
    expect(room).toMatch(/^[a-z0-9]{8,16}@conference\.example\.org$/);
    expect(`wv:/${room}`.length).toBeLessThan(50);
  });

  test("tells what its server cannot do, and the log once", async () => {
    const stage = await Stage.open("Prosody 0.12");
    expect((await stage.extension()).unenforced).toEqual(["PrivateMessaging"]);
    expect((await stage.extension()).unenforced).toEqual(["PrivateMessaging"]);
    const warnings = stage.bench.runtime.lines.filter(({ level }) => level === "warn");
    expect(warnings.map(({ fields }) => fields)).toMatchObject([
      { service: MUC, property: "PrivateMessaging", wanted: "F", has: "unknown" },
    ]);
  });

  test("tells the log what was wanted and what the room has, with advice for that", async () => {
    const stage = await Stage.open("Prosody 0.12");
    stage.muc.announced.set("muc#roomconfig_allowpm", "none");
    const settings = new Map([
      ["Name", "Our secret"],
      ["PrivateMessaging", "T"],
    ]);
    const plan = { purpose: "group", creator: `alice@${HOME}`, settings } as const;
    expect((await stage.topic.keeper.create(plan)).unenforced).toEqual(["PrivateMessaging"]);
    stage.muc.stubborn.add("muc#roomconfig_roomname").add("muc#roomconfig_persistentroom");
    const lasting = new Map([...settings, ["AutoDelete", "F"]]);
    await stage.topic.keeper.create({ ...plan, settings: lasting });
    const warnings = stage.bench.runtime.lines.filter(({ level }) => level === "warn");
    const [whispers, ...others] = warnings.map(({ fields }) => fields);
    expect(whispers).toEqual({
      service: MUC,
      property: "PrivateMessaging",
      wanted: "T",
      has: "F",
      advice: "where mod_imps_rooms is loaded, Prosody forbids private messages in all rooms",
    });
    expect(others).toMatchObject([{ property: "AutoDelete", wanted: "F", has: "T" }, { property: "Name" }]);
    expect(JSON.stringify(others)).not.toContain("secret");
  });

  test("lacks nothing that its server announces without a field", async () => {
    const stage = await Stage.open("Prosody 0.12");
    stage.muc.announced.set("muc#roomconfig_allowpm", "none");
    expect((await stage.extension()).unenforced).toEqual([]);
  });

  test("is not made where anybody could enter", async () => {
    const stage = await Stage.open();
    stage.muc.stubborn.add("muc#roomconfig_membersonly");
    expect(await refusalOf(stage.extension())).toBe("service-unavailable");
    expect(stage.muc.rooms.size).toBe(0);
    expect(await stage.bench.storage.rooms.count()).toBe(0);
  });

  test("gets the other settings where the server refuses one", async () => {
    const stage = await Stage.open();
    stage.muc.fail("configure", "bad-request");
    const { room, unenforced } = await stage.extension();
    expect(unenforced).toEqual(["History"]);
    expect(stage.muc.room(room).form).toContainEqual(
      expect.objectContaining({ name: "muc#roomconfig_membersonly", value: "1" }),
    );
  });
});

describe("a room that cannot be made", () => {
  test.each([
    ["not-allowed", "group-limit-of-server"],
    ["forbidden", "group-limit-of-server"],
    ["remote-server-not-found", "service-unavailable"],
  ])("because of %s is refused with %s, and nothing is left", async (condition, expected) => {
    const stage = await Stage.open();
    stage.muc.fail("enter", condition);
    expect(await refusalOf(stage.extension())).toBe(expected);
    expect(await stage.bench.storage.rooms.count()).toBe(0);
    expect(stage.muc.rooms.size).toBe(0);
  });

  test("since its form is not to be had is destroyed", async () => {
    const stage = await Stage.open();
    stage.muc.fail("configuration", "internal-server-error");
    expect(await refusalOf(stage.extension())).toBe("internal-error");
    expect(stage.muc.rooms.size).toBe(0);
    expect(await stage.bench.storage.rooms.count()).toBe(0);
  });

  test("since there is no service is refused", async () => {
    const stage = await Stage.open("ejabberd 23.01", { mucService: undefined });
    expect(await refusalOf(stage.extension())).toBe("service-not-supported");
  });

  test.each(["none", "owner"] as const)(
    "since it is someone else's is left alone, also by an %s",
    async (as) => {
      const stage = await Stage.open();
      // On Prosody those who administer the service own all its rooms.
      stage.muc.found(ROOM).affiliations.set(OWNER, as);
      stage.muc.arrive(ROOM, `${BOB}/pc`, "bob");
      const plan = { room: ROOM, purpose: "group" as const, creator: `alice@${HOME}` };
      expect(await refusalOf(stage.topic.keeper.create(plan))).toBe("group-exists");
      expect([...stage.muc.room(ROOM).occupants.keys()]).toEqual([`${BOB}/pc`]);
      expect(await stage.bench.storage.rooms.count()).toBe(0);
    },
  );

  test("since the stream breaks is cleared away when it is back", async () => {
    const stage = await Stage.open();
    const making = stage.extension();
    await stage.bench.storage.rooms.count();
    stage.muc.isOnline = false;
    expect(await refusalOf(making)).toBe("service-unavailable");
    stage.muc.isOnline = true;
    await stage.bench.goOnline();
    expect(stage.muc.rooms.size).toBe(0);
    expect(await stage.bench.storage.rooms.count()).toBe(0);
  });
});

describe("a room that the last Jabber user has left", () => {
  test("is forgotten within ten minutes, and again as often as that happens", async () => {
    const stage = await Stage.open();
    await stage.bench.goOnline();
    for (const _each of [1, 2]) {
      const { room } = await stage.extension();
      stage.muc.arrive(room, `${BOB}/pc`, "bob");
      await stage.topic.keeper.serviceLeaves(room);
      stage.muc.depart(room, `${BOB}/pc`);
      expect(await stage.bench.storage.rooms.count()).toBe(1);
      stage.bench.runtime.advance(600_000);
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
      expect(await stage.bench.storage.rooms.count()).toBe(0);
    }
  });
});

describe("the rooms of a user who goes", () => {
  test("are destroyed, and it is told where one is left", async () => {
    const stage = await Stage.open();
    const [first, second] = [await stage.extension(), await stage.extension()];
    stage.muc.fail("destroy", "remote-server-timeout");
    const keeper = stage.topic.keeper;
    await expect(keeper.destroyRooms(`alice@${HOME}`)).rejects.toThrow("remote-server-timeout");
    expect(await stage.bench.storage.rooms.count()).toBe(1);
    await keeper.destroyRooms(`alice@${HOME}`);
    expect([stage.muc.rooms.has(first.room), stage.muc.rooms.has(second.room)]).toEqual([false, false]);
    expect(await stage.bench.storage.rooms.count()).toBe(0);
  });
});

describe("the number of rooms", () => {
  const settings = { extendConversation: { joinTimeout: 60, maxGroups: 2, welcomeNote: undefined } };

  test("is bounded", async () => {
    const stage = await Stage.open("ejabberd 23.01", settings);
    await stage.extension();
    await stage.extension();
    expect(await refusalOf(stage.extension())).toBe("group-limit-of-server");
    expect(await stage.bench.storage.rooms.count()).toBe(2);
  });

  test("does not count rooms that died unnoticed", async () => {
    const stage = await Stage.open("ejabberd 23.01", settings);
    for (const _each of [1, 2]) {
      const { room } = await stage.extension();
      stage.muc.arrive(room, `${BOB}/pc`, "bob");
      await stage.topic.keeper.serviceLeaves(room);
      stage.muc.depart(room, `${BOB}/pc`);
    }
    await expect(stage.extension()).resolves.toMatchObject({ unenforced: ["History"] });
    expect(await stage.bench.storage.rooms.count()).toBe(1);
  });
});

describe("the number of rooms of one user", () => {
  const twenty = async (stage: Stage) => {
    const made = [];
    for (let count = 0; count < 20; count++) made.push((await stage.extension()).room);
    return made;
  };

  test("is bounded, so that others can still make some", async () => {
    const stage = await Stage.open();
    await twenty(stage);
    // An ExtendConversation-Request knows no 814.
    expect(await refusalOf(stage.extension())).toBe("group-limit-of-server");
    expect(await refusalOf(stage.extension({ purpose: "group" }))).toBe("group-limit-of-user");
    expect(await stage.bench.storage.rooms.count()).toBe(20);
    await expect(stage.extension({ creator: `carol@${HOME}` })).resolves.toBeDefined();
  });

  test("does not count rooms that died unnoticed", async () => {
    const stage = await Stage.open();
    const [room = ""] = await twenty(stage);
    await stage.topic.keeper.serviceLeaves(room);
    await expect(stage.extension()).resolves.toBeDefined();
    expect(await stage.bench.storage.rooms.count()).toBe(20);
  });
});

describe("the number of extended chats of one user", () => {
  /** Twenty chats, one after the other, that go on without the initiator, or with him. */
  const chats = async (staysInside: boolean) => {
    const stage = await Stage.open();
    for (let count = 0; count < 20; count++) {
      const { room } = await stage.extension();
      stage.muc.arrive(room, `${BOB}/pc`, "bob");
      if (staysInside) {
        const own = { session: "s1", user: `alice@${HOME}`, as: `alice@${HOME}/phone`, nick: "alice" };
        const groupId = `wv:/${room}`;
        const row = { ...own, room, groupId, wantsNotices: false, isInside: true };
        await stage.bench.storage.occupancies.put(row);
      }
      await stage.topic.keeper.serviceLeaves(room);
    }
    return stage;
  };

  test("counts those that he is inside of", async () => {
    expect(await refusalOf((await chats(true)).extension())).toBe("group-limit-of-server");
  });

  test("does not count those that he has left, though others are still inside (EC-46)", async () => {
    const stage = await chats(false);
    await expect(stage.extension()).resolves.toBeDefined();
    await expect(stage.extension({ purpose: "group" })).resolves.toBeDefined();
    expect(await stage.bench.storage.rooms.count()).toBe(22);
  });
});

describe("what the service does for its rooms", () => {
  test("members come and go by its word, in its own rooms alone", async () => {
    const stage = await Stage.open();
    const { keeper } = stage.topic;
    const { room } = await stage.extension();
    await keeper.makeMember(room, BOB);
    expect(stage.muc.room(room).affiliations.get(BOB)).toBe("member");
    await keeper.dropMember(room, BOB);
    expect(stage.muc.room(room).affiliations.get(BOB)).toBe("none");
    stage.muc.found(ROOM);
    await keeper.makeMember(ROOM, BOB);
    expect(stage.muc.room(ROOM).affiliations.size).toBe(0);
  });

  test("it stays owner from outside, and can destroy the room", async () => {
    const stage = await Stage.open();
    const { keeper } = stage.topic;
    const { room } = await stage.extension();
    stage.muc.arrive(room, `${BOB}/pc`, "bob");
    await keeper.serviceLeaves(room);
    expect([...stage.muc.room(room).occupants.keys()]).toEqual([`${BOB}/pc`]);
    expect(stage.muc.room(room).affiliations.get(OWNER)).toBe("owner");
    await keeper.destroy(room);
    expect(stage.muc.rooms.has(room)).toBe(false);
    expect(await keeper.find(room)).toBeUndefined();
  });

  test("destroying one that is gone does no harm, one that cannot be reached is not forgotten", async () => {
    const stage = await Stage.open();
    const { keeper } = stage.topic;
    const [one, other] = [(await stage.extension()).room, (await stage.extension()).room];
    stage.muc.lose(one);
    await keeper.destroy(one);
    expect(await keeper.find(one)).toBeUndefined();
    stage.muc.isOnline = false;
    await expect(keeper.destroy(other)).rejects.toBeInstanceOf(LinkDown);
    expect(await keeper.find(other)).toBeDefined();
  });
});

describe("after a restart", () => {
  test("no room outlives its use", async () => {
    const stage = await Stage.open();
    const dead = (await stage.extension()).room;
    const empty = (await stage.extension()).room;
    const used = (await stage.extension()).room;
    stage.muc.arrive(used, `${BOB}/pc`, "bob");
    stage.muc.lose(dead);
    stage.restart();
    await stage.topic.online();
    expect([...stage.muc.rooms.keys()]).toEqual([used]);
    expect((await stage.bench.storage.rooms.all()).map(({ room }) => room)).toEqual([used]);
    // Left inside, the service would keep it for ever.
    expect([...stage.muc.room(used).occupants.keys()]).toEqual([`${BOB}/pc`]);
    expect(stage.muc.rooms.has(empty)).toBe(false);
  });

  test("a group that is meant to last stays without anybody inside", async () => {
    const stage = await Stage.open();
    const settings = new Map([["AutoDelete", "F"]]);
    await stage.topic.keeper.create({ room: ROOM, purpose: "group", creator: `alice@${HOME}`, settings });
    await stage.topic.keeper.serviceLeaves(ROOM);
    stage.restart();
    await stage.topic.online();
    expect(stage.muc.rooms.has(ROOM)).toBe(true);
  });
});
