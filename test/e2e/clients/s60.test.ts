import { transcode, type Version } from "../../../src/csp/index.js";
import { Stage, type StagePhoneOptions, wv } from "../../support/e2e/index.js";
import type { ContentOf, Handset } from "../../support/handset/index.js";
import type { JabberUser } from "../../support/jabber/index.js";

interface Scene {
  readonly stage: Stage;
  readonly version: Version;
  readonly alice: Handset;
  readonly bob: JabberUser;
  readonly another: (options?: StagePhoneOptions) => Promise<Handset>;
}

type Row = readonly [rule: string, promise: string, check: (scene: Scene) => void | Promise<void>];

const roomOf = ({ stage, version }: Scene, name: string) => `${name}${version}@${stage.server.rooms}`;
const received = ({ log }: Handset) =>
  log.filter(({ direction, octets }) => direction === "received" && octets.length > 0);
const documents = (phone: Handset) =>
  received(phone).map(({ octets }) => Buffer.from(transcode(octets, { syntax: "xml" })).toString());

/** A room of a Jabber user's, with the phone in it. */
async function inRoom(scene: Scene, name: string) {
  const { alice, bob } = scene;
  const room = roomOf(scene, name);
  await bob.rooms.create(room, "bob");
  const group = `wv:/${room}`;
  return { room, group, joined: await alice.join(group, "alice") };
}

const names = (list: readonly { readonly SName: string }[] | undefined) =>
  list?.map(({ SName }) => SName).sort();

function joinedNames(version: Version, { UserList, UserMapList }: ContentOf<"JoinGroup-Response">) {
  return names(version === "1.1" ? UserList?.ScreenName : UserMapList?.UserMapping?.Mapping);
}

const SESSION: readonly Row[] = [
  [
    "N-1, N-2, N-7",
    "each document has the header of its version, and namespaces as tokens",
    ({ alice, version }) => {
      const [publicId, xmlns] = version === "1.1" ? ["10", "05"] : ["11", "08"];
      for (const { octets } of received(alice))
        expect(Buffer.from(octets).toString("hex")).toMatch(new RegExp(`^03${publicId}6a00c9${xmlns}03`));
    },
  ],
  [
    "N-4",
    "flags are value tokens",
    async ({ alice }) => {
      await alice.keepAlive();
      const last = Buffer.from(received(alice).at(-1)?.octets ?? []).toString("hex");
      expect(last).toContain("800b");
      expect(last).not.toMatch(/03(?:46|54)00/);
    },
  ],
  [
    "N-8, N-12",
    "every answer names its session, by an id of 50 characters at most",
    ({ alice }) => {
      expect(alice.sessionId.length).toBeLessThanOrEqual(50);
      for (const text of documents(alice).slice(1)) expect(text).toContain(`<SessionID>${alice.sessionId}<`);
    },
  ],
  [
    "N-11",
    "the first round of a digest login is a Login-Response with a nonce",
    async ({ another }) => {
      const [challenge] = documents(await another({ login: "MD5" }));
      expect(challenge).toMatch(/<Login-Response>.*<Code>401<.*<Nonce>\w+<.*<DigestSchema>MD5</);
    },
  ],
  [
    "N-30",
    "nothing that it asked for is refused as a whole",
    ({ alice }) => {
      const refused = alice.services?.Functions?.WVCSPFeat ?? {};
      for (const feature of ["PresenceFeat", "IMFeat", "GroupFeat"] as const)
        expect(Object.keys(refused[feature] ?? { nothing: "refused" })).not.toEqual([]);
    },
  ],
  [
    "N-37",
    "Poll stands where the version has it",
    async ({ alice, version }) => {
      await alice.keepAlive();
      const place =
        version === "1.1" ? /<Poll>F<\/Poll><\/TransactionDescriptor>/ : /<\/Transaction><Poll>F<\/Poll>/;
      expect(documents(alice).at(-1)).toMatch(place);
    },
  ],
];

const PEOPLE: readonly Row[] = [
  [
    "N-25, N-26",
    "a list is read with 200, and each contact has a UserID",
    async ({ alice, bob }) => {
      const list = `${alice.userId}/friends`;
      await alice.createList(list, { [wv(bob)]: "Bob" });
      const { Result, NickList } = await alice.getList(list.toUpperCase().replace("WV:", "wv:"));
      expect([Result.Code, NickList?.NickName]).toEqual([200, [{ Name: "Bob", UserID: wv(bob) }]]);
    },
  ],
  [
    "N-27",
    "who is not known is named in a result of 201",
    async ({ alice }) => {
      const { Result, Presence } = await alice.getPresence(alice.userId, "wv:nobody");
      expect(Result).toMatchObject({ Code: 201, DetailedResult: [{ Code: 531, UserID: ["wv:nobody"] }] });
      expect(Presence).toMatchObject([{ UserID: alice.userId }]);
    },
  ],
  [
    "N-9, N-10",
    "messages are pushed, each with a new number, also where it asked to be notified",
    async ({ stage, alice, bob }) => {
      await alice.ok({ kind: "SetDeliveryMethod-Request", DeliveryMethod: "N" });
      for (const text of ["one", "two", "three"]) await bob.chat(stage.jidOf(alice), text);
      for (const text of ["one", "two", "three"])
        expect((await alice.next("NewMessage")).ContentData).toBe(text);
      const ids = received(alice).flatMap(({ message }) =>
        message?.content.kind === "NewMessage" ? [message.transactionId] : [],
      );
      expect(new Set(ids).size).toBe(ids.length);
    },
  ],
  [
    "N-24",
    "text is told as such, and understood in Base64",
    async ({ stage, alice, bob }) => {
      await bob.chat(stage.jidOf(alice), "grüß dich");
      const { MessageInfo, ContentData } = await alice.next("NewMessage");
      expect([MessageInfo.ContentType, ContentData]).toEqual(["text/plain", "grüß dich"]);
      expect(MessageInfo.ContentEncoding ?? "None").toBe("None");
      const encoded = Buffer.from("zurück").toString("base64");
      await alice.sendMessage(wv(bob), encoded, { encoding: "BASE64" });
      expect((await bob.next("chat")).body).toBe("zurück");
    },
  ],
  [
    "N-29",
    "no control character reaches it in presence",
    async ({ stage, alice, bob }) => {
      await alice.subscribe(wv(bob));
      await bob.next("subscription", ({ type }) => type === "subscribe");
      await bob.subscription(stage.jidOf(alice), "subscribed");
      await bob.setPresence({ status: "tab\tand \u0085 next" });
      const hasText = ({ Presence }: ContentOf<"PresenceNotification-Request">) =>
        Presence.some(({ PresenceSubList }) => PresenceSubList?.[0]?.StatusText?.PresenceValue !== undefined);
      await alice.next("PresenceNotification-Request", { where: hasText });
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be found
      expect(documents(alice).join("")).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/);
    },
  ],
];

const GROUPS: readonly Row[] = [
  [
    "N-13, N-14",
    "a message of a group names speaker and group by a screen name",
    async (scene) => {
      const { alice, bob } = scene;
      const { room, group } = await inRoom(scene, "speech");
      await bob.rooms.say(room, "hello");
      const { MessageInfo } = await alice.next("NewMessage");
      expect(MessageInfo.Sender).toEqual({ Group: { ScreenName: { SName: "bob", GroupID: group } } });
      await alice.leave(group);
    },
  ],
  [
    "N-15, N-16",
    "who is in a room, who comes and who goes is told as its version has it",
    async (scene) => {
      const { stage, alice, version } = scene;
      const { room, group, joined } = await inRoom(scene, "people");
      expect(joinedNames(version, joined)).toEqual(["alice", "bob"]);
      const carol = await stage.jabber();
      await carol.rooms.enter(room, "carol");
      const { Joined } = await alice.next("GroupChangeNotice", {
        where: (each) => each.Joined !== undefined,
      });
      const came =
        version === "1.1" ? Joined?.UserList?.ScreenName : Joined?.UserMapList?.UserMapping?.Mapping;
      expect(names(came)).toEqual(["carol"]);
      await carol.rooms.leave(room);
      const { Left } = await alice.next("GroupChangeNotice", { where: (each) => each.Left !== undefined });
      expect(names(Left?.UserList?.ScreenName)).toEqual(["carol"]);
      await alice.leave(group);
    },
  ],
  [
    "N-17",
    "after joining it reads the group's properties, and its own",
    async (scene) => {
      const { alice } = scene;
      const { group } = await inRoom(scene, "properties");
      const answer = await alice.expect(
        { kind: "GetGroupProps-Request", GroupID: group },
        "GetGroupProps-Response",
      );
      expect(answer.GroupProperties.Property?.length).toBeGreaterThan(0);
      expect(answer.OwnProperties?.Property?.length).toBeGreaterThan(0);
      await alice.leave(group);
    },
  ],
  [
    "N-18",
    "joining twice is 807, and a name that is taken 801",
    async (scene) => {
      const { alice, version } = scene;
      const { group } = await inRoom(scene, "twice");
      await expect(alice.join(group, "alice")).rejects.toMatchObject({ status: 807 });
      const own = `${alice.userId}/own${version.replace(".", "")}`;
      await alice.createGroup(own, "alice", { Accesstype: "Open" });
      await expect(alice.createGroup(own, "alice")).rejects.toMatchObject({ status: 801 });
      await alice.leave(group);
    },
  ],
  [
    "N-19",
    "a search by the owner finds the group that it has just made, by the id that it gave",
    async ({ alice, version }) => {
      const search = () => alice.findGroups("GROUP_USER_ID_OWNER", alice.userId);
      const known = await search();
      const made = `${alice.userId}/new${version.replace(".", "")}`;
      await alice.createGroup(made, "alice", { Accesstype: "Open", Searchable: "F" });
      expect((await search()).filter((id) => !known.includes(id))).toEqual([made]);
      await alice.leave(made);
    },
  ],
  [
    "N-20",
    "who is put out is told by a code of 800 and more, with the group",
    async (scene) => {
      const { alice, bob } = scene;
      const { room, group } = await inRoom(scene, "kicked");
      await bob.rooms.kick(room, "alice");
      const { GroupID, Result } = await alice.next("LeaveGroup-Response");
      expect(GroupID).toBe(group);
      expect([803, 808, 809, 810]).toContain(Result.Code);
    },
  ],
  [
    "N-3, N-21, N-22",
    "an invitation is of type GR, and answered without a sender",
    async (scene) => {
      const { stage, alice, bob } = scene;
      await bob.chat(stage.jidOf(alice), "hello", { thread: "t1" });
      await alice.next("NewMessage");
      const room = roomOf(scene, "invited");
      await bob.rooms.create(room, "bob");
      await bob.rooms.invite(room, stage.jidOf(alice), { form: "direct", continues: { thread: "t1" } });
      const { InviteType, InviteID, GroupID = "" } = await alice.next("InviteUser-Request");
      expect(InviteType).toBe("GR");
      const ScreenName = { SName: "alice", GroupID };
      await alice.ok({ kind: "InviteUser-Response", InviteID, Acceptance: true, ScreenName });
    },
  ],
];

describe.each(["1.1", "1.2"] as const)("S60 in CSP %s", (version) => {
  const scene: { current?: Scene } = {};

  beforeAll(async () => {
    const stage = await Stage.open("stock Prosody");
    const another = (options: StagePhoneOptions = {}) =>
      stage.phone({ version, syntax: "wbxml", profile: "s60", cir: true, ...options });
    scene.current = { stage, version, alice: await another(), bob: await stage.jabber(), another };
  }, 60_000);
  afterAll(() => scene.current?.stage.close());

  test.each([...SESSION, ...PEOPLE, ...GROUPS])("%s: %s", async (_rule, _promise, check) => {
    if (scene.current === undefined) throw new Error("There is no stage");
    await check(scene.current);
  });
});
