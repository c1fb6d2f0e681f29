import type { KnownContent } from "../../src/csp/index.js";
import type { Session, SessionEnd } from "../../src/handsets/index.js";
import { codeOf, HOME } from "../support/bridge/bench.js";
import type { PhoneOptions } from "../support/bridge/handsets.js";
import { openPeople } from "../support/bridge/people.js";
import { ALICE, presence, ROMEO, subscription } from "../support/bridge/stanzas.js";

type Of<K extends KnownContent["kind"]> = Extract<KnownContent, { kind: K }>;
type People = Awaited<ReturnType<typeof openPeople>>;

const LIST = "wv:alice/friends";
const T = (PresenceValue: unknown) => ({ Qualifier: true, PresenceValue });

const subscribe = (other: Partial<Of<"SubscribePresence-Request">> = {}): KnownContent => ({
  kind: "SubscribePresence-Request",
  ContactList: [LIST],
  AutoSubscribe: true,
  ...other,
});
const unsubscribe = (other: Partial<Of<"UnsubscribePresence-Request">>): KnownContent => ({
  kind: "UnsubscribePresence-Request",
  ...other,
});
const manage = (other: Partial<Of<"ListManage-Request">>): KnownContent => ({
  kind: "ListManage-Request",
  ContactList: LIST,
  ...other,
});

const types = ({ bench }: People) => bench.xmpp.subscriptions.map(({ to, type }) => `${type} ${to}`);

/** What the phone is told: by contact, the last state. */
async function told({ bench }: People, session: Session): Promise<Record<string, unknown>[]> {
  const notices = await bench.handsets.drain(session);
  return notices.flatMap((content) =>
    content.kind === "PresenceNotification-Request"
      ? [
          Object.fromEntries(
            content.Presence.map(({ UserID = "", PresenceSubList }) => [UserID, PresenceSubList?.[0]]),
          ),
        ]
      : [],
  );
}

async function subscribed(state: "none" | "both" = "both") {
  const people = await openPeople();
  await people.relate(state);
  await people.list(ROMEO);
  const session = await people.bench.login("wv:alice");
  await people.bench.receive(presence({ status: "hi" }));
  const answer = await people.bench.request(session, subscribe());
  return { people, session, answer };
}

describe("a phone that subscribes", () => {
  test("to more than a thousand users is refused those above, and soon", async () => {
    const { bench } = await openPeople();
    const session = await bench.login("wv:alice");
    const UserID = Array.from({ length: 4000 }, (_, index) => `wv:user${index}@example.net`);
    const start = performance.now();
    const answer = await bench.request(session, { kind: "SubscribePresence-Request", UserID });
    expect(performance.now() - start).toBeLessThan(4000);
    expect(answer).toMatchObject({ Result: { Code: 201, DetailedResult: [{ UserID: UserID.slice(1000) }] } });
    expect(bench.xmpp.subscriptions).toHaveLength(1000);
  });

  test("is told at once what is known, and the contact is asked only if he does not show it already", async () => {
    const { people, session, answer } = await subscribed();
    expect(codeOf(answer)).toBe(200);
    expect(await told(people, session)).toMatchObject([
      { [`wv:${ROMEO}`]: { OnlineStatus: T(true), UserAvailability: T("AVAILABLE"), StatusText: T("hi") } },
    ]);
    expect(types(people)).toEqual([`probe ${ROMEO}`]);
  });

  test("asks each contact once, however often it subscribes", async () => {
    const { people, session } = await subscribed("none");
    await people.bench.request(session, subscribe());
    await people.bench.request(session, subscribe({ User: [{ UserID: `wv:${ROMEO}` }], ContactList: [] }));
    expect(types(people)).toEqual([`subscribe ${ROMEO}`]);
    expect(await told(people, session)).toMatchObject([
      { [`wv:${ROMEO}`]: { OnlineStatus: { Qualifier: false } } },
    ]);
  });

  test("sees the contact once he has agreed", async () => {
    const { people, session } = await subscribed("none");
    await told(people, session);
    await people.bench.receive(subscription("subscribed"));
    await people.bench.receive(presence({ show: "dnd" }));
    expect(await told(people, session)).toMatchObject([
      { [`wv:${ROMEO}`]: { OnlineStatus: T(true), UserAvailability: T("DISCREET") } },
    ]);
  });

  test("does not ask again who has said no, until he is added anew", async () => {
    const { people, session } = await subscribed("none");
    await people.bench.receive(subscription("unsubscribed"));
    await people.bench.request(session, subscribe());
    expect(types(people)).toEqual([`subscribe ${ROMEO}`]);
    const UserID = [`wv:${ROMEO}`];
    await people.bench.request(session, manage({ RemoveNickList: { UserID } }));
    await people.bench.request(session, manage({ AddNickList: { UserID } }));
    expect(types(people)).toEqual([`subscribe ${ROMEO}`, `subscribe ${ROMEO}`]);
  });

  test("gets no presence of those who do not show it to its user", async () => {
    const { people, session } = await subscribed("none");
    await told(people, session);
    await people.bench.receive(presence());
    expect(await told(people, session)).toEqual([]);
  });

  test("gets the latest state once, whatever happened between two polls", async () => {
    const { people, session } = await subscribed();
    await told(people, session);
    for (const show of ["away", "dnd", "xa", "dnd"] as const) await people.bench.receive(presence({ show }));
    expect(await told(people, session)).toMatchObject([
      { [`wv:${ROMEO}`]: { OnlineStatus: T(true), UserAvailability: T("DISCREET") } },
    ]);
    await people.bench.receive(presence({ show: "dnd", priority: 3 }));
    expect(await told(people, session)).toEqual([]);
  });

  test("gets what it has been told again, if it did not answer", async () => {
    const { people, session } = await subscribed();
    const taken = await people.bench.handsets.take(session);
    expect(taken?.content).toMatchObject({ kind: "PresenceNotification-Request" });
    await people.bench.receive(presence({ show: "dnd" }));
    expect(await told(people, session)).toMatchObject([
      { [`wv:${ROMEO}`]: { UserAvailability: T("DISCREET") } },
    ]);
  });

  test("gets only the attributes that it wanted, all of them each time", async () => {
    const people = await openPeople();
    await people.relate("both");
    await people.list(ROMEO);
    const session = await people.bench.login("wv:alice");
    await people.bench.request(session, subscribe({ PresenceSubList: { OnlineStatus: {}, StatusText: {} } }));
    await people.bench.receive(presence({ status: "hi", show: "away" }));
    expect(await told(people, session)).toEqual([
      { [`wv:${ROMEO}`]: { OnlineStatus: T(true), StatusText: T("hi") } },
    ]);
  });

  test("gets many contacts in few notifications", async () => {
    const people = await openPeople();
    const contacts = Array.from({ length: 60 }, (_, index) => `u${index}@example.net`);
    await people.list(...contacts);
    const session = await people.bench.login("wv:alice");
    await people.bench.request(session, subscribe());
    const notifications = await told(people, session);
    expect(notifications.map((each) => Object.keys(each).length)).toEqual([50, 10]);
  });

  test("follows the list where it said so", async () => {
    const { people, session } = await subscribed();
    await told(people, session);
    await people.bench.request(session, manage({ AddNickList: { UserID: ["wv:carol"] } }));
    expect(types(people)).toContain(`subscribe carol@${HOME}`);
    expect(await told(people, session)).toMatchObject([
      { "wv:carol": { OnlineStatus: { Qualifier: false } } },
    ]);
  });

  test("does not follow the list where it did not", async () => {
    const people = await openPeople();
    await people.list(ROMEO);
    const session = await people.bench.login("wv:alice", { version: "1.1" });
    await people.bench.request(session, { kind: "SubscribePresence-Request", ContactList: [LIST] });
    await people.bench.request(session, manage({ AddNickList: { UserID: ["wv:carol"] } }));
    expect(types(people)).toEqual([`subscribe ${ROMEO}`]);
  });

  test.each([
    ["a stranger at home", { ContactList: [], User: [{ UserID: "wv:nobody" }] }, 531],
    ["a list that is not there", { ContactList: ["wv:alice/none"] }, 700],
    ["a half of them", { User: [{ UserID: "wv:nobody" }, { UserID: "wv:carol" }], ContactList: [] }, 201],
  ])("to %s gets a code", async (_name, request, code) => {
    const people = await openPeople();
    const session = await people.bench.login("wv:alice");
    expect(codeOf(await people.bench.request(session, subscribe(request)))).toBe(code);
  });

  test("while there is no stream has the contacts asked once there is one", async () => {
    const people = await openPeople();
    await people.list(ROMEO);
    const session = await people.bench.login("wv:alice");
    people.bench.goOffline();
    expect(codeOf(await people.bench.request(session, subscribe()))).toBe(200);
    await people.bench.goOnline();
    expect(types(people)).toEqual([`subscribe ${ROMEO}`]);
  });

  test("that waits for an answer is repeated when there is a stream again, since the answer may be lost", async () => {
    const people = await openPeople();
    await people.list(ROMEO);
    const session = await people.bench.login("wv:alice");
    await people.bench.request(session, subscribe());
    people.bench.goOffline();
    await people.bench.goOnline();
    expect(types(people)).toEqual([`subscribe ${ROMEO}`, `subscribe ${ROMEO}`]);
    await people.bench.receive(subscription("subscribed"));
    await people.bench.goOnline();
    expect(types(people).filter((type) => type.startsWith("subscribe "))).toHaveLength(2);
  });

  test("that nobody wants any more is not repeated", async () => {
    const people = await openPeople();
    await people.relate("none", { pendingOut: true });
    await people.bench.login("wv:alice");
    await people.bench.goOnline();
    expect(types(people)).toEqual([]);
  });

  test.each([
    ["is told so once there is one", false, ["unsubscribe"]],
    ["is kept if he is on a list again by then", true, []],
  ])("ended while there is no stream: the contact %s", async (_what, isBack, expected) => {
    const { people, session } = await subscribed();
    const unlist = { kind: "DeleteList-Request", ContactList: LIST } as const;
    people.bench.goOffline();
    await people.bench.request(session, unsubscribe({ ContactList: [LIST] }));
    expect(codeOf(await people.bench.request(session, unlist))).toBe(200);
    if (isBack) await people.list(ROMEO);
    people.bench.xmpp.clear();
    await people.bench.goOnline();
    const ends = types(people).filter((type) => type.startsWith("unsubscribe"));
    expect(ends).toEqual(expected.map((type) => `${type} ${ROMEO}`));
  });

  test("stays subscribed when Hamlet starts anew", async () => {
    const { people, session } = await subscribed();
    const again = await openPeople();
    const kept = await people.bench.storage.presence.published(ALICE, "/watch/phone");
    await again.bench.storage.presence.publish(ALICE, "/watch/phone", kept ?? {});
    await again.relate("both");
    await again.bench.login("wv:alice", { id: session.id }, "restored");
    await again.bench.receive(presence());
    expect(await told(again, session)).toMatchObject([{ [`wv:${ROMEO}`]: { OnlineStatus: T(true) } }]);
  });

  const DAY = 24 * 3600_000;

  test.each<[string, SessionEnd, PhoneOptions, number, object[]]>([
    ["goes on where it expired", "expired", {}, DAY - 1, [{ [`wv:${ROMEO}`]: { OnlineStatus: T(true) } }]],
    ["begins anew a day after it expired", "expired", {}, DAY, []],
    ["begins anew under another cookie", "expired", { cookie: "cookie-2" }, 0, []],
    ["begins anew on another device", "expired", { device: "other" }, 0, []],
    ["begins anew after a logout", "logout", {}, 0, []],
  ])("%s", async (_name, why, options, pause, expected) => {
    const { people, session } = await subscribed();
    await people.bench.end(session, why);
    people.bench.runtime.advance(pause);
    const next = await people.bench.login("wv:alice", { id: "s2", ...options });
    await people.bench.receive(presence());
    expect(await told(people, next)).toMatchObject(expected);
  });

  test("goes on after a second time without", async () => {
    const { people, session } = await subscribed();
    await people.bench.end(session, "expired");
    const next = await people.bench.login("wv:alice", { id: "s2" });
    await people.bench.end(next, "expired");
    const last = await people.bench.login("wv:alice", { id: "s3" });
    await people.bench.receive(presence());
    expect(await told(people, last)).toHaveLength(1);
  });

  test("learns what it missed, though another device of the user is on, and only of those still listed", async () => {
    const { people, session } = await subscribed();
    const other = await people.bench.login("wv:alice", { device: "other" });
    await people.bench.end(session, "expired");
    const BOB = `bob@${HOME}`;
    await people.list(BOB);
    await people.bench.request(other, manage({ RemoveNickList: { UserID: [`wv:${ROMEO}`] } }));
    const next = await people.bench.login("wv:alice", { id: "s2" });
    expect(await told(people, next)).toMatchObject([{ "wv:bob": { OnlineStatus: {} } }]);
  });

  test("learns, when the stream comes back, who is silent now", async () => {
    const { people, session } = await subscribed();
    await told(people, session);
    people.bench.goOffline();
    await people.bench.goOnline();
    expect(await told(people, session)).toMatchObject([{ [`wv:${ROMEO}`]: { OnlineStatus: T(false) } }]);
  });

  test.each<[string, Parameters<People["bench"]["receive"]>[0]]>([
    ["logs out", presence({ isAvailable: false })],
    [
      "cannot be reached",
      { kind: "presence-error", from: ROMEO, to: ALICE, condition: "remote-server-not-found" },
    ],
  ])("learns that a contact %s", async (_name, event) => {
    const { people, session } = await subscribed();
    await told(people, session);
    await people.bench.receive(event);
    expect(await told(people, session)).toMatchObject([{ [`wv:${ROMEO}`]: { OnlineStatus: T(false) } }]);
  });

  test("sees a contact whom its user blocks as away", async () => {
    const { people, session } = await subscribed();
    await told(people, session);
    const AddList = { UserID: [`wv:${ROMEO}`] };
    await people.bench.request(session, { kind: "BlockEntity-Request", BlockList: { AddList } });
    expect(await told(people, session)).toMatchObject([
      { [`wv:${ROMEO}`]: { OnlineStatus: T(false), StatusText: { Qualifier: false } } },
    ]);
  });
});

describe("a phone that unsubscribes", () => {
  test("hears no more of the list; the contact stays subscribed to while he is on it", async () => {
    const { people, session } = await subscribed();
    await told(people, session);
    people.bench.xmpp.clear();
    expect(codeOf(await people.bench.request(session, unsubscribe({ ContactList: [LIST] })))).toBe(200);
    await people.bench.receive(presence({ show: "dnd" }));
    expect(await told(people, session)).toEqual([]);
    expect(types(people)).toEqual([]);
    expect((await people.relation())?.state).toBe("both");
  });

  test("ends the subscription to one who is on no list", async () => {
    const people = await openPeople();
    await people.relate("to");
    const session = await people.bench.login("wv:alice");
    const User = [{ UserID: `wv:${ROMEO}` }];
    await people.bench.request(session, subscribe({ User, ContactList: [] }));
    people.bench.xmpp.clear();
    await people.bench.request(session, unsubscribe({ User }));
    expect(types(people)).toEqual([`unsubscribe ${ROMEO}`]);
    expect(await people.relation()).toBeUndefined();
  });

  test("leaves another phone of its user its own", async () => {
    const { people, session } = await subscribed();
    const tablet = await people.bench.login("wv:alice", { device: "tablet" });
    await people.bench.request(tablet, subscribe());
    await people.bench.request(session, unsubscribe({ ContactList: [LIST] }));
    await told(people, tablet);
    await people.bench.receive(presence({ show: "dnd" }));
    expect(await told(people, tablet)).toHaveLength(1);
  });

  test.each<[string, KnownContent]>([
    ["taking the contact off his last list", manage({ RemoveNickList: { UserID: [`wv:${ROMEO}`] } })],
    ["deleting the list", { kind: "DeleteList-Request", ContactList: LIST }],
  ])("by %s ends the subscription, in one direction", async (_name, request) => {
    const { people, session } = await subscribed();
    people.bench.xmpp.clear();
    await people.bench.request(session, request);
    expect(types(people)).toEqual([`unsubscribe ${ROMEO}`]);
    expect((await people.relation())?.state).toBe("from");
  });
});

describe("a phone that looks", () => {
  const look = (other: Partial<Of<"GetPresence-Request">>): KnownContent => ({
    kind: "GetPresence-Request",
    ...other,
  });

  test("at its own user gets what phones need to go on", async () => {
    const people = await openPeople();
    const session = await people.bench.login("wv:alice");
    const answer = await people.bench.request(session, look({ User: [{ UserID: "wv:alice" }] }));
    expect(answer).toMatchObject({
      Result: { Code: 200 },
      Presence: [
        {
          UserID: "wv:alice",
          PresenceSubList: [
            {
              OnlineStatus: T(true),
              UserAvailability: T("AVAILABLE"),
              ClientInfo: { Qualifier: true, ClientType: "MOBILE_PHONE" },
              Alias: T("alice"),
            },
          ],
        },
      ],
    });
  });

  test("at a list gets its members, those who hide as not known", async () => {
    const { people, session } = await subscribed();
    await people.bench.storage.lists.putMember(ALICE, "friends", { contact: `carol@${HOME}`, name: "" });
    const answer = await people.bench.request(
      session,
      look({ ContactList: [LIST], PresenceSubList: { OnlineStatus: {} } }),
    );
    expect(answer).toMatchObject({
      Presence: [
        { UserID: `wv:${ROMEO}`, PresenceSubList: [{ OnlineStatus: T(true) }] },
        { UserID: "wv:carol", PresenceSubList: [{ OnlineStatus: { Qualifier: false } }] },
      ],
    });
  });

  test.each([
    [{ User: [{ UserID: "wv:nobody" }] }, 531],
    [{ ContactList: ["wv:alice/none"] }, 700],
    [{ User: [{ UserID: "wv:nobody" }, { UserID: "wv:alice" }] }, 201],
  ])("at %j gets %d", async (request, code) => {
    const people = await openPeople();
    const session = await people.bench.login("wv:alice");
    expect(codeOf(await people.bench.request(session, look(request)))).toBe(code);
  });

  test.each([
    ["1.1", { User: [{ UserID: `wv:${ROMEO}` }] }],
    ["1.2", { Watcher: [{ User: { UserID: `wv:${ROMEO}` } }] }],
    ["1.3", { WatcherCount: 1, Watcher: [{ WatcherStatus: "CURRENT_SUBSCRIBER" }] }],
  ] as const)("at its watchers gets them, in CSP %s", async (version, content) => {
    const people = await openPeople();
    await people.relate("from");
    const session = await people.bench.login("wv:alice", { version });
    expect(await people.bench.request(session, { kind: "GetWatcherList-Request" })).toMatchObject(content);
  });
});
