import { type FieldsOf, type Syntax, transcode, type Version } from "../../../src/csp/index.js";
import { Stage, type StagePhoneOptions, wv } from "../../support/e2e/index.js";
import type { ContentOf, Handset } from "../../support/handset/index.js";
import type { JabberUser } from "../../support/jabber/index.js";

/** The forms in which the program was seen. */
const FORMS = [
  { version: "1.1", syntax: "wbxml", login: "2way" },
  { version: "1.1", syntax: "xml", login: "MD5" },
  { version: "1.2", syntax: "wbxml", login: "SHA" },
  { version: "1.3", syntax: "wbxml", login: "2way" },
] as const;

interface Scene {
  readonly stage: Stage;
  readonly version: Version;
  readonly syntax: Syntax;
  readonly alice: Handset;
  readonly bob: JabberUser;
  /** Another phone of the same program. */
  readonly another: (options?: StagePhoneOptions) => Promise<Handset>;
}

type Row = readonly [rule: string, promise: string, check: (scene: Scene) => void | Promise<void>];
type Capabilities = FieldsOf<"ClientCapability-Response">["CapabilityList"];

const OK = { Result: { Code: 200 } };
const ONLINE = { Qualifier: true, PresenceValue: true };

const lastAnswer = ({ log }: Handset) => log.findLast(({ direction }) => direction === "received");
const roomOf = (stage: Stage, name: string) => `${name}@${stage.server.rooms}`;
const attributesOf = ({ Presence }: ContentOf<"PresenceNotification-Request">, userId: string) =>
  Presence.find(({ UserID }) => UserID === userId)?.PresenceSubList?.[0];

/** The documents that a phone got, as XML. */
const documents = ({ log }: Handset) =>
  log
    .filter(({ direction, octets }) => direction === "received" && octets.length > 0)
    .map(({ octets }) => Buffer.from(transcode(octets, { syntax: "xml" })).toString());

/** A Jabber user's contact, on a list that the phone follows. */
async function befriend({ stage, alice, bob }: Scene, list: string): Promise<void> {
  await alice.createList(list, { [wv(bob)]: "Bob" });
  await alice.subscribeList(list);
  await bob.next("subscription", ({ type }) => type === "subscribe");
  await bob.subscription(stage.jidOf(alice), "subscribed");
}

function people(version: Version, { UserList, UserMapList }: ContentOf<"JoinGroup-Response">) {
  if (version === "1.1") return UserList?.ScreenName ?? [];
  return UserMapList?.Mapping ?? [];
}

const LOGIN: readonly Row[] = [
  [
    "A-3, A-4, A-5",
    "the capability answer starts with the list, which agrees to TCP and tells where",
    ({ alice, version }) => {
      const content = alice.agreed;
      const list: Capabilities = version === "1.1" ? content?.CapabilityList : content?.AgreedCapabilityList;
      expect(list).toMatchObject({ SupportedCIRMethod: ["STCP"], TCPAddress: "127.0.0.1" });
      expect(list?.TCPPort).toEqual(expect.any(Number));
      const [answer] = documents(alice).filter((text) => text.includes("<ClientCapability-Response"));
      expect(answer).toMatch(/<ClientCapability-Response><(?:Agreed)?CapabilityList>/);
    },
  ],
  [
    "A-6",
    "services come with AllFunctions",
    ({ alice }) => expect(alice.services?.AllFunctions?.WVCSPFeat).toBeDefined(),
  ],
  [
    "A-24",
    "after its network was gone it comes back, naming the session that it had",
    async ({ another, alice }) => {
      const cookie = "1795341857416-18361314141";
      const phone = await another({ cookie });
      const { sessionId } = phone;
      const { clientId: ClientID, timeToLive: TimeToLive } = phone.profile;
      const login = { ClientID, TimeToLive, UserID: phone.userId, SessionCookie: cookie, Password: "secret" };
      const back = { Result: { Code: 200 }, SessionID: sessionId, CapabilityRequest: true };
      expect(await phone.request({ kind: "Login-Request", ...login })).toMatchObject(back);
      phone.adopt(alice.sessionId.replace(/./g, "x"));
      expect(await phone.request({ kind: "Login-Request", ...login })).toMatchObject(back);
    },
  ],
  [
    "A-7",
    "the own presence is there at once",
    async ({ alice }) => {
      const { Result, Presence } = await alice.getPresence(alice.userId);
      expect(Result.Code).toBe(200);
      expect(Presence).toMatchObject([{ UserID: alice.userId, PresenceSubList: [{ OnlineStatus: ONLINE }] }]);
    },
  ],
  [
    "A-20",
    "the default list is named apart",
    async ({ alice }) => {
      const { ContactList = [], DefaultContactList } = await alice.getLists();
      expect(DefaultContactList).toBeDefined();
      expect(ContactList).not.toContain(DefaultContactList);
    },
  ],
  [
    "A-26",
    "a wrong digest is 409, never a second 401",
    async ({ another, alice }) => {
      const login = another({ userId: alice.userId, password: "wrong", login: "MD5", clientId: "x" });
      await expect(login).rejects.toMatchObject({ status: 409 });
    },
  ],
  [
    "A-28",
    "no CIR address is given for HTTP",
    ({ alice }) => {
      expect(JSON.stringify(alice.agreed)).not.toMatch(/CIRURL|CIRHTTPAddress|SHTTP/);
    },
  ],
  [
    "A-38",
    "it can run in plain text over HTTP",
    async ({ another }) => {
      const phone = await another({ syntax: "pts", cookie: "1795341857416-18361314140" });
      expect(await phone.getPresence(phone.userId)).toMatchObject(OK);
      await phone.createList(`${phone.userId}/friends`);
      expect((await phone.getLists()).DefaultContactList).toBe(`${phone.userId}/friends`);
    },
  ],
];

const CONTACTS: readonly Row[] = [
  [
    "A-1",
    "what succeeds in part is 200, not 201",
    async ({ alice, bob }) => {
      await alice.createList(`${alice.userId}/part`);
      const answer = await alice.addContacts(`${alice.userId}/part`, { [wv(bob)]: "Bob", "wv:nobody": "N" });
      expect(answer.Result).toEqual({ Code: 200 });
    },
  ],
  [
    "A-2",
    "an answer of its own kind has its Code, or none at all",
    ({ alice }) => {
      for (const text of documents(alice)) expect(text).not.toMatch(/<Result>(?!<Code>\d+<)/);
    },
  ],
  [
    "A-8, A-9",
    "each notification is whole, and an attribute has its Qualifier",
    async (scene) => {
      const { alice, bob } = scene;
      await befriend(scene, `${alice.userId}/seen`);
      const isOnline = (told: ContentOf<"PresenceNotification-Request">) =>
        attributesOf(told, wv(bob))?.OnlineStatus?.PresenceValue === true;
      await alice.next("PresenceNotification-Request", { where: isOnline });
      await bob.setPresence({ status: "Busy & <well>" });
      const told = await alice.next("PresenceNotification-Request", {
        where: (each) => attributesOf(each, wv(bob))?.StatusText?.PresenceValue === "Busy & <well>",
      });
      expect(attributesOf(told, wv(bob))).toMatchObject({
        OnlineStatus: ONLINE,
        UserAvailability: { Qualifier: true, PresenceValue: "AVAILABLE" },
      });
    },
  ],
  [
    "A-21",
    "a contact without a name has one, and properties have values",
    async ({ alice, bob }) => {
      const list = `${alice.userId}/names`;
      await alice.ok({ kind: "CreateList-Request", ContactList: list, NickList: { UserID: [wv(bob)] } });
      const { NickList, ContactListProperties } = await alice.getList(list);
      expect(NickList?.NickName).toEqual([{ Name: bob.jid.split("@", 1)[0], UserID: wv(bob) }]);
      expect(ContactListProperties?.Property).toEqual([
        { Name: "DisplayName", Value: "names" },
        { Name: "Default", Value: "F" },
      ]);
    },
  ],
  [
    "ids are texts to it",
    "whom it wrote in full has that id in its lists, presence and chats, though it left the domain out of its own",
    async ({ stage, alice, another }) => {
      const carol = await another();
      const full = `${carol.userId}@${stage.server.component.domain}`;
      const list = `${alice.userId}/in-full`;
      await alice.createList(list);
      await alice.addContacts(list, { [full]: "Carol" });
      await alice.subscribeList(list);
      await carol.next("PresenceAuth-Request", { where: ({ UserID }) => UserID === alice.userId });
      await carol.authorize(alice.userId, true);
      await alice.next("PresenceNotification-Request", {
        where: (told) => attributesOf(told, full)?.OnlineStatus?.PresenceValue === true,
      });
      await carol.sendMessage(alice.userId, "hello");
      const { MessageInfo } = await alice.next("NewMessage");
      expect(MessageInfo.Sender).toEqual({ User: { UserID: full } });
      expect((await alice.getList(list)).NickList?.NickName).toEqual([{ Name: "Carol", UserID: full }]);
      await alice.deleteList(list);
      await carol.logout();
    },
  ],
  [
    "A-25",
    "who does not exist is told by 531",
    async ({ alice }) => {
      await alice.createList(`${alice.userId}/none`);
      const adding = alice.addContacts(`${alice.userId}/none`, { "wv:nobody": "Nobody" });
      await expect(adding).rejects.toMatchObject({ status: 531 });
    },
  ],
  [
    "blocking",
    "whom it blocks is listed by the id that he has on its lists, until it lets him in again",
    async ({ alice, bob }) => {
      const blocked = async () => {
        const answer = await alice.expect({ kind: "GetBlockedList-Request" }, "GetBlockedList-Response");
        return answer.BlockList?.EntityList?.UserID ?? [];
      };
      await alice.block(wv(bob));
      expect(await blocked()).toEqual([wv(bob)]);
      await alice.unblock(wv(bob));
      expect(await blocked()).toEqual([]);
    },
  ],
  [
    "presence polling",
    "it may ask for the presence of whole lists in place of following them, also of empty ones",
    async ({ alice, bob }) => {
      const lists = [`${alice.userId}/polled`, `${alice.userId}/polled-too`];
      for (const list of lists) await alice.createList(list);
      await alice.addContacts(lists[0] ?? "", { [wv(bob)]: "Bob" });
      const answer = await alice.request({ kind: "GetPresence-Request", ContactList: lists });
      const PresenceSubList = [{ OnlineStatus: { Qualifier: expect.any(Boolean) as boolean } }];
      expect(answer).toMatchObject({ ...OK, Presence: [{ UserID: wv(bob), PresenceSubList }] });
      for (const list of lists) await alice.deleteList(list);
    },
  ],
  [
    "A-29, A-37",
    "lists and contacts can be subscribed to again and again, also empty ones",
    async ({ alice, bob }) => {
      const list = `${alice.userId}/again`;
      await alice.createList(list);
      await alice.subscribeList(list);
      await alice.addContacts(list, { [wv(bob)]: "Bob" });
      await alice.subscribeList(list);
      await alice.subscribe(wv(bob));
      await alice.subscribe(wv(bob));
      await alice.ok({ kind: "UnsubscribePresence-Request", ContactList: [list] });
      await alice.deleteList(list);
    },
  ],
  [
    "A-35, forgotten",
    "a question that was acknowledged and not decided on is asked again after the next login",
    async ({ stage, another }) => {
      const [carol, dave] = [await stage.jabber(), await another()];
      await carol.subscription(stage.jidOf(dave), "subscribe");
      await dave.next("PresenceAuth-Request");
      await dave.drain();
      await dave.logout();
      const again = await another({ userId: dave.userId });
      expect(await again.next("PresenceAuth-Request")).toMatchObject({ UserID: wv(carol) });
    },
  ],
  [
    "A-35",
    "a question to see the presence is acknowledged, and answered later",
    async ({ stage, alice }) => {
      const carol = await stage.jabber();
      await carol.subscription(stage.jidOf(alice), "subscribe");
      await alice.next("PresenceAuth-Request", { where: ({ UserID }) => UserID === wv(carol) });
      await alice.authorize(wv(carol), true);
      await carol.next("subscription", ({ type }) => type === "subscribed");
    },
  ],
];

const MESSAGES: readonly Row[] = [
  [
    "A-10, A-22",
    "one request at a time, each in mode Request with a number of its own",
    async ({ stage, alice, bob }) => {
      await alice.drain();
      for (const text of ["one", "two"]) await bob.chat(stage.jidOf(alice), text);
      const first = await alice.polled();
      expect(await alice.poll()).toBeUndefined();
      const second = (await alice.acknowledge(first)) ?? (await alice.polled());
      expect(
        [first, second].map(({ content }) => content.kind === "NewMessage" && content.ContentData),
      ).toEqual(["one", "two"]);
      expect(second.transactionId).not.toBe(first.transactionId);
      await alice.acknowledge(second);
    },
  ],
  [
    "A-11",
    "a text reaches it whole",
    async ({ stage, alice, bob, syntax }) => {
      await bob.chat(stage.jidOf(alice), "a & b\n<c> 😀 d");
      const { ContentData } = await alice.next("NewMessage");
      expect(ContentData).toBe(syntax === "xml" ? "a & b <c> 😀 d" : "a & b\n<c> 😀 d");
    },
  ],
  [
    "A-11 (WBXML)",
    "a text is one inline string",
    async ({ stage, alice, bob, syntax }) => {
      await bob.chat(stage.jidOf(alice), "T & 200 😀");
      await alice.next("NewMessage");
      const octets = alice.log.map(({ octets: each }) => Buffer.from(each).toString("latin1"));
      const inline = Buffer.from("\u0003T & 200 😀\u0000").toString("latin1");
      expect(octets.some((each) => each.includes(inline))).toBe(syntax === "wbxml");
    },
  ],
  [
    "A-13",
    "a poll for nothing gets nothing, with its length",
    async ({ alice }) => {
      await alice.drain();
      expect(lastAnswer(alice)?.octets).toHaveLength(0);
    },
  ],
  [
    "A-16",
    "a message names sender, recipient, id and time",
    async ({ stage, alice, bob }) => {
      await bob.chat(stage.jidOf(alice), "hello");
      const { MessageInfo } = await alice.next("NewMessage");
      expect(MessageInfo).toMatchObject({
        ...{ ContentType: "text/plain", ContentSize: 5, Sender: { User: { UserID: wv(bob) } } },
        Recipient: { User: [{ UserID: alice.userId }] },
      });
      expect([MessageInfo.MessageID, MessageInfo.DateTime]).toEqual([expect.any(String), expect.any(Date)]);
      expect(documents(alice).join("")).toMatch(/<DateTime>\d{8}T\d{6}Z<\/DateTime>/);
    },
  ],
  [
    "A-27",
    "Poll is set while something waits, and not when nothing does",
    async ({ stage, alice, bob }) => {
      await alice.drain();
      const flag = () => /<Poll>([TF])<\/Poll>/.exec(documents(alice).at(-1) ?? "")?.[1];
      await alice.keepAlive();
      expect(flag()).toBe("F");
      await bob.chat(stage.jidOf(alice), "hello");
      do await alice.keepAlive();
      while (flag() !== "T");
      expect((await alice.next("NewMessage")).ContentData).toBe("hello");
    },
  ],
];

const GROUPS: readonly Row[] = [
  [
    "A-14, A-15",
    "who is in a room stands there without a wrapper, each with an address, also where the room hides it",
    async ({ stage, alice, bob, version }) => {
      const room = roomOf(stage, `orchard${version.replace(".", "")}`);
      await bob.rooms.create(room, "Bob the 1st", { "muc#roomconfig_whois": "moderators" });
      const joined = await alice.join(`wv:/${room}`, "Alice");
      expect(
        people(version, joined)
          .map(({ SName }) => SName)
          .sort(),
      ).toEqual(["Alice", "Bob the 1st"]);
      if (version === "1.1") {
        const { Joined } = await alice.next("GroupChangeNotice");
        const users = Joined?.UserList?.User ?? [];
        expect(users.map(({ UserID }) => UserID === alice.userId)).toEqual([true, false]);
      }
      const carol = await stage.jabber();
      await carol.rooms.enter(room, "Carol & co");
      const came = await alice.next("GroupChangeNotice", { where: ({ Joined }) => Joined !== undefined });
      await carol.rooms.leave(room);
      const went = await alice.next("GroupChangeNotice", { where: ({ Left }) => Left !== undefined });
      if (version !== "1.1") {
        const UserID = came.Joined?.UserMapList?.Mapping?.[0]?.UserID;
        expect(UserID).toBeDefined();
        expect(went.Left).toEqual({ UserList: { User: [{ UserID }] } });
      }
      await alice.leave(`wv:/${room}`);
    },
  ],
  [
    "A-17, A-18",
    "what is said in a room is told while it is inside, with an id that it can read",
    async ({ stage, alice, bob, version }) => {
      const room = roomOf(stage, `caf\u00e9+1.${version}`);
      await bob.rooms.create(room, "bob");
      await bob.rooms.invite(room, stage.jidOf(alice));
      const { GroupID = "" } = await alice.next("InviteUser-Request");
      expect(GroupID).toMatch(/^wv:\/[!-~]+@[!-~]+$/);
      await alice.join(GroupID, "alice");
      await bob.rooms.say(room, "inside");
      const { MessageInfo, ContentData } = await alice.next("NewMessage");
      expect([ContentData, MessageInfo.Recipient.Group]).toEqual(["inside", [{ GroupID }]]);
      expect(MessageInfo.Sender.User?.UserID).toContain("bob");
      await bob.rooms.say(room, "too late");
      await alice.leave(GroupID);
      await alice.drain();
      expect(alice.inbox.of("NewMessage").filter((each) => each.ContentData === "too late")).toEqual([]);
    },
  ],
  [
    "A-19",
    "an invitation is of type GR, even one that goes on with a chat",
    async ({ stage, alice, bob, version }) => {
      await bob.chat(stage.jidOf(alice), "hello", { thread: "t1" });
      await alice.next("NewMessage");
      const room = roomOf(stage, `going-on.${version}`);
      await bob.rooms.create(room, "bob");
      await bob.rooms.invite(room, stage.jidOf(alice), { form: "direct", continues: { thread: "t1" } });
      const invitation = await alice.next("InviteUser-Request");
      expect(invitation).toMatchObject({ InviteType: "GR", Sender: { User: { UserID: wv(bob) } } });
      await alice.answerInvitation(invitation, false);
    },
  ],
  [
    "A-23",
    "what it does not answer does not keep other things from it",
    async ({ stage, alice, bob, another, version }) => {
      const carol = await another();
      const group = `${carol.userId}/cancelled${version.replace(".", "")}`;
      await carol.createGroup(group, "carol", { Accesstype: "Open" });
      const InviteID = await carol.invite(alice.userId, { group });
      await alice.next("InviteUser-Request");
      await carol.ok({
        kind: "CancelInvite-Request",
        InviteID,
        Recipient: { User: [{ UserID: alice.userId }] },
      });
      await bob.chat(stage.jidOf(alice), "still there?");
      expect((await alice.next("NewMessage")).ContentData).toBe("still there?");
    },
  ],
  [
    "A-31",
    "an invitation may be answered after joining, and declined; the next one is heard at once",
    async ({ stage, alice, bob, version }) => {
      const room = roomOf(stage, `orchard-again.${version}`);
      await bob.rooms.create(room, "bob");
      for (const isAccepted of [true, false]) {
        await bob.rooms.invite(room, stage.jidOf(alice));
        const invitation = await alice.next("InviteUser-Request");
        if (isAccepted) await alice.join(invitation.GroupID ?? "", "alice");
        await alice.answerInvitation(invitation, isAccepted);
      }
    },
  ],
  [
    "A-32",
    "a group is made by its properties with 200, invited to, and deleted",
    async ({ alice, another, version }) => {
      const group = `${alice.userId}/chat${version.replace(".", "")}`;
      const properties = {
        Name: "chat",
        Accesstype: "Open",
        PrivateMessaging: "F",
        Searchable: "F",
        AutoDelete: "T",
      };
      await alice.createGroup(group, "alice", properties);
      expect(lastAnswer(alice)?.message?.content).toMatchObject(OK);
      const carol = await another();
      const InviteID = await alice.invite(carol.userId, { group });
      const invitation = await carol.next("InviteUser-Request");
      await carol.join(invitation.GroupID ?? "", "carol");
      await carol.answerInvitation(invitation, true);
      expect(await alice.next("Invite-Response")).toMatchObject({ InviteID, Acceptance: true });
      for (const kind of ["AddGroupMembers-Request", "RemoveGroupMembers-Request"] as const) {
        await alice.ok({ kind, GroupID: group, UserList: { User: [{ UserID: carol.userId }] } });
        expect(lastAnswer(alice)?.message?.content).toMatchObject(OK);
      }
      await alice.ok({ kind: "DeleteGroup-Request", GroupID: group });
    },
  ],
];

describe.each(FORMS)("Android in CSP $version, $syntax, login $login", (form) => {
  const scene: { current?: Scene } = {};

  beforeAll(async () => {
    const stage = await Stage.open("stock Prosody");
    const another = (options: StagePhoneOptions = {}) =>
      stage.phone({ ...form, profile: "android", cir: true, ...options });
    const [alice, bob] = [await another(), await stage.jabber()];
    scene.current = { stage, version: form.version, syntax: form.syntax, alice, bob, another };
  }, 60_000);
  afterAll(() => scene.current?.stage.close());

  test.each([...LOGIN, ...CONTACTS, ...MESSAGES, ...GROUPS])("%s: %s", async (_rule, _promise, check) => {
    if (scene.current === undefined) throw new Error("There is no stage");
    await check(scene.current);
  });
});
