import {
  encode,
  type KnownContent,
  type OutgoingMessage,
  type Syntax,
  type Version,
} from "../../src/csp/index.js";
import { answer, type Handlers, ok, Refusal } from "../../src/handsets/index.js";
import { Gateway } from "./support/gateway.js";
import { codeIn, Phone, type PhoneTraits } from "./support/phone.js";
import { settled } from "./support/surroundings.js";

const GET_LIST = { kind: "GetList-Request" } as const;

async function phoneOf(handlers: Handlers, traits: PhoneTraits = {}) {
  const gateway = await Gateway.start({ handlers });
  const phone = new Phone(gateway, traits);
  await phone.login();
  return { gateway, phone };
}

function getList(handler: NonNullable<Handlers["GetList-Request"]>, traits: PhoneTraits = {}) {
  return phoneOf({ "GetList-Request": handler }, traits);
}

describe("a request", () => {
  it("gets the answer of its handler, in its own form", async () => {
    const content = { kind: "GetList-Response", ContactList: ["wv:alice/friends"] } as const;
    const { phone } = await getList(() => Promise.resolve(answer(content)), {
      version: "1.3",
      syntax: "xml",
    });
    const { message, response } = await phone.post(phone.bytes(GET_LIST, { transactionId: "t9" }), true, {
      contentType: "Application/VND.wv.csp+xml; charset=utf-8",
    });
    expect(response).toMatchObject({ status: 200, contentType: "application/vnd.wv.csp+xml" });
    const { sessionId } = phone;
    const envelope = { version: "1.3", syntax: "xml", sessionType: "Inband", mode: "Response" };
    expect(message).toEqual({ ...envelope, sessionId, transactionId: "t9", content, poll: false });
  });

  it.each<[string, () => Promise<never>, number, Version]>([
    ["a refusal", () => Promise.reject(new Refusal("blocked-by-recipient")), 532, "1.2"],
    [
      "a refusal that 1.1 has no code for",
      () => Promise.reject(new Refusal("response-too-large")),
      410,
      "1.1",
    ],
    [
      "a refusal that only 1.3 has a code for",
      () => Promise.reject(new Refusal("no-provider-agreement")),
      516,
      "1.2",
    ],
    ["any other failure", () => Promise.reject(new Error("oops")), 500, "1.2"],
  ])("is answered with a Status after %s", async (_, fail, code, version) => {
    const { phone } = await getList(fail, { version });
    expect(await phone.ask(GET_LIST)).toMatchObject({ content: { kind: "Status", Result: { Code: code } } });
  });

  it("is refused with the words of the refusal, or else of the table, in ASCII", async () => {
    const reasons = [new Refusal("forbidden", "Größer als erlaubt"), new Refusal("forbidden")];
    const { phone } = await getList(() => Promise.reject(reasons.shift() ?? new Error()));
    const texts = [await phone.ask(GET_LIST), await phone.ask(GET_LIST)].map(({ content }) => content);
    expect(texts).toMatchObject([
      { Result: { Description: "Gr?er als erlaubt" } },
      { Result: { Description: "Not permitted; in S60 also: no room left for lists" } },
    ]);
  });

  it("that nobody handles gets 405, as does one that CSP does not know", async () => {
    const { phone } = await phoneOf({}, { syntax: "xml" });
    expect(await phone.code(GET_LIST)).toBe(405);
    const text = Buffer.from(phone.bytes(GET_LIST)).toString().replaceAll("GetList-Request", "Dance-Request");
    expect(codeIn((await phone.post(Buffer.from(text))).message)).toBe(405);
  });

  it.each([
    ["1.1", 405],
    ["1.2", 405],
    ["1.3", 200],
  ] as const)("that only 1.3 has gets in %s: %i", async (version, code) => {
    const { phone } = await phoneOf(
      { "ExtendConversation-Request": () => Promise.resolve(ok()) },
      { version },
    );
    const request: KnownContent = { kind: "ExtendConversation-Request", ExtendConversationID: "e1" };
    const sent = encode(
      {
        ...{ sessionType: "Inband", mode: "Request", transactionId: "1" },
        sessionId: phone.sessionId ?? "",
        content: request,
      },
      { syntax: "xml", version: "1.3" },
    );
    const text = Buffer.from(sent).toString();
    const names = {
      "1.1": "http://www.wireless-village.org/CSP1.1",
      "1.2": "http://www.openmobilealliance.org/DTD/WV-CSP1.2",
    };
    const own =
      version === "1.3"
        ? text
        : text.replace("http://www.openmobilealliance.org/DTD/IMPS-CSP1.3", names[version]);
    const { message } = await phone.post(Buffer.from(own), true, { contentType: "text/xml" });
    expect(codeIn(message)).toBe(code);
  });

  it("that 1.3 has dropped is handled in 1.3 all the same", async () => {
    const { phone } = await phoneOf(
      { "CancelAuth-Request": () => Promise.resolve(ok()) },
      { version: "1.3" },
    );
    expect(await phone.code({ kind: "CancelAuth-Request", UserID: "wv:bob" })).toBe(200);
  });

  it.each([
    ["1.1", 504],
    ["1.2", 408],
  ] as const)("that takes longer than half a minute gets in %s: %i", async (version, code) => {
    const { gateway, phone } = await getList(() => new Promise(() => undefined), { version });
    const asked = phone.code(GET_LIST);
    await settled();
    await gateway.runtime.pass(30);
    expect(await asked).toBe(code);
  });

  it("runs no timer once it is answered", async () => {
    const { gateway, phone } = await getList(() => Promise.resolve(ok()));
    const before = gateway.runtime.running;
    await phone.ask(GET_LIST);
    expect(gateway.runtime.running).toBe(before);
  });

  it("is answered for Android with 200 where others get 201 or 202", async () => {
    const partly: KnownContent = {
      kind: "Status",
      Result: { Code: 201, DetailedResult: [{ Code: 531, UserID: ["wv:nobody"] }] },
    };
    const handler = () => Promise.resolve(answer(partly));
    const { phone } = await getList(handler);
    expect((await phone.ask(GET_LIST)).content).toEqual(partly);
    const { phone: android } = await getList(handler, { clientId: { URL: "JiMMY" } });
    expect((await android.ask(GET_LIST)).content).toEqual({ kind: "Status", Result: { Code: 200 } });
  });

  it("whose answer is longer than the phone can parse gets 432 instead", async () => {
    const long = { kind: "GetList-Response", ContactList: ["x".repeat(2000)] } as const;
    const { phone } = await getList(() => Promise.resolve(answer(long)));
    await phone.ask({ kind: "ClientCapability-Request", CapabilityList: { ParserSize: 1000 } });
    expect(await phone.code(GET_LIST)).toBe(432);
  });

  it("whose answer the phone does not get is not followed by what the phone would see after it", async () => {
    const seen: string[] = [];
    const after = () => Promise.resolve(void seen.push("after"));
    const ContactList = ["x".repeat(1000)];
    const { phone } = await getList(() => {
      return Promise.resolve(answer({ kind: "GetList-Response", ContactList }, after));
    });
    await phone.ask({ kind: "ClientCapability-Request", CapabilityList: { ParserSize: 900 } });
    expect(await phone.code(GET_LIST)).toBe(432);
    await settled();
    expect(seen).toEqual([]);
    await phone.ask({ kind: "ClientCapability-Request", CapabilityList: { ParserSize: 9000 } });
    await phone.ask(GET_LIST);
    await settled();
    expect(seen).toEqual(["after"]);
  });

  it("whose answer the plain-text syntax cannot say gets 501 instead", async () => {
    const { phone, gateway } = await phoneOf(
      { "GetBlockedList-Request": () => Promise.resolve(answer({ kind: "GetBlockedList-Response" })) },
      { syntax: "pts" },
    );
    expect(await phone.code({ kind: "GetBlockedList-Request" })).toBe(501);
    const [line] = gateway.runtime.lines.filter(({ message }) => message.startsWith("an answer"));
    expect(line).toMatchObject({ level: "info", fields: { answer: "GetBlockedList-Response" } });
    expect(line?.fields).not.toHaveProperty("err");
  });

  it("whose answer cannot be encoded at all gets 500 instead, with an error in the log", async () => {
    const content = { kind: "GetList-Response", ContactList: "no list" } as unknown as KnownContent;
    const { phone, gateway } = await phoneOf({ "GetList-Request": () => Promise.resolve(answer(content)) });
    expect(await phone.code(GET_LIST)).toBe(500);
    expect(gateway.runtime.errors().map(({ message }) => message)).toEqual([
      "an answer could not be written",
    ]);
  });

  it("does what is to follow its answer after that, and logs where it fails", async () => {
    const seen: string[] = [];
    const { gateway, phone } = await getList(() =>
      Promise.resolve(
        ok(() => {
          seen.push("after");
          return Promise.reject(new Error("no"));
        }),
      ),
    );
    const { sessionId, traits } = phone;
    expect(sessionId).toBeDefined();
    const response = await gateway.exchange({ body: phone.bytes(GET_LIST), contentType: undefined });
    expect([seen, traits.syntax]).toEqual([[], "wbxml"]);
    response.delivered?.(true);
    response.delivered?.(true);
    await settled();
    expect(seen).toEqual(["after"]);
    expect(gateway.runtime.errors()).toHaveLength(1);
  });
});

describe("several transactions in one message", () => {
  it("are carried out in order, and each gets its answer", async () => {
    const order: string[] = [];
    const { phone } = await phoneOf({
      "GetList-Request": async () => {
        await settled();
        order.push("list");
        return ok();
      },
      "GetBlockedList-Request": () => {
        order.push("blocked");
        return Promise.reject(new Refusal("not-implemented"));
      },
    });
    const further: OutgoingMessage["further"] = [
      { mode: "Request", transactionId: "b", content: { kind: "GetBlockedList-Request" } },
      { mode: "Request", transactionId: "c", content: { kind: "StopSearch-Request", SearchID: 1 } },
      { mode: "Request", content: { kind: "Polling-Request" } },
    ];
    const message = await phone.ask(GET_LIST, { transactionId: "a", further });
    expect(order).toEqual(["list", "blocked"]);
    const answers = [message, ...(message.further ?? [])];
    expect(answers.map(({ transactionId }) => transactionId)).toEqual(["a", "b", "c"]);
    expect(answers.map(({ content }) => ("Result" in content ? content.Result?.Code : 0))).toEqual([
      200, 501, 405,
    ]);
  });
});

describe("a request that comes again", () => {
  const counting = () => {
    const calls: string[] = [];
    const release: (() => void)[] = [];
    const handler = (): Promise<ReturnType<typeof ok>> => {
      calls.push("called");
      return new Promise((resolve) => release.push(() => resolve(ok())));
    };
    return { calls, release, handlers: { "GetList-Request": handler } satisfies Handlers };
  };

  it("octet for octet is answered from memory, also while the first is under way (S60)", async () => {
    const { calls, release, handlers } = counting();
    const { phone } = await phoneOf(handlers);
    const body = phone.bytes(GET_LIST);
    const posts = [phone.post(body), phone.post(body)];
    await settled();
    release[0]?.();
    const [one, two] = await Promise.all(posts);
    const three = await phone.post(body);
    expect([two?.message, three.message]).toEqual([one?.message, one?.message]);
    expect(calls).toHaveLength(1);
  });

  const instant = () => {
    const calls: string[] = [];
    return {
      calls,
      handlers: {
        "GetList-Request": () => Promise.resolve(ok(() => Promise.resolve(void calls.push("after")))),
      },
    };
  };

  it("with another TransactionID is carried out again", async () => {
    const { calls, handlers } = instant();
    const { phone } = await phoneOf(handlers);
    await phone.ask(GET_LIST);
    await phone.ask(GET_LIST);
    expect(calls).toHaveLength(2);
  });

  it("with a TransactionID that meant something else meanwhile is carried out again", async () => {
    const { calls, handlers } = instant();
    const { phone } = await phoneOf(handlers);
    await phone.ask(GET_LIST, { transactionId: "1" });
    await phone.ask({ kind: "KeepAlive-Request" }, { transactionId: "1" });
    await phone.ask(GET_LIST, { transactionId: "1" });
    expect(calls).toHaveLength(2);
  });

  it("after its answer was lost on the way is answered as before, once (Android)", async () => {
    const { calls, handlers } = instant();
    const { phone } = await phoneOf(handlers);
    await phone.post(phone.bytes(GET_LIST), false);
    await phone.poll();
    const again = await phone.ask(GET_LIST, { transactionId: "77" });
    expect(again).toMatchObject({ transactionId: "77", content: { Result: { Code: 200 } } });
    expect(calls).toHaveLength(1);
    await phone.ask(GET_LIST);
    expect(calls).toHaveLength(2);
  });

  it("after another request, or after ten minutes, is a new one", async () => {
    const { calls, handlers } = instant();
    const { gateway, phone } = await phoneOf(handlers);
    await phone.post(phone.bytes(GET_LIST), false);
    await phone.ask({ kind: "GetBlockedList-Request" });
    await phone.ask(GET_LIST);
    expect(calls).toHaveLength(2);
    await phone.post(phone.bytes(GET_LIST), false);
    await gateway.runtime.pass(599);
    await phone.ask({ kind: "KeepAlive-Request" });
    await gateway.runtime.pass(2);
    await phone.ask(GET_LIST);
    expect(calls).toHaveLength(4);
  });
});

const FORMS: readonly { syntax: Syntax; version: Version; type: string }[] = [
  { syntax: "xml", version: "1.1", type: "application/vnd.wv.csp.xml" },
  { syntax: "xml", version: "1.3", type: "application/vnd.wv.csp+xml" },
  { syntax: "wbxml", version: "1.2", type: "application/vnd.wv.csp.wbxml" },
  { syntax: "wbxml", version: "1.3", type: "application/vnd.wv.csp+wbxml" },
  { syntax: "pts", version: "1.2", type: "application/vnd.wv.csp.sms" },
];

describe("the content type of an answer", () => {
  it.each(FORMS)("is $type for $syntax of $version without one", async ({ syntax, version, type }) => {
    const { gateway, phone } = await phoneOf({}, { syntax, version });
    const body = phone.bytes({ kind: "GetList-Request" });
    expect((await gateway.exchange({ body, contentType: undefined })).contentType).toBe(type);
    expect((await gateway.exchange({ body, contentType: " " })).contentType).toBe(type);
  });

  it.each([
    ["application/xml", "application/xml"],
    ["text/xml; charset=UTF-8", "text/xml"],
    ["application/vnd.wv.csp+xml", "application/vnd.wv.csp+xml"],
    ["application/vnd.wv.csp.wbxml", "application/vnd.wv.csp.xml"],
  ])("to XML of 1.2 sent as %s is %s", async (contentType, expected) => {
    const { gateway, phone } = await phoneOf({}, { syntax: "xml" });
    const response = await gateway.exchange({ body: phone.bytes(GET_LIST), contentType });
    expect(response.contentType).toBe(expected);
  });
});
