import { JabberUser, NS, xml } from "../support/jabber/index.js";
import { startEjabberd, startProsody, type XmppServer } from "../support/servers/index.js";
import { connectedLeg, type Events } from "./support/leg.js";

const ANNA = "anna@imps.localhost";
const PHONE = `${ANNA}/ph`;

describe.each([
  ["Prosody", startProsody],
  ["ejabberd", startEjabberd],
])("people on %s", (_name, start) => {
  let server: XmppServer;
  let alice: JabberUser;
  let leg: Awaited<ReturnType<typeof connectedLeg>>;
  let events: Events;

  beforeAll(async () => {
    server = await start({ users: { alice: "secret" } });
    alice = new JabberUser({ jid: "alice@localhost", password: "secret", port: server.ports.client });
    leg = await connectedLeg(server);
    ({ events } = leg);
    events.directory.users.set(ANNA, { resources: ["ph"] });
    events.directory.friends.add(alice.jid);
    await alice.connect();
  });
  afterAll(async () => {
    await alice.close();
    await leg.xmpp.stop();
    await server.close();
  });

  test("chat in a thread, with receipts both ways", async () => {
    const id = await alice.chat(ANNA, "hello", { thread: "t1", receipt: true });
    const message = await events.next("message");
    expect(message).toMatchObject({
      from: alice.fullJid,
      to: ANNA,
      id,
      body: "hello",
      thread: "t1",
      wantsReceipt: true,
    });
    await leg.xmpp.messages.receipt({ from: PHONE, to: message.from, messageId: id });
    expect(await alice.next("receipt")).toMatchObject({ from: PHONE, messageId: id });

    const chat = {
      from: PHONE,
      to: alice.jid,
      id: "m1",
      body: "a & <b> \u{1f600}",
      thread: "t1",
      wantsReceipt: true,
    };
    await leg.xmpp.messages.send(chat);
    expect(await alice.next("chat")).toMatchObject({ from: PHONE, id: "m1", body: chat.body, thread: "t1" });
    expect(await events.next("receipt")).toMatchObject({ to: PHONE, messageId: "m1" });
  });

  test("learn by an error that nobody is there", async () => {
    const id = await alice.chat("nobody@imps.localhost", "hello");
    expect(await alice.next("error")).toMatchObject({ id, condition: "service-unavailable" });
    const chat = { from: PHONE, to: "nobody@localhost", id: "m2", body: "hello", wantsReceipt: false };
    await leg.xmpp.messages.send(chat);
    expect(await events.next("message-error")).toMatchObject({
      from: "nobody@localhost",
      to: PHONE,
      id: "m2",
      condition: "service-unavailable",
    });
    await leg.xmpp.settled();
    expect(events.waiting).toEqual([]);
  });

  test("become contacts and see each other", async () => {
    await alice.subscription(ANNA, "subscribe");
    expect(await events.next("subscription")).toMatchObject({ type: "subscribe", from: alice.jid, to: ANNA });
    await leg.xmpp.presence.subscription(ANNA, alice.jid, "subscribed");
    await leg.xmpp.presence.send(PHONE, alice.jid, { isAvailable: true, show: "away", status: "lunch" });
    expect(await alice.next("presence", ({ from }) => from === PHONE)).toMatchObject({
      show: "away",
      status: "lunch",
    });

    await leg.xmpp.presence.subscription(ANNA, alice.jid, "subscribe");
    await alice.next("subscription", ({ type }) => type === "subscribe");
    await alice.subscription(ANNA, "subscribed");
    await events.next("subscription", ({ type }) => type === "subscribed");
    expect(await events.next("presence", ({ isAvailable }) => isAvailable)).toMatchObject({
      from: alice.fullJid,
      to: ANNA,
    });
    await alice.setPresence({ show: "dnd", status: "busy" });
    expect(await events.next("presence", ({ show }) => show === "dnd")).toMatchObject({ status: "busy" });
  });

  test("find each other's abilities", async () => {
    const info = await alice.request("get", PHONE, xml("query", { xmlns: NS.discoInfo }));
    expect(String(info)).toContain('name="Nokia 6600"');
    const profile = alice.request("get", ANNA, xml("vCard", { xmlns: "vcard-temp" }));
    await expect(profile).rejects.toMatchObject({ condition: "item-not-found" });
    await alice.request("get", "imps.localhost", xml("ping", { xmlns: "urn:xmpp:ping" }));
    const hidden = alice.request("get", "nobody@imps.localhost", xml("vCard", { xmlns: "vcard-temp" }));
    await expect(hidden).rejects.toMatchObject({ condition: "service-unavailable" });
    expect(await leg.xmpp.queries.features(PHONE, server.rooms)).toContain("http://jabber.org/protocol/muc");
  });

  test("are told after a crash of the server who is no longer in a room", async () => {
    const room = `crash@${server.rooms}`;
    await leg.xmpp.rooms.enter(room, "Anna", PHONE, { mayCreate: true });
    await leg.xmpp.rooms.configure(room, PHONE, new Map());
    await server.kill();
    await events.until(() => !events.isOnline);
    expect(leg.xmpp.isOnline).toBe(false);
    expect(leg.xmpp.rooms.occupants(room, PHONE)).toMatchObject([{ nick: "Anna" }]);
    await server.start();
    await events.until(() => events.isOnline);
    expect(await events.next("removed")).toMatchObject({ to: PHONE, room, nick: "Anna", why: "gone" });
    expect(leg.xmpp.rooms.occupants(room, PHONE)).toBeUndefined();
    await leg.xmpp.settled();
  });
});
