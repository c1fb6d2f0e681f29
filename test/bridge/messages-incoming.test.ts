import { createAccess } from "../../src/bridge/blocking/access.js";
import { Conversations } from "../../src/bridge/conversations.js";
import { messagesTopic } from "../../src/bridge/messages/index.js";
import { Verdicts } from "../../src/bridge/messages/verdicts.js";
import type { KnownContent, Syntax } from "../../src/csp/index.js";
import type { QuirkName } from "../../src/handsets/index.js";
import { StanzaError } from "../../src/xmpp/index.js";
import { Bench, codeOf, HOME } from "../support/bridge/bench.js";
import { FakeHandsets } from "../support/bridge/handsets.js";
import { octetsFor } from "../support/bridge/octets.js";
import { ALICE, chat, ROMEO } from "../support/bridge/stanzas.js";

const groups = { say: () => Promise.resolve(), whisper: () => Promise.resolve() };

async function open(handsets = new FakeHandsets()) {
  const bench = await Bench.open({ handsets });
  const conversations = new Conversations(bench.context);
  bench.use(messagesTopic(bench.context, { access: createAccess(bench.context), conversations, groups }));
  return bench;
}

const textOf = (content: KnownContent) =>
  content.kind === "NewMessage" ? content.ContentData : content.kind;
const ask = (kind: "GetMessage-Request" | "MessageDelivered", MessageID: string): KnownContent => ({
  kind,
  MessageID,
});

describe("a message to a phone", () => {
  test("is kept no longer than any phone takes it, and cut quickly", async () => {
    const bench = await open();
    const start = performance.now();
    await bench.receive(chat("é".repeat(500_000)));
    expect(performance.now() - start).toBeLessThan(2000);
    const [kept] = await bench.handsets.outbox.waiting(ALICE);
    const { text } = (kept?.payload ?? {}) as { text: string };
    expect(text.endsWith("é…")).toBe(true);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_536);
  });

  test("is pushed with sender, recipient and the time of arrival", async () => {
    const bench = await open();
    const session = await bench.login("wv:alice");
    await bench.receive(chat("Grüße 👋🏽"));
    const [message] = await bench.handsets.drain(session);
    expect(message).toMatchObject({
      kind: "NewMessage",
      ContentData: "Grüße 👋🏽",
      MessageInfo: {
        ContentType: "text/plain",
        ContentSize: Buffer.byteLength("Grüße 👋🏽"),
        Sender: { User: { UserID: `wv:${ROMEO}` } },
        Recipient: { User: [{ UserID: "wv:alice" }] },
        DateTime: new Date(bench.runtime.clock.now()),
      },
    });
  });

  test("carries the time at which it was sent, where it was kept on the way", async () => {
    const bench = await open();
    const session = await bench.login("wv:alice");
    await bench.receive(chat("late", { sentAt: 1_000_000 }));
    expect(await bench.handsets.drain(session)).toMatchObject([
      { MessageInfo: { DateTime: new Date(1_000_000) } },
    ]);
  });

  test.each([
    ["Lunch", "at noon", "[Lunch] at noon"],
    ["Lunch", "", "[Lunch]"],
    [undefined, "a\u0000\ufffeb\udc00", "ab"],
  ])("with the subject %j and the body %j reads %j", async (subject, body, text) => {
    const bench = await open();
    const session = await bench.login("wv:alice");
    await bench.receive(chat(body, { subject }));
    expect((await bench.handsets.drain(session)).map(textOf)).toEqual([text]);
  });

  test("of another phone that is sent again while it waits comes once; ids of others mean nothing", async () => {
    const bench = await open();
    const from = `bob@${HOME}/phone`;
    await bench.receive(chat("Hi", { from, id: "m1" }));
    await bench.receive(chat("Hi", { from, id: "m1", sentAt: bench.runtime.clock.now() }));
    await bench.receive(chat("one", { id: "m1" }));
    await bench.receive(chat("two", { id: "m1" }));
    const session = await bench.login("wv:alice");
    expect((await bench.handsets.drain(session)).map(textOf)).toEqual(["Hi", "one", "two"]);
  });

  test("without any text is passed over", async () => {
    const bench = await open();
    await bench.receive(chat(""));
    expect(bench.handsets.notices).toEqual([]);
    expect(bench.xmpp.refused).toEqual([]);
  });

  test("waits while its user is away, and comes once, in order, with its time", async () => {
    const bench = await open();
    const times: number[] = [];
    for (const body of ["one", "two", "three"]) {
      times.push(bench.runtime.clock.now());
      await bench.receive(chat(body));
      bench.runtime.advance(60_000);
    }
    const session = await bench.login("wv:alice");
    const messages = await bench.handsets.drain(session);
    expect(messages.map(textOf)).toEqual(["one", "two", "three"]);
    expect(messages).toMatchObject(times.map((time) => ({ MessageInfo: { DateTime: new Date(time) } })));
    expect(await bench.handsets.drain(session)).toEqual([]);
    expect(bench.handsets.notices).toEqual([]);
  });

  test.each([
    [200, "ab👩‍👩‍👧‍👦".repeat(20)],
    [180, "é".repeat(200)],
  ])(
    "longer than the %d octets that the phone takes is cut between characters, and marked",
    async (limit, body) => {
      const bench = await open();
      const session = await bench.login("wv:alice", { capabilities: { acceptedContentLength: limit } });
      await bench.receive(chat(body));
      const [message] = await bench.handsets.drain(session);
      const text = message === undefined ? "" : (textOf(message) ?? "");
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
      expect(text.endsWith("…")).toBe(true);
      expect(body.startsWith(text.slice(0, -1))).toBe(true);
    },
  );

  test.each<[Syntax, number, readonly QuirkName[], string]>([
    ["xml", 4096, [], "if (a && b < c) return;".repeat(140)],
    ["xml", 4096, ["whole-texts"], "if (a && b < c) return;".repeat(300)],
    ["xml", 32_767, [], "&".repeat(30_000)],
    ["wbxml", 4096, [], "if (a && b < c) return;".repeat(300)],
  ])(
    "in %s for a parser of %d octets and quirks %j is cut by what it takes when it is written",
    async (...traits) => {
      const [syntax, parserSize, quirks, body] = traits;
      const bench = await open();
      const session = await bench.login("wv:alice", { syntax, quirks, capabilities: { parserSize } });
      await bench.receive(chat(body));
      const [message] = await bench.handsets.drain(session);
      if (message === undefined) throw new Error("nothing came");
      const octets = octetsFor(session, message);
      expect(octets).toBeLessThanOrEqual(parserSize);
      expect(octets).toBeGreaterThan(parserSize - 200);
      const text = textOf(message) ?? "";
      expect(text.endsWith("…") && body.startsWith(text.slice(0, -1))).toBe(true);
    },
  );

  test("that no phone of the user's can parse, however short, goes back to the sender", async () => {
    const bench = await open();
    const tiny = { syntax: "xml", capabilities: { parserSize: 600 } } as const;
    const session = await bench.login("wv:alice", tiny);
    await bench.receive(chat("Hi".repeat(200)));
    expect(await bench.handsets.drain(session)).toEqual([]);
    expect(bench.xmpp.refused).toMatchObject([{ to: `${ROMEO}/orchard`, condition: "resource-constraint" }]);
    await bench.login("wv:alice", { device: "other" });
    await bench.receive(chat("Hi".repeat(200), { id: "x2" }));
    expect(await bench.handsets.drain(session)).toEqual([]);
    expect(bench.xmpp.refused).toHaveLength(1);
  });

  test("is confirmed to the sender only once a phone has acknowledged it", async () => {
    const bench = await open();
    const session = await bench.login("wv:alice");
    await bench.receive(chat("Hi", { wantsReceipt: true, to: `${ALICE}/phone` }));
    const taken = await bench.handsets.take(session);
    expect(bench.xmpp.receipts).toEqual([]);
    const MessageID = taken?.notice.id ?? "";
    await bench.handsets.answer(session, taken?.notice as never, { kind: "MessageDelivered", MessageID });
    expect(bench.xmpp.receipts).toEqual([
      { from: `${ALICE}/phone`, to: `${ROMEO}/orchard`, messageId: "x1" },
    ]);
  });

  test("that nobody wants confirmed is not confirmed", async () => {
    const bench = await open();
    const session = await bench.login("wv:alice");
    await bench.receive(chat("Hi"));
    await bench.handsets.drain(session);
    expect(bench.xmpp.receipts).toEqual([]);
  });

  test("that the phone refuses goes back to the sender", async () => {
    const bench = await open();
    const session = await bench.login("wv:alice");
    await bench.receive(chat("Hi"));
    const taken = await bench.handsets.take(session);
    await bench.handsets.answer(session, taken?.notice as never, { kind: "Status", Result: { Code: 415 } });
    expect(bench.xmpp.refused).toMatchObject([
      { to: `${ROMEO}/orchard`, id: "x1", condition: "not-acceptable" },
    ]);
    expect(bench.handsets.notices).toEqual([]);
  });

  test("that was acknowledged while the stream was down stays delivered, and its sender is told once it is up", async () => {
    const bench = await open();
    const session = await bench.login("wv:alice");
    await bench.receive(chat("Hi", { wantsReceipt: true }));
    bench.goOffline();
    await bench.handsets.drain(session);
    expect(bench.handsets.notices).toEqual([]);
    bench.xmpp.clear();
    bench.xmpp.isOnline = true;
    bench.xmpp.losesWhatIsWritten = true;
    await new Verdicts(bench.context).catchUp();
    await bench.goOnline();
    const receipt = { from: ALICE, to: `${ROMEO}/orchard`, messageId: "x1" };
    expect(bench.xmpp.receipts).toEqual([receipt, receipt]);
    await bench.goOnline();
    expect(bench.xmpp.receipts).toHaveLength(2);
  });

  test("whose sender can never be told does not stand in the way of others", async () => {
    const bench = await open();
    const verdicts = new Verdicts(bench.context);
    const receipt = (messageId: string) => ({ receipt: { from: ALICE, to: ROMEO, messageId } });
    bench.goOffline();
    for (const id of ["1", "too long", "3"]) await verdicts.tell(receipt(id));
    const { messages } = bench.xmpp;
    const write = messages.receipt.bind(messages);
    Object.assign(messages, {
      receipt: (what: ReturnType<typeof receipt>["receipt"]) =>
        what.messageId === "too long" ? Promise.reject(new StanzaError("policy-violation")) : write(what),
    });
    await bench.goOnline();
    await bench.goOnline();
    expect(bench.xmpp.receipts.map(({ messageId }) => messageId)).toEqual(["1", "3"]);
  });

  test("that was rejected while the stream was down bounces once it is up", async () => {
    const bench = await open();
    const session = await bench.login("wv:alice", { delivery: "notify" });
    await bench.receive(chat("Hi"));
    await bench.handsets.drain(session);
    const [notice] = bench.handsets.notices;
    bench.goOffline();
    await bench.request(session, { kind: "RejectMessage-Request", MessageID: [notice?.id ?? ""] });
    await bench.goOnline();
    expect(bench.xmpp.refused).toMatchObject([{ to: `${ROMEO}/orchard`, id: "x1" }]);
  });
});

describe("a message that cannot be delivered", () => {
  test("to a user who does not exist bounces", async () => {
    const bench = await open();
    await bench.receive(chat("Hi", { to: `nobody@${HOME}` }));
    expect(bench.xmpp.refused).toEqual([
      { from: `nobody@${HOME}`, to: `${ROMEO}/orchard`, id: "x1", condition: "service-unavailable" },
    ]);
  });

  test("of a blocked sender bounces just as to a user who does not exist", async () => {
    const bench = await open();
    await bench.storage.access.setInUse(ALICE, "block", true);
    await bench.storage.access.add({ user: ALICE, list: "block", entity: `wv:${ROMEO}` });
    await bench.receive(chat("Hi"));
    expect(bench.xmpp.refused).toMatchObject([{ condition: "service-unavailable" }]);
    expect(bench.handsets.notices).toEqual([]);
  });

  test.each([ALICE, `nobody@${HOME}`])("is dropped if it is a headline to %s, who is away", async (to) => {
    const bench = await open();
    await bench.receive(chat("News", { type: "headline", to }));
    expect(bench.xmpp.refused).toEqual([]);
    expect(bench.handsets.notices).toEqual([]);
  });

  test("for want of room bounces, and those before it stay", async () => {
    const bench = await open(new FakeHandsets(2));
    for (const body of ["one", "two", "three"]) await bench.receive(chat(body, { id: body }));
    expect(bench.xmpp.refused).toMatchObject([{ id: "three", condition: "resource-constraint" }]);
    const session = await bench.login("wv:alice");
    expect((await bench.handsets.drain(session)).map(textOf)).toEqual(["one", "two"]);
  });

  test("for which there is no room leaves no trace of its sender", async () => {
    const bench = await open(new FakeHandsets(1));
    const from = "stranger@example.net";
    await bench.receive(chat("one"));
    await bench.receive(chat("two", { from }));
    expect(await bench.storage.conversations.get(ALICE, ROMEO)).toBeDefined();
    expect(await bench.storage.conversations.get(ALICE, from)).toBeUndefined();
  });

  test("in a month goes back", async () => {
    const bench = await open();
    await bench.receive(chat("Hi"));
    const notice = bench.handsets.notices[0];
    expect(notice?.expiresAt).toBe(bench.runtime.clock.now() + 30 * 24 * 3600_000);
    await bench.handsets.lapse(notice as never, "expired");
    expect(bench.xmpp.refused).toMatchObject([{ id: "x1", condition: "recipient-unavailable" }]);
  });
});

describe("a phone that fetches its messages", () => {
  async function announced(version: "1.1" | "1.2" | "1.3" = "1.2") {
    const bench = await open();
    const session = await bench.login("wv:alice", { delivery: "notify", version });
    await bench.receive(chat("Hi", { wantsReceipt: true }));
    const [announcement] = await bench.handsets.drain(session);
    const id = bench.handsets.notices[0]?.id ?? "";
    return { bench, session, announcement, id };
  }

  test("is told of a message without its content", async () => {
    const { bench, announcement, id } = await announced();
    expect(announcement).toMatchObject({
      kind: "MessageNotification",
      MessageInfo: { MessageID: id, ContentSize: 2 },
    });
    expect(announcement).not.toHaveProperty("ContentData");
    expect(bench.xmpp.receipts).toEqual([]);
  });

  test.each([
    ["1.1", { MessageInfo: [{ ContentSize: 2 }] }],
    ["1.2", { MessageInfo: [{ ContentSize: 2 }] }],
    ["1.3", { MessageInfoList: { MessageInfo: [{ ContentSize: 2 }] }, MessageTotalCount: 1 }],
  ] as const)("finds it in the list, in %s", async (version, content) => {
    const { bench, session } = await announced(version);
    const list = await bench.request(session, { kind: "GetMessageList-Request" });
    expect(list).toMatchObject({ kind: "GetMessageList-Response", ...content });
  });

  test("finds as many in the list as it can parse, and how many there are", async () => {
    const bench = await open();
    const traits = { syntax: "xml", version: "1.3", capabilities: { parserSize: 4096 } } as const;
    const session = await bench.login("wv:alice", traits);
    for (let n = 0; n < 30; n++) await bench.receive(chat(`Message ${n}`, { id: `x${n}` }));
    const answer = await bench.request(session, { kind: "GetMessageList-Request" });
    expect(octetsFor(session, answer)).toBeLessThanOrEqual(4096);
    expect(octetsFor(session, answer)).toBeGreaterThan(3400);
    expect(answer).toMatchObject({ MessageTotalCount: 30 });
  });

  test("has it until it says so, and then no more", async () => {
    const { bench, session, id } = await announced();
    for (const _ of [1, 2])
      expect(await bench.request(session, ask("GetMessage-Request", id))).toMatchObject({
        kind: "GetMessage-Response",
        MessageInfo: { MessageID: id },
        ContentData: "Hi",
      });
    expect(codeOf(await bench.request(session, ask("MessageDelivered", id)))).toBe(200);
    expect(bench.xmpp.receipts).toHaveLength(1);
    expect(codeOf(await bench.request(session, ask("GetMessage-Request", id)))).toBe(426);
    expect(codeOf(await bench.request(session, ask("MessageDelivered", id)))).toBe(426);
    expect(bench.xmpp.receipts).toHaveLength(1);
  });

  test("rejects it, and the sender is told", async () => {
    const { bench, session, id } = await announced();
    const answer = await bench.request(session, { kind: "RejectMessage-Request", MessageID: [id, "none"] });
    expect(answer).toMatchObject({
      Result: { Code: 201, DetailedResult: [{ Code: 426, MessageID: ["none"] }] },
    });
    expect(bench.xmpp.refused).toMatchObject([{ condition: "not-acceptable", id: "x1" }]);
    expect(bench.handsets.notices).toEqual([]);
  });

  test("does not get at messages of others", async () => {
    const { bench, id } = await announced();
    const other = await bench.login("wv:carol");
    expect(codeOf(await bench.request(other, ask("GetMessage-Request", id)))).toBe(426);
    expect(codeOf(await bench.request(other, ask("MessageDelivered", id)))).toBe(426);
  });

  test("gets no history of groups", async () => {
    const { bench, session } = await announced();
    const request: KnownContent = {
      kind: "GetMessageList-Request",
      GroupID: "wv:/room@conference.example.org",
    };
    expect(codeOf(await bench.request(session, request))).toBe(821);
  });
});
