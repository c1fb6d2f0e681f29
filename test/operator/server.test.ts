import { connect } from "node:net";
import { createOperator, type Operator, type Part } from "../../src/operator/index.js";
import type { Log } from "../../src/runtime.js";

const quiet: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

const ready: Part = { isReady: true };
const lacking: Part = { isReady: false, reason: "No such service.", isOptional: true };
const down: Part = { isReady: false, reason: "The stream is down." };

async function withOperator(
  parts: () => Readonly<Record<string, Part>>,
  work: (url: string) => Promise<void>,
): Promise<void> {
  const operator: Operator = createOperator({ host: "127.0.0.1", port: 0, parts, log: quiet });
  try {
    await work(`http://127.0.0.1:${await operator.start()}`);
  } finally {
    await operator.stop();
  }
}

describe("the operator's server", () => {
  it("tells that the process lives, whatever its parts do", () =>
    withOperator(
      () => ({ xmpp: down }),
      async (url) => {
        const response = await fetch(`${url}/healthz`);
        expect([response.status, await response.json()]).toEqual([200, { alive: true }]);
      },
    ));

  it.each([
    ["all parts are ready", { handsets: ready, xmpp: ready }, 200],
    ["one that is optional is not", { handsets: ready, groups: lacking }, 200],
    ["one is not", { handsets: ready, xmpp: down }, 503],
    ["none is", { handsets: down, xmpp: down }, 503],
  ])("tells whether Hamlet is ready: %s", (_when, parts, status) =>
    withOperator(
      () => parts,
      async (url) => {
        const response = await fetch(`${url}/readyz?verbose`);
        expect(response.headers.get("content-type")).toBe("application/json");
        expect([response.status, await response.json()]).toEqual([status, { ready: status === 200, parts }]);
      },
    ),
  );

  it("asks the parts anew each time", async () => {
    const answers = [ready, down];
    await withOperator(
      () => ({ xmpp: answers.shift() ?? down }),
      async (url) => {
        expect((await fetch(`${url}/readyz`)).status).toBe(200);
        expect((await fetch(`${url}/readyz`)).status).toBe(503);
      },
    );
  });

  it.each([
    ["GET", "/", 404],
    ["GET", "/healthz/", 404],
    ["GET", "/constructor", 404],
    ["POST", "/nowhere", 404],
    ["POST", "/healthz", 405],
    ["DELETE", "/readyz", 405],
    ["HEAD", "/healthz", 200],
  ])("answers %s %s with %i", (method, path, status) =>
    withOperator(
      () => ({}),
      async (url) => {
        const response = await fetch(`${url}${path}`, { method });
        expect(response.status).toBe(status);
        expect(response.headers.get("allow")).toBe(status === 405 ? "GET, HEAD" : null);
      },
    ),
  );

  it("answers 500 where a part cannot be asked", () =>
    withOperator(
      () => {
        throw new Error("broken");
      },
      async (url) => {
        expect((await fetch(`${url}/readyz`)).status).toBe(500);
        expect((await fetch(`${url}/healthz`)).status).toBe(200);
      },
    ));

  it("stops although a client holds its connection", async () => {
    const operator = createOperator({ host: "127.0.0.1", port: 0, parts: () => ({}), log: quiet });
    const socket = connect(await operator.start(), "127.0.0.1");
    const closed = new Promise((resolve) => socket.once("close", resolve).once("error", () => undefined));
    await new Promise((resolve) => socket.once("connect", resolve));
    await operator.stop();
    await closed;
  });

  it("says no where its port is in use", () =>
    withOperator(
      () => ({}),
      async (url) => {
        const second = createOperator({
          host: "127.0.0.1",
          port: Number(new URL(url).port),
          parts: () => ({}),
          log: quiet,
        });
        await expect(second.start()).rejects.toMatchObject({ code: "EADDRINUSE" });
      },
    ));
});
