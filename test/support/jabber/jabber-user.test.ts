import { startEjabberd, startProsody, type XmppServer } from "../servers/index.js";
import { JabberUser } from "./index.js";

describe.each([
  ["Prosody", startProsody],
  ["ejabberd", startEjabberd],
])("two Jabber users on %s", (_name, start) => {
  let server: XmppServer;
  let alice: JabberUser;
  let bob: JabberUser;
  let carol: JabberUser;
  const room = (name: string) => `${name}@${server.rooms}`;

  beforeAll(async () => {
    server = await start({ users: { alice: "wonder,=land", bob: "builder", "carol@example.net": "singer" } });
    const { client: port } = server.ports;
    alice = new JabberUser({ jid: "alice@localhost", password: "wonder,=land", port, resource: "desk" });
    bob = new JabberUser({ jid: "bob@localhost", password: "builder", port });
    carol = new JabberUser({ jid: "carol@example.net", password: "singer", port });
    await Promise.all([alice.connect(), bob.connect(), carol.connect()]);
  });
  afterAll(async () => {
    await Promise.all([alice.close(), bob.close(), carol.close()]);
    await server.close();
  });

  test("chat in a thread, and receipts go back by themselves", async () => {
    expect(alice.fullJid).toBe("alice@localhost/desk");
    const id = await alice.chat(bob.jid, "ahoj <&> 👩‍👧", { thread: "t1", receipt: true });
    expect(await bob.next("chat")).toMatchObject({
      from: alice.fullJid,
      id,
      body: "ahoj <&> 👩‍👧",
      thread: "t1",
      wantsReceipt: true,
    });
    expect(await alice.next("receipt")).toMatchObject({ from: bob.fullJid, messageId: id });
  });

  test("chat across domains of the server", async () => {
    await carol.chat(alice.jid, "hello");
    expect(await alice.next("chat")).toMatchObject({ from: carol.fullJid, body: "hello" });
  });

  test("a message to nobody comes back as an error", async () => {
    const id = await alice.chat("nobody@localhost", "hello");
    expect(await alice.next("error")).toMatchObject({ of: "message", id, condition: "service-unavailable" });
  });

  test("become contacts and see each other", async () => {
    await alice.subscription(bob.jid, "subscribe");
    expect(await bob.next("subscription")).toMatchObject({ from: alice.jid, type: "subscribe" });
    await bob.subscription(alice.jid, "subscribed");
    await alice.next("subscription", ({ type }) => type === "subscribed");
    expect(await alice.next("presence", ({ from }) => from === bob.fullJid)).toMatchObject({
      isAvailable: true,
    });
    await bob.setPresence({ show: "away", status: "lunch" });
    expect(await alice.next("presence", ({ show }) => show === "away")).toMatchObject({ status: "lunch" });
    expect((await alice.roster()).get(bob.jid)).toMatchObject({ subscription: "to" });
  });

  test("talk in a room that one of them created", async () => {
    const party = room("party");
    expect((await alice.rooms.create(party, "Alice")).self).toMatchObject({ affiliation: "owner" });
    const { others } = await bob.rooms.enter(party, "Bob");
    expect(others.map(({ nick }) => nick)).toEqual(["Alice"]);
    await bob.rooms.say(party, "here I am", { thread: "r1" });
    expect(await alice.next("room-message")).toMatchObject({
      room: party,
      nick: "Bob",
      body: "here I am",
      thread: "r1",
    });
    await alice.rooms.whisper(party, "Bob", "psst");
    expect(await bob.next("private-message")).toMatchObject({ room: party, nick: "Alice", body: "psst" });
    await alice.rooms.setSubject(party, "fun");
    expect(await bob.next("room-subject")).toMatchObject({ subject: "fun" });
    expect(await carol.rooms.enter(party, "Carol", { history: 0 })).toMatchObject({
      subject: "fun",
      history: [],
    });
    await bob.rooms.leave(party);
    await alice.next("room-presence", ({ nick, isAvailable }) => nick === "Bob" && !isAvailable);
    await alice.rooms.kick(party, "Carol", "late");
    expect(await carol.next("room-presence", ({ isSelf }) => isSelf)).toMatchObject({
      codes: expect.arrayContaining(["307"]) as unknown,
      reason: "late",
    });
  });

  test("invite to a room and decline", async () => {
    const den = room("den");
    await alice.rooms.create(den, "Alice", { "muc#roomconfig_membersonly": "1" });
    expect((await alice.rooms.form(den)).get("muc#roomconfig_membersonly")).toEqual(["1"]);
    await expect(bob.rooms.enter(den, "Bob")).rejects.toMatchObject({ condition: "registration-required" });

    await alice.rooms.invite(den, bob.jid, { reason: "come", continues: { thread: "t9" } });
    const mediated = await bob.next("invitation");
    expect(mediated).toMatchObject({ form: "mediated", room: den, reason: "come" });
    await bob.rooms.decline(mediated, "busy");
    expect(await alice.next("decline")).toMatchObject({ room: den, reason: "busy" });

    await alice.rooms.invite(den, bob.jid, { form: "direct", reason: "do", continues: { thread: "t9" } });
    const direct = await bob.next("invitation");
    expect(direct).toMatchObject({ form: "direct", room: den, isContinuation: true, thread: "t9" });
    expect((await bob.rooms.accept(direct, "Bob")).self.affiliation).toBe("member");

    await alice.rooms.destroy(den, "over");
    expect(await bob.next("room-presence", ({ isSelf, isDestroyed }) => isSelf && isDestroyed)).toMatchObject(
      { reason: "over" },
    );
  });

  test("a crashed connection ends the session, and connecting again works", async () => {
    await bob.crash();
    await alice.next("presence", ({ from, isAvailable }) => from.startsWith(bob.jid) && !isAvailable);
    await bob.connect();
    await alice.next("presence", ({ from, isAvailable }) => from === bob.fullJid && isAvailable);
  });

  test("nothing waits once all was asked for", async () => {
    await bob.settle();
    expect(bob.waiting("chat")).toEqual([]);
    expect(bob.waiting("invitation")).toEqual([]);
  });

  test.each(["clean", "kill"] as const)("accounts outlive a restart (%s)", async (how) => {
    const gone = Promise.all([alice.disconnected, bob.disconnected, carol.disconnected]);
    await server.restart(how);
    await gone;
    await Promise.all([alice.connect(), bob.connect(), carol.connect()]);
    await bob.chat(alice.jid, how);
    await alice.next("chat", ({ body }) => body === how);
  });
});
