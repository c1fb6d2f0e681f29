import type { BridgeContext } from "../../../src/bridge/context.js";
import { GroupsTopic } from "../../../src/bridge/groups/index.js";
import { Mailroom } from "../../../src/bridge/messages/mailroom.js";
import type { KnownContent } from "../../../src/csp/index.js";
import { loadMappings } from "../../../src/gateway/mapping-files.js";
import { createProcessRuntime } from "../../../src/gateway/process-runtime.js";
import type { Handler, Session } from "../../../src/handsets/index.js";
import { openStorage, type Storage } from "../../../src/storage/index.js";
import { createXmpp, type Directory, type Xmpp } from "../../../src/xmpp/index.js";
import { FakeHandsets, phone } from "../../support/bridge/handsets.js";
import { JabberUser } from "../../support/jabber/index.js";
import { startEjabberd, startProsody, type XmppServer } from "../../support/servers/index.js";

const HOME = "imps.localhost";
const PERSON = "bob@localhost";

const DIRECTORY: Directory = {
  exists: () => Promise.resolve(true),
  resources: () => [],
  mayKnow: () => Promise.resolve(false),
  lastSeen: () => Promise.resolve(undefined),
  device: () => undefined,
};

/** A life of Hamlet, as far as groups are concerned, with phones that tests move. */
class Life {
  readonly topic: GroupsTopic;
  readonly xmpp: Xmpp;

  constructor(server: XmppServer, storage: Storage, handsets: FakeHandsets) {
    const runtime = createProcessRuntime("silent");
    const { domain, secret } = server.component;
    const component = { host: server.host, port: server.ports.component, secret };
    this.xmpp = createXmpp({ domain, component, name: "Hamlet", version: "1", runtime });
    const context: BridgeContext = {
      space: { home: HOME },
      storage,
      xmpp: this.xmpp,
      handsets,
      settings: {
        mucService: server.rooms,
        extendConversation: { joinTimeout: 60, maxGroups: 10, welcomeNote: undefined },
        invitationValidity: 600,
      },
      mappings: loadMappings().bridge,
      runtime,
    };
    this.topic = new GroupsTopic(context);
    handsets.use({ ...this.topic.notices, ...new Mailroom(context, this.topic.letters).notices });
  }

  /** Connects, and waits until all is put right. */
  start(): Promise<void> {
    return new Promise((resolve) => {
      this.xmpp.start({
        received: (event) => this.topic.received(event),
        online: () => this.topic.online().then(resolve),
        offline: () => undefined,
        directory: DIRECTORY,
      });
    });
  }

  async stop(): Promise<void> {
    await this.topic.stopping();
    await this.xmpp.stop();
  }

  async request(session: Session, request: KnownContent): Promise<KnownContent> {
    const handler = this.topic.handlers[request.kind] as Handler<typeof request.kind>;
    const { content, after } = await handler(session, request);
    await after?.();
    return content;
  }
}

describe.each([
  ["Prosody", "stock", startProsody, ["PrivateMessaging"]],
  ["Prosody", "profile", startProsody, []],
  ["ejabberd", "stock", startEjabberd, ["History"]],
  ["ejabberd", "profile", startEjabberd, ["History"]],
] as const)("groups on %s (%s)", (_name, flavour, start, unenforced) => {
  let server: XmppServer;
  let bob: JabberUser;
  let storage: Storage;
  let handsets: FakeHandsets;
  let life: Life;
  let alice: Session;

  beforeAll(async () => {
    server = await start({ flavour, users: { bob: "secret" } });
    bob = new JabberUser({ jid: PERSON, password: "secret", port: server.ports.client });
    await bob.connect();
    storage = await openStorage("sqlite::memory:", { sealKey: "a key for tests" });
    for (const user of ["alice", "carol"]) await storage.accounts.put(`${user}@${HOME}`, "secret");
    handsets = new FakeHandsets();
    life = new Life(server, storage, handsets);
    await life.start();
    alice = handsets.add(phone("wv:alice", HOME));
  });
  afterAll(async () => {
    await bob.close();
    await life.stop();
    await server.close();
  });

  /** What the phone is told next. */
  async function told(): Promise<KnownContent> {
    for (;;) {
      const next = await handsets.take(alice);
      if (next !== undefined) {
        await handsets.outbox.withdraw(next.notice.id);
        return next.content;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Rooms are looked after some time after somebody left. */
  async function forgotten(): Promise<void> {
    while ((await storage.rooms.count()) > 0) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  test("an extended conversation from its room's making to the last who leaves", async () => {
    const { keeper, groups } = life.topic;
    const made = await keeper.create({ purpose: "extension", creator: "alice@imps.localhost" });
    expect(made.unenforced).toEqual(unenforced);
    const { room } = made;
    const GroupID = `wv:/${room}`;
    await expect(bob.rooms.enter(room, "bob")).rejects.toMatchObject({ condition: "registration-required" });
    for (const jid of [alice.user.jid, PERSON]) await keeper.makeMember(room, jid);
    const joining = { kind: "JoinGroup-Request", GroupID, SubscribeNotification: true } as const;
    const joined = await life.request(alice, joining);
    expect(joined).toMatchObject({
      UserMapList: { UserMapping: { Mapping: [{ SName: "alice", UserID: "wv:alice" }] } },
    });
    await keeper.serviceLeaves(room);

    const { others } = await bob.rooms.enter(room, "bob");
    expect(others.map(({ nick }) => nick)).toEqual(["alice"]);
    expect(await told()).toMatchObject({
      kind: "GroupChangeNotice",
      Joined: { UserMapList: { UserMapping: { Mapping: [{ SName: "bob", UserID: "wv:bob@localhost" }] } } },
    });
    await bob.rooms.say(room, "hello");
    expect(await told()).toMatchObject({ kind: "NewMessage", ContentData: "hello" });
    await groups.say(alice, GroupID, { id: "m-1", text: "hi" });
    expect(await bob.next("room-message", ({ body }) => body === "hi")).toMatchObject({
      nick: "alice",
      id: "m-1",
    });

    const whisper = await bob.rooms.whisper(room, "alice", "psst");
    expect(await bob.next("error", ({ id }) => id === whisper)).toMatchObject({ condition: "forbidden" });
    await groups.say(alice, GroupID, { id: "m-2", text: "still here" });
    await bob.next("room-message", ({ id }) => id === "m-2");

    expect(await life.request(alice, { kind: "GetGroupProps-Request", GroupID })).toMatchObject({
      GroupProperties: {
        Property: expect.arrayContaining([
          { Name: "AccessType", Value: "Open" },
          { Name: "PrivateMessaging", Value: "F" },
          { Name: "ActiveUsers", Value: "2" },
        ]) as unknown,
      },
    });
    await bob.rooms.leave(room);
    expect(await told()).toMatchObject({ Left: { UserList: { ScreenName: [{ SName: "bob" }] } } });
    await life.request(alice, { kind: "LeaveGroup-Request", GroupID });
    await forgotten();
    await expect(life.xmpp.rooms.info(room, keeper.service)).rejects.toMatchObject({
      condition: "item-not-found",
    });
  });

  test("a group of a phone's, which outlives a restart of Hamlet and ends with its deletion", async () => {
    const GroupID = "wv:alice/chat";
    const room = `alice.chat@${server.rooms}`;
    const created = await life.request(alice, {
      kind: "CreateGroup-Request",
      GroupID,
      GroupProperties: { Property: [{ Name: "Name", Value: "chat" }] },
      JoinGroup: true,
      SubscribeNotification: true,
    });
    expect(created).toMatchObject({ Result: { Code: 200 } });
    const { keeper } = life.topic;
    await expect(
      keeper.create({ room, purpose: "group", creator: "carol@imps.localhost" }),
    ).rejects.toMatchObject({ reason: "group-exists" });
    await keeper.makeMember(room, PERSON);
    await bob.rooms.enter(room, "bob");
    expect(await told()).toMatchObject({ kind: "GroupChangeNotice", GroupID });

    await life.stop();
    life = new Life(server, storage, handsets);
    await life.start();
    const inside = life.xmpp.rooms.occupants(room, "alice@imps.localhost/phone");
    expect(inside?.map(({ nick }) => nick)).toContain("alice");
    await bob.rooms.say(room, "welcome back");
    expect(await told()).toMatchObject({ kind: "NewMessage", ContentData: "welcome back" });

    const reading = { kind: "GetGroupProps-Request", GroupID } as const;
    expect(await life.request(alice, reading)).toMatchObject({
      OwnProperties: {
        Property: expect.arrayContaining([{ Name: "PrivilegeLevel", Value: "Admin" }]) as unknown,
      },
    });
    await life.request(alice, {
      kind: "SetGroupProps-Request",
      GroupID,
      GroupProperties: { Property: [{ Name: "Topic", Value: "Cakes" }] },
    });
    expect(await bob.next("room-subject", ({ subject }) => subject === "Cakes")).toBeDefined();
    await life.request(alice, { kind: "DeleteGroup-Request", GroupID });
    await bob.next(
      "room-presence",
      (presence) => presence.room === room && presence.isSelf && !presence.isAvailable,
    );
    expect(await storage.rooms.count()).toBe(0);
    expect(await storage.occupancies.all()).toEqual([]);
  });

  test("a group that no room can be and a screen name that nobody can have, told apart", async () => {
    const { keeper } = life.topic;
    const { room } = await keeper.create({ purpose: "extension", creator: alice.user.jid });
    await keeper.makeMember(room, alice.user.jid);
    const join = (GroupID: string, SName: string) =>
      life.request(alice, { kind: "JoinGroup-Request", GroupID, ScreenName: { SName, GroupID } });
    await expect(join(`wv:/\u{1f600}@${server.rooms}`, "alice")).rejects.toMatchObject({
      reason: "address-error",
    });
    await expect(join(`wv:/${room}`, "\u{1f600}")).rejects.toMatchObject({ reason: "screen-name-in-use" });
  });
});
