import { jest } from "@jest/globals";
import { computeDigest, type FieldsOf, type Syntax, type Version } from "../../src/csp/index.js";
import { Refusal } from "../../src/handsets/index.js";
import { Gateway } from "./support/gateway.js";
import { codeIn, Phone } from "./support/phone.js";

const VERSIONS: readonly Version[] = ["1.1", "1.2", "1.3"];
const SYNTAXES: readonly Syntax[] = ["xml", "wbxml", "pts"];
const FORMS = VERSIONS.flatMap((version) => SYNTAXES.map((syntax) => ({ version, syntax })));

describe.each(FORMS)("login in $version $syntax", ({ version, syntax }) => {
  it("in two steps opens a session", async () => {
    const gateway = await Gateway.start();
    const phone = new Phone(gateway, { version, syntax });
    const answer = await phone.login();
    expect(answer).toMatchObject({
      version,
      syntax,
      sessionType: "Outband",
      mode: "Response",
      transactionId: "1",
    });
    expect(answer.content).toMatchObject({
      kind: "Login-Response",
      ClientID: { URL: "http://example.org/phone" },
      Result: { Code: 200 },
      KeepAliveTime: 600,
      CapabilityRequest: true,
    });
    expect(phone.sessionId).toMatch(/^[a-z0-9]{32}$/);
    expect(gateway.told).toMatchObject([
      { what: "login", session: { id: phone.sessionId, version, syntax } },
    ]);
  });

  it.each([
    [["MD5", "SHA"], "MD5"],
    [["SHA"], "SHA"],
    [["PWD"], "PWD"],
  ])("in four steps with %j uses %s", async (offered, schema) => {
    const phone = new Phone(await Gateway.start(), { version, syntax });
    const [challenge, answer] = await phone.loginByDigest(offered);
    expect(challenge).toMatchObject({ sessionType: "Outband", transactionId: "1" });
    expect(challenge.content).toMatchObject({ Result: { Code: 401 }, DigestSchema: schema });
    expect((challenge.content as FieldsOf<"Login-Response">).SessionID).toBeUndefined();
    expect(codeIn(answer)).toBe(200);
  });

  it("answers a wrong password and an unknown user alike, and never twice with 401", async () => {
    const gateway = await Gateway.start();
    for (const userId of ["wv:alice", "wv:nobody", "wv:alice@elsewhere.example.org"]) {
      const phone = new Phone(gateway, { version, syntax, userId });
      expect(codeIn(await phone.login("wrong"))).toBe(409);
      const [challenge, answer] = await phone.loginByDigest(["MD5"], "wrong");
      expect(codeIn(challenge)).toBe(401);
      expect(codeIn(answer)).toBe(409);
      expect(phone.sessionId).toBeUndefined();
    }
    expect(gateway.told).toEqual([]);
  });
});

describe("a challenge", () => {
  const digestLogin = async (phone: Phone, nonce: string | undefined, more = {}) => {
    const DigestBytes = computeDigest("MD5", nonce ?? "", "secret");
    return codeIn(await phone.ask(phone.loginRequest({ DigestBytes, ...more })));
  };
  const challenge = async (phone: Phone) => {
    const { content } = await phone.ask(phone.loginRequest({ DigestSchema: ["MD5"] }));
    return (content as FieldsOf<"Login-Response">).Nonce;
  };

  it("holds whatever TransactionID the second round has", async () => {
    const phone = new Phone(await Gateway.start());
    const nonce = await challenge(phone);
    expect(nonce).toMatch(/^[a-z0-9]{32}$/);
    expect(await digestLogin(phone, nonce)).toBe(200);
  });

  it("is used once", async () => {
    const phone = new Phone(await Gateway.start());
    const nonce = await challenge(phone);
    expect(await digestLogin(phone, nonce)).toBe(200);
    expect(await digestLogin(phone, nonce)).toBe(409);
  });

  it("lasts a minute", async () => {
    const gateway = await Gateway.start();
    const phone = new Phone(gateway);
    const nonce = await challenge(phone);
    await gateway.runtime.pass(60);
    expect(await digestLogin(phone, nonce)).toBe(409);
  });

  it.each<[string, Partial<FieldsOf<"Login-Request">>]>([
    ["UserID", { UserID: "wv:bob" }],
    ["ClientID", { ClientID: { URL: "other" } }],
    ["SessionCookie", { SessionCookie: "other" }],
  ])("is not one for another %s", async (_, more) => {
    const phone = new Phone(await Gateway.start());
    expect(await digestLogin(phone, await challenge(phone), more)).toBe(409);
  });

  it("is made from a list with commas, in 1.1", async () => {
    const phone = new Phone(await Gateway.start(), { version: "1.1" });
    const answer = await phone.ask(phone.loginRequest({ DigestSchema: ["SHA, MD5"] }));
    expect(answer.content).toMatchObject({ Result: { Code: 401 }, DigestSchema: "MD5" });
  });

  it.each([
    ["1.1", 402],
    ["1.2", 543],
  ] as const)("is impossible in %s where no schema is common: %i", async (version, code) => {
    const phone = new Phone(await Gateway.start(), { version });
    expect(await phone.code(phone.loginRequest({ DigestSchema: ["MD4"] }))).toBe(code);
  });

  it("is not to be had without a schema: 409", async () => {
    const phone = new Phone(await Gateway.start());
    expect(await phone.code(phone.loginRequest({}))).toBe(409);
  });
});

describe("guessing passwords", () => {
  it("is refused after five failures for a user from an address, until five minutes have passed", async () => {
    const gateway = await Gateway.start();
    const phone = new Phone(gateway);
    const codes: (number | undefined)[] = [];
    for (let turn = 0; turn < 6; turn++) codes.push(codeIn(await phone.login("wrong")));
    expect(codes).toEqual([409, 409, 409, 409, 409, 503]);
    expect(codeIn(await phone.login())).toBe(503);
    expect(await phone.code(phone.loginRequest({ DigestSchema: ["MD5"] }))).toBe(503);
    const elsewhere = new Phone(gateway, { remoteAddress: "192.0.2.2" });
    expect(codeIn(await elsewhere.login())).toBe(200);
    await gateway.runtime.pass(300);
    expect(codeIn(await phone.login())).toBe(200);
  });

  it("is refused for a user whatever address it comes from", async () => {
    const gateway = await Gateway.start();
    for (let turn = 0; turn < 30; turn++) {
      await new Phone(gateway, { remoteAddress: `192.0.2.${turn}` }).login("wrong");
    }
    expect(codeIn(await new Phone(gateway, { remoteAddress: "198.51.100.1" }).login())).toBe(503);
    expect(codeIn(await new Phone(gateway, { userId: "wv:bob" }).login())).toBe(200);
  });

  it("does not shut a user out from where the user has logged in before", async () => {
    const gateway = await Gateway.start();
    const phone = new Phone(gateway);
    expect(codeIn(await phone.login())).toBe(200);
    for (let turn = 0; turn < 30; turn++) {
      await new Phone(gateway, { remoteAddress: `198.51.100.${turn}` }).login("wrong");
    }
    expect(codeIn(await phone.login())).toBe(200);
    expect(codeIn(await new Phone(gateway, { remoteAddress: "203.0.113.1" }).login())).toBe(503);
  });

  it("for names that do not exist costs those behind the same address nothing", async () => {
    const gateway = await Gateway.start();
    for (let turn = 0; turn < 1200; turn++) await new Phone(gateway, { userId: `wv:guess${turn}` }).login();
    const alice = new Phone(gateway);
    expect([codeIn(await alice.login("wrong")), codeIn(await alice.login())]).toEqual([409, 200]);
    const nobody = new Phone(gateway, { userId: "wv:nobody" });
    const codes: (number | undefined)[] = [];
    for (let turn = 0; turn < 6; turn++) codes.push(codeIn(await nobody.login()));
    expect(codes).toEqual([409, 409, 409, 409, 409, 503]);
  });

  it("is forgiven to an owner who gets it right", async () => {
    const phone = new Phone(await Gateway.start());
    for (let turn = 0; turn < 12; turn++) {
      expect(codeIn(await phone.login(turn % 4 === 3 ? "secret" : "wrong"))).toBe(turn % 4 === 3 ? 200 : 409);
    }
  });
});

describe("a login", () => {
  it("sent again, octet for octet, gets the answer it got", async () => {
    const gateway = await Gateway.start();
    const phone = new Phone(gateway);
    const body = phone.bytes(phone.loginRequest({ Password: "secret" }));
    const [one, two] = await Promise.all([phone.post(body), phone.post(body)]);
    expect(one.message).toEqual(two.message);
    expect((await phone.post(body, true, { remoteAddress: "192.0.2.9" })).message).toEqual(one.message);
    expect(gateway.whats()).toEqual(["login"]);
  });

  it("sent again, octet for octet, after its session has ended opens a new one", async () => {
    const phone = new Phone(await Gateway.start());
    const body = phone.bytes(phone.loginRequest({ Password: "secret" }));
    const logIn = async () => {
      const { message } = await phone.post(body);
      return message?.content.kind === "Login-Response" ? message.content.SessionID : undefined;
    };
    const first = await logIn();
    phone.sessionId = first;
    await phone.ask({ kind: "Logout-Request" });
    const second = await logIn();
    expect(second).not.toBe(first);
    phone.sessionId = second;
    expect(await phone.code({ kind: "KeepAlive-Request" })).toBe(200);
  });

  it("sent again, octet for octet, after a refusal is looked at anew", async () => {
    let isRefused = true;
    const sessionStarted = () =>
      isRefused ? Promise.reject(new Refusal("service-unavailable")) : Promise.resolve();
    const phone = new Phone(await Gateway.start({ bridge: { sessionStarted } }));
    const body = phone.bytes(phone.loginRequest({ Password: "secret" }));
    const codeOf = async () => codeIn((await phone.post(body)).message);
    expect(await codeOf()).toBe(503);
    isRefused = false;
    expect(await codeOf()).toBe(200);
  });

  it("of a seventeenth device ends the oldest session of the user", async () => {
    const gateway = await Gateway.start();
    const phones = Array.from(
      { length: 17 },
      (_, index) => new Phone(gateway, { clientId: { URL: `d${index}` } }),
    );
    for (const phone of phones) expect(codeIn(await phone.login())).toBe(200);
    const alive = phones.filter(({ sessionId = "" }) => gateway.core.sessions.get(sessionId) !== undefined);
    expect(alive).toEqual(phones.slice(1));
  });

  it("that the bridge refuses is refused with its reason, and leaves no session", async () => {
    const sessionStarted = () => Promise.reject(new Refusal("service-unavailable", "Not now"));
    const gateway = await Gateway.start({ bridge: { sessionStarted } });
    const phone = new Phone(gateway);
    const Result = { Code: 503, Description: "Not now" };
    expect((await phone.login()).content).toMatchObject({ kind: "Login-Response", Result });
    expect(gateway.core.sessions.all()).toEqual([]);
    expect(gateway.sessions.rows.size).toBe(0);
  });

  it("that the bridge never answers is refused after half a minute", async () => {
    const gateway = await Gateway.start({ bridge: { sessionStarted: () => new Promise(() => undefined) } });
    const phone = new Phone(gateway);
    const answer = phone.login();
    await gateway.runtime.pass(1);
    await gateway.runtime.pass(30);
    expect(codeIn(await answer)).toBe(408);
  });

  it("on which the accounts fail is answered with 500", async () => {
    const accounts = { password: () => Promise.reject(new Error("disk")) };
    const gateway = await Gateway.start({ options: { accounts } });
    expect(codeIn(await new Phone(gateway).login())).toBe(500);
    expect(gateway.runtime.errors()).toHaveLength(1);
  });

  it("whose session cannot be stored leaves none, and the next opens a whole one", async () => {
    const gateway = await Gateway.start();
    const save = jest.spyOn(gateway.sessions, "save").mockRejectedValueOnce(new Error("disk full"));
    const phone = new Phone(gateway);
    expect(codeIn(await phone.login())).toBe(500);
    expect(gateway.core.sessions.all()).toEqual([]);
    save.mockRestore();
    expect(codeIn(await phone.login())).toBe(200);
    expect(gateway.whats()).toEqual(["login"]);
    expect(gateway.sessions.rows.size).toBe(1);
    await gateway.post("m1");
    expect((await phone.poll())?.content.kind).toBe("NewMessage");
  });

  it.each([
    ["wv:alice", true],
    ["alice", true],
    ["wv:Alice@IMPS.example.org", false],
  ])("as %s sets how the phone is used to seeing addresses", async (userId, short) => {
    const gateway = await Gateway.start();
    await new Phone(gateway, { userId }).login();
    const user = { jid: "alice@imps.example.org" };
    expect(gateway.told).toMatchObject([{ session: { user, style: { short } } }]);
  });
});

describe("a password that is changed while a phone with the old one logs in", () => {
  it.each([
    ["changed", "new one"],
    ["gone with its account", undefined],
  ])("lets it in no more: %s", async (_, later) => {
    let password: string | undefined = "secret";
    const accounts = { password: () => Promise.resolve(password) };
    const sessionEnded = () => {
      password = later;
      return Promise.resolve();
    };
    const gateway = await Gateway.start({ options: { accounts }, bridge: { sessionEnded } });
    await new Phone(gateway).login();
    const phone = new Phone(gateway, { cookie: "cookie-2" });
    expect(codeIn(await phone.login())).toBe(409);
    expect(gateway.core.sessions.all()).toEqual([]);
    expect(gateway.sessions.rows.size).toBe(0);
    expect(gateway.whats()).toEqual(["login"]);
    expect(gateway.runtime.errors()).toEqual([]);
  });
});
