import { createAccess } from "../../src/bridge/blocking/access.js";
import { Conversations } from "../../src/bridge/conversations.js";
import { messagesTopic } from "../../src/bridge/messages/index.js";
import type { GroupSpeech } from "../../src/bridge/messages/ports.js";
import { Refusal } from "../../src/handsets/index.js";
import type { MessageError } from "../../src/xmpp/index.js";
import { Bench, codeOf, HOME } from "../support/bridge/bench.js";
import { FakeHandsets, type PhoneOptions } from "../support/bridge/handsets.js";
import { ALICE, chat, ROMEO, send } from "../support/bridge/stanzas.js";

const TO_ROMEO = { User: [{ UserID: `wv:${ROMEO}` }] };

async function open(options: PhoneOptions = {}, handsets = new FakeHandsets()) {
  const bench = await Bench.open({ handsets });
  const spoken: unknown[] = [];
  const groups: GroupSpeech = {
    say: (_session, groupId, { text }) => {
      if (groupId.includes("gone")) return Promise.reject(new Refusal("unknown-group"));
      spoken.push({ groupId, text });
      return Promise.resolve();
    },
    whisper: (_session, screenName, groupId, { text }) => {
      spoken.push({ screenName, groupId, text });
      return Promise.resolve();
    },
  };
  const conversations = new Conversations(bench.context);
  bench.use(messagesTopic(bench.context, { access: createAccess(bench.context), conversations, groups }));
  const session = await bench.login("wv:alice", options);
  const messageId = (answer: unknown) => (answer as { MessageID: string }).MessageID;
  return { bench, session, spoken, messageId };
}

const bounce = (id: string, condition: string): MessageError => ({
  kind: "message-error",
  from: ROMEO,
  to: `${ALICE}/phone`,
  id,
  condition,
  text: undefined,
});

describe("a message of a phone", () => {
  test("goes from the phone's full JID to the bare JID, under the MessageID that the phone is told", async () => {
    const { bench, session, messageId } = await open();
    const answer = await bench.request(session, send("Hi", TO_ROMEO));
    expect(answer).toMatchObject({ kind: "SendMessage-Response", Result: { Code: 200 } });
    expect(bench.xmpp.chats).toEqual([
      {
        id: messageId(answer),
        from: `${ALICE}/phone`,
        to: ROMEO,
        body: "Hi",
        thread: expect.any(String) as string,
        wantsReceipt: false,
      },
    ]);
  });

  test("stays in the thread of the chat, which the peer may set", async () => {
    const { bench, session } = await open();
    await bench.request(session, send("one", TO_ROMEO));
    await bench.receive(chat("two", { thread: "his" }));
    await bench.request(session, send("three", TO_ROMEO));
    expect(bench.xmpp.chats.map(({ thread }) => thread)).toEqual([expect.any(String), "his"]);
  });

  test("clears away chats that nobody has used for a month", async () => {
    const { bench, session } = await open();
    await bench.receive(chat("one", { thread: "his" }));
    await bench.receive(chat("one", { from: "mercutio@example.net", thread: "other" }));
    bench.runtime.advance(29 * 24 * 3600_000);
    await bench.request(session, send("two", TO_ROMEO));
    expect(bench.xmpp.chats).toMatchObject([{ thread: "his" }]);
    bench.runtime.advance(2 * 24 * 3600_000);
    await bench.request(session, send("three", TO_ROMEO));
    expect(bench.xmpp.chats.at(-1)).toMatchObject({ thread: "his" });
    expect(await bench.storage.conversations.get(ALICE, "mercutio@example.net")).toBeUndefined();
  });

  test.each([
    ["a stranger at home", { User: [{ UserID: "wv:nobody" }] }, 531],
    ["no address", { User: [{ UserID: "wv:a@b c" }] }, 901],
    ["nobody", {}, 402],
    ["a list that is not there", { ContactList: ["wv:alice/none"] }, 700],
    ["a list of somebody else", { ContactList: ["wv:carol/friends"] }, 700],
    ["a group that is gone", { Group: [{ GroupID: "wv:/gone@conference.example.org" }] }, 800],
  ])("to %s is refused", async (_name, recipient, code) => {
    const { bench, session } = await open();
    expect(codeOf(await bench.request(session, send("Hi", recipient)))).toBe(code);
    expect(bench.xmpp.chats).toEqual([]);
  });

  test.each([
    ["a picture", "x", { ContentType: "image/jpeg" }, 415],
    ["a card", "x", { ContentType: "text/x-vCard" }, 415],
    ["nothing", "  ", {}, 402],
    ["what only looks like Base64", "a b c!", { ContentEncoding: "BASE64" }, 402],
    [
      "text in an unknown character set",
      "YWJj",
      { ContentType: "text/plain; charset=x-none", ContentEncoding: "BASE64" },
      415,
    ],
    ["more than a stanza holds", "x".repeat(70_000), {}, 507],
  ])("with %s is refused", async (_name, text, info, code) => {
    const { bench, session } = await open();
    expect(codeOf(await bench.request(session, send(text, TO_ROMEO, { info })))).toBe(code);
    expect(bench.xmpp.chats).toEqual([]);
  });

  test.each<[string, string, object, PhoneOptions, string]>([
    ["plain text", "Grüße 👋🏽 日本", {}, {}, "Grüße 👋🏽 日本"],
    ["characters that XML lacks", "a\u0001b\ud800c\r\nd", {}, {}, "abc\nd"],
    [
      "Base64 in Latin 1",
      "R3L832U=",
      { ContentType: "text/plain;charset=ISO-8859-1", ContentEncoding: "BASE64" },
      {},
      "Grüße",
    ],
    ["entities, literally", "1 &lt; 2", {}, {}, "1 &lt; 2"],
    ["entities of a phone that escapes", "1 &lt; 2 &#x263a;", {}, { quirks: ["escaped-text"] }, "1 < 2 ☺"],
    ["HTML", '<span style="x">a &amp; b</span><br/>c', { ContentType: "text/html" }, {}, "a & b\nc"],
    ["escaped HTML", "&lt;span&gt;a&lt;/span&gt;", {}, { quirks: ["html-text"] }, "a"],
    ["no type", "Hi", { ContentType: "" }, {}, "Hi"],
  ])("with %s arrives as text", async (_name, text, info, options, body) => {
    const { bench, session } = await open(options);
    await bench.request(session, send(text, TO_ROMEO, { info }));
    expect(bench.xmpp.chats.map((sent) => sent.body)).toEqual([body]);
  });

  test("of markup that never ends is read as quickly as any other", async () => {
    const { bench, session } = await open();
    const markup = "<".repeat(30_000);
    const start = performance.now();
    await bench.request(session, send(`Hi ${markup}`, TO_ROMEO, { info: { ContentType: "text/html" } }));
    expect(performance.now() - start).toBeLessThan(1000);
    expect(bench.xmpp.chats.map(({ body }) => body)).toEqual([`Hi ${markup}`]);
  });

  test("to several reaches those whom it can reach, and names the others", async () => {
    const { bench, session } = await open();
    const recipient = {
      User: [...TO_ROMEO.User, { UserID: "wv:nobody" }, { UserID: `WV:${ROMEO.toUpperCase()}` }],
    };
    const answer = await bench.request(session, send("Hi", recipient));
    expect(answer).toMatchObject({
      Result: { Code: 201, DetailedResult: [{ Code: 531, UserID: ["wv:nobody"] }] },
    });
    expect(bench.xmpp.chats.map(({ to }) => to)).toEqual([ROMEO]);
  });

  test("to several of whom some are reached counts as sent for phones that know no half success", async () => {
    const { bench, session } = await open({ quirks: ["partial-is-failure"] });
    const recipient = { User: [...TO_ROMEO.User, { UserID: "wv:nobody" }] };
    expect(await bench.request(session, send("Hi", recipient))).toMatchObject({ Result: { Code: 200 } });
  });

  test("to several, none of whom is reached, tells each reason", async () => {
    const { bench, session } = await open();
    const recipient = { User: [{ UserID: "wv:nobody" }], ContactList: ["wv:alice/none"] };
    expect(await bench.request(session, send("Hi", recipient))).toMatchObject({
      Result: { Code: 900, DetailedResult: [{ Code: 700, ContactList: ["wv:alice/none"] }, { Code: 531 }] },
    });
  });

  test("to a contact list goes to its members, each copy under an id of its own", async () => {
    const { bench, session } = await open();
    await bench.storage.lists.put({ user: ALICE, slug: "Friends", displayName: "Friends", isDefault: true });
    for (const contact of [ROMEO, `carol@${HOME}`])
      await bench.storage.lists.putMember(ALICE, "friends", { contact, name: "" });
    await bench.request(session, send("Hi", { ContactList: ["wv:alice/FRIENDS"] }));
    expect(bench.xmpp.chats.map(({ to }) => to)).toEqual([ROMEO, `carol@${HOME}`]);
    expect(new Set(bench.xmpp.chats.map(({ id }) => id)).size).toBe(2);
  });

  test("to groups and screen names is handed to the groups", async () => {
    const { bench, session, spoken } = await open();
    const GroupID = "wv:/room@conference.example.org";
    const recipient = { Group: [{ GroupID }, { ScreenName: { SName: "Juliet", GroupID } }] };
    expect(codeOf(await bench.request(session, send("Hi", recipient)))).toBe(200);
    expect(spoken).toEqual([
      { groupId: GroupID, text: "Hi" },
      { screenName: "Juliet", groupId: GroupID, text: "Hi" },
    ]);
  });

  test("to one who blocks the sender is refused", async () => {
    const { bench, session } = await open();
    await bench.storage.access.setInUse(`carol@${HOME}`, "block", true);
    await bench.storage.access.add({ user: `carol@${HOME}`, list: "block", entity: `wv:alice@${HOME}` });
    expect(codeOf(await bench.request(session, send("Hi", { User: [{ UserID: "wv:carol" }] })))).toBe(532);
  });

  test("to one for whom no more messages can be kept is refused", async () => {
    const { bench, session } = await open({}, new FakeHandsets(1));
    await bench.receive(chat("one", { to: `carol@${HOME}` }));
    const answer = await bench.request(session, send("Hi", { User: [{ UserID: "wv:carol" }] }));
    expect(codeOf(answer)).toBe(507);
    expect(bench.xmpp.chats).toEqual([]);
  });

  test("to several names those for whom no more messages can be kept", async () => {
    const { bench, session } = await open({}, new FakeHandsets(1));
    await bench.receive(chat("one", { to: `carol@${HOME}` }));
    const recipient = { User: [...TO_ROMEO.User, { UserID: "wv:carol" }] };
    expect(await bench.request(session, send("Hi", recipient))).toMatchObject({
      Result: { Code: 201, DetailedResult: [{ Code: 507, UserID: ["wv:carol"] }] },
    });
    expect(bench.xmpp.chats.map(({ to }) => to)).toEqual([ROMEO]);
  });

  test("is refused while there is no stream, and forgotten", async () => {
    const { bench, session } = await open();
    bench.goOffline();
    expect(codeOf(await bench.request(session, send("Hi", TO_ROMEO)))).toBe(503);
    await bench.goOnline();
    expect(bench.xmpp.chats).toEqual([]);
  });

  test("that the stream may have lost is sent again once, under the same id, when the stream is back", async () => {
    const { bench, session, messageId } = await open();
    bench.xmpp.losesWhatIsWritten = true;
    const id = messageId(await bench.request(session, send("Hi", TO_ROMEO)));
    await bench.stopping();
    bench.xmpp.clear();
    await bench.goOnline();
    await bench.stopping();
    const sentAt = bench.runtime.clock.now();
    expect(bench.xmpp.chats).toMatchObject([{ id, body: "Hi", from: `${ALICE}/phone`, sentAt }]);
    bench.xmpp.clear();
    await bench.goOnline();
    expect(bench.xmpp.chats).toEqual([]);
  });

  test("that the stream may have lost is sent however long there was none", async () => {
    const { bench, session, messageId } = await open();
    bench.xmpp.losesWhatIsWritten = true;
    const id = messageId(await bench.request(session, send("Hi", TO_ROMEO)));
    await bench.stopping();
    bench.xmpp.clear();
    bench.runtime.advance(8 * 24 * 3600_000);
    await bench.goOnline();
    expect(bench.xmpp.chats).toMatchObject([{ id, body: "Hi" }]);
  });

  test("that the stream may have lost goes before the next one", async () => {
    const { bench, session } = await open();
    bench.xmpp.losesWhatIsWritten = true;
    await bench.request(session, send("one", TO_ROMEO));
    await bench.stopping();
    bench.xmpp.clear();
    bench.xmpp.losesWhatIsWritten = false;
    await bench.request(session, send("two", TO_ROMEO));
    await bench.goOnline();
    expect(bench.xmpp.chats.map(({ body }) => body)).toEqual(["one", "two"]);
  });

  test("to a group that the stream may have lost does not count as sent", async () => {
    const { bench, session } = await open();
    bench.xmpp.losesWhatIsWritten = true;
    const recipient = { Group: [{ GroupID: "wv:/room@conference.example.org" }] };
    expect(codeOf(await bench.request(session, send("Hi", recipient)))).toBe(503);
  });

  test("to another phone stays on disk until it is on disk for that one", async () => {
    const { bench, session } = await open();
    let arrive = () => {};
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    bench.xmpp.handedOver = () => arrived;
    await bench.request(session, send("Hi", TO_ROMEO));
    await bench.xmpp.settled();
    expect(await bench.storage.sent.unsettled()).toMatchObject([{ body: "Hi" }]);
    arrive();
    await bench.stopping();
    expect(await bench.storage.sent.unsettled()).toEqual([]);
  });

  test("that the server has dealt with is not sent again", async () => {
    const { bench, session } = await open();
    await bench.request(session, send("Hi", TO_ROMEO));
    await bench.stopping();
    expect(await bench.storage.sent.unsettled()).toEqual([]);
    bench.xmpp.clear();
    await bench.goOnline();
    expect(bench.xmpp.chats).toEqual([]);
  });
});

describe("a delivery report", () => {
  async function reported() {
    const opened = await open();
    const { bench, session, messageId } = opened;
    const id = messageId(await bench.request(session, send("Hi", TO_ROMEO, { report: true })));
    await bench.stopping();
    const receipt = { kind: "receipt", from: `${ROMEO}/orchard`, to: ALICE, messageId: id } as const;
    return { ...opened, id, receipt };
  }

  test("tells the arrival once, with its time", async () => {
    const { bench, session, id, receipt } = await reported();
    expect(bench.xmpp.chats).toMatchObject([{ wantsReceipt: true }]);
    bench.runtime.advance(5000);
    await bench.receive(receipt);
    await bench.receive({ ...receipt, from: `${ROMEO}/phone` });
    expect(await bench.handsets.drain(session)).toMatchObject([
      {
        kind: "DeliveryReport-Request",
        Result: { Code: 200 },
        DeliveryTime: new Date(bench.runtime.clock.now()),
        MessageInfo: { MessageID: id, Recipient: { User: [{ UserID: `wv:${ROMEO}` }] }, ContentSize: 2 },
      },
    ]);
  });

  test.each([
    ["service-unavailable", 410],
    ["item-not-found", 410],
    ["remote-server-not-found", 410],
    ["not-allowed", 410],
    ["not-acceptable", 538],
    ["something-new", 410],
  ])("tells a bounce with %s as %d", async (condition, code) => {
    const { bench, session, id } = await reported();
    await bench.receive(bounce(id, condition));
    const [report] = await bench.handsets.drain(session);
    expect(report).toMatchObject({ kind: "DeliveryReport-Request", Result: { Code: code } });
    expect(report).not.toHaveProperty("DeliveryTime");
  });

  test("is not taken from anyone but the recipient", async () => {
    const { bench, session, id, receipt } = await reported();
    await bench.receive({ ...receipt, from: "mallory@example.net/x" });
    await bench.receive({ ...bounce(id, "gone"), from: "mallory@example.net" });
    expect(await bench.handsets.drain(session)).toEqual([]);
  });

  test("is neither promised nor given where it was not agreed", async () => {
    const { bench, session } = await open({ services: ["NEWM"] });
    await bench.request(session, send("Hi", TO_ROMEO, { report: true }));
    expect(bench.xmpp.chats).toMatchObject([{ wantsReceipt: false }]);
  });

  test("that nobody asked for is one line in the log", async () => {
    const { bench, session, messageId } = await open();
    const id = messageId(await bench.request(session, send("Hi", TO_ROMEO)));
    await bench.receive(bounce(id, "service-unavailable"));
    expect(bench.handsets.notices).toEqual([]);
    expect(bench.runtime.lines.map(({ level }) => level)).toEqual(["info"]);
  });
});
