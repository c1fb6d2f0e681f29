import type { KnownContent, Message, OutgoingMessage, Syntax, Version } from "../../../src/csp/index.js";
import type { Notice, NoticeKinds } from "../../../src/handsets/index.js";
import { ok, Refusal } from "../../../src/handsets/index.js";
import { Gateway, type Told, textNotices } from "../support/gateway.js";
import { codeIn, Phone, type PhoneTraits } from "../support/phone.js";
import { settled } from "../support/surroundings.js";

const KEEP_ALIVE = { kind: "KeepAlive-Request" } as const;

async function loggedIn(gateway: Gateway, traits: PhoneTraits = {}): Promise<Phone> {
  const phone = new Phone(gateway, traits);
  await phone.login();
  return phone;
}

function idIn(message: Message | undefined): string | undefined {
  return message?.content.kind === "NewMessage" ? message.content.MessageInfo.MessageID : undefined;
}

const FORMS: readonly { version: Version; syntax: Syntax }[] = [
  { version: "1.1", syntax: "xml" },
  { version: "1.1", syntax: "wbxml" },
  { version: "1.2", syntax: "xml" },
  { version: "1.2", syntax: "wbxml" },
  { version: "1.3", syntax: "wbxml" },
];

describe.each(FORMS)("a notice, in $version $syntax", ({ version, syntax }) => {
  it("is announced by the Poll flag, comes with the poll, and is settled by the answer", async () => {
    const gateway = await Gateway.start();
    const phone = await loggedIn(gateway, { version, syntax });
    expect((await phone.ask(KEEP_ALIVE)).poll).toBe(false);
    await gateway.post("m1");
    expect((await phone.ask(KEEP_ALIVE)).poll).toBe(true);
    const told = await phone.poll();
    expect(told).toMatchObject({
      mode: "Request",
      sessionType: "Inband",
      sessionId: phone.sessionId,
      poll: false,
    });
    expect(idIn(told)).toBe("m1");
    expect(await phone.acknowledge(told)).toBeUndefined();
    expect(gateway.whats()).toContain("answered");
    expect(gateway.notices.size).toBe(0);
    expect((await phone.ask(KEEP_ALIVE)).poll).toBe(false);
    expect(await phone.poll()).toBeUndefined();
  });
});

describe("notices on their way to a phone", () => {
  it("come one after the other, each as the answer to the answer before", async () => {
    const gateway = await Gateway.start();
    const phone = await loggedIn(gateway);
    for (const id of ["m1", "m2", "m3"]) await gateway.post(id);
    const first = await phone.poll();
    const second = await phone.acknowledge(first);
    const third = await phone.acknowledge(second);
    expect([first, second, third].map(idIn)).toEqual(["m1", "m2", "m3"]);
    expect(await phone.acknowledge(third)).toBeUndefined();
  });

  it("are never put beside the answer to a request", async () => {
    const gateway = await Gateway.start();
    const phone = await loggedIn(gateway);
    await gateway.post("m1");
    const answer = await phone.ask(KEEP_ALIVE);
    expect(answer).toMatchObject({ mode: "Response", content: { kind: "KeepAlive-Response" }, poll: true });
    expect(answer.further).toBeUndefined();
  });

  it("come several at a time to a phone that takes them, with the Poll flag while there are more", async () => {
    const gateway = await Gateway.start();
    const phone = await loggedIn(gateway);
    await phone.ask({ kind: "ClientCapability-Request", CapabilityList: { MultiTrans: 2 } });
    for (const id of ["m1", "m2", "m3"]) await gateway.post(id);
    const messages = [await phone.poll(), await phone.poll(), await phone.poll()];
    expect(messages.map(idIn)).toEqual(["m1", "m2", undefined]);
    expect(messages.map((message) => message?.poll)).toEqual([true, false, undefined]);
  });

  it("are told again, with the same TransactionID, when no answer came within a minute", async () => {
    const gateway = await Gateway.start();
    const phone = await loggedIn(gateway);
    await gateway.post("m1");
    const first = await phone.poll();
    await gateway.runtime.pass(59);
    expect(await phone.poll()).toBeUndefined();
    await gateway.runtime.pass(1);
    expect((await phone.ask(KEEP_ALIVE)).poll).toBe(true);
    expect(await phone.poll()).toEqual(first);
  });

  it("are told again at the next poll when their octets did not reach the network", async () => {
    const gateway = await Gateway.start();
    const phone = await loggedIn(gateway);
    await gateway.post("m1");
    const lost = await phone.poll(false);
    expect(await phone.poll()).toEqual(lost);
  });

  it.each<[string, Partial<OutgoingMessage>]>([
    ["in mode Request with a number of its own (Colibria)", { mode: "Request", transactionId: "77" }],
    ["in mode Response with a number of its own", { mode: "Response", transactionId: "77" }],
  ])("are settled by a Status %s", async (_, envelope) => {
    const gateway = await Gateway.start();
    const phone = await loggedIn(gateway);
    await gateway.post("m1");
    await phone.poll();
    const { response } = await phone.post(phone.bytes({ kind: "Status", Result: { Code: 200 } }, envelope));
    expect(response.body).toHaveLength(0);
    expect(gateway.notices.size).toBe(0);
  });

  it("do not come as the answer to a Status in mode Request, whose sender reads none (Colibria)", async () => {
    const gateway = await Gateway.start();
    const phone = await loggedIn(gateway);
    for (const id of ["m1", "m2"]) await gateway.post(id);
    await phone.poll();
    const status: KnownContent = { kind: "Status", Result: { Code: 200 } };
    const envelope = { mode: "Request", transactionId: "77" } as const;
    expect((await phone.post(phone.bytes(status, envelope))).response.body).toHaveLength(0);
    expect((await phone.ask(KEEP_ALIVE)).poll).toBe(true);
    const further = [{ mode: "Request", content: { kind: "Polling-Request" } }] as const;
    const polling = phone.bytes(status, { mode: "Request", transactionId: "78", further });
    expect(idIn((await phone.post(polling)).message)).toBe("m2");
  });

  it("wake a phone that is told nothing by the answer to its Status in mode Request", async () => {
    const gateway = await Gateway.start();
    const phone = await loggedIn(gateway);
    await phone.ask({ kind: "ClientCapability-Request", CapabilityList: { SupportedCIRMethod: ["STCP"] } });
    for (const id of ["m1", "m2"]) await gateway.post(id);
    await phone.poll();
    const woken = gateway.woken.length;
    const envelope = { mode: "Request", transactionId: "77" } as const;
    await phone.post(phone.bytes({ kind: "Status", Result: { Code: 200 } }, envelope));
    expect(gateway.woken).toHaveLength(woken + 1);
  });

  it.each(["Request", "Response"] as const)("are settled by MessageDelivered in mode %s", async (mode) => {
    const gateway = await Gateway.start();
    const phone = await loggedIn(gateway);
    await gateway.post("m1");
    await gateway.post("m2");
    const told = await phone.poll();
    const id = { transactionId: mode === "Request" ? "0" : (told?.transactionId ?? "") };
    const next = await phone.post(
      phone.bytes({ kind: "MessageDelivered", MessageID: "m1" }, { mode, ...id }),
    );
    expect(idIn(next.message)).toBe("m2");
  });

  it("wait on while the phone says that it is still busy", async () => {
    const gateway = await Gateway.start();
    const phone = await loggedIn(gateway);
    await gateway.post("m1");
    await phone.acknowledge(await phone.poll(), 100);
    expect(gateway.notices.size).toBe(1);
  });

  it("get TransactionIDs of three digits in plain text", async () => {
    const presence: NoticeKinds = {
      text: { render: () => ({ kind: "PresenceNotification-Request", Presence: [{ UserID: "wv:bob" }] }) },
    };
    const gateway = await Gateway.start({ notices: presence });
    const phone = await loggedIn(gateway, { syntax: "pts" });
    await gateway.post("m1");
    expect((await phone.poll())?.transactionId).toMatch(/^[1-9]\d{0,2}$/);
  });
});

describe("notices that cannot be told", () => {
  it.each<[string, NoticeKinds["text"]]>([["nothing to tell", { render: () => undefined }]])(
    "are settled where there is %s",
    async (_, kind) => {
      const gateway = await Gateway.start({ notices: { text: kind } });
      const phone = await loggedIn(gateway);
      await gateway.post("m1");
      expect(await phone.poll()).toBeUndefined();
      expect(gateway.notices.size).toBe(0);
    },
  );

  it("are settled once by two phones, and MessageDelivered in mode Response is never answered", async () => {
    const refused = () => Promise.reject(new Refusal("unknown-message"));
    const gateway = await Gateway.start({ handlers: { MessageDelivered: refused } });
    const phones = [await loggedIn(gateway), await loggedIn(gateway, { clientId: { URL: "other" } })];
    await gateway.post("m1");
    for (const phone of phones) expect(idIn(await phone.poll())).toBe("m1");
    for (const MessageID of ["m1", "unheard of"])
      for (const phone of phones) {
        const more = { mode: "Response", transactionId: "1001" } as const;
        const { response } = await phone.post(phone.bytes({ kind: "MessageDelivered", MessageID }, more));
        expect([response.status, response.body.length]).toEqual([200, 0]);
      }
    expect(gateway.whats().filter((what) => what === "answered")).toHaveLength(1);
  });

  it("do not stop the others, and wait for another phone", async () => {
    const told: Told[] = [];
    const { text } = textNotices(told);
    const notices: NoticeKinds = {
      text: text as NonNullable<typeof text>,
      broken: { render: () => Promise.reject(new Error("cannot be made")) },
      strange: { render: () => ({ kind: "ExtendConversation-Response", Result: { Code: 200 } }) as never },
    };
    const gateway = await Gateway.start({ notices });
    const phone = await loggedIn(gateway, { version: "1.2" });
    await gateway.post("m1", { kind: "broken" });
    await gateway.post("m2", { kind: "strange" });
    await gateway.post("m3", { kind: "unheard-of" });
    await gateway.post("m4");
    expect(idIn(await phone.poll())).toBe("m4");
    expect(gateway.notices.size).toBe(4);
    expect(gateway.runtime.lines.filter(({ level }) => level === "warn")).toHaveLength(3);
  });

  it("that a phone never answers are told of in the log, though it has fallen silent", async () => {
    const gateway = await Gateway.start();
    const phone = await loggedIn(gateway);
    await gateway.post("m1");
    await phone.pollInVain();
    const warnings = gateway.runtime.lines.filter(({ level }) => level === "warn");
    expect(warnings).toMatchObject([{ fields: { notice: "m1", user: "alice@imps.example.org" } }]);
  });

  it("that are longer than the phone can parse are not sent", async () => {
    const gateway = await Gateway.start();
    const phone = await loggedIn(gateway);
    await phone.ask({ kind: "ClientCapability-Request", CapabilityList: { ParserSize: 1000 } });
    await gateway.post("m1", { payload: "x".repeat(1000) });
    await gateway.post("m2");
    expect(idIn(await phone.poll())).toBe("m2");
  });
});

describe("notices for a user", () => {
  it("wait until he logs in, in order, and are told once", async () => {
    const gateway = await Gateway.start();
    for (const id of ["m1", "m2"]) await gateway.post(id);
    const phone = await loggedIn(gateway);
    const first = await phone.poll();
    const second = await phone.acknowledge(first);
    expect([first, second].map(idIn)).toEqual(["m1", "m2"]);
    expect(await phone.acknowledge(second)).toBeUndefined();
  });

  it("go to each of his phones, and are settled by the first answer", async () => {
    const gateway = await Gateway.start();
    const one = await loggedIn(gateway);
    const two = await loggedIn(gateway, { clientId: { URL: "two" } });
    const three = await loggedIn(gateway, { clientId: { URL: "three" } });
    await gateway.post("m1");
    const told = [await one.poll(), await two.poll()];
    expect(told.map(idIn)).toEqual(["m1", "m1"]);
    await two.acknowledge(told[1]);
    expect(await three.poll()).toBeUndefined();
    await one.acknowledge(told[0]);
    expect(gateway.whats().filter((what) => what === "answered")).toHaveLength(1);
  });

  it("go to the one session that they are for, and end with it", async () => {
    const gateway = await Gateway.start();
    const one = await loggedIn(gateway);
    const two = await loggedIn(gateway, { clientId: { URL: "two" } });
    await gateway.post("m1", { session: one.sessionId as string });
    expect(await two.poll()).toBeUndefined();
    await one.ask({ kind: "Logout-Request" });
    expect(gateway.told.at(-2)).toMatchObject({
      what: "lapsed",
      lapse: "session-ended",
      notice: { id: "m1" },
    });
    expect(gateway.notices.size).toBe(0);
  });

  it("survive a restart, and their TransactionIDs are not given to others", async () => {
    const gateway = await Gateway.start();
    const phone = await loggedIn(gateway);
    await gateway.post("m1");
    await gateway.post("m2", { durable: false });
    const before = await phone.poll();
    await gateway.restart();
    const after = await phone.poll();
    expect([before, after].map(idIn)).toEqual(["m1", "m1"]);
    expect(after?.transactionId).not.toBe(before?.transactionId);
    expect(await phone.acknowledge(after)).toBeUndefined();
  });

  it("replace those of the same key that no phone has seen, and take their turn anew", async () => {
    const gateway = await Gateway.start();
    const phone = await loggedIn(gateway);
    await gateway.post("p1", { replaces: "presence", durable: false });
    await gateway.post("m1");
    await gateway.post("p2", { replaces: "presence", durable: false });
    const first = await phone.poll();
    await gateway.post("m2", { replaces: "m" });
    const second = await phone.acknowledge(first);
    await gateway.post("p3", { replaces: "presence", durable: false });
    const third = await phone.acknowledge(second);
    const fourth = await phone.acknowledge(third);
    expect([first, second, third, fourth].map(idIn)).toEqual(["m1", "p2", "m2", "p3"]);
  });

  it("posted twice are there once", async () => {
    const gateway = await Gateway.start();
    const phone = await loggedIn(gateway);
    await gateway.post("m1");
    const told = await phone.poll();
    await gateway.post("m1");
    expect(await phone.acknowledge(told)).toBeUndefined();
  });

  it("that are kept stay until they are withdrawn, and are not told again to the same phone", async () => {
    const { text } = textNotices([]);
    const keep = { ...(text as NonNullable<typeof text>), answered: () => Promise.resolve("keep" as const) };
    const gateway = await Gateway.start({ notices: { text: keep } });
    const phone = await loggedIn(gateway);
    await gateway.post("m1");
    await phone.acknowledge(await phone.poll());
    await gateway.runtime.pass(120);
    expect(await phone.poll()).toBeUndefined();
    expect((await gateway.outbox.waiting("alice@imps.example.org")).map(({ id }) => id)).toEqual(["m1"]);
    expect(await gateway.outbox.withdraw("m1")).toBe(true);
    expect(await gateway.outbox.withdraw("m1")).toBe(false);
    expect(gateway.notices.size).toBe(0);
  });

  it("that are withdrawn are not told", async () => {
    const gateway = await Gateway.start();
    await gateway.post("m1");
    expect(await gateway.outbox.find("m1")).toMatchObject({ id: "m1" });
    expect(await gateway.outbox.withdraw("m1")).toBe(true);
    expect(await (await loggedIn(gateway)).poll()).toBeUndefined();
  });

  it.each(["durable", "passing"])("lapse when their time is over: %s ones", async (which) => {
    const gateway = await Gateway.start();
    const expiresAt = gateway.runtime.clock.now() + 10_000;
    await gateway.post("m1", { durable: which === "durable", expiresAt });
    await gateway.runtime.pass(60);
    expect(gateway.told).toMatchObject([{ what: "lapsed", lapse: "expired" }]);
    expect(gateway.notices.size).toBe(0);
  });

  it("lapse when there are too many: the new one where it is durable, else the oldest", async () => {
    const gateway = await Gateway.start();
    for (let count = 0; count <= 200; count++) await gateway.post(`p${count}`, { durable: false });
    expect(gateway.told.map(({ lapse, notice }) => [lapse, notice?.id])).toEqual([["overflow", "p0"]]);
    for (let count = 0; count < 500; count++) expect(await gateway.post(`m${count}`)).toBe(true);
    expect(await gateway.post("m500")).toBe(false);
    expect(gateway.told.map(({ lapse, notice }) => [lapse, notice?.id]).at(-1)).toEqual(["overflow", "m500"]);
    expect(gateway.notices.size).toBe(500);
  });

  it("that strangers cause by asking and inviting leave room for messages", async () => {
    const gateway = await Gateway.start();
    for (let count = 0; count < 500; count++) await gateway.post(`i${count}`, { kind: "invitation" });
    await gateway.post("m1");
    expect(gateway.told).toEqual([]);
    expect(gateway.notices.size).toBe(501);
  });
});

describe("a phone that waits for a call", () => {
  async function withCir(gateway: Gateway): Promise<Phone> {
    const phone = await loggedIn(gateway);
    const CapabilityList = { SupportedCIRMethod: ["STCP"] };
    await phone.ask({ kind: "ClientCapability-Request", CapabilityList });
    gateway.connected.add(phone.sessionId ?? "");
    return phone;
  }

  it("is called once for what is queued, and again when it has not come", async () => {
    const gateway = await Gateway.start();
    const phone = await withCir(gateway);
    await gateway.post("m1");
    await gateway.post("m2");
    expect(gateway.woken).toEqual([phone.sessionId]);
    await gateway.runtime.pass(61);
    expect(gateway.woken).toEqual([phone.sessionId, phone.sessionId]);
  });

  it("is called again when its answer does not come", async () => {
    const gateway = await Gateway.start();
    const phone = await withCir(gateway);
    await gateway.post("m1");
    await phone.poll();
    await gateway.runtime.pass(61);
    expect(gateway.woken).toHaveLength(2);
  });

  it("is not called while it is being answered, when the answer tells it", async () => {
    const release: (() => void)[] = [];
    const held = new Promise<void>((resolve) => release.push(resolve));
    const gateway = await Gateway.start({ handlers: { "GetList-Request": () => held.then(() => ok()) } });
    const phone = await withCir(gateway);
    const answer = phone.ask({ kind: "GetList-Request" });
    await settled();
    await gateway.post("m1");
    expect(gateway.woken).toEqual([]);
    release[0]?.();
    expect((await answer).poll).toBe(true);
    expect(gateway.woken).toEqual([]);
  });

  it("is told when its channel is missing, once it had time to come up, and not in 1.1", async () => {
    const gateway = await Gateway.start();
    const phone = await withCir(gateway);
    gateway.connected.clear();
    expect((await phone.ask(KEEP_ALIVE)).cir).toBeUndefined();
    await gateway.runtime.pass(61);
    expect((await phone.ask(KEEP_ALIVE)).cir).toBe(false);
    gateway.connected.add(phone.sessionId ?? "");
    expect((await phone.ask(KEEP_ALIVE)).cir).toBeUndefined();
  });
});

describe("the bridge's part of a delivery", () => {
  it("may post and withdraw while it is told of an answer", async () => {
    const gateway: Gateway = await Gateway.start({
      notices: {
        text: {
          render: () => ({ kind: "Disconnect", Result: { Code: 200 } }),
          answered: async (_session, notice: Notice) => {
            await gateway.post("m2");
            await gateway.outbox.withdraw(notice.id);
            return "settled";
          },
        },
      },
    });
    const phone = await loggedIn(gateway);
    await gateway.post("m1");
    const next = await phone.acknowledge(await phone.poll());
    expect(next?.content.kind).toBe("Disconnect");
    expect(codeIn(next)).toBe(200);
  });

  it("does not keep the phone waiting for longer than half a minute", async () => {
    const { text } = textNotices([]);
    const never = () => new Promise<never>(() => undefined);
    const gateway = await Gateway.start({
      notices: { text: { ...(text as NonNullable<typeof text>), answered: never }, slow: { render: never } },
    });
    const phone = await loggedIn(gateway);
    await gateway.post("m1");
    await gateway.post("m2", { kind: "slow" });
    const acknowledged = phone.acknowledge(await phone.poll());
    for (let turn = 0; turn < 2; turn++) {
      await settled();
      await gateway.runtime.pass(30);
    }
    expect(await acknowledged).toBeUndefined();
    expect((await gateway.outbox.waiting("alice@imps.example.org")).map(({ id }) => id)).toEqual(["m2"]);
  });

  it("settles a notice even where it fails, with an error in the log", async () => {
    const { text } = textNotices([]);
    const failing = {
      ...(text as NonNullable<typeof text>),
      answered: () => Promise.reject(new Error("no")),
    };
    const gateway = await Gateway.start({ notices: { text: failing } });
    const phone = await loggedIn(gateway);
    await gateway.post("m1");
    await phone.acknowledge(await phone.poll());
    expect(gateway.notices.size).toBe(0);
    expect(gateway.runtime.errors()).toHaveLength(1);
  });
});
