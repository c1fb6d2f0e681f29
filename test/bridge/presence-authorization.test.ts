import { decode, encode, type KnownContent } from "../../src/csp/index.js";
import { codeOf, HOME } from "../support/bridge/bench.js";
import type { PhoneOptions } from "../support/bridge/handsets.js";
import { openPeople } from "../support/bridge/people.js";
import { ALICE, ROMEO, subscription } from "../support/bridge/stanzas.js";

const UserID = `wv:${ROMEO}`;
const decide = (Acceptance: boolean): KnownContent => ({ kind: "PresenceAuth-User", UserID, Acceptance });

async function asked(options: PhoneOptions = {}) {
  const people = await openPeople();
  const session = await people.bench.login("wv:alice", options);
  await people.bench.receive(subscription("subscribe"));
  const sent = () => people.bench.xmpp.subscriptions.map(({ type }) => type);
  return { ...people, session, sent };
}

describe("a contact who asks to see the presence", () => {
  test("is let in once the phone's user has agreed, and sees him at once", async () => {
    const { bench, session, sent, relation } = await asked();
    expect(await bench.handsets.drain(session)).toEqual([{ kind: "PresenceAuth-Request", UserID }]);
    expect(sent()).toEqual([]);
    expect(codeOf(await bench.request(session, decide(true)))).toBe(200);
    expect(sent()).toEqual(["subscribed"]);
    expect(bench.xmpp.presences).toMatchObject([{ to: ROMEO, presence: { isAvailable: true } }]);
    expect((await relation())?.state).toBe("from");
    expect(codeOf(await bench.request(session, decide(true)))).toBe(200);
    expect(sent()).toEqual(["subscribed"]);
  });

  test("is turned away if the user says no, and stays so", async () => {
    const { bench, session, sent, relation } = await asked();
    await bench.request(session, decide(false));
    expect(sent()).toEqual(["unsubscribed"]);
    expect(await relation()).toBeUndefined();
    await bench.end(session);
    const next = await bench.login("wv:alice", { id: "s2" });
    expect(await bench.handsets.drain(next)).toEqual([]);
  });

  test("is a question until it is answered, at each login", async () => {
    const { bench, session } = await asked();
    await bench.receive(subscription("subscribe"));
    expect(await bench.handsets.drain(session)).toHaveLength(1);
    await bench.end(session);
    const next = await bench.login("wv:alice", { id: "s2" });
    expect(await bench.handsets.drain(next)).toEqual([{ kind: "PresenceAuth-Request", UserID }]);
  });

  test("is no question any more once he has taken it back", async () => {
    const { bench, session, relation } = await asked();
    await bench.receive(subscription("unsubscribe"));
    expect(await bench.handsets.drain(session)).toEqual([]);
    expect(await relation()).toBeUndefined();
  });

  test("waits for a user who is away", async () => {
    const { bench } = await openPeople();
    await bench.receive(subscription("subscribe"));
    const session = await bench.login("wv:alice");
    expect(await bench.handsets.drain(session)).toEqual([{ kind: "PresenceAuth-Request", UserID }]);
  });

  test("is let in at once if the user has him on a list", async () => {
    const { bench, list, relation } = await openPeople();
    await list(ROMEO);
    await bench.receive(subscription("subscribe"));
    expect((await relation())?.state).toBe("from");
    expect(bench.handsets.notices).toEqual([]);
  });

  test("is let in when the user puts him on a list", async () => {
    const { bench, session, sent, list } = await asked();
    await list();
    const AddNickList = { UserID: [UserID] };
    await bench.request(session, {
      kind: "ListManage-Request",
      ContactList: "wv:alice/friends",
      AddNickList,
    });
    expect(sent()).toEqual(["subscribed"]);
    expect(bench.handsets.notices).toEqual([]);
  });

  test("is let in if everybody may see whether the user is there", async () => {
    const { bench, session, sent } = await asked();
    await bench.request(session, {
      kind: "CreateAttributeList-Request",
      PresenceSubList: { OnlineStatus: {} },
      DefaultList: true,
    });
    expect(sent()).toEqual(["subscribed"]);
  });

  test("is not let in by a list of attributes that does not say whether the user is there", async () => {
    const { bench, session, sent } = await asked();
    await bench.request(session, {
      kind: "CreateAttributeList-Request",
      PresenceSubList: { ClientInfo: {} },
      DefaultList: true,
    });
    expect(sent()).toEqual([]);
  });

  test.each<[string, PhoneOptions]>([
    ["of CSP 1.3", { version: "1.3" }],
    ["that did not agree to authorisation", { services: ["NEWM"] }],
  ])("is announced by a message to a phone %s", async (_name, options) => {
    const { bench, session } = await asked(options);
    const [message] = await bench.handsets.drain(session);
    expect(message).toMatchObject({ kind: "NewMessage", MessageInfo: { Sender: { User: { UserID } } } });
    expect(message).toHaveProperty("ContentData", expect.stringContaining(UserID));
  });

  test("is told no at once where a hundred others wait for an answer, unless the user wants him", async () => {
    const { bench, list, relation } = await openPeople();
    const asking = (count: number) => subscription("subscribe", { from: `p${count}@example.net` });
    for (let count = 0; count < 100; count++) await bench.receive(asking(count));
    await bench.receive(subscription("subscribe"));
    expect(bench.xmpp.subscriptions).toEqual([{ from: ALICE, to: ROMEO, type: "unsubscribed" }]);
    expect(await relation()).toBeUndefined();
    expect(bench.handsets.notices).toHaveLength(100);
    await bench.receive(asking(0));
    await list(ROMEO);
    await bench.receive(subscription("subscribe"));
    expect(bench.xmpp.subscriptions.slice(1)).toEqual([{ from: ALICE, to: ROMEO, type: "subscribed" }]);
  });

  test("is announced to a phone of CSP 1.3 by the primitive of 1.2 if its program handles that", async () => {
    const { bench, session, sent } = await asked({ version: "1.3", quirks: ["presence-auth-in-1.3"] });
    const [question] = await bench.handsets.drain(session);
    expect(question).toEqual({ kind: "PresenceAuth-Request", UserID });
    const message = { sessionType: "Inband", sessionId: "s", mode: "Request", transactionId: "1" } as const;
    const octets = encode(
      { ...message, content: question as KnownContent },
      { version: "1.3", syntax: "wbxml" },
    );
    expect(decode(octets)).toMatchObject({ version: "1.3", content: question });
    expect(codeOf(await bench.request(session, decide(true)))).toBe(200);
    expect(sent()).toEqual(["subscribed"]);
  });

  test("gets the same answer at once if he sees the user already", async () => {
    const { bench, relate } = await openPeople();
    await relate("from");
    await bench.receive(subscription("subscribe"));
    expect(bench.xmpp.subscriptions).toEqual([{ from: ALICE, to: ROMEO, type: "subscribed" }]);
  });

  test("gets no answer at all if he is blocked", async () => {
    const { bench } = await openPeople();
    await bench.storage.access.setInUse(ALICE, "block", true);
    await bench.storage.access.add({ user: ALICE, list: "block", entity: UserID });
    await bench.receive(subscription("subscribe"));
    expect(bench.xmpp.subscriptions).toEqual([]);
    expect(bench.handsets.notices).toEqual([]);
  });

  test("is turned away by a user who does not exist", async () => {
    const { bench } = await openPeople();
    await bench.receive(subscription("subscribe", { to: `nobody@${HOME}` }));
    expect(bench.xmpp.subscriptions).toEqual([{ from: `nobody@${HOME}`, to: ROMEO, type: "unsubscribed" }]);
  });
});

describe("a contact who sees the presence", () => {
  test("sees it no more once the user has cancelled that", async () => {
    const { bench, relate, relation } = await openPeople();
    await relate("both");
    const session = await bench.login("wv:alice");
    bench.xmpp.clear();
    for (const _ of [1, 2])
      expect(codeOf(await bench.request(session, { kind: "CancelAuth-Request", UserID }))).toBe(200);
    expect(bench.xmpp.subscriptions.map(({ type }) => type)).toEqual(["unsubscribed"]);
    expect(bench.xmpp.presences).toEqual([
      { from: `${ALICE}/phone`, to: ROMEO, presence: { isAvailable: false } },
    ]);
    expect((await relation())?.state).toBe("to");
  });

  test("sees it no more once he has unsubscribed", async () => {
    const { bench, relate, presence } = await openPeople();
    await relate("from");
    await bench.login("wv:alice");
    expect(await presence.mayKnow(ALICE, ROMEO)).toBe(true);
    bench.xmpp.clear();
    await bench.receive(subscription("unsubscribe"));
    expect(bench.xmpp.presences).toMatchObject([{ to: ROMEO, presence: { isAvailable: false } }]);
    expect(await presence.mayKnow(ALICE, ROMEO)).toBe(false);
  });

  test("cannot be told of a decision while there is no stream, so the phone is refused", async () => {
    const { bench, session, relation } = await asked();
    bench.goOffline();
    expect(codeOf(await bench.request(session, decide(true)))).toBe(503);
    expect((await relation())?.pendingIn).toBe(true);
  });
});
