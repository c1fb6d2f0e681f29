import { type KnownContent, leavesOf } from "../../../src/csp/index.js";
import type { Session } from "../../../src/handsets/index.js";
import { codeOf, HOME } from "../../support/bridge/bench.js";
import { Fabric } from "../../support/bridge/fabric.js";
import { extended, extendRequest, joined, joinRequest, kindsOf, shownIn } from "./chat.js";

const ROMEO = "romeo@example.net";
const CAROL = `carol@${HOME}`;
const WITHOUT_EXCON = leavesOf("1.3").filter((leaf) => leaf !== "EXCON");

const byHand = (userId: string, GroupID: string, InviteID = "i1"): KnownContent => ({
  kind: "Invite-Request",
  InviteID,
  InviteType: "GR",
  Recipient: { User: [{ UserID: userId }] },
  GroupID,
});
const cancel = (InviteID = "i1"): KnownContent => ({ kind: "CancelInvite-Request", InviteID, Recipient: {} });
const decline = (InviteID: string): KnownContent => ({
  kind: "InviteUser-Response",
  InviteID,
  Acceptance: false,
});

const affiliation = (fabric: Fabric, room: string, user: string) =>
  fabric.muc.room(room).affiliations.get(user);

const declines = (fabric: Fabric, room: string, inviter: Session, decliner: string) =>
  fabric.hear({
    kind: "decline",
    from: room,
    to: `${inviter.user.jid}/phone`,
    room,
    decliner,
    reason: undefined,
  });

/** Alice, Bob and Carol are inside. */
async function three() {
  const chat = await joined();
  await chat.fabric.drain(chat.alice);
  await chat.fabric.drain(chat.carol);
  await chat.join(chat.carol);
  return chat;
}

/** Carol's phone knows no ExtendConversation, and has seen Alice's invitation; Bob is inside. */
async function shownAsGroup() {
  const fabric = await Fabric.open();
  const [alice, bob] = [await fabric.login("alice"), await fabric.login("bob")];
  const carol = await fabric.login("carol", { services: WITHOUT_EXCON });
  await fabric.request(alice, extendRequest("wv:bob", ["wv:carol"]));
  const group = shownIn(await fabric.drain(bob)).GroupID ?? "";
  await fabric.request(bob, joinRequest(bob, group));
  await fabric.drain(alice);
  const { InviteID } = shownIn(await fabric.drain(carol));
  return { fabric, alice, bob, carol, group, room: group.replace("wv:/", ""), InviteID };
}

describe("an invitation for one who is inside", () => {
  test("puts nobody out when it is taken back (EC-10, EC-12)", async () => {
    const { fabric, alice, carol, group, room } = await three();
    expect(codeOf(await fabric.request(carol, byHand("wv:alice", group)))).toBe(200);
    expect(codeOf(await fabric.request(carol, cancel()))).toBe(200);
    expect(affiliation(fabric, room, alice.user.jid)).toBe("member");
  });

  test("puts nobody out when it is declined", async () => {
    const { fabric, alice, carol, group, room } = await three();
    await fabric.request(carol, byHand("wv:alice", group));
    await declines(fabric, room, carol, alice.user.jid);
    expect(affiliation(fabric, room, alice.user.jid)).toBe("member");
  });

  test("puts out no Jabber user either", async () => {
    const { fabric, bob, group, room } = await three();
    await fabric.request(bob, byHand(`wv:${ROMEO}`, group));
    fabric.muc.arrive(room, `${ROMEO}/pc`, "romeo");
    await fabric.settle();
    await fabric.request(bob, byHand(`wv:${ROMEO}`, group, "i2"));
    await fabric.request(bob, cancel("i2"));
    expect(affiliation(fabric, room, ROMEO)).toBe("member");
  });
});

describe("an invitation that the room refuses", () => {
  test("lets nobody in (ER-10)", async () => {
    const { fabric, carol, group, room } = await three();
    fabric.muc.fail("invite", "forbidden");
    expect(codeOf(await fabric.request(carol, byHand("wv:dave", group)))).toBe(816);
    expect(affiliation(fabric, room, `dave@${HOME}`)).toBe("none");
  });

  test("takes nothing from one who was invited before", async () => {
    const { fabric, bob, carol, group, room } = await three();
    await fabric.request(bob, byHand("wv:dave", group));
    fabric.muc.fail("invite", "forbidden");
    await fabric.request(carol, byHand("wv:dave", group));
    expect(affiliation(fabric, room, `dave@${HOME}`)).toBe("member");
  });

  test.each([
    ["outcast", 816],
    ["admin", 200],
  ] as const)("or does not, leaves who is %s as he is", async (standing, code) => {
    const { fabric, carol, group, room } = await three();
    fabric.muc.room(room).affiliations.set(ROMEO, standing);
    expect(codeOf(await fabric.request(carol, byHand(`wv:${ROMEO}`, group)))).toBe(code);
    await fabric.request(carol, cancel());
    expect(affiliation(fabric, room, ROMEO)).toBe(standing);
  });
});

describe("an invitation that is taken back", () => {
  test("leaves the one of the initiator open", async () => {
    const { fabric, alice, bob, carol, group, join } = await joined();
    await fabric.drain(alice);
    await fabric.drain(carol);
    await fabric.request(bob, byHand("wv:carol", group));
    await fabric.drain(carol);
    await fabric.request(bob, cancel());
    expect(kindsOf(await fabric.drain(carol))).toEqual(["CancelInviteUser-Request"]);
    expect((await join(carol)).kind).toBe("JoinGroup-Response");
  });

  test("leaves that of another open, until that is taken back too", async () => {
    const { fabric, bob, carol, group, room } = await three();
    const dave = await fabric.login("dave");
    await fabric.request(bob, byHand("wv:dave", group, "b1"));
    await fabric.request(carol, byHand("wv:dave", group, "c1"));
    await fabric.request(bob, cancel("b1"));
    expect(affiliation(fabric, room, dave.user.jid)).toBe("member");
    await fabric.request(carol, cancel("c1"));
    expect(affiliation(fabric, room, dave.user.jid)).toBe("none");
  });

  test.each(["setAffiliation", "affiliated"] as const)(
    "can be taken back again where the room failed (%s)",
    async (operation) => {
      const { fabric, bob, group, room } = await three();
      await fabric.request(bob, byHand("wv:dave", group));
      fabric.muc.fail(operation, "remote-server-timeout");
      expect(codeOf(await fabric.request(bob, cancel()))).toBe(504);
      expect(codeOf(await fabric.request(bob, cancel()))).toBe(200);
      expect(affiliation(fabric, room, `dave@${HOME}`)).toBe("none");
    },
  );
});

describe("an invitation that is declined", () => {
  test("is told to its inviter alone, even where the room fails", async () => {
    const { fabric, bob, carol, group, room } = await three();
    await fabric.request(bob, byHand(`wv:${ROMEO}`, group, "b1"));
    await fabric.request(carol, byHand(`wv:${ROMEO}`, group, "c1"));
    await fabric.request(carol, cancel("c1"));
    for (const phone of [bob, carol]) await fabric.drain(phone);
    fabric.muc.fail("affiliated", "remote-server-timeout");
    await declines(fabric, room, bob, ROMEO);
    expect(kindsOf(await fabric.drain(bob))).toEqual(["Invite-Response"]);
    expect(await fabric.drain(carol)).toEqual([]);
  });

  test("leaves the one of another open", async () => {
    const { fabric, bob, carol, group, InviteID } = await shownAsGroup();
    await fabric.request(bob, byHand("wv:carol", group));
    await fabric.drain(carol);
    await fabric.request(carol, decline(InviteID));
    expect(await fabric.drain(carol)).toEqual([]);
    expect((await fabric.request(carol, joinRequest(carol, group))).kind).toBe("JoinGroup-Response");
  });

  test.each([["while the initiator is there"], ["after it has left"]])(
    "does not let in any more, %s (EC-12)",
    async (when) => {
      const { fabric, alice, carol, group, room, InviteID } = await shownAsGroup();
      if (when.startsWith("after"))
        await fabric.request(alice, { kind: "LeaveGroup-Request", GroupID: group });
      await fabric.request(carol, decline(InviteID));
      expect(affiliation(fabric, room, CAROL)).toBe("none");
    },
  );
});

describe("an invitation that nobody follows", () => {
  test("does not let in any more once the initiator has left (EC-12)", async () => {
    const fabric = await Fabric.open();
    await fabric.goOnline();
    const { alice, bob, carol, group, room, join } = await extended(fabric);
    await join(bob);
    await fabric.drain(alice);
    expect(shownIn(await fabric.drain(carol)).InviteType).toBe("EC");
    await fabric.request(alice, { kind: "LeaveGroup-Request", GroupID: group });
    for (let turn = 0; turn < 122; turn++) await fabric.pass(5);
    expect(affiliation(fabric, room, CAROL)).toBe("none");
  });

  test("is not over while the room is slow with one who asked to join in time (EC-27)", async () => {
    const fabric = await Fabric.open();
    await fabric.goOnline();
    const { bob, group } = await extended(fabric);
    const open = fabric.muc.hold("enter");
    await fabric.pass(58);
    const joining = fabric.ask(bob, joinRequest(bob, group));
    for (let turn = 0; turn < 8; turn++) await fabric.pass(1);
    expect(fabric.muc.calls.filter((call) => call.startsWith("decline"))).toEqual([]);
    open();
    expect((await joining).kind).toBe("JoinGroup-Response");
    await fabric.settle();
    await fabric.pass(10);
    expect(await fabric.context.storage.invitations.forRoom(bob.user.jid, group.slice(4))).toEqual([]);
  });
});

describe("the peer with two phones", () => {
  test("joins with one, whatever the other answers meanwhile (EC-27, EC-43)", async () => {
    const fabric = await Fabric.open();
    const alice = await fabric.login("alice");
    const one = await fabric.login("bob", { device: "one" });
    const two = await fabric.login("bob", { device: "two", services: WITHOUT_EXCON });
    await fabric.request(alice, extendRequest("wv:bob", ["wv:carol"]));
    const group = shownIn(await fabric.drain(one)).GroupID ?? "";
    const { InviteID } = shownIn(await fabric.drain(two));
    const open = fabric.muc.hold("enter");
    const joining = fabric.ask(one, joinRequest(one, group));
    await fabric.settle();
    await fabric.request(two, decline(InviteID));
    open();
    expect((await joining).kind).toBe("JoinGroup-Response");
    await fabric.settle();
    expect(await fabric.drain(alice)).toMatchObject([{ Result: { Code: 200 } }, {}]);
  });
});

describe("a newcomer whom another has invited by hand", () => {
  test("is invited by the initiator as to a chat that goes on (EC-30)", async () => {
    const { fabric, alice, bob, carol, group } = await joined();
    await fabric.request(bob, byHand("wv:carol", group));
    await fabric.drain(alice);
    const types = (await fabric.drain(carol)).map((told) => "InviteType" in told && told.InviteType);
    expect(types).toEqual(["GR", "EC"]);
  });
});

describe("a newcomer with several phones, who logs in anew", () => {
  /** @param seen whether a phone has acknowledged the invitation */
  async function again(devices: readonly string[], seen: boolean) {
    const fabric = await Fabric.open();
    const [alice, bob] = [await fabric.login("alice"), await fabric.login("bob")];
    const phones: Session[] = [];
    for (const device of devices) phones.push(await fabric.login("carol", { device }));
    await fabric.request(alice, extendRequest("wv:bob", ["wv:carol"]));
    const group = shownIn(await fabric.drain(bob)).GroupID ?? "";
    await fabric.request(bob, joinRequest(bob, group));
    await fabric.drain(alice);
    if (seen && phones[0] !== undefined) await fabric.drain(phones[0]);
    for (const each of phones) await fabric.end(each);
    return kindsOf(await fabric.drain(await fabric.login("carol", { device: "new" })));
  }

  test.each([
    ["finds", ["one"], false, ["InviteUser-Request"]],
    ["finds", ["one", "two"], false, ["InviteUser-Request"]],
    ["does not find", ["one", "two"], true, []],
  ])("%s the invitation that was for %j, seen: %j (EC-30, EC-43)", async (_what, devices, seen, expected) => {
    expect(await again(devices, seen)).toEqual(expected);
  });
});
