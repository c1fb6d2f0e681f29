import { Ports } from "../../../src/cli/quickstart/ports.js";
import { leavesOf, type Syntax, VERSIONS, type Version } from "../../../src/csp/index.js";
import { loadMappings } from "../../../src/gateway/mapping-files.js";
import { createProcessRuntime } from "../../../src/gateway/process-runtime.js";
import { type Bridge, createHandsets, type Handsets, ok } from "../../../src/handsets/index.js";
import { textNotices } from "../../handsets/support/gateway.js";
import { MemoryNotices, MemorySessions } from "../../handsets/support/surroundings.js";
import { Handset, type LoginMethod, type ProfileName, Refused, Violation } from "./index.js";

const USER = "alice@imps.example.org";

const stage = { leg: undefined as Handsets | undefined, phones: [] as Handset[], posted: 0 };

const BRIDGE: Bridge = {
  handlers: {
    "GetPresence-Request": () =>
      Promise.resolve({ content: { kind: "Status", Result: { Code: 531, Description: "Unknown user" } } }),
    "UpdatePresence-Request": () => Promise.resolve(ok()),
  },
  notices: textNotices([]),
  services: new Set(VERSIONS.flatMap((version) => leavesOf(version))),
  sessionStarted: () => Promise.resolve(),
  sessionEnded: () => Promise.resolve(),
};

async function serve(changes: Partial<Bridge> = {}): Promise<Handsets> {
  const port = await new Ports().take();
  const leg = createHandsets({
    space: { home: "imps.example.org" },
    http: { host: "127.0.0.1", port: 0, path: "/" },
    quirks: loadMappings().quirks,
    cirTcp: { host: "127.0.0.1", port, publicHost: "127.0.0.1", publicPort: port },
    session: { keepAlive: 600, maxTimeToLive: 86_400, pollMin: 5 },
    provider: { name: "Example" },
    accounts: { password: () => Promise.resolve("secret") },
    sessions: new MemorySessions(),
    notices: new MemoryNotices(),
    runtime: createProcessRuntime("fatal"),
  });
  stage.leg = leg;
  await leg.start({ ...BRIDGE, ...changes });
  return leg;
}

function handset(options: Partial<ConstructorParameters<typeof Handset>[0]> = {}): Handset {
  const url = `http://127.0.0.1:${stage.leg?.ports.http}/`;
  const made = new Handset({ url, userId: "wv:alice", password: "secret", ...options });
  stage.phones.push(made);
  return made;
}

async function post(text: string, session?: string): Promise<void> {
  const id = `m${++stage.posted}`;
  const notice = { id, user: USER, kind: "text", payload: text, createdAt: Date.now(), durable: true };
  await stage.leg?.outbox.post(session === undefined ? notice : { ...notice, session });
}

afterEach(async () => {
  for (const phone of stage.phones.splice(0)) phone.close();
  await stage.leg?.stop();
});

describe("an emulated phone", () => {
  it.each<[ProfileName, Version, Syntax, LoginMethod, boolean]>([
    ["android", "1.1", "xml", "MD5", true],
    ["android", "1.2", "wbxml", "SHA", true],
    ["android", "1.3", "wbxml", "2way", false],
    ["s60", "1.1", "wbxml", "2way", true],
    ["s60", "1.2", "wbxml", "MD5", false],
    ["razr", "1.1", "xml", "2way", false],
    ["colibria", "1.2", "xml", "2way", true],
    ["plain", "1.3", "wbxml", "SHA", true],
  ])("(%s, CSP %s, %s, %s, CIR: %s) logs in, gets messages and logs out", async (...row) => {
    const [profile, version, syntax, login, cir] = row;
    await serve();
    const phone = handset({ profile, version, syntax, login, cir });
    await phone.login();
    expect(phone.isCirOpen).toBe(cir);
    for (const text of ["one", "two", "three"]) await post(text);
    for (const text of ["one", "two", "three"])
      expect((await phone.next("NewMessage")).ContentData).toBe(text);
    await phone.drain();
    expect(await stage.leg?.outbox.waiting(USER)).toEqual([]);
    await phone.keepAlive();
    await phone.logout();
    expect(phone.isOver).toBe(true);
  });

  it("logs in by plain text, which knows no messages", async () => {
    await serve();
    const phone = handset({ syntax: "pts", login: "MD5", cir: true });
    await phone.login();
    expect(phone.isCirOpen).toBe(true);
    await phone.logout();
  });

  it("tells of a refusal with its status", async () => {
    await serve();
    await expect(handset({ password: "wrong" }).login()).rejects.toMatchObject({ status: 409 });
    const phone = handset();
    await phone.login();
    await expect(phone.getPresence("wv:bob")).rejects.toThrow(Refused);
  });

  it("records what went over the wire, in order", async () => {
    await serve();
    const phone = handset();
    await phone.login();
    expect(phone.log.map(({ direction, message }) => [direction, message?.content.kind])).toEqual([
      ["sent", "Login-Request"],
      ["received", "Login-Response"],
      ["sent", "ClientCapability-Request"],
      ["received", "ClientCapability-Response"],
      ["sent", "Service-Request"],
      ["received", "Service-Response"],
    ]);
  });

  it("says what it waits for in vain, and what came instead", async () => {
    await serve();
    const phone = handset({ pollEvery: 10 });
    await phone.login();
    await post("one");
    await expect(phone.next("InviteUser-Request", { timeout: 200 })).rejects.toThrow(
      "No InviteUser-Request within 200 ms; unread: NewMessage",
    );
    await expect(phone.next("NewMessage")).resolves.toMatchObject({ ContentData: "one" });
  });

  it("gets again what it did not acknowledge before it lost its session", async () => {
    await serve();
    const phone = handset();
    await phone.login();
    await post("one");
    expect((await phone.poll())?.content.kind).toBe("NewMessage");
    const again = handset();
    await again.login();
    expect((await again.next("NewMessage")).ContentData).toBe("one");
  });

  it("opens the CIR channel anew and polls when it lost it", async () => {
    await serve();
    const phone = handset({ cir: true });
    await phone.login();
    phone.dropCir();
    await post("one");
    expect((await phone.next("NewMessage")).ContentData).toBe("one");
    expect(phone.isCirOpen).toBe(true);
  });

  it("complains of what the client program could not live with", async () => {
    await serve({
      notices: {
        text: {
          render: () => ({
            kind: "InviteUser-Request",
            InviteID: "i1",
            InviteType: "EC",
            Sender: { User: { UserID: "wv:bob" } },
            GroupID: "wv:/den@conference.example.org",
          }),
        },
      },
    });
    const phone = handset({ profile: "android", version: "1.3" });
    await phone.login();
    await post("one");
    await expect(phone.next("InviteUser-Request")).rejects.toThrow(Violation);
  });
});
