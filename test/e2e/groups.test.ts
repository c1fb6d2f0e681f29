import { Stage, wv } from "../support/e2e/index.js";
import { codeOf, type Handset } from "../support/handset/index.js";

/** Waits for words in a group. @returns the screen name of the speaker */
async function hears(phone: Handset, group: string, text: string): Promise<string | undefined> {
  const { MessageInfo } = await phone.next("NewMessage", {
    where: ({ ContentData, MessageInfo: { Recipient } }) =>
      ContentData === text && Recipient.Group?.[0]?.GroupID === group,
  });
  return MessageInfo.Sender.Group?.ScreenName?.SName;
}

/** Waits for a notice of who came or went. */
async function notices(phone: Handset, of: "Joined" | "Left", name: string): Promise<void> {
  await phone.next("GroupChangeNotice", {
    where: (notice) => JSON.stringify(notice[of] ?? {}).includes(`"${name}"`),
  });
}

/** The profile of Prosody forbids whispers in all rooms. */
const WHERE = ["stock Prosody", "ejabberd"] as const;

describe.each(WHERE)("groups, on %s", (server) => {
  let stage: Stage;
  let count = 0;
  beforeAll(async () => {
    stage = await Stage.open(server);
  }, 60_000);
  afterEach(() => stage.clear());
  afterAll(() => stage.close());

  const newRoom = () => `room${++count}@${stage.server.rooms}`;
  const OPEN = { AccessType: "Open" } as const;

  test.each([
    ["1.1", "wbxml"],
    ["1.2", "xml"],
    ["1.2", "wbxml"],
    ["1.3", "wbxml"],
  ] as const)(
    "from a phone of %s in %s: made, entered by a Jabber user, talked in, left",
    async (version, syntax) => {
      const [alice, bob] = [await stage.phone({ version, syntax }), await stage.jabber()];
      const room = newRoom();
      const group = `wv:/${room}`;
      await alice.createGroup(group, "Alice", OPEN);
      const { others } = await bob.rooms.enter(room, "Bób ✓");
      expect(others.map(({ nick }) => nick)).toEqual(["Alice"]);
      await notices(alice, "Joined", "Bób ✓");
      await alice.sendMessage(group, "Hello, all 😀", { group: true });
      expect(await bob.next("room-message", ({ body }) => body === "Hello, all 😀")).toMatchObject({
        nick: "Alice",
      });
      await bob.rooms.say(room, "Hello, Alice <&>");
      expect(await hears(alice, group, "Hello, Alice <&>")).toBe("Bób ✓");
      await bob.rooms.leave(room);
      await notices(alice, "Left", "Bób ✓");
      await bob.rooms.enter(room, "Bob");
      await alice.leave(group);
      await bob.next("room-presence", ({ nick, isAvailable }) => nick === "Alice" && !isAvailable);
      expect(await codeOf(alice.sendMessage(group, "Hello?", { group: true }))).toBe(808);
    },
  );

  test("phones of all versions and a Jabber user hear each other, once", async () => {
    const phones = await Promise.all(
      (["1.1", "1.2", "1.3"] as const).map((version) => stage.phone({ version })),
    );
    const [first, ...others] = phones;
    const bob = await stage.jabber();
    const room = newRoom();
    const group = `wv:/${room}`;
    await first?.createGroup(group, "phone 0", OPEN);
    for (const [index, phone] of others.entries()) await phone.join(group, `phone ${index + 1}`);
    await bob.rooms.enter(room, "Bob");
    for (const [index, speaker] of phones.entries()) {
      const text = `from ${index}`;
      await speaker.sendMessage(group, text, { group: true });
      for (const phone of phones)
        if (phone !== speaker) expect(await hears(phone, group, text)).toBe(`phone ${index}`);
      expect((await bob.next("room-message", ({ body }) => body === text)).nick).toBe(`phone ${index}`);
    }
    await bob.rooms.say(room, "that is all");
    for (const phone of phones) {
      await hears(phone, group, "that is all");
      expect(phone.inbox.of("NewMessage")).toEqual([]);
    }
  });

  test("a phone finds the groups that are meant to be found", async () => {
    const [alice, carol] = [await stage.phone(), await stage.phone({ version: "1.1" })];
    const [shown, hidden] = [`wv:/${newRoom()}`, `wv:/${newRoom()}`];
    const Topic = "Alles, was wächst";
    await alice.createGroup(shown, "Alice", { ...OPEN, Name: "Gärten der Welt", Topic, Searchable: "T" });
    await alice.createGroup(hidden, "Alice", { ...OPEN, Name: "Gärten, geheim", Searchable: "F" });
    const both = [shown, hidden].sort();
    const find = async (phone: Handset, ...criterion: Parameters<Handset["findGroups"]>) =>
      [...(await phone.findGroups(...criterion))].sort();
    expect(await find(carol, "GROUP_NAME", "gärten")).toEqual([shown]);
    expect(await find(carol, "GROUP_TOPIC", "wächst")).toEqual([shown]);
    expect(await find(carol, "GROUP_USER_ID_OWNER", alice.userId)).toEqual([shown]);
    expect(await find(alice, "GROUP_NAME", "gärten")).toEqual(both);
    expect(await find(alice, "GROUP_USER_ID_JOINED", alice.userId)).toEqual(both);
  });

  test.each(["mediated", "direct"] as const)(
    "a phone is invited by a Jabber user (%s), and joins",
    async (form) => {
      const [alice, carol, bob] = [
        await stage.phone(),
        await stage.phone({ version: "1.1" }),
        await stage.jabber(),
      ];
      const room = newRoom();
      await alice.createGroup(`wv:/${room}`, "Alice", OPEN);
      await bob.rooms.enter(room, "Bob");
      await bob.rooms.invite(room, stage.jidOf(carol), { form, reason: "Come in" });
      const invitation = await carol.next("InviteUser-Request");
      expect(invitation).toMatchObject({ InviteType: "GR", GroupID: `wv:/${room}`, InviteNote: "Come in" });
      await carol.answerInvitation(invitation, true);
      await carol.join(invitation.GroupID ?? "", "Carol");
      await bob.next("room-presence", ({ nick, isAvailable }) => nick === "Carol" && isAvailable);
      await notices(alice, "Joined", "Carol");
      await bob.rooms.say(room, "Welcome");
      expect(await hears(carol, `wv:/${room}`, "Welcome")).toBe("Bob");
    },
  );

  test("a phone that does not want to come: the Jabber user is told", async () => {
    const [alice, carol, bob] = [await stage.phone(), await stage.phone(), await stage.jabber()];
    const room = newRoom();
    await alice.createGroup(`wv:/${room}`, "Alice", OPEN);
    await bob.rooms.enter(room, "Bob");
    await bob.rooms.invite(room, stage.jidOf(carol));
    await carol.answerInvitation(await carol.next("InviteUser-Request"), false);
    expect(await bob.next("decline")).toMatchObject({ room });
  });

  test("a Jabber user is invited by a phone, which learns whether he comes", async () => {
    const [alice, bob, carl] = [await stage.phone(), await stage.jabber(), await stage.jabber()];
    const room = newRoom();
    const group = `wv:/${room}`;
    await alice.createGroup(group, "Alice", { AccessType: "Restricted" });
    const InviteID = await alice.invite(wv(bob), { group, note: "Come in" });
    const invitation = await bob.next("invitation");
    expect(invitation).toMatchObject({ room, reason: "Come in" });
    await bob.rooms.accept(invitation, "Bob");
    expect(await alice.next("Invite-Response")).toMatchObject({ InviteID, Acceptance: true });
    const second = await alice.invite(wv(carl), { group });
    await carl.rooms.decline(await carl.next("invitation"), "No time");
    expect(await alice.next("Invite-Response")).toMatchObject({ InviteID: second, Acceptance: false });
  });

  test("who is in and who belongs to it can be asked", async () => {
    const [alice, bob] = [await stage.phone({ version: "1.2" }), await stage.jabber()];
    const room = newRoom();
    const group = `wv:/${room}`;
    await alice.createGroup(group, "Alice", OPEN);
    await bob.rooms.enter(room, "Bob");
    await notices(alice, "Joined", "Bob");
    const joined = await alice.expect(
      { kind: "GetJoinedUsers-Request", GroupID: group },
      "GetJoinedUsers-Response",
    );
    expect(JSON.stringify(joined)).toContain('"Bob"');
    await alice.ok({
      kind: "AddGroupMembers-Request",
      GroupID: group,
      UserList: { User: [{ UserID: wv(bob) }] },
    });
    const members = await alice.expect(
      { kind: "GetGroupMembers-Request", GroupID: group },
      "GetGroupMembers-Response",
    );
    expect(JSON.stringify(members.Users)).toContain(wv(bob));
    expect(JSON.stringify(members.Admin)).toContain(alice.userId);
    const UserList = { User: [{ UserID: wv(bob) }] };
    const removal = { kind: "RemoveGroupMembers-Request", GroupID: group, UserList } as const;
    await alice.ok(removal);
    expect(await codeOf(alice.ok(removal))).toBe(810);
  });

  test("a whisper goes to one alone, both ways", async () => {
    const [alice, carol, bob] = [await stage.phone(), await stage.phone(), await stage.jabber()];
    const room = newRoom();
    const group = `wv:/${room}`;
    await alice.createGroup(group, "Alice", { ...OPEN, PrivateMessaging: "T" });
    await carol.join(group, "Carol");
    await bob.rooms.enter(room, "Bob");
    await notices(alice, "Joined", "Bob");
    const { Result } = await alice.expect(
      {
        kind: "SendMessage-Request",
        DeliveryReport: false,
        MessageInfo: {
          ContentType: "text/plain",
          ContentSize: 4,
          Recipient: { Group: [{ ScreenName: { SName: "Bob", GroupID: group } }] },
          Sender: { User: { UserID: alice.userId } },
        },
        ContentData: "psst",
      },
      "SendMessage-Response",
    );
    expect(Result.Code).toBe(200);
    expect(await bob.next("private-message")).toMatchObject({ nick: "Alice", body: "psst" });
    await bob.rooms.whisper(room, "Alice", "psst yourself");
    await alice.next("NewMessage", { where: ({ ContentData }) => ContentData === "psst yourself" });
    await bob.rooms.say(room, "that is all");
    await hears(carol, group, "that is all");
    expect(carol.inbox.of("NewMessage")).toEqual([]);
  });

  test("what cannot be is refused with the reason", async () => {
    const [alice, carol] = [await stage.phone(), await stage.phone()];
    const group = `wv:/${newRoom()}`;
    await alice.createGroup(group, "Alice", OPEN);
    expect(await codeOf(carol.createGroup(group, "Carol"))).toBe(801);
    expect(await codeOf(carol.sendMessage(group, "Hello", { group: true }))).toBe(808);
    expect(await codeOf(carol.leave(group))).toBe(808);
    expect(await codeOf(carol.join(group, "Alice"))).toBe(811);
    expect(await codeOf(carol.join(`wv:/${newRoom()}`, "Carol"))).toBe(800);
    expect(await codeOf(carol.ok({ kind: "DeleteGroup-Request", GroupID: group }))).toBe(816);
    const closed = `wv:/${newRoom()}`;
    await alice.createGroup(closed, "Alice", { AccessType: "Restricted" });
    expect([803, 810]).toContain(await codeOf(carol.join(closed, "Carol")));
  });

  test("a group that is deleted is gone for everybody", async () => {
    const [alice, carol, bob] = [await stage.phone(), await stage.phone(), await stage.jabber()];
    const room = newRoom();
    const group = `wv:/${room}`;
    await alice.createGroup(group, "Alice", OPEN);
    await carol.join(group, "Carol");
    await bob.rooms.enter(room, "Bob");
    await alice.ok({ kind: "DeleteGroup-Request", GroupID: group });
    await bob.next("room-presence", ({ isDestroyed }) => isDestroyed);
    expect(await carol.next("LeaveGroup-Response")).toMatchObject({ GroupID: group, Result: { Code: 800 } });
    expect(await codeOf(carol.sendMessage(group, "Hello?", { group: true }))).toBe(808);
  });

  test("who is removed is told so, and cannot speak", async () => {
    const [alice, bob, carol] = [await stage.phone(), await stage.jabber(), await stage.phone()];
    const room = newRoom();
    const group = `wv:/${room}`;
    await alice.createGroup(group, "Alice", OPEN);
    await bob.rooms.enter(room, "Bob");
    await carol.join(group, "Carol");
    await alice.ok({
      kind: "MemberAccess-Request",
      GroupID: group,
      Admin: { UserList: { User: [{ UserID: wv(bob) }] } },
    });
    await bob.rooms.kick(room, "Carol", "Too loud");
    expect((await carol.next("LeaveGroup-Response")).GroupID).toBe(group);
    expect(await codeOf(carol.sendMessage(group, "Hello?", { group: true }))).toBe(808);
  });

  test.each(["Hamlet", "the XMPP server"])(
    "phones are in their groups again after kill -9 of %s, or told that they are not",
    async (which) => {
      const [alice, carol] = [await stage.phone(), await stage.phone()];
      const group = `wv:/${newRoom()}`;
      await alice.createGroup(group, "Alice", OPEN);
      await carol.join(group, "Carol");
      await (which === "Hamlet" ? stage.hamlet : stage.server).restart("kill");
      await stage.hamlet.whenReady();
      const talk = async () => {
        await alice.sendMessage(group, "Still here", { group: true });
        return hears(carol, group, "Still here");
      };
      const isOut = async () => {
        await carol.next("LeaveGroup-Response", { where: ({ GroupID }) => GroupID === group });
        return "out";
      };
      expect(["Alice", "out"]).toContain(
        which === "Hamlet" ? await talk() : await Promise.any([talk(), isOut()]),
      );
    },
  );
});
