import { groupOf, party } from "../support/e2e/party.js";
import { NOTHING, type PhoneKind, START, World } from "../support/e2e/world.js";
import { type Handset, Refused } from "../support/handset/index.js";
import type { JabberUser } from "../support/jabber/index.js";

// Where anybody may make rooms.
const SERVERS = [
  { server: "prosody", flavour: "stock" },
  { server: "ejabberd", flavour: "stock" },
] as const;

const THREAD = "thread of ours";

const PHONES = [
  ["1.3 in WBXML", {}, "EC"],
  ["1.3 in XML", { syntax: "xml" }, "EC"],
  ["Android 1.3", { profile: "android" }, "GR"],
  ["Android 1.2", { profile: "android", version: "1.2" }, "GR"],
  ["S60 1.2", { profile: "s60", version: "1.2" }, "GR"],
  ["RAZR 1.1", { profile: "razr", version: "1.1", syntax: "xml" }, "GR"],
] as const satisfies readonly (readonly [string, PhoneKind, "EC" | "GR"])[];

describe.each(SERVERS)("a Jabber user who extends a chat, on $server ($flavour)", (where) => {
  let world: World;
  let rooms = 0;
  beforeAll(async () => {
    world = await World.start(where);
  }, START);
  afterEach(() => world.clear());
  afterAll(() => world.close());

  const MEMBERS_INVITE = {
    "muc#roomconfig_allowinvites": ["1"],
    "{http://prosody.im/protocol/muc}roomconfig_allowmemberinvites": ["1"],
  };

  const newRoom = async (owner: JabberUser, fields: Record<string, readonly string[]> = {}) => {
    rooms++;
    const room = `play${rooms}@${world.server.rooms}`;
    await owner.rooms.create(room, "romeo", { "muc#roomconfig_whois": ["anyone"], ...fields });
    return room;
  };

  const chat = async (romeo: JabberUser, juliet: Handset) => {
    await romeo.chat(world.jidOf(juliet), "hi", { thread: THREAD });
    await juliet.next("NewMessage");
  };

  const inviteOn = (
    romeo: JabberUser,
    room: string,
    juliet: Handset,
    form: "direct" | "mediated" = "direct",
  ) => romeo.rooms.invite(room, world.jidOf(juliet), { form, reason: "come", continues: { thread: THREAD } });

  test.each(PHONES)("is joined by %s, ER-1, ER-2, ER-4, ER-7 to ER-9", async (_, kind, type) => {
    const [romeo, juliet] = [await world.jabberUser(), await world.phone(kind)];
    await chat(romeo, juliet);
    const room = await newRoom(romeo);
    await romeo.rooms.say(room, "before");
    await inviteOn(romeo, room, juliet);
    const request = await juliet.next("InviteUser-Request");
    expect(request).toMatchObject({
      InviteType: type,
      GroupID: groupOf(room),
      InviteNote: "come",
      Sender: { User: { UserID: `wv:${romeo.jid}` } },
    });
    const group = groupOf(room);
    expect(JSON.stringify(await juliet.join(group, "juliet"))).toContain("romeo");
    await romeo.rooms.say(room, "welcome", { thread: THREAD });
    expect(await party(juliet).hears(group, "welcome")).toBe("romeo");
    await party(juliet).say(group, "thank you");
    expect(await party(romeo).hears(group, "thank you")).toBe("juliet");
    await juliet.sendMessage(`wv:${romeo.jid}`, "just you");
    await romeo.next("chat", ({ body }) => body === "just you");
    expect(await party(juliet).heard(group)).toEqual(["welcome"]);
    await juliet.leave(group);
    await romeo.rooms.leave(room);
  });

  test("where no chat was going on, it is an ordinary invitation, ER-2", async () => {
    const [romeo, juliet] = [await world.jabberUser(), await world.phone()];
    const room = await newRoom(romeo);
    await inviteOn(romeo, room, juliet);
    expect((await party(juliet).invited()).type).toBe("GR");
  });

  test("a mediated invitation goes on with a chat where the server keeps that, ER-1", async () => {
    const [romeo, juliet] = [await world.jabberUser(), await world.phone()];
    await chat(romeo, juliet);
    const room = await newRoom(romeo);
    await inviteOn(romeo, room, juliet, "mediated");
    expect((await party(juliet).invited()).type).toBe(where.server === "prosody" ? "GR" : "EC");
  });

  test("both forms of an invitation are one, ER-3", async () => {
    const [romeo, juliet] = [await world.jabberUser(), await world.phone()];
    await chat(romeo, juliet);
    const room = await newRoom(romeo);
    await inviteOn(romeo, room, juliet, "direct");
    await inviteOn(romeo, room, juliet, "mediated");
    await party(juliet).invited();
    await romeo.chat(world.jidOf(juliet), "did you get it?");
    await juliet.next("NewMessage");
    expect(await party(juliet).timesInvited(groupOf(room))).toBe(1);
  });

  test("a phone that was invited by GR declines with a note, ER-5", async () => {
    const [romeo, juliet] = [await world.jabberUser(), await world.phone({ version: "1.2" })];
    await chat(romeo, juliet);
    const room = await newRoom(romeo);
    await inviteOn(romeo, room, juliet, "mediated");
    const { InviteID } = await juliet.next("InviteUser-Request");
    await juliet.ok({ kind: "InviteUser-Response", InviteID, Acceptance: false, ResponseNote: "not now" });
    const { decliner, reason } = await romeo.next("decline");
    expect(decliner).toContain(world.jidOf(juliet));
    expect(reason).toBe("not now");
  });

  test("the answer to an invitation of type EC does not count, ER-5", async () => {
    const [romeo, juliet] = [await world.jabberUser(), await world.phone()];
    await chat(romeo, juliet);
    const room = await newRoom(romeo, { "muc#roomconfig_membersonly": ["1"] });
    await romeo.rooms.setAffiliation(room, world.jidOf(juliet), "member");
    await inviteOn(romeo, room, juliet, "direct");
    const { InviteID, InviteType } = await juliet.next("InviteUser-Request");
    expect(InviteType).toBe("EC");
    await juliet.ok({ kind: "InviteUser-Response", InviteID, Acceptance: false });
    await juliet.join(groupOf(room), "juliet");
    await romeo.next("room-presence", ({ nick, isAvailable }) => nick === "juliet" && isAvailable);
    expect(romeo.waiting("decline")).toEqual([]);
  });

  test("an invitation that nobody follows in time is declined and taken back, ER-6", async () => {
    const [romeo, juliet] = [await world.jabberUser(), await world.phone()];
    await chat(romeo, juliet);
    const room = await newRoom(romeo);
    // Stock Prosody loses what makes it one of type EC, and lets nobody from outside decline the other form.
    const form = where.server === "prosody" ? "direct" : "mediated";
    await inviteOn(romeo, room, juliet, form);
    const { InviteID, InviteType } = await juliet.next("InviteUser-Request");
    expect(InviteType).toBe("EC");
    await world.hamlet.stop();
    world.lapse();
    await world.hamlet.start();
    expect((await juliet.next("CancelInviteUser-Request")).InviteID).toBe(InviteID);
    if (form === "mediated") expect((await romeo.next("decline")).decliner).toContain(world.jidOf(juliet));
  });

  test("the password of an invitation opens the room, ER-4", async () => {
    const [romeo, juliet] = [await world.jabberUser(), await world.phone()];
    await chat(romeo, juliet);
    const room = await newRoom(romeo, {
      "muc#roomconfig_roomsecret": ["open sesame"],
      "muc#roomconfig_passwordprotectedroom": ["1"],
    });
    await inviteOn(romeo, room, juliet, "mediated");
    const { group } = await party(juliet).invited();
    await juliet.join(group, "juliet");
    const stranger = await world.phone();
    await expect(stranger.join(group, "stranger")).rejects.toThrow(Refused);
  });

  test("a phone inside invites others as far as the room lets it, ER-10", async () => {
    const [romeo, juliet, nurse] = [await world.jabberUser(), await world.phone(), await world.phone()];
    const open = await newRoom(romeo, { "muc#roomconfig_membersonly": ["1"], ...MEMBERS_INVITE });
    await romeo.rooms.invite(open, world.jidOf(juliet));
    const { group } = await party(juliet).invited();
    await juliet.join(group, "juliet");
    await juliet.invite(nurse.userId, { group, note: "you too" });
    expect(await party(nurse).invited()).toMatchObject({ group, type: "GR", note: "you too" });
    await nurse.join(group, "nurse");
    await party(nurse).say(group, "here");
    await party(romeo).hears(group, "here");
  });

  test("a phone inside learns that the room does not let it invite, ER-10", async () => {
    const [romeo, juliet, nurse] = [await world.jabberUser(), await world.phone(), await world.phone()];
    const closed = await newRoom(romeo, { "muc#roomconfig_membersonly": ["1"] });
    await romeo.rooms.invite(closed, world.jidOf(juliet));
    const { group } = await party(juliet).invited();
    await juliet.join(group, "juliet");
    await expect(juliet.invite(nurse.userId, { group })).rejects.toMatchObject({ status: 816 });
    expect(await party(nurse).timesInvited(group)).toBe(0);
  });

  test("the properties of the group are those of the room, ER-11", async () => {
    const [romeo, juliet] = [await world.jabberUser(), await world.phone()];
    const propsOf = async (fields: Record<string, readonly string[]>) => {
      const room = await newRoom(romeo, fields);
      await romeo.rooms.setAffiliation(room, world.jidOf(juliet), "member");
      await juliet.join(groupOf(room), "juliet");
      const { GroupProperties } = await juliet.expect(
        { kind: "GetGroupProps-Request", GroupID: groupOf(room) },
        "GetGroupProps-Response",
      );
      return Object.fromEntries((GroupProperties?.Property ?? []).map(({ Name, Value }) => [Name, Value]));
    };
    expect(
      await propsOf({ "muc#roomconfig_membersonly": ["1"], "muc#roomconfig_publicroom": ["0"] }),
    ).toMatchObject({ RequireInvitation: "T", Searchable: "F", AutoDelete: "T", Type: "Public" });
    expect(
      await propsOf({ "muc#roomconfig_membersonly": ["0"], "muc#roomconfig_publicroom": ["1"] }),
    ).toMatchObject({ RequireInvitation: "F", Searchable: "T", AccessType: "Open" });
  });

  test("the phone is told who leaves, and that the room is gone, ER-12", async () => {
    const [romeo, nurse, juliet] = [await world.jabberUser(), await world.jabberUser(), await world.phone()];
    const room = await newRoom(romeo);
    const group = groupOf(room);
    await nurse.rooms.enter(room, "nurse");
    await juliet.join(group, "juliet");
    await nurse.rooms.leave(room);
    const { Left } = await juliet.next("GroupChangeNotice", { where: (notice) => notice.Left !== undefined });
    expect(JSON.stringify(Left)).toContain("nurse");
    await romeo.rooms.destroy(room, "over");
    const { GroupID, Result } = await juliet.next("LeaveGroup-Response");
    expect({ GroupID, code: Result?.Code }).toEqual({ GroupID: group, code: 800 });
  });

  test("one who was away finds an ordinary invitation, ER-14", async () => {
    const romeo = await world.jabberUser();
    const first = await world.phone();
    await chat(romeo, first);
    const { userId } = first;
    await first.logout();
    const room = await newRoom(romeo);
    await inviteOn(romeo, room, first);
    await romeo.settleWith(world.jidOf(first));
    const again = await world.phone({ userId });
    expect(await party(again).invited()).toMatchObject({ group: groupOf(room), type: "GR" });
    await again.join(groupOf(room), "juliet");
  });

  test("leaves nothing behind", async () => {
    expect(await world.restAfterStop()).toEqual(NOTHING);
  });
});
