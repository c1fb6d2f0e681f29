import type { Invitation } from "../../../src/xmpp/index.js";
import { codeOf, HOME } from "../../support/bridge/bench.js";
import { Fabric } from "../../support/bridge/fabric.js";
import { extended, extendRequest, joined, joinRequest, kindsOf, shownIn } from "./chat.js";

const ROMEO = "romeo@example.net";

function declines(fabric: Fabric, room: string, decliner: string) {
  const to = `alice@${HOME}/phone`;
  return fabric.hear({ kind: "decline", from: room, to, room, decliner, reason: undefined });
}

describe("a newcomer to an extended chat", () => {
  test("who is inside stays a member, though another device of his declines", async () => {
    const { fabric, alice, room } = await joined(await Fabric.open(), [`wv:${ROMEO}`]);
    await fabric.drain(alice);
    fabric.muc.arrive(room, `${ROMEO}/desk`, "romeo");
    await fabric.settle();
    await declines(fabric, room, `${ROMEO}/mobile`);
    expect(fabric.muc.room(room).affiliations.get(ROMEO)).toBe("member");
  });

  test("who declines is no member any more", async () => {
    const { fabric, alice, room } = await joined(await Fabric.open(), [`wv:${ROMEO}`]);
    await fabric.drain(alice);
    expect(fabric.muc.room(room).affiliations.get(ROMEO)).toBe("member");
    await declines(fabric, room, `${ROMEO}/mobile`);
    expect(fabric.muc.room(room).affiliations.get(ROMEO)).toBe("none");
  });

  test("who was inside and left may come back, whatever his phone says to the invitation afterwards", async () => {
    const { fabric, alice, carol, group, room, join } = await joined();
    await fabric.drain(alice);
    const { InviteID } = shownIn(await fabric.drain(carol));
    await join(carol);
    await fabric.request(carol, { kind: "LeaveGroup-Request", GroupID: group });
    const refusal = { kind: "InviteUser-Response", InviteID, Acceptance: false } as const;
    expect(codeOf(await fabric.request(carol, refusal))).toBe(200);
    expect(fabric.muc.room(room).affiliations.get(`carol@${HOME}`)).toBe("member");
    expect((await join(carol)).kind).toBe("JoinGroup-Response");
  });

  test("who was inside and left may be invited again at once", async () => {
    const { fabric, alice, carol, group, join } = await joined();
    await fabric.drain(alice);
    await fabric.drain(carol);
    await join(carol);
    await fabric.request(carol, { kind: "LeaveGroup-Request", GroupID: group });
    await fabric.drain(carol);
    const Recipient = { User: [{ UserID: "wv:carol" }] };
    const invite = { kind: "Invite-Request", InviteID: "i1", InviteType: "GR", Recipient } as const;
    expect(codeOf(await fabric.request(alice, { ...invite, GroupID: group }))).toBe(200);
    expect(kindsOf(await fabric.drain(carol))).toEqual(["InviteUser-Request"]);
  });

  test("whom the initiator invites by hand gets an ordinary invitation, of which the answer is told", async () => {
    const { fabric, alice, group, room } = await joined();
    await fabric.drain(alice);
    const dave = await fabric.login("dave");
    const invite = {
      kind: "Invite-Request",
      InviteID: "i1",
      InviteType: "GR",
      Recipient: { User: [{ UserID: "wv:dave" }] },
      GroupID: group,
    } as const;
    expect(codeOf(await fabric.request(alice, invite))).toBe(200);
    const shown = shownIn(await fabric.drain(dave));
    expect(shown.InviteType).toBe("GR");
    await fabric.request(dave, { kind: "InviteUser-Response", InviteID: shown.InviteID, Acceptance: false });
    expect(fabric.muc.calls).toContain(`decline ${room}`);
  });

  test("is not invited by hand where the room forbids it", async () => {
    const { fabric, alice, group } = await joined();
    await fabric.drain(alice);
    fabric.muc.fail("invite", "forbidden");
    const Recipient = { User: [{ UserID: "wv:dave" }] };
    const invite = { kind: "Invite-Request", InviteID: "i1", InviteType: "GR", Recipient } as const;
    expect(codeOf(await fabric.request(alice, { ...invite, GroupID: group }))).toBe(816);
    const cancel = { kind: "CancelInvite-Request", InviteID: "i1", Recipient } as const;
    expect(codeOf(await fabric.request(alice, cancel))).not.toBe(200);
  });
});

describe("the invitation of the peer", () => {
  const again = (fabric: Fabric, room: string, thread: string | undefined) =>
    fabric.hear({
      kind: "invitation",
      form: "direct",
      from: `alice@${HOME}/phone`,
      to: `bob@${HOME}`,
      room,
      inviter: `alice@${HOME}/phone`,
      reason: undefined,
      password: undefined,
      isContinuation: true,
      thread,
    });

  test.each([
    ["is the same in both forms, however short its time", 60, 9, []],
    ["is another one when it comes later, however long its time", 3600, 11, ["InviteUser-Request"]],
  ])("%s (ER-3)", async (_name, joinTimeout, later, expected) => {
    const { fabric, bob, room } = await extended(await Fabric.open({ joinTimeout }));
    const thread = (await fabric.context.storage.rooms.get(room))?.thread;
    await fabric.pass(later);
    await again(fabric, room, thread);
    expect(kindsOf(await fabric.drain(bob))).toEqual(expected);
  });
});

describe("a Jabber user's invitation to go on in a room", () => {
  const ROOM = "play@rooms.example.net";
  const ALICE = `alice@${HOME}`;
  const BASE = {
    kind: "invitation",
    to: ALICE,
    room: ROOM,
    reason: undefined,
    password: undefined,
    isContinuation: false,
    thread: undefined,
  } as const;
  const MEDIATED: Invitation = { ...BASE, form: "mediated", from: ROOM, inviter: `${ROOM}/romeo` };
  const DIRECT: Invitation = {
    ...BASE,
    form: "direct",
    from: `${ROMEO}/pc`,
    inviter: `${ROMEO}/pc`,
    isContinuation: true,
    thread: "th",
  };

  async function chatting() {
    const fabric = await Fabric.open();
    const alice = await fabric.login("alice");
    await fabric.hear({
      kind: "message",
      type: "chat",
      from: `${ROMEO}/pc`,
      to: ALICE,
      id: "1",
      body: "hi",
      subject: undefined,
      thread: "th",
      wantsReceipt: false,
      sentAt: undefined,
    });
    await fabric.drain(alice);
    return { fabric, alice };
  }

  test.each([
    ["the form that tells so first", [DIRECT, MEDIATED]],
    ["the form that tells so second", [MEDIATED, DIRECT]],
    ["a room that hides who invites", [{ ...MEDIATED, isContinuation: true, thread: "th" }]],
  ])("continues the chat, with %s", async (_name, forms) => {
    const { fabric, alice } = await chatting();
    for (const form of forms) await fabric.hear(form);
    expect(await fabric.drain(alice)).toMatchObject([
      { kind: "InviteUser-Request", InviteType: "EC", Sender: { User: { UserID: `wv:${ROMEO}` } } },
    ]);
  });

  test("stays what it was shown as, where the phone saw the first form alone", async () => {
    const { fabric, alice } = await chatting();
    await fabric.hear(MEDIATED);
    expect(shownIn(await fabric.drain(alice)).InviteType).toBe("GR");
    await fabric.hear(DIRECT);
    expect(await fabric.drain(alice)).toEqual([]);
  });
});

describe("the welcome note of an extended chat", () => {
  const noteOf = async (WelcomeNote: object) => {
    const { fabric, bob, group } = await extended(await Fabric.open(), { more: { WelcomeNote } });
    const answer = await fabric.request(bob, joinRequest(bob, group));
    return answer.kind === "JoinGroup-Response" ? answer.WelcomeNote?.ContentData : answer.kind;
  };

  test.each([
    ["as it was written", { ContentType: "text/plain", ContentData: "Willkommen" }, "Willkommen"],
    [
      "decoded",
      { ContentType: "text/plain", ContentEncoding: "BASE64", ContentData: "V2lsbGtvbW1lbg==" },
      "Willkommen",
    ],
    ["not at all where it is blank", { ContentType: "text/plain", ContentData: "  " }, undefined],
  ])("reaches who joins %s", async (_name, note, expected) => {
    expect(await noteOf(note)).toBe(expected);
  });
});

test("users may be named in an ExtendConversation-Request as User or UserID", async () => {
  const fabric = await Fabric.open();
  const [alice, bob] = [await fabric.login("alice"), await fabric.login("bob")];
  const UserIDList = { User: [{ UserID: "wv:carol" }] };
  expect(codeOf(await fabric.request(alice, extendRequest("wv:bob", [], { UserIDList })))).toBe(200);
  expect(kindsOf(await fabric.drain(bob))).toEqual(["InviteUser-Request"]);
});
