import { createServer, type Server } from "node:net";
import type { BridgeRoom } from "../../src/bridge/index.js";
import { compose, type Gateway, type Makers } from "../../src/gateway/compose.js";
import { type Config, parseConfig } from "../../src/gateway/config.js";
import { createProcessRuntime } from "../../src/gateway/process-runtime.js";
import { createHandsets, type HandsetsOptions } from "../../src/handsets/index.js";
import { openStorage, type Storage, StorageError } from "../../src/storage/index.js";
import { createXmpp } from "../../src/xmpp/index.js";

const runtime = createProcessRuntime("silent");

function configure(operatorPort = 0, httpPort = 0, cirPublic = "", cirHost = "host: 127.0.0.1"): Config {
  const cir = ["port: 0", cirHost].filter((part) => part !== "").join(", ");
  return parseConfig(
    `
domain: imps.example.org
xmpp: { component: { secret: s3cret, port: 1 } }
imps: { http: { host: 127.0.0.1, port: ${httpPort} }, cir: { tcp: { ${cir}${cirPublic} } } }
operator: { port: ${operatorPort} }
`,
    "hamlet.yaml",
    {},
  );
}

/** A bridge that translates nothing, and writes down when it is ended. */
function idleBridge(diary: string[]): BridgeRoom {
  return {
    forHandsets: {
      handlers: {},
      notices: {},
      services: new Set(),
      sessionStarted: () => Promise.resolve(undefined),
      sessionEnded: () => Promise.resolve(undefined),
    },
    forXmpp: {
      received: () => Promise.resolve(undefined),
      online: () => Promise.resolve(undefined),
      offline: () => undefined,
      directory: {
        exists: () => Promise.resolve(false),
        resources: () => [],
        mayKnow: () => Promise.resolve(false),
        lastSeen: () => Promise.resolve(undefined),
        device: () => undefined,
      },
    },
    groupTrouble: undefined,
    start: () => Promise.resolve(),
    stop: () => {
      diary.push("bridge");
      return Promise.resolve();
    },
  };
}

/** The real legs and a real store, each of which writes down when it has ended. */
function bench() {
  const diary: string[] = [];
  const given: HandsetsOptions[] = [];
  const ends = <T extends object>(what: string, part: T, end: string): T =>
    new Proxy(part, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== "function") return value;
        const method = value.bind(target) as (...values: unknown[]) => unknown;
        if (name !== end) return method;
        return async () => {
          await method();
          diary.push(what);
        };
      },
    });
  const makers: Makers = {
    xmpp: (options) => ends("xmpp", createXmpp(options), "stop"),
    handsets: (options) => {
      given.push(options);
      return ends("handsets", createHandsets(options), "stop");
    },
    bridge: () => idleBridge(diary),
  };
  const open = async (): Promise<Storage> =>
    ends("storage", await openStorage("sqlite::memory:", { sealKey: "a key for tests" }), "close");
  const start = (config: Config, opening = open): Promise<Gateway> =>
    compose(config, runtime, opening, makers);
  return { diary, given, start };
}

/** A server of somebody else's, which holds a port. */
async function occupy(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, port: (server.address() as { port: number }).port };
}

describe("the gateway", () => {
  it("serves phones and the operator while there is no XMPP server, and says that it is not ready", async () => {
    const { start, diary } = bench();
    const gateway = await start(configure());
    const response = await fetch(`http://127.0.0.1:${gateway.ports.operator}/readyz`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      ready: false,
      parts: { handsets: { isReady: true }, xmpp: { isReady: false, reason: expect.any(String) as string } },
    });
    expect((await fetch(`http://127.0.0.1:${gateway.ports.http}/`)).status).toBeGreaterThanOrEqual(200);
    await gateway.stop();
    expect(diary).toEqual(["handsets", "bridge", "xmpp", "storage"]);
    await expect(fetch(`http://127.0.0.1:${gateway.ports.operator}/healthz`)).rejects.toThrow();
    await expect(fetch(`http://127.0.0.1:${gateway.ports.http}/`)).rejects.toThrow();
  });

  it.each([
    ["the phones'", (port: number) => configure(0, port), /^imps: 127\.0\.0\.1 port \d+ is in use/],
    ["the operator's", (port: number) => configure(port), /^operator: 127\.0\.0\.1 port \d+ is in use/],
  ])("ends again what it has started where %s port is in use", async (_whose, config, sentence) => {
    const { server, port } = await occupy();
    const { start, diary } = bench();
    await expect(start(config(port))).rejects.toThrow(sentence);
    expect(diary).toEqual(["handsets", "bridge", "xmpp", "storage"]);
    await new Promise((resolve) => server.close(resolve));
  });

  it.each([
    ["the port in use", "", {}],
    ["another, where the operator says so", ", publicPort: 5222", { publicPort: 5222 }],
  ])("tells phones of %s for CIR", async (_which, configured, publicPort) => {
    const { start, given } = bench();
    await (await start(configure(0, 0, configured))).stop();
    const cirTcp = { host: "127.0.0.1", port: 0, publicHost: "127.0.0.1", ...publicPort };
    expect(given[0]?.cirTcp).toEqual(cirTcp);
  });

  it.each([
    ["the host that is listened on", "host: 127.0.0.1", "127.0.0.1"],
    ["no host where all are listened on", "host: 0.0.0.0", undefined],
    ["no host by default", "", undefined],
    ["the public host before all", "host: 0.0.0.0, publicHost: cir.example.org", "cir.example.org"],
  ])("names %s for CIR", async (_which, tcp, expected) => {
    const { start, given } = bench();
    await (await start(configure(0, 0, "", tcp))).stop();
    expect(given[0]?.cirTcp?.publicHost).toBe(expected);
  });

  it("says that it is not ready while nothing can be written", async () => {
    const { start } = bench();
    const outage = "hamlet.db cannot be used (database or disk is full).";
    const gateway = await start(configure(), async () => {
      const storage = await openStorage("sqlite::memory:", { sealKey: "a key for tests" });
      return { ...storage, outage: () => Promise.resolve(outage) };
    });
    const response = await fetch(`http://127.0.0.1:${gateway.ports.operator}/readyz`);
    expect([response.status, await response.json()]).toMatchObject([
      503,
      { ready: false, parts: { storage: { isReady: false, reason: outage } } },
    ]);
    await gateway.stop();
  });

  it("starts nothing where the store cannot be opened", async () => {
    const { start, diary } = bench();
    const opening = start(configure(), () => Promise.reject(new StorageError("The store is damaged.")));
    await expect(opening).rejects.toThrow("The store is damaged.");
    expect(diary).toEqual([]);
  });
});
