import { jest } from "@jest/globals";
import { Gateway } from "./support/gateway.js";
import { codeIn, Phone, type PhoneTraits } from "./support/phone.js";
import { settled } from "./support/surroundings.js";

const KEEP_ALIVE = { kind: "KeepAlive-Request" } as const;
const ALICE = "alice@imps.example.org";

async function loggedIn(gateway: Gateway, traits: PhoneTraits = {}): Promise<Phone> {
  const phone = new Phone(gateway, traits);
  await phone.login();
  return phone;
}

function sessionsOf(gateway: Gateway): readonly string[] {
  return gateway.core.sessions.ofUser(ALICE).map(({ id }) => id);
}

describe("a phone that logs in again", () => {
  it("with the same cookie keeps its session, and is told again what it left unanswered", async () => {
    const gateway = await Gateway.start();
    const phone = await loggedIn(gateway);
    await gateway.post("m1");
    const told = await phone.poll();
    const { sessionId } = phone;
    const answer = await phone.login();
    expect(answer.content).toMatchObject({ SessionID: sessionId, CapabilityRequest: true });
    expect(await phone.poll()).toEqual(told);
    expect(gateway.whats()).toEqual(["login"]);
  });

  it("with the same cookie is told even what it was told in vain so often that it was left alone", async () => {
    const gateway = await Gateway.start();
    const phone = await loggedIn(gateway);
    await gateway.post("m1");
    await phone.pollInVain();
    expect(await phone.poll()).toBeUndefined();
    await phone.login();
    expect((await phone.poll())?.content).toMatchObject({ MessageInfo: { MessageID: "m1" } });
  });

  it.each<[string, PhoneTraits]>([
    ["another cookie", { cookie: "cookie-2" }],
    ["another version", { version: "1.3" }],
  ])("with %s ends its old session, and what was queued comes to the new one", async (_, traits) => {
    const gateway = await Gateway.start();
    const old = await loggedIn(gateway);
    await gateway.post("m1");
    await old.poll();
    const phone = await loggedIn(gateway, traits);
    expect(gateway.whats()).toEqual(["login", "replaced", "login"]);
    expect(sessionsOf(gateway)).toEqual([phone.sessionId]);
    expect(await old.code(KEEP_ALIVE)).toBe(604);
    expect((await phone.poll())?.content).toMatchObject({ MessageInfo: { MessageID: "m1" } });
  });

  it("with another ClientID is another device", async () => {
    const gateway = await Gateway.start();
    const one = await loggedIn(gateway);
    const two = await loggedIn(gateway, { clientId: { MSISDN: "+358401234567" } });
    expect(sessionsOf(gateway)).toEqual([one.sessionId, two.sessionId]);
    const devices = gateway.told.map(({ session }) => session?.device);
    expect(devices).toEqual([
      "example-org-phone-f2fb32dd",
      expect.stringMatching(/^358401234567-[0-9a-f]{8}$/),
    ]);
  });

  it("at the same moment as before gets one session", async () => {
    const gateway = await Gateway.start();
    const phone = new Phone(gateway);
    const request = phone.loginRequest({ Password: "secret" });
    const answers = await Promise.all([phone.ask(request), phone.ask(request), phone.ask(request)]);
    expect(answers.map(codeIn)).toEqual([200, 200, 200]);
    expect(sessionsOf(gateway)).toHaveLength(1);
    expect(gateway.whats()).toEqual(["login"]);
  });
});

describe("the time to live of a session", () => {
  it.each([
    ["what the phone asks", 7205, 7205],
    ["at least two minutes", 10, 120],
    ["at most what the operator permits", 999_999, 86_400],
    ["the operator's choice where the phone has none", undefined, 600],
    ["the operator's choice where the phone says none", 0, 600],
  ])("is %s", async (_, TimeToLive, expected) => {
    const phone = new Phone(await Gateway.start());
    const ask = TimeToLive === undefined ? {} : { TimeToLive };
    const { content } = await phone.ask(phone.loginRequest({ Password: "secret", ...ask }));
    expect(content).toMatchObject({ KeepAliveTime: expected });
  });

  it("starts anew with every request, and its end is told by 600", async () => {
    const gateway = await Gateway.start();
    const phone = await loggedIn(gateway);
    for (let turn = 0; turn < 3; turn++) {
      await gateway.runtime.pass(599);
      expect(await phone.poll()).toBeUndefined();
    }
    await gateway.runtime.pass(620);
    expect(gateway.whats()).toEqual(["login", "expired"]);
    expect(gateway.sessions.rows.size).toBe(0);
    expect(await phone.code(KEEP_ALIVE)).toBe(600);
    expect(codeIn(await phone.poll())).toBe(600);
  });

  it("can be changed by KeepAlive-Request, to less as well", async () => {
    const gateway = await Gateway.start();
    const phone = await loggedIn(gateway);
    expect((await phone.ask({ ...KEEP_ALIVE, TimeToLive: 130 })).content).toEqual({
      ...{ kind: "KeepAlive-Response", Result: { Code: 200 }, KeepAliveTime: 130 },
    });
    await gateway.runtime.pass(140);
    expect(gateway.whats()).toContain("expired");
  });

  it("is not written to disk with every request", async () => {
    const gateway = await Gateway.start();
    const phone = await loggedIn(gateway);
    const before = gateway.sessions.writes;
    for (let turn = 0; turn < 10; turn++) {
      await gateway.runtime.pass(1);
      await phone.poll();
    }
    expect(gateway.sessions.writes).toBe(before);
    await gateway.runtime.pass(60);
    await phone.poll();
    await gateway.runtime.pass(0);
    expect(gateway.sessions.writes).toBe(before + 1);
  });
});

describe("the end of a session", () => {
  it.each([
    ["1.1", "xml", "Disconnect"],
    ["1.2", "wbxml", "Disconnect"],
    ["1.2", "xml", "Status"],
    ["1.3", "wbxml", "Status"],
  ] as const)("by logout in %s %s is answered with %s", async (version, syntax, kind) => {
    const gateway = await Gateway.start();
    const phone = await loggedIn(gateway, { version, syntax });
    const answer = await phone.ask({ kind: "Logout-Request" });
    expect(answer).toMatchObject({ mode: "Response", content: { kind, Result: { Code: 200 } } });
    expect(gateway.whats()).toEqual(["login", "logout"]);
    expect(await phone.code(KEEP_ALIVE)).toBe(604);
  });

  it("by force is told by 601: to a poll by Disconnect, to a request by Status", async () => {
    const gateway = await Gateway.start();
    const phone = await loggedIn(gateway);
    const CapabilityList = { SupportedCIRMethod: ["STCP"] };
    await phone.ask({ kind: "ClientCapability-Request", CapabilityList });
    await gateway.core.disconnect(phone.sessionId ?? "", "Maintenance");
    expect(gateway.woken).toEqual([phone.sessionId]);
    expect(gateway.whats()).toEqual(["login", "forced"]);
    const Result = { Code: 601, Description: "Maintenance" };
    expect(await phone.poll()).toMatchObject({ mode: "Request", content: { kind: "Disconnect", Result } });
    expect((await phone.ask(KEEP_ALIVE)).content).toEqual({ kind: "Status", Result });
    await gateway.core.disconnect("unknown");
  });

  it("leaves no timer running", async () => {
    const gateway = await Gateway.start();
    const idle = gateway.runtime.running;
    const phone = await loggedIn(gateway);
    await gateway.post("m1");
    await phone.poll();
    await phone.ask({ kind: "Logout-Request" });
    expect(gateway.runtime.running).toBe(idle);
  });
});

describe("a session that is not there", () => {
  it.each(["1.1", "1.2", "1.3"] as const)(
    "is answered with 604 in %s, requests and polls alike",
    async (version) => {
      const phone = new Phone(await Gateway.start(), { version });
      phone.sessionId = "unknown";
      expect(await phone.ask(KEEP_ALIVE)).toMatchObject({ sessionId: "unknown", transactionId: "1" });
      expect(await phone.code(KEEP_ALIVE)).toBe(604);
      expect(codeIn(await phone.poll())).toBe(604);
    },
  );

  it("is what a request without SessionID names", async () => {
    const phone = new Phone(await Gateway.start());
    expect(await phone.code(KEEP_ALIVE)).toBe(604);
  });

  it("is not what a request of another version names: 505", async () => {
    const gateway = await Gateway.start();
    const phone = await loggedIn(gateway);
    const other = new Phone(gateway, { version: "1.1" });
    other.sessionId = phone.sessionId;
    expect(await other.code(KEEP_ALIVE)).toBe(505);
    expect(await phone.code(KEEP_ALIVE)).toBe(200);
  });
});

describe("a restart of Hamlet", () => {
  it("keeps sessions with all that was agreed", async () => {
    const gateway = await Gateway.start();
    const phone = await loggedIn(gateway, { userAgent: "Android-Imps/0.1" });
    await phone.ask({
      kind: "ClientCapability-Request",
      CapabilityList: { InitialDeliveryMethod: "N", ParserSize: 5000, ClientType: "PDA" },
    });
    await phone.ask({ kind: "Service-Request", Functions: { WVCSPFeat: { GroupFeat: {} } } });
    const before = gateway.core.sessions.get(phone.sessionId ?? "");
    await gateway.restart();
    const after = gateway.core.sessions.get(phone.sessionId ?? "");
    expect(after).not.toBe(before);
    const { expiresAt: _, isToldToPoll: __, ...fields } = { ...before } as Record<string, unknown>;
    expect(after).toMatchObject({ ...fields, cirAgreedAt: undefined });
    expect(gateway.told.at(-1)).toMatchObject({ what: "restored", session: { id: phone.sessionId } });
    expect(await phone.code(KEEP_ALIVE)).toBe(200);
  });

  it("writes the sessions of all users at once, which a disk does as fast as one", async () => {
    const gateway = await Gateway.start();
    for (const userId of ["wv:alice", "wv:bob"]) await loggedIn(gateway, { userId });
    let underWay = 0;
    const together: number[] = [];
    jest.spyOn(gateway.sessions, "save").mockImplementation(async () => {
      underWay++;
      await settled();
      together.push(underWay--);
    });
    await gateway.restart();
    expect(together).toEqual([2, 1, 2, 1]);
    expect(gateway.whats().slice(2)).toEqual(["restored", "restored"]);
  });

  it("ends those whose time has run out", async () => {
    const gateway = await Gateway.start();
    const phone = await loggedIn(gateway);
    await gateway.core.stop();
    await gateway.runtime.pass(700);
    await gateway.restart();
    expect(gateway.whats()).toEqual(["login", "expired"]);
    expect(await phone.code(KEEP_ALIVE)).toBe(600);
  });

  it("drops rows that cannot be read", async () => {
    const gateway = await Gateway.start();
    await gateway.sessions.save({
      id: "x",
      user: ALICE,
      device: "d",
      expiresAt: Infinity,
      state: { old: true },
    });
    await gateway.restart();
    expect(gateway.sessions.rows.size).toBe(0);
  });

  it("is not stopped by a bridge that fails on a session", async () => {
    const gateway = await Gateway.start({
      bridge: {
        sessionStarted: (_session, how) =>
          how === "restored" ? Promise.reject(new Error("no")) : Promise.resolve(),
      },
    });
    const phone = await loggedIn(gateway);
    await gateway.restart();
    expect(gateway.runtime.errors()).toHaveLength(1);
    expect(await phone.code(KEEP_ALIVE)).toBe(200);
  });
});
