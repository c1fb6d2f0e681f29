import type { KnownContent } from "../../src/csp/index.js";
import { codeOf, HOME } from "../support/bridge/bench.js";
import { phone } from "../support/bridge/handsets.js";
import { openPeople } from "../support/bridge/people.js";
import { ALICE, ROMEO, subscription } from "../support/bridge/stanzas.js";

type Attributes = Extract<KnownContent, { kind: "UpdatePresence-Request" }>["PresenceSubList"];

const update = (PresenceSubList: Attributes): KnownContent => ({
  kind: "UpdatePresence-Request",
  PresenceSubList,
});
const value = (PresenceValue: string) => ({ Qualifier: true, PresenceValue });
const AVAILABLE = { from: `${ALICE}/phone`, to: ROMEO, presence: { isAvailable: true } };
const GONE = { from: `${ALICE}/phone`, to: ROMEO, presence: { isAvailable: false } };

describe("the presence of a phone's user", () => {
  test.each([
    ["from", [AVAILABLE]],
    ["both", [AVAILABLE]],
    ["to", []],
    ["none", []],
  ] as const)("goes at login to contacts in state %s: %j", async (state, presences) => {
    const { bench, relate } = await openPeople();
    await relate(state);
    await bench.login("wv:alice");
    expect(bench.xmpp.presences).toEqual(presences);
  });

  test("changes for contacts only when what they see has changed", async () => {
    const { bench, relate } = await openPeople();
    await relate("from");
    const session = await bench.login("wv:alice");
    bench.xmpp.clear();
    await bench.request(
      session,
      update({ StatusText: value("hi"), GeoLocation: { Qualifier: true, Longitude: "1" } }),
    );
    await bench.request(session, update({ StatusText: value("hi") }));
    await bench.request(session, update({ CommCap: { Qualifier: true, CommC: [] } }));
    await bench.request(session, update({ UserAvailability: value("DISCREET") }));
    expect(bench.xmpp.presences.map(({ presence }) => presence)).toEqual([
      { isAvailable: true, status: "hi" },
      { isAvailable: true, show: "dnd", status: "hi" },
    ]);
  });

  test("keeps each of several changes that a phone sends at once", async () => {
    const { bench, relate } = await openPeople();
    await relate("from");
    const session = await bench.login("wv:alice");
    const all: Attributes = {
      StatusText: value("hi"),
      Alias: value("Al"),
      UserAvailability: value("DISCREET"),
      GeoLocation: { Qualifier: true, Longitude: "1" },
    };
    const changes = Object.entries(all).map(([name, given]) => update({ [name]: given }));
    await Promise.all(changes.map((change) => bench.request(session, change)));
    expect(await bench.storage.presence.published(ALICE, "phone")).toMatchObject(all);
    expect(bench.xmpp.presences.at(-1)?.presence).toMatchObject({ show: "dnd", status: "hi", nick: "Al" });
  });

  test("can be hidden and shown again", async () => {
    const { bench, relate, presence } = await openPeople();
    await relate("from");
    const session = await bench.login("wv:alice");
    await bench.request(session, update({ OnlineStatus: { Qualifier: true, PresenceValue: false } }));
    expect(presence.resources(ALICE)).toEqual([]);
    await bench.request(session, update({ OnlineStatus: { Qualifier: true, PresenceValue: true } }));
    expect(bench.xmpp.presences).toEqual([AVAILABLE, GONE, AVAILABLE]);
    expect(presence.resources(ALICE)).toEqual(["phone"]);
  });

  test("keeps its texts, but not its absence, from one session to the next", async () => {
    const { bench, relate } = await openPeople();
    await relate("from");
    const first = await bench.login("wv:alice");
    await bench.request(
      first,
      update({
        StatusText: value("hi"),
        UserAvailability: value("DISCREET"),
        OnlineStatus: { Qualifier: true, PresenceValue: false },
      }),
    );
    await bench.end(first);
    bench.xmpp.clear();
    await bench.login("wv:alice", { id: "s2" });
    expect(bench.xmpp.presences.map(({ presence }) => presence)).toEqual([
      { isAvailable: true, status: "hi" },
    ]);
  });

  test("survives a restart of Hamlet as it was", async () => {
    const { bench, relate } = await openPeople();
    await relate("from");
    await bench.storage.presence.publish(ALICE, "phone", { UserAvailability: value("DISCREET") });
    await bench.login("wv:alice", {}, "restored");
    expect(bench.xmpp.presences.map(({ presence }) => presence)).toEqual([
      { isAvailable: true, show: "dnd" },
    ]);
  });

  test("ends with each session for itself", async () => {
    const { bench, relate } = await openPeople();
    await relate("both");
    const one = await bench.login("wv:alice");
    const two = await bench.login("wv:alice", { device: "tablet" });
    bench.xmpp.clear();
    await bench.end(one);
    expect(bench.xmpp.presences).toEqual([GONE]);
    await bench.end(two);
    expect(bench.xmpp.presences).toEqual([GONE, { ...GONE, from: `${ALICE}/tablet` }]);
    expect(await bench.storage.accounts.lastSeen(ALICE)).toBe(bench.runtime.clock.now());
  });

  test("goes on when a new session of the same device replaces the old one", async () => {
    const { bench, relate } = await openPeople();
    await relate("both");
    const old = await bench.login("wv:alice");
    await bench.login("wv:alice", { id: "s2" });
    bench.xmpp.clear();
    await bench.end(old, "replaced");
    expect(bench.xmpp.presences).toEqual([]);
  });

  test("is said anew when the stream comes back, with what could not be said meanwhile", async () => {
    const { bench, relate } = await openPeople();
    await relate("both");
    const stays = await bench.login("wv:alice");
    const goes = await bench.login("wv:alice", { device: "tablet" });
    bench.goOffline();
    await bench.end(goes, "expired");
    expect(codeOf(await bench.request(stays, update({ StatusText: value("hi") })))).toBe(200);
    bench.xmpp.clear();
    await bench.goOnline();
    expect(bench.xmpp.presences).toEqual([
      { ...GONE, from: `${ALICE}/tablet` },
      { ...AVAILABLE, presence: { isAvailable: true, status: "hi" } },
    ]);
    expect(bench.xmpp.subscriptions).toEqual([{ from: ALICE, to: ROMEO, type: "probe" }]);
  });

  test("ends for contacts with a session that ran out while Hamlet was not running", async () => {
    const { bench, relate } = await openPeople();
    await relate("from");
    bench.goOffline();
    await bench.end(phone("wv:alice", HOME), "expired");
    await bench.goOnline();
    expect(bench.xmpp.presences).toEqual([GONE]);
  });

  test("is taken back from all when Hamlet stops", async () => {
    const { bench, relate } = await openPeople();
    await relate("from");
    await bench.login("wv:alice");
    bench.xmpp.clear();
    await bench.stopping();
    expect(bench.xmpp.presences).toEqual([GONE]);
  });

  test("is hidden from one who is blocked, and shown again later", async () => {
    const { bench, relate } = await openPeople();
    await relate("both");
    const session = await bench.login("wv:alice");
    const UserID = [`wv:${ROMEO}`];
    await bench.request(session, { kind: "BlockEntity-Request", BlockList: { AddList: { UserID } } });
    await bench.request(session, { kind: "BlockEntity-Request", BlockList: { RemoveList: { UserID } } });
    expect(bench.xmpp.presences).toEqual([AVAILABLE, GONE, AVAILABLE]);
  });

  test("is shown to a contact as far as a list of attributes lets him see it", async () => {
    const { bench, relate } = await openPeople();
    await relate("from");
    const session = await bench.login("wv:alice");
    await bench.request(session, update({ StatusText: value("hi"), Alias: value("Al") }));
    bench.xmpp.clear();
    const list = (
      PresenceSubList: Attributes,
      DefaultList: boolean,
      UserID: string[] = [],
    ): KnownContent => ({
      kind: "CreateAttributeList-Request",
      PresenceSubList,
      UserID,
      DefaultList,
    });
    await bench.request(session, list({ OnlineStatus: {}, Alias: {} }, true));
    await bench.request(session, list({}, false, [`wv:${ROMEO}`]));
    await bench.request(session, {
      kind: "DeleteAttributeList-Request",
      UserID: [`wv:${ROMEO}`],
      DefaultList: true,
    });
    expect(bench.xmpp.presences.map(({ presence }) => presence)).toEqual([
      { isAvailable: true, nick: "Al" },
      { isAvailable: false },
      { isAvailable: true, nick: "Al", status: "hi" },
    ]);
  });
});

test("lists of attributes are told as they were made", async () => {
  const { bench, list } = await openPeople();
  await list();
  const session = await bench.login("wv:alice");
  await bench.request(session, {
    kind: "CreateAttributeList-Request",
    PresenceSubList: { OnlineStatus: {}, StatusText: {} },
    ContactList: ["wv:alice/friends"],
    DefaultList: true,
  });
  const answer = await bench.request(session, {
    kind: "GetAttributeList-Request",
    DefaultList: true,
    ContactList: ["wv:alice/FRIENDS", "wv:alice/none"],
    UserID: [`wv:${ROMEO}`],
  });
  expect(answer).toMatchObject({
    Result: { Code: 201, DetailedResult: [{ Code: 700 }] },
    DefaultAttributeList: { PresenceSubList: [{ OnlineStatus: {}, StatusText: {} }] },
    Presence: [
      { UserID: `wv:${ROMEO}`, PresenceSubList: [{}] },
      { ContactList: "wv:alice/friends", PresenceSubList: [{ OnlineStatus: {}, StatusText: {} }] },
    ],
  });
});

describe("a probe", () => {
  const probe = subscription("probe", { from: `${ROMEO}/orchard` });

  test("is answered with the presence of each session", async () => {
    const { bench, relate } = await openPeople();
    await relate("from");
    await bench.login("wv:alice");
    await bench.login("wv:alice", { device: "tablet" });
    bench.xmpp.clear();
    await bench.receive(probe);
    expect(bench.xmpp.presences).toEqual(
      ["phone", "tablet"].map((device) => ({
        ...AVAILABLE,
        from: `${ALICE}/${device}`,
        to: `${ROMEO}/orchard`,
      })),
    );
  });

  test("is answered with unavailable while nobody is there", async () => {
    const { bench, relate } = await openPeople();
    await relate("both");
    await bench.receive(probe);
    expect(bench.xmpp.presences).toEqual([
      { from: ALICE, to: `${ROMEO}/orchard`, presence: { isAvailable: false } },
    ]);
  });

  test.each([
    ["one who has no subscription", "none", false, ["unsubscribed"]],
    ["one whose request is open", "none", true, []],
  ] as const)("of %s gets no presence", async (_name, state, pendingIn, types) => {
    const { bench, relate } = await openPeople();
    await relate(state, { pendingIn });
    await bench.receive(probe);
    expect(bench.xmpp.presences).toEqual([]);
    expect(bench.xmpp.subscriptions.map(({ type }) => type)).toEqual(types);
  });

  test("of one who is blocked gets no answer at all", async () => {
    const { bench, relate } = await openPeople();
    await relate("both");
    await bench.storage.access.setInUse(ALICE, "block", true);
    await bench.storage.access.add({ user: ALICE, list: "block", entity: `wv:${ROMEO}` });
    await bench.receive(probe);
    expect([...bench.xmpp.presences, ...bench.xmpp.subscriptions]).toEqual([]);
  });

  test.each([
    ["both", {}, ["unsubscribed", "unsubscribe"]],
    ["from", { pendingOut: true }, ["unsubscribed", "unsubscribe"]],
    ["to", {}, ["unsubscribe"]],
    ["none", { pendingIn: true }, ["unsubscribed"]],
  ] as const)(
    "of one who goes ends for a contact in state %s %j, as often as it takes",
    async (state, more, said) => {
      const { bench, relate, presence } = await openPeople();
      await relate(state, more);
      await presence.endSubscriptions(ALICE);
      await presence.endSubscriptions(ALICE);
      expect(bench.xmpp.subscriptions.map(({ type }) => type)).toEqual([...said, ...said]);
    },
  );
});
