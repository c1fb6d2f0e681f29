import { computeDigest, type KnownContent, type Version } from "../../src/csp/index.js";
import { ALL_SERVERS, FORMS, isAvailable, Stage, watch, wv } from "../support/e2e/index.js";
import { codeOf, PROFILES } from "../support/handset/index.js";

/** What both rounds of a login by hand have in common. */
const loginOf = (UserID: string, what: string) =>
  ({
    kind: "Login-Request",
    UserID,
    ClientID: { URL: `http://${what}.example/` },
    TimeToLive: 600,
    SessionCookie: `cookie-${what}`,
  }) as const;

const isCode = (content: KnownContent) => ("Result" in content ? content.Result?.Code : undefined);

describe.each(ALL_SERVERS)("phones log in, on %s", (name) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open(name);
  }, 60_000);
  afterEach(() => stage.clear());
  afterAll(() => stage.close());

  describe.each(FORMS)("with $version in $syntax", ({ version, syntax }) => {
    test.each(["2way", "MD5", "SHA"] as const)("by %s, and are wanted on the other side", async (login) => {
      const [alice, bob] = await Promise.all([stage.phone({ version, syntax, login }), stage.jabber()]);
      expect(alice.sessionId).toMatch(/^[a-z0-9]{32}$/);
      await bob.chat(stage.jidOf(alice), "Hello");
      expect((await alice.next("NewMessage")).ContentData).toBe("Hello");
      await alice.logout();
      expect(await codeOf(alice.keepAlive())).toBe(604);
    });
  });

  test("in plain text (PTS) over HTTP", async () => {
    const alice = await stage.phone({ version: "1.2", syntax: "pts" });
    expect(await alice.getPresence(alice.userId)).toMatchObject({ Result: { Code: 200 } });
    await alice.createList(`${alice.userId}/friends`);
    expect((await alice.getLists()).DefaultContactList).toBe(`${alice.userId}/friends`);
  });
});

describe("sessions", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open("Prosody", {
      config: {
        imps: { provider: { name: "Example", description: "An example", url: "http://example.org/" } },
      },
    });
  });
  afterEach(() => stage.clear());
  afterAll(() => stage.close());

  test.each(FORMS)(
    "a wrong password, or an unknown name, with $version in $syntax: 409",
    async ({ version, syntax }) => {
      const userId = stage.newUserId();
      const nobody = `wv:nobody-${version}-${syntax}`;
      const strangers = [
        { userId, password: "wrong", login: "2way" },
        { userId, password: "wrong", login: "MD5" },
        { userId: nobody, login: "2way" },
        { userId: nobody, login: "SHA" },
        { userId: `${userId}@elsewhere.example`, login: "2way" },
      ] as const;
      for (const who of strangers)
        expect(await codeOf(stage.handset({ version, syntax, ...who }).login())).toBe(409);
      expect(await codeOf(stage.phone({ version, syntax, userId }))).toBe(200);
    },
  );

  test("a login by PWD: the password in clear, in the second round", async () => {
    const alice = stage.handset();
    const common = loginOf(alice.userId, "pwd");
    const challenge = await alice.outband({ ...common, DigestSchema: ["PWD"] });
    expect(challenge).toMatchObject({ Result: { Code: 401 }, DigestSchema: "PWD" });
    expect(await alice.outband({ ...common, Password: "secret" })).toMatchObject({ Result: { Code: 200 } });
  });

  test("a digest is good for one login only", async () => {
    const alice = stage.handset();
    const common = loginOf(alice.userId, "digest");
    const challenge = await alice.outband({ ...common, DigestSchema: ["MD5"] });
    const nonce = challenge.kind === "Login-Response" ? (challenge.Nonce ?? "") : "";
    const DigestBytes = computeDigest("MD5", nonce, "secret");
    expect(isCode(await alice.outband({ ...common, DigestBytes }))).toBe(200);
    expect(isCode(await alice.outband({ ...common, DigestBytes }))).toBe(409);
  });

  test("a phone that logs in again with its cookie goes on with its session", async () => {
    const [alice, bob] = [await stage.phone(), await stage.jabber()];
    const former = alice.sessionId;
    await bob.chat(stage.jidOf(alice), "Hello");
    await alice.polled();
    await alice.login();
    expect(alice.sessionId).toBe(former);
    expect((await alice.next("NewMessage")).ContentData).toBe("Hello");
  });

  test("a phone that logs in with another cookie has a new session, and the former is no more", async () => {
    const bob = await stage.jabber();
    const former = await stage.phone({ cookie: "first" });
    const { userId } = former;
    await bob.chat(stage.jidOf(former), "Hello");
    await former.polled();
    const alice = await stage.phone({ userId, cookie: "second" });
    expect(alice.sessionId).not.toBe(former.sessionId);
    expect(await codeOf(former.keepAlive())).toBe(604);
    expect((await alice.next("NewMessage")).ContentData).toBe("Hello");
  });

  test("a keep-alive tells how long the session lasts, and may change it", async () => {
    const alice = await stage.phone();
    expect(await alice.keepAlive()).toMatchObject({ Result: { Code: 200 }, KeepAliveTime: 3600 });
    const shorter = await alice.expect({ kind: "KeepAlive-Request", TimeToLive: 900 }, "KeepAlive-Response");
    expect(shorter.KeepAliveTime).toBe(900);
  });

  test.each(["1.1", "1.2", "1.3"] as const)("the provider is told in %s", async (version) => {
    const alice = await stage.phone({ version });
    expect(await alice.expect({ kind: "GetSPInfo-Request" }, "GetSPInfo-Response")).toMatchObject({
      Name: "Example",
      Description: "An example",
      URL: "http://example.org/",
    });
  });

  test.each([
    ["android", "1.1", "wbxml"],
    ["android", "1.2", "wbxml"],
    ["android", "1.2", "xml"],
    ["android", "1.3", "wbxml"],
    ["s60", "1.1", "wbxml"],
    ["s60", "1.2", "wbxml"],
    ["razr", "1.1", "xml"],
    ["colibria", "1.2", "xml"],
  ] as const)("%s of %s in %s logs in as its program does, and chats", async (profile, version, syntax) => {
    const [alice, bob] = [await stage.phone({ profile, version, syntax, cir: true }), await stage.jabber()];
    const { capabilities } = PROFILES[profile];
    expect(alice.isCirOpen).toBe(capabilities.SupportedCIRMethod?.includes("STCP"));
    await alice.sendMessage(wv(bob), "Hello 😀");
    expect((await bob.next("chat")).body).toBe("Hello 😀");
    await bob.chat(stage.jidOf(alice), "Hello too ✓");
    expect((await alice.next("NewMessage")).ContentData).toBe("Hello too ✓");
    expect(await codeOf(alice.logout())).toBe(200);
    expect(await codeOf(alice.keepAlive())).toBe(604);
  });

  test("a service that was not agreed is refused: 506", async () => {
    const alice = await stage.phone({ functions: { FundamentalFeat: {}, IMFeat: {} } });
    expect(await codeOf(alice.createGroup("wv:/room@rooms.localhost", "Alice"))).toBe(506);
    expect(await codeOf(alice.getPresence(alice.userId))).toBe(506);
  });

  test.each([
    ["1.1", "1.2"],
    ["1.3", "1.1"],
  ] as const)("a session of %s cannot go on in %s: 505", async (version: Version, other: Version) => {
    const alice = await stage.phone({ version });
    const stranger = stage.handset({ version: other, userId: alice.userId });
    stranger.adopt(alice.sessionId);
    expect(await codeOf(stranger.keepAlive())).toBe(505);
    expect(await codeOf(alice.keepAlive())).toBe(200);
  });

  test("an account that is removed cannot log in any more, one that is added can", async () => {
    await stage.hamlet.addAccount("zoe", "secret");
    expect(await codeOf(stage.phone({ userId: "wv:zoe" }))).toBe(200);
    await stage.hamlet.removeAccount("zoe");
    expect(await codeOf(stage.handset({ userId: "wv:zoe", cookie: "x" }).login())).toBe(409);
  });

  test("names are compared without case", async () => {
    const userId = stage.newUserId();
    const alice = await stage.phone({ userId: userId.replace("alice", "ALICE"), syntax: "xml" });
    const bob = await stage.jabber();
    await bob.chat(stage.jidOf({ userId }), "Hello");
    expect((await alice.next("NewMessage")).ContentData).toBe("Hello");
  });

  test("guessing is stopped: 503 after five wrong passwords, for this user alone", async () => {
    const userId = stage.newUserId();
    const guesses: unknown[] = [];
    for (let count = 0; count < 6; count++)
      guesses.push(await codeOf(stage.handset({ userId, password: `guess ${count}` }).login()));
    expect(guesses).toEqual([409, 409, 409, 409, 409, 503]);
    expect(await codeOf(stage.phone())).toBe(200);
  });
});

describe("a phone that falls silent", () => {
  // Seconds: while a phone is not meant to be silent, nothing else may take so long.
  const TIME_TO_LIVE = 3;
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open("Prosody", {
      config: { imps: { session: { keepAlive: TIME_TO_LIVE, maxTimeToLive: TIME_TO_LIVE, pollMin: 1 } } },
    });
  });
  afterEach(() => stage.clear());
  afterAll(() => stage.close());

  test("goes offline for its contacts, is told 600, and messages wait for it", async () => {
    const [bob, alice] = [await stage.jabber(), await stage.phone()];
    await watch(stage, bob, alice);
    await bob.next("presence", isAvailable(stage.jidOf(alice), false));
    expect(await codeOf(alice.keepAlive())).toBe(600);
    await bob.chat(stage.jidOf(alice), "Where are you?");
    await alice.login();
    expect((await alice.next("NewMessage")).ContentData).toBe("Where are you?");
  });

  test("stays as long as it polls", async () => {
    const [bob, alice] = [await stage.jabber(), await stage.phone()];
    const end = Date.now() + 1000 * (TIME_TO_LIVE + 1);
    while (Date.now() < end) await alice.drain();
    await bob.chat(stage.jidOf(alice), "Still there");
    expect((await alice.next("NewMessage")).ContentData).toBe("Still there");
  });
});
