import { once } from "node:events";
import { Socket } from "node:net";
import { jest } from "@jest/globals";
import fc from "fast-check";
import { Backoff } from "../../../src/xmpp/link/backoff.js";
import { type FaultKind, faultOf, StreamFault } from "../../../src/xmpp/link/faults.js";
import { bareOf, comparable, DEFAULT_LIMITS, domainOf } from "../../../src/xmpp/link/index.js";
import { guardedComponent } from "../../../src/xmpp/link/library.js";
import { StreamSocket } from "../../../src/xmpp/link/socket.js";
import { isLasting, troubleOf } from "../../../src/xmpp/link/trouble.js";
import { ScriptedServer } from "./support/scripted-server.js";
import { testRuntime } from "./support/test-runtime.js";

describe("back-off", () => {
  test("is drawn from the upper half of a range that doubles up to its limit", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.nat(2000), (fraction, failures) => {
        const backoff = new Backoff(DEFAULT_LIMITS, testRuntime(fraction).random);
        for (let failure = 0; failure < failures; failure += 1) backoff.next(false);
        const ceiling = Math.min(60_000, 1000 * 2 ** failures);
        const delay = backoff.next(false);
        expect(delay).toBeGreaterThanOrEqual(ceiling / 2);
        expect(delay).toBeLessThan(ceiling);
        expect(backoff.next(true)).toBeGreaterThanOrEqual(30_000);
        backoff.reset();
        expect(backoff.next(false)).toBeLessThan(1000);
      }),
    );
  });
});

describe("trouble", () => {
  const place = { domain: "imps.example", host: "xmpp.example", port: 5347 };
  const kinds: FaultKind[] = ["refused", "broken", "silent", "garbage", "closed", "dead", "stuck"];

  test.each(kinds)("has a sentence for %s, whatever its detail", (kind) => {
    for (const detail of ["", "unheard-of", "constructor"]) {
      expect(troubleOf(new StreamFault(kind, detail), place)).toMatch(/^[A-Z].*xmpp\.example.*[.?]$/);
    }
  });

  test.each([
    ["not-authorized", true],
    ["host-unknown", true],
    ["conflict", true],
    ["system-shutdown", false],
    ["not-well-formed", false],
  ])("lasts after %s: %s", (condition, lasts) => {
    expect(isLasting(new StreamFault("refused", condition))).toBe(lasts);
  });

  test("knows errors of sockets from others", () => {
    expect(faultOf(Object.assign(new Error("x"), { code: "ENOTFOUND" }))).toMatchObject({ kind: "broken" });
    expect(faultOf(new Error("x"))).toMatchObject({ kind: "garbage", detail: "x" });
    expect(faultOf("x")).toMatchObject({ kind: "garbage", detail: "x" });
  });
});

describe("addresses", () => {
  test.each([
    ["a@b.example/c/d@e", "a@b.example", "b.example"],
    ["b.example", "b.example", "b.example"],
    ["b.example/a@x", "b.example", "b.example"],
  ])("%s has its parts", (jid, bare, domain) => {
    expect(bareOf(jid)).toBe(bare);
    expect(domainOf(jid)).toBe(domain);
  });

  test("are compared without the case of all but the resource", () => {
    expect(comparable("A@B.example/C")).toBe(comparable("a@b.EXAMPLE/C"));
    expect(comparable("a@b.example/C")).not.toBe(comparable("a@b.example/c"));
  });
});

test("the socket sends small stanzas at once, and asks of itself whether the other side is there", async () => {
  const server = await ScriptedServer.listen();
  const noDelay = jest.spyOn(Socket.prototype, "setNoDelay");
  const keepAlive = jest.spyOn(Socket.prototype, "setKeepAlive");
  const socket = new StreamSocket();
  socket.connect(server.port, "127.0.0.1");
  await once(socket, "connect");
  expect(noDelay).toHaveBeenLastCalledWith(true);
  expect(keepAlive).toHaveBeenLastCalledWith(true, 30_000);
  socket.emit("error", new Error("late"));
  socket.destroy();
  jest.restoreAllMocks();
  await server.close();
});

test("octets that come when the parser is gone do not end the process", () => {
  const place = { domain: "imps.example", host: "127.0.0.1", port: 1 };
  const entity = guardedComponent({ place, limits: DEFAULT_LIMITS, excessive: () => {} });
  expect(entity.parser).toBeNull();
  expect(() => entity._onData("<message/>")).not.toThrow();
});
