import { Stage, TWO_SERVERS, wv } from "../support/e2e/index.js";
import { runHamlet } from "../support/hamlet.js";
import { codeOf, type Handset } from "../support/handset/index.js";
import type { JabberUser } from "../support/jabber/index.js";

/** A phone and a Jabber user who see each other's presence. */
async function acquainted(stage: Stage): Promise<{ alice: Handset; bob: JabberUser; jid: string }> {
  const [alice, bob] = [await stage.phone(), await stage.jabber()];
  const jid = stage.jidOf(alice);
  await alice.createList(`${alice.userId}/friends`, { [wv(bob)]: "Bob" });
  await alice.subscribe(wv(bob));
  await bob.next("subscription", ({ type }) => type === "subscribe");
  await bob.subscription(jid, "subscribed");
  await bob.subscription(jid, "subscribe");
  await bob.next("subscription", ({ type }) => type === "subscribed");
  await bob.next("presence", ({ from, isAvailable }) => from.startsWith(jid) && isAvailable);
  return { alice, bob, jid };
}

describe.each(TWO_SERVERS)("what an operator does with accounts, on %s", (server) => {
  let stage: Stage;
  let count = 0;
  beforeAll(async () => {
    stage = await Stage.open(server);
  }, 60_000);
  afterEach(() => stage.clear());
  afterAll(() => stage.close());

  const account = async (command: string, user: string, input = "") => {
    const flags = input === "" ? [] : ["--password-stdin"];
    const args = ["account", command, user, ...flags, "--config", stage.hamlet.configFile];
    expect(await runHamlet(args, input)).toMatchObject({ status: 0, stderr: "" });
  };
  const newRoom = () => `room${++count}@${stage.server.rooms}`;

  test("a new password puts out who is logged in by the old one, and contacts see it", async () => {
    const { alice, bob, jid } = await acquainted(stage);
    const { userId } = alice;
    await account("passwd", userId, "another");
    expect((await alice.next("Disconnect")).Result).toMatchObject({ Code: 601 });
    await bob.next("presence", ({ from, isAvailable }) => from.startsWith(jid) && !isAvailable);
    expect(await codeOf(stage.phone({ userId }))).toBe(409);
    const again = await stage.phone({ userId, password: "another" });
    await bob.next("presence", ({ from, isAvailable }) => from.startsWith(jid) && isAvailable);
    await again.sendMessage(wv(bob), "It is me");
    expect((await bob.next("chat")).body).toBe("It is me");
  });

  test("who is removed is put out, leaves contacts and rooms, and is nobody", async () => {
    const { alice, bob, jid } = await acquainted(stage);
    const { userId } = alice;
    const room = newRoom();
    await alice.createGroup(`wv:/${room}`, "Alice", { AccessType: "Open" });
    await bob.rooms.enter(room, "bob");
    await account("remove", userId);
    expect((await alice.next("Disconnect")).Result).toMatchObject({ Code: 601 });
    await bob.next("presence", ({ from, isAvailable }) => from.startsWith(jid) && !isAvailable);
    await bob.next("subscription", ({ type }) => type === "unsubscribed");
    await bob.next("subscription", ({ type }) => type === "unsubscribe");
    expect(await bob.hasRoom(room)).toBe(false);
    await bob.chat(jid, "Hello?");
    await bob.next("error");
    expect(await codeOf(stage.phone({ userId }))).toBe(409);
  });

  test("who was removed while Hamlet was not running leaves contacts and rooms when it is again", async () => {
    const { alice, bob, jid } = await acquainted(stage);
    const { userId } = alice;
    const room = newRoom();
    await alice.createGroup(`wv:/${room}`, "Alice", { AccessType: "Open" });
    await bob.rooms.enter(room, "bob");
    await stage.hamlet.stop();
    await account("remove", userId);
    await stage.hamlet.start();
    await bob.next("subscription", ({ type }) => type === "unsubscribed");
    await bob.next("subscription", ({ type }) => type === "unsubscribe");
    expect(await bob.hasRoom(room)).toBe(false);
    const { subscription = "none" } = (await bob.roster()).get(jid) ?? {};
    expect(subscription).toBe("none");
  });

  test("messages that no phone has taken go back when their user is removed", async () => {
    const { alice, bob, jid } = await acquainted(stage);
    await alice.logout();
    await bob.chat(jid, "Are you there?");
    await bob.settleWith(jid);
    await account("remove", alice.userId);
    const { stanza } = await bob.next("error");
    expect(stanza.toString()).toContain("service-unavailable");
  });

  test("a new account of the name of one that was removed begins with nothing, once that is done", async () => {
    const { alice } = await acquainted(stage);
    const { userId } = alice;
    await stage.hamlet.stop();
    await account("remove", userId);
    const add = ["account", "add", userId, "--password-stdin", "--config", stage.hamlet.configFile];
    expect(await runHamlet(add, "another")).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("still being removed") as string,
    });
    await stage.hamlet.start();
    while ((await runHamlet(add, "another")).status !== 0);
    const heir = await stage.phone({ userId, password: "another" });
    const { ContactList = [] } = await heir.getLists();
    expect(ContactList.filter((list) => !list.endsWith("/friends"))).toEqual([]);
    expect(JSON.stringify(await heir.getList(`${userId}/friends`))).not.toContain("Bob");
  });
});

describe.each(TWO_SERVERS)("a MUC service that is not there, on %s", (server) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open(server, { config: { xmpp: { muc: "nowhere.localhost" } } });
  }, 60_000);
  afterAll(() => stage.close());

  test("is told to the operator, and costs nothing but groups", async () => {
    const [alice, bob] = [await stage.phone(), await stage.jabber()];
    await alice.sendMessage(wv(bob), "Hello");
    await bob.next("chat");
    expect(await codeOf(alice.createGroup("wv:/room@nowhere.localhost", "Alice"))).not.toBe(200);
    const response = await fetch(`${stage.hamlet.operator}/readyz`);
    expect([response.status, await response.json()]).toMatchObject([
      200,
      {
        ready: true,
        parts: { groups: { isReady: false, reason: expect.stringContaining("xmpp.muc") as string } },
      },
    ]);
    expect(stage.hamlet.log).toMatch(/There can be no groups/);
  });
});
