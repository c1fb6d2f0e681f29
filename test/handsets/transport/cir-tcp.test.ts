import type { CirLimits } from "../../../src/handsets/transport/cir-limits.js";
import { type CirTcp, createCirTcp } from "../../../src/handsets/transport/cir-tcp.js";
import { TestRuntime } from "../../support/bridge/runtime.js";
import { RawConnection } from "../../support/handset/raw-connection.js";

const MINUTE = 60_000;

/** What each test sets up anew. */
const stage = {
  runtime: new TestRuntime(),
  cir: undefined as CirTcp | undefined,
  phones: [] as RawConnection[],
};

async function serve(limits: Partial<CirLimits> = {}, hello = greet): Promise<CirTcp> {
  const cir = createCirTcp({ host: "127.0.0.1", port: 0, hello, runtime: stage.runtime, limits });
  stage.cir = cir;
  await cir.start();
  return cir;
}

function greet(sessionId: string) {
  return /^s\d$/.test(sessionId) ? { version: "1.1", cookie: `cookie-${sessionId}` } : undefined;
}

async function connect(): Promise<RawConnection> {
  const phone = await RawConnection.open(stage.cir?.port ?? 0);
  stage.phones.push(phone);
  return phone;
}

/** A phone that has been greeted, and may be written to again. */
async function phoneOf(sessionId: string): Promise<RawConnection> {
  const phone = await connect();
  await phone.write(`HELO ${sessionId}\r\n`);
  await lines(phone, 1);
  return phone;
}

/** Waits for that many lines, letting the gaps between them pass. */
async function lines(phone: RawConnection, count: number): Promise<string[]> {
  const of = (received: string) => received.split("\r\n").slice(0, -1);
  for (let lacking = true; lacking; ) {
    lacking = of(phone.received).length < count;
    if (phone.isClosed && lacking) throw new Error(`closed after ${phone.received}`);
    stage.runtime.advance(250);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return of(phone.received);
}

beforeEach(() => {
  stage.runtime = new TestRuntime();
});

afterEach(async () => {
  for (const phone of stage.phones.splice(0)) phone.close();
  await stage.cir?.stop();
});

describe("CIR over TCP", () => {
  it("confirms HELO and PING, with a space behind it or without", async () => {
    const cir = await serve();
    const phone = await phoneOf("s1");
    await phone.write("PING \r\n");
    await lines(phone, 2);
    await phone.write("PING\r\n");
    expect(await lines(phone, 3)).toEqual(["OK", "OK", "OK"]);
    expect([cir.isConnected("s1"), cir.isConnected("s2")]).toEqual([true, false]);
  });

  it("reads lines in whatever pieces they come, ended by line feed alone too", async () => {
    await serve();
    const phone = await connect();
    for (const octet of Buffer.from("HELO s1\n")) await phone.write(Uint8Array.of(octet));
    expect(await lines(phone, 1)).toEqual(["OK"]);
  });

  it("wakes a phone once until it has polled", async () => {
    const cir = await serve();
    const phone = await phoneOf("s1");
    expect([cir.wake("s1"), cir.wake("s1"), cir.wake("s1")]).toEqual([true, true, true]);
    expect(await lines(phone, 2)).toEqual(["OK", "WVCI 1.1 cookie-s1"]);
    cir.polled("s1");
    cir.wake("s1");
    expect(await lines(phone, 3)).toEqual(["OK", "WVCI 1.1 cookie-s1", "WVCI 1.1 cookie-s1"]);
  });

  it("keeps a phone that polls faster than lines may follow each other, and calls it once for all that came", async () => {
    const cir = await serve();
    const phone = await phoneOf("s1");
    for (let turn = 0; turn < 20; turn++) {
      cir.wake("s1");
      cir.polled("s1");
    }
    expect(await lines(phone, 3)).toEqual(["OK", "WVCI 1.1 cookie-s1", "WVCI 1.1 cookie-s1"]);
    await phone.write("PING\r\n");
    expect((await lines(phone, 4)).at(-1)).toBe("OK");
  });

  it("wakes a phone that did not poll again only after a minute, in case the line was lost", async () => {
    const cir = await serve();
    const phone = await phoneOf("s1");
    cir.wake("s1");
    await lines(phone, 2);
    stage.runtime.advance(MINUTE);
    cir.wake("s1");
    expect(await lines(phone, 3)).toHaveLength(3);
  });

  it("does not write a line before the one ahead has left and some time has passed", async () => {
    const cir = await serve();
    const phone = await connect();
    await phone.write("HELO s1\r\n");
    await phone.until((received) => received === "OK\r\n");
    cir.wake("s1");
    await phone.write("PING\r\n");
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(phone.received).toBe("OK\r\n");
    for (const count of [2, 3]) {
      stage.runtime.advance(250);
      await phone.until((received) => received.split("\n").length > count);
    }
    expect(phone.pieces).toEqual(["OK\r\n", "WVCI 1.1 cookie-s1\r\n", "OK\r\n"]);
  });

  it("wakes a phone that was away as soon as it connects", async () => {
    const cir = await serve();
    expect(cir.wake("s1")).toBe(false);
    const phone = await phoneOf("s1");
    expect(await lines(phone, 2)).toEqual(["OK", "WVCI 1.1 cookie-s1"]);
  });

  it("does not wake a phone that has polled meanwhile", async () => {
    const cir = await serve();
    cir.wake("s1");
    cir.polled("s1");
    const phone = await phoneOf("s1");
    await phone.write("PING\r\n");
    expect(await lines(phone, 2)).toEqual(["OK", "OK"]);
  });

  it("keeps the newest connection of a session", async () => {
    const cir = await serve();
    const former = await phoneOf("s1");
    const newest = await phoneOf("s1");
    await former.closed();
    expect(cir.wake("s1")).toBe(true);
    expect(await lines(newest, 2)).toEqual(["OK", "WVCI 1.1 cookie-s1"]);
    expect(former.received).toBe("OK\r\n");
  });

  it("knows of a phone that went", async () => {
    const cir = await serve();
    const phone = await phoneOf("s1");
    phone.drop();
    while (cir.isConnected("s1")) await new Promise((resolve) => setImmediate(resolve));
    expect(cir.wake("s1")).toBe(false);
  });

  it("closes when the session ends", async () => {
    const cir = await serve();
    const phone = await phoneOf("s1");
    cir.drop("s1");
    expect(cir.isConnected("s1")).toBe(false);
    await phone.closed();
  });

  it("leaves out of the cookie what would break the line", async () => {
    const cir = await serve({}, () => ({ version: "1.2", cookie: "a\r\nOK\r\nü b" }));
    const phone = await phoneOf("s1");
    cir.wake("s1");
    expect(await lines(phone, 2)).toEqual(["OK", "WVCI 1.2 aOK b"]);
  });

  it("closes all connections when it stops", async () => {
    const cir = await serve();
    const [known, unknown] = [await phoneOf("s1"), await connect()];
    await cir.stop();
    await Promise.all([known.closed(), unknown.closed()]);
  });

  it("rejects a start on a port that is taken", async () => {
    const cir = await serve();
    const other = createCirTcp({ host: "127.0.0.1", port: cir.port, hello: greet, runtime: stage.runtime });
    await expect(other.start()).rejects.toThrow("EADDRINUSE");
    await other.stop();
  });
});

describe("a hostile client of the CIR port", () => {
  it.each([
    ["names an unknown session", "HELO nobody\r\n"],
    ["names no session", "HELO\r\n"],
    ["does not say HELO", "GET / HTTP/1.1\r\n"],
    ["sends PING first", "PING\r\n"],
    ["sends a line without end", "HELO ".padEnd(300, "x")],
    ["sends a line that is too long", `${"HELO ".padEnd(300, "x")}\r\n`],
  ])("that %s is closed without OK", async (_what, octets) => {
    await serve();
    const phone = await connect();
    await phone.write(octets);
    await phone.closed();
    expect(phone.received).toBe("");
  });

  it("that says nothing is closed after 10 seconds", async () => {
    await serve();
    const [silent, known] = [await connect(), await phoneOf("s1")];
    stage.runtime.advance(10_000);
    await silent.closed();
    expect(known.isClosed).toBe(false);
  });

  it("that falls silent later is closed after 45 minutes, and PING puts that off", async () => {
    const cir = await serve();
    const phone = await phoneOf("s1");
    stage.runtime.advance(30 * MINUTE);
    await phone.write("PING\r\n");
    await lines(phone, 2);
    stage.runtime.advance(30 * MINUTE);
    expect(cir.isConnected("s1")).toBe(true);
    stage.runtime.advance(15 * MINUTE);
    await phone.closed();
  });

  it("that follows calls is not closed, though it says nothing; one that polls by itself is", async () => {
    const cir = await serve();
    const [phone, deaf] = [await phoneOf("s1"), await phoneOf("s2")];
    for (const count of [2, 3, 4]) {
      stage.runtime.advance(18 * MINUTE);
      cir.wake("s1");
      await lines(phone, count);
      cir.polled("s1");
      cir.polled("s2");
    }
    await deaf.closed();
    expect(cir.isConnected("s1")).toBe(true);
  });

  it.each([
    ["HELO twice", "HELO s2\r\n"],
    ["something else", "QUIT\r\n"],
    ["PING without waiting", "PING\r\n".repeat(20)],
  ])("that was greeted and sends %s is closed", async (_what, octets) => {
    const cir = await serve();
    const phone = await phoneOf("s1");
    await phone.write(octets);
    await phone.closed();
    expect(cir.isConnected("s2")).toBe(false);
  });

  it("that takes all places takes them from itself, not from sessions", async () => {
    await serve({ strangers: 2 });
    const known = await phoneOf("s1");
    const strangers = [await connect(), await connect(), await connect()];
    await strangers[0]?.closed();
    expect((await phoneOf("s2")).isClosed).toBe(false);
    expect(known.isClosed).toBe(false);
  });

  it("is refused where the number of sessions is reached, but not one that reconnects", async () => {
    await serve({ connections: 1 });
    await phoneOf("s1");
    const other = await connect();
    await other.write("HELO s2\r\n");
    await other.closed();
    expect((await phoneOf("s1")).isClosed).toBe(false);
  });

  it("costs nothing where its session can't be looked up", async () => {
    await serve({}, (sessionId) => {
      if (sessionId === "s1") throw new Error("broken");
      return greet(sessionId);
    });
    const phone = await connect();
    await phone.write("HELO s1\r\n");
    await phone.closed();
    expect(stage.runtime.lines.filter(({ level }) => level === "error")).toHaveLength(1);
    expect((await phoneOf("s2")).isClosed).toBe(false);
  });
});
