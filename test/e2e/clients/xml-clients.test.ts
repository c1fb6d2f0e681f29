import { transcode } from "../../../src/csp/index.js";
import { Stage, wv } from "../../support/e2e/index.js";
import type { Handset } from "../../support/handset/index.js";
import type { JabberUser } from "../../support/jabber/index.js";

interface Scene {
  readonly stage: Stage;
  readonly alice: Handset;
  readonly bob: JabberUser;
}

type Row = readonly [promise: string, check: (scene: Scene) => void | Promise<void>];

const documents = ({ log }: Handset) =>
  log
    .filter(({ direction, octets }) => direction === "received" && octets.length > 0)
    .map(({ octets }) => Buffer.from(transcode(octets, { syntax: "xml" })).toString());
const documentOf = (phone: Handset, primitive: string) =>
  documents(phone).findLast((text) => text.includes(`<${primitive}>`)) ?? "";

const PRESENCE = {
  OnlineStatus: { Qualifier: true, PresenceValue: true },
  UserAvailability: { Qualifier: true, PresenceValue: "DISCREET" },
  StatusText: { Qualifier: true, PresenceValue: "In der Bahn" },
} as const;

/** Motorola's RAZR V3, as hobby servers served it. */
const RAZR: readonly Row[] = [
  [
    "login and capabilities are answered in the order of 1.1",
    ({ alice }) => {
      expect(documentOf(alice, "Login-Response")).toMatch(
        /<Result>.*<SessionID>.*<KeepAliveTime>\d+<.*<CapabilityRequest>T</,
      );
      expect(documentOf(alice, "ClientCapability-Response")).toMatch(
        /<ClientID>.*<\/ClientID><CapabilityList><ClientType>.*<ServerPollMin>\d+<\/ServerPollMin><DefaultLanguage>eng</,
      );
      expect(documentOf(alice, "ClientCapability-Response")).toContain("<ParserSize>32767<");
    },
  ],
  [
    "all namespaces are those of 1.1, and Poll stands in the descriptor",
    async ({ alice }) => {
      await alice.getPresence(alice.userId);
      const text = documentOf(alice, "GetPresence-Response");
      const namespaces = [...text.matchAll(/xmlns="([^"]*)"/g)].map(([, name]) => name);
      expect(namespaces).toEqual(["CSP", "TRC", "PA"].map((x) => `http://www.wireless-village.org/${x}1.1`));
      expect(text).toMatch(/<Poll>F<\/Poll><\/TransactionDescriptor>/);
    },
  ],
  [
    "KeepAlive takes a TimeToLive and tells what it became",
    async ({ alice }) => {
      const request = { kind: "KeepAlive-Request", TimeToLive: 1_000_000 } as const;
      const { KeepAliveTime } = await alice.expect(request, "KeepAlive-Response");
      expect(KeepAliveTime).toBeGreaterThanOrEqual(120);
      expect(KeepAliveTime).toBeLessThan(1_000_000);
    },
  ],
  [
    "presence is set, and read by lists, whose ids have no domain",
    async ({ alice, bob }) => {
      await alice.updatePresence(PRESENCE);
      const main = `${alice.userId}/main`;
      await alice.createList(main, { [wv(bob)]: "Bob" });
      const answer = await alice.expect(
        { kind: "GetPresence-Request", ContactList: [main] },
        "GetPresence-Response",
      );
      expect(answer).toMatchObject({ Result: { Code: 200 }, Presence: [{ UserID: wv(bob) }] });
      await alice.subscribeList(main);
      await alice.ok({ kind: "UnsubscribePresence-Request", ContactList: [main] });
    },
  ],
  [
    "block and grant lists are set together, with empty parts, and read",
    async ({ alice }) => {
      const list = (UserID: readonly string[]) => ({ InUse: true, AddList: { UserID }, RemoveList: {} });
      await alice.ok({
        kind: "BlockEntity-Request",
        BlockList: list(["wv:mallory"]),
        GrantList: { InUse: false, AddList: {}, RemoveList: {} },
      });
      expect(await alice.expect({ kind: "GetBlockedList-Request" }, "GetBlockedList-Response")).toMatchObject(
        {
          BlockList: { InUse: true, EntityList: { UserID: ["wv:mallory"] } },
          GrantList: { InUse: false },
        },
      );
    },
  ],
  [
    "the next message comes with the answer to MessageDelivered",
    async ({ stage, alice, bob }) => {
      await alice.drain();
      for (const text of ["one", "two"]) await bob.chat(stage.jidOf(alice), text);
      let request = await alice.poll();
      const told: (string | undefined)[] = [];
      while (told.length < 2) {
        if (request?.content.kind === "NewMessage") told.push(request.content.ContentData);
        request = request === undefined ? await alice.poll() : await alice.acknowledge(request);
      }
      expect(told).toEqual(["one", "two"]);
    },
  ],
  [
    "logout is answered with Disconnect",
    async ({ alice }) => {
      expect(await alice.request({ kind: "Logout-Request" })).toMatchObject({ kind: "Disconnect" });
    },
  ],
];

/** The PC client of Movistar's SMS 2.0 service. */
const COLIBRIA: readonly Row[] = [
  [
    "all namespaces are those of 1.2, without prefixes",
    async ({ alice }) => {
      await alice.getPresence(alice.userId);
      const text = documentOf(alice, "GetPresence-Response");
      const namespaces = [...text.matchAll(/xmlns="([^"]*)"/g)].map(([, name]) => name);
      const base = "http://www.openmobilealliance.org/DTD/WV-";
      expect(namespaces).toEqual(["CSP", "TRC", "PA"].map((name) => `${base}${name}1.2`));
      expect(text).not.toMatch(/<\w+:/);
    },
  ],
  [
    "its text, an escaped HTML span, reaches Jabber users as plain text",
    async ({ alice, bob }) => {
      const html = '&lt;span style="color: #000"&gt;Hola &amp;amp; adi\u00f3s&lt;/span&gt;';
      await alice.sendMessage(wv(bob), html, { contentType: "text/html" });
      expect((await bob.next("chat")).body).toBe("Hola & adi\u00f3s");
    },
  ],
  [
    "an acknowledgement in mode Request, with a number of its own, counts",
    async ({ stage, alice, bob }) => {
      await alice.subscribe(wv(bob));
      await alice.next("PresenceNotification-Request");
      // With one transaction at a time, nothing comes behind one that is still open.
      await bob.chat(stage.jidOf(alice), "y luego");
      expect((await alice.next("NewMessage")).ContentData).toBe("y luego");
    },
  ],
  [
    "UserIDs without wv: are understood",
    async ({ alice, bob }) => {
      await alice.sendMessage(bob.jid, "sin prefijo");
      expect((await bob.next("chat")).body).toBe("sin prefijo");
    },
  ],
  [
    "names of lists differ in case",
    async ({ alice, bob }) => {
      await alice.createList(`${alice.userId}/PrivateList`, { [wv(bob)]: "Bob" });
      const { NickList } = await alice.getList(`${alice.userId}/privatelist`);
      expect(NickList?.NickName).toHaveLength(1);
      const again = alice.createList(`${alice.userId}/privatelist`);
      await expect(again).rejects.toMatchObject({ status: 701 });
    },
  ],
  [
    "a contact can be authorised unasked, and removed twice",
    async ({ alice, bob }) => {
      await alice.authorize(wv(bob), true);
      for (const _ of ["once", "twice"]) {
        const list = `${alice.userId}/privatelist`;
        await alice.ok({ kind: "UnsubscribePresence-Request", User: [{ UserID: wv(bob) }] });
        expect((await alice.removeContacts(list, wv(bob))).Result.Code).toBe(200);
        await alice.ok({ kind: "DeleteAttributeList-Request", UserID: [wv(bob)], DefaultList: false });
        await alice.ok({ kind: "CancelAuth-Request", UserID: wv(bob) });
      }
    },
  ],
  [
    "times are in the basic format",
    async ({ stage, alice, bob }) => {
      await bob.chat(stage.jidOf(alice), "hola");
      await alice.next("NewMessage");
      expect(documentOf(alice, "NewMessage")).toMatch(/<DateTime>\d{8}T\d{6}Z</);
    },
  ],
  [
    "logout is answered with Status",
    async ({ alice }) => {
      expect(await alice.request({ kind: "Logout-Request" })).toMatchObject({ kind: "Status" });
    },
  ],
];

describe.each([
  ["the RAZR", { profile: "razr", version: "1.1" }, RAZR],
  ["Colibria's client", { profile: "colibria", version: "1.2" }, COLIBRIA],
] as const)("%s", (_name, form, rows) => {
  const scene: { current?: Scene } = {};

  beforeAll(async () => {
    const stage = await Stage.open("Prosody");
    const alice = await stage.phone({ ...form, syntax: "xml" });
    scene.current = { stage, alice, bob: await stage.jabber() };
  }, 60_000);
  afterAll(() => scene.current?.stage.close());

  test.each(rows)("%s", async (_promise, check) => {
    if (scene.current === undefined) throw new Error("There is no stage");
    await check(scene.current);
  });
});
