import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { decode, encode } from "../../src/csp/index.js";
import { loadMappings } from "../../src/gateway/mapping-files.js";
import { createHandsets } from "../../src/handsets/index.js";
import { textNotices } from "./support/gateway.js";
import { codeIn } from "./support/phone.js";
import { FakeRuntime, MemoryNotices, MemorySessions } from "./support/surroundings.js";

const ALICE = "alice@imps.example.org";
const FORM = { syntax: "xml", version: "1.2" } as const;

/** Between the lines of the CIR channel some time has to pass. */
const REAL_TIMERS = {
  after: (delay: number, run: () => void) => {
    const timer = setTimeout(run, delay);
    return { cancel: () => clearTimeout(timer) };
  },
};

function handsets() {
  return createHandsets({
    space: { home: "imps.example.org" },
    http: { host: "127.0.0.1", port: 0, path: "/imps" },
    quirks: loadMappings().quirks,
    cirTcp: { host: "127.0.0.1", port: 0, publicHost: "cir.example.org" },
    session: { keepAlive: 600, maxTimeToLive: 86_400, pollMin: 5 },
    provider: { name: "Example" },
    accounts: { password: () => Promise.resolve("secret") },
    sessions: new MemorySessions(),
    notices: new MemoryNotices(),
    runtime: { ...new FakeRuntime(), clock: { now: () => Date.now() }, timers: REAL_TIMERS },
  });
}

describe("the IMPS leg", () => {
  const leg = handsets();
  let socket: Socket | undefined;

  afterEach(async () => {
    socket?.destroy();
    await leg.stop();
  });

  it("answers phones over HTTP and calls them over TCP, until it stops", async () => {
    expect(leg.isListening).toBe(false);
    await leg.start({
      ...{ handlers: {}, notices: textNotices([]), services: new Set(["GETSPI"] as const) },
      ...{ sessionStarted: () => Promise.resolve(), sessionEnded: () => Promise.resolve() },
    });
    expect(leg.isListening).toBe(true);
    const post = async (body: Uint8Array) => {
      const url = `http://127.0.0.1:${leg.ports.http}/imps`;
      const headers = { "content-type": "application/vnd.wv.csp.xml" };
      const response = await fetch(url, { method: "POST", body: Buffer.from(body), headers });
      return decode(new Uint8Array(await response.arrayBuffer()));
    };
    const login = {
      kind: "Login-Request",
      UserID: "wv:alice",
      ClientID: {},
      SessionCookie: "c1",
      Password: "secret",
    };
    const request = { mode: "Request", transactionId: "1" } as const;
    const answer = await post(encode({ sessionType: "Outband", ...request, content: login as never }, FORM));
    expect(codeIn(answer)).toBe(200);
    const [session] = leg.sessionsOf(ALICE);
    expect(leg.session(session?.id ?? "")).toBe(session);
    const inband = { sessionType: "Inband", sessionId: session?.id ?? "", ...request } as const;
    const CapabilityList = { SupportedCIRMethod: ["STCP"] };
    const agreed = await post(
      encode({ ...inband, content: { kind: "ClientCapability-Request", CapabilityList } }, FORM),
    );
    expect(leg.ports.cir).toBeGreaterThan(0);
    expect(agreed.content).toMatchObject({
      AgreedCapabilityList: { TCPAddress: "cir.example.org", TCPPort: leg.ports.cir },
    });

    socket = connect(leg.ports.cir ?? 0, "127.0.0.1");
    const lines = createInterface(socket)[Symbol.asyncIterator]();
    socket.write(`HELO ${session?.id}\r\n`);
    expect((await lines.next()).value).toBe("OK");
    await leg.outbox.post({
      id: "m1",
      user: ALICE,
      kind: "text",
      payload: "hello",
      createdAt: 0,
      durable: true,
    });
    expect((await lines.next()).value).toBe("WVCI 1.2 c1");
    const told = await post(encode({ ...inband, content: { kind: "Polling-Request" } }, FORM));
    expect(told.content).toMatchObject({ kind: "NewMessage", ContentData: "hello" });
    await leg.disconnect(session?.id ?? "");
    expect(leg.sessionsOf(ALICE)).toEqual([]);
    await leg.stop();
    expect(leg.isListening).toBe(false);
  });
});
