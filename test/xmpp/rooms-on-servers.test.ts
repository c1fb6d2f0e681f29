import { type Entry, type FieldValue, StanzaError } from "../../src/xmpp/index.js";
import { JabberUser } from "../support/jabber/index.js";
import { startEjabberd, startProsody, type XmppServer } from "../support/servers/index.js";
import { connectedLeg, type Events } from "./support/leg.js";

const SERVICE = "service@imps.localhost/gw";
const ANNA = "anna@imps.localhost/ph";
const BEN = "ben@imps.localhost/ph";

const nicks = ({ occupants }: Pick<Entry, "occupants">) => occupants.map(({ nick }) => nick).sort();

describe.each([
  ["Prosody", startProsody],
  ["ejabberd", startEjabberd],
])("rooms on %s", (_name, start) => {
  let server: XmppServer;
  let alice: JabberUser;
  let leg: Awaited<ReturnType<typeof connectedLeg>>;
  let events: Events;
  const address = (name: string) => `${name}@${server.rooms}`;
  const rooms = () => leg.xmpp.rooms;

  /** A members-only room of the service, with Anna and Ben as members, and the service inside. */
  async function created(name: string): Promise<string> {
    const room = address(name);
    const entry = await rooms().enter(room, "gw", SERVICE, { mayCreate: true });
    expect(entry).toMatchObject({ isCreated: true, self: { affiliation: "owner" } });
    await rooms().configure(
      room,
      SERVICE,
      new Map<string, FieldValue>([
        ["muc#roomconfig_membersonly", "1"],
        ["muc#roomconfig_allowinvites", "1"],
        ["{http://prosody.im/protocol/muc}roomconfig_allowmemberinvites", "1"],
        ["muc#roomconfig_presencebroadcast", ["participant", "visitor"]],
        ["hamlet#nonsense", "1"],
        ["muc#roomconfig_whois", "nobody"],
      ]),
    );
    for (const jid of ["anna@imps.localhost", "ben@imps.localhost"]) {
      await rooms().setAffiliation(room, SERVICE, jid, "member");
    }
    return room;
  }

  beforeAll(async () => {
    server = await start({ users: { alice: "secret" } });
    alice = new JabberUser({ jid: "alice@localhost", password: "secret", port: server.ports.client });
    leg = await connectedLeg(server);
    ({ events } = leg);
    for (const user of ["anna", "ben"]) {
      events.directory.users.set(`${user}@imps.localhost`, { resources: ["ph"] });
    }
    await alice.connect();
  });
  afterAll(async () => {
    await alice.close();
    await leg.xmpp.stop();
    await server.close();
  });

  test("are set up by the form that the server offers, and by nothing else", async () => {
    const room = await created("setup");
    const form = await rooms().configuration(room, SERVICE);
    const value = (name: string) => form.find((field) => field.name === name)?.value;
    expect(value("muc#roomconfig_membersonly")).toBe("1");
    expect(value("muc#roomconfig_whois")).toBe("moderators");
    expect([value("muc#roomconfig_presencebroadcast")].flat().sort()).toEqual(["participant", "visitor"]);
    expect([...(await rooms().affiliated(room, SERVICE, "member"))].sort()).toEqual([
      "anna@imps.localhost",
      "ben@imps.localhost",
    ]);
    const { features } = await rooms().info(room, SERVICE);
    expect(features).toContain("muc_membersonly");
    await rooms().destroy(room, SERVICE);
    expect(rooms().occupants(room, SERVICE)).toBeUndefined();
  });

  test("hold a conversation from creation to destruction", async () => {
    const room = await created("talk");
    expect(nicks(await rooms().enter(room, "Anna", ANNA, { mayCreate: false }))).toContain("Anna");
    await rooms().leave(room, SERVICE);

    await rooms().invite({ room, as: ANNA, to: alice.jid, reason: "come", thread: "t1" });
    const invitation = await alice.next("invitation");
    expect(invitation).toMatchObject({ form: "mediated", room, reason: "come" });
    expect([invitation.thread, invitation.outerThread]).toContain("t1");
    await alice.rooms.accept(invitation, "Alice");
    expect(await events.next("occupant", ({ occupant }) => occupant.nick === "Alice")).toMatchObject({
      room,
      to: ANNA,
      change: "joined",
      occupant: { affiliation: "member", role: "participant" },
    });

    await rooms().say({ room, as: ANNA, id: "m1", body: "hello", thread: "t1" });
    expect(await alice.next("room-message")).toMatchObject({ nick: "Anna", body: "hello", thread: "t1" });
    expect(await events.next("room-message", ({ to }) => to === ANNA)).toMatchObject({
      nick: "Anna",
      id: "m1",
    });
    await alice.rooms.say(room, "hi", { thread: "t1" });
    expect(await events.next("room-message")).toMatchObject({
      room,
      nick: "Alice",
      body: "hi",
      thread: "t1",
      sentAt: undefined,
    });

    expect(nicks(await rooms().enter(room, "Ben", BEN, { mayCreate: false }))).toEqual([
      "Alice",
      "Anna",
      "Ben",
    ]);
    await rooms().enter(room, "gw", SERVICE, { mayCreate: false });
    await rooms().setAffiliation(room, SERVICE, alice.jid, "admin");
    await alice.rooms.kick(room, "Ben", "bye");
    expect(await events.next("removed")).toMatchObject({
      to: BEN,
      nick: "Ben",
      why: "kicked",
      reason: "bye",
    });
    expect(rooms().occupants(room, BEN)).toBeUndefined();
    await events.next(
      "occupant",
      ({ to, change, occupant }) => to === ANNA && change === "left" && occupant.nick === "Ben",
    );

    await rooms().destroy(room, SERVICE, "over");
    expect(await events.next("removed")).toMatchObject({ to: ANNA, why: "destroyed", reason: "over" });
    expect(await alice.hasRoom(room)).toBe(false);
    const late = rooms().enter(room, "Ben", BEN, { mayCreate: false });
    await expect(late).rejects.toMatchObject({ name: "StanzaError", condition: "item-not-found" });
    await expect(rooms().info(room, BEN)).rejects.toBeInstanceOf(StanzaError);
  });

  test("let in no stranger, and refuse one who is not inside", async () => {
    const room = await created("closed");
    const stranger = "carl@imps.localhost/ph";
    await expect(rooms().enter(room, "Carl", stranger, { mayCreate: false })).rejects.toMatchObject({
      condition: "registration-required",
    });
    await expect(rooms().say({ room, as: BEN, id: "m2", body: "x" })).rejects.toMatchObject({
      condition: "not-acceptable",
    });
    await expect(rooms().enter(room, "gw", ANNA, { mayCreate: false })).rejects.toMatchObject({
      condition: "conflict",
    });
    await rooms().destroy(room, SERVICE);
  });

  test("of Jabber users invite a user of ours, who may decline or come in", async () => {
    const room = address("den");
    await alice.rooms.create(room, "Alice");
    await alice.rooms.invite(room, "anna@imps.localhost", { reason: "come", continues: { thread: "t9" } });
    const invitation = await events.next("invitation");
    expect(invitation).toMatchObject({ form: "mediated", to: "anna@imps.localhost", room, reason: "come" });
    await rooms().decline({ room, as: ANNA, to: invitation.inviter, reason: "busy" });
    expect(await alice.next("decline")).toMatchObject({ room, reason: "busy" });

    await alice.rooms.invite(room, "ben@imps.localhost", { form: "direct", continues: { thread: "t9" } });
    expect(await events.next("invitation")).toMatchObject({
      form: "direct",
      room,
      inviter: alice.fullJid,
      isContinuation: true,
      thread: "t9",
    });
    await rooms().enter(room, "Ben", BEN, { mayCreate: false });
    await alice.rooms.whisper(room, "Ben", "psst");
    expect(await events.next("private-message")).toMatchObject({
      room,
      nick: "Alice",
      to: BEN,
      body: "psst",
    });
    await alice.rooms.setSubject(room, "fun");
    expect(await events.next("room-subject", ({ subject }) => subject !== "")).toMatchObject({
      to: BEN,
      subject: "fun",
    });
    await rooms().leave(room, BEN);
    await alice.next("room-presence", ({ nick, isAvailable }) => nick === "Ben" && !isAvailable);
  });

  test("keep an occupant over a break of the stream, and give the list anew to a later life", async () => {
    const room = await created("lasting");
    await rooms().enter(room, "Anna", ANNA, { mayCreate: false });
    await rooms().enter(room, "Ben", BEN, { mayCreate: false });
    await leg.xmpp.stop();
    leg = await connectedLeg(server);
    ({ events } = leg);
    const entry = await rooms().resume(room, "Anna", ANNA);
    expect(entry).toMatchObject({ nick: "Anna", isCreated: false, self: { affiliation: "member" } });
    expect(nicks(entry)).toEqual(expect.arrayContaining(["Anna", "Ben"]));
    expect(await rooms().isInside(room, "Ben", BEN)).toBe(true);
    await rooms().resume(room, "Ben", BEN);
    await rooms().say({ room, as: BEN, id: "m3", body: "still here" });
    expect(await events.next("room-message", ({ to }) => to === ANNA)).toMatchObject({ nick: "Ben" });
    const stranger = rooms().resume(room, "Carl", "carl@imps.localhost/ph");
    await expect(stranger).rejects.toMatchObject({ condition: "not-acceptable" });
    await rooms().destroy(room, SERVICE);
  });
});
