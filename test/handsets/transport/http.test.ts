import type { ExchangeRequest } from "../../../src/handsets/exchange.js";
import { createHttpServer } from "../../../src/handsets/transport/http.js";
import { post } from "../../support/handset/raw-http.js";
import { echo, HeldExchange, HttpBench } from "./support.js";

const WBXML = "application/vnd.wv.csp.wbxml";

const bench = HttpBench.perTest();

describe("the HTTP binding", () => {
  it("hands over body, type and client, and writes the answer with its length", async () => {
    const seen: ExchangeRequest[] = [];
    await bench.serve((request) => {
      seen.push(request);
      return echo(request);
    });
    const phone = await bench.client();
    await phone.write(
      post("abc", {
        "content-type": `${WBXML}; charset=utf-8`,
        "User-Agent": "Android-Imps/0.1",
        "Accept-Encoding": "gzip, deflate",
      }),
    );
    const { status, headers, body } = await phone.answer();
    expect([status, body.toString()]).toEqual([200, "abc"]);
    expect(headers.get("content-length")).toBe("3");
    expect(headers.get("content-type")).toBe(`${WBXML}; charset=utf-8`);
    expect(headers.has("transfer-encoding") || headers.has("content-encoding")).toBe(false);
    expect(seen[0]).toMatchObject({
      contentType: `${WBXML}; charset=utf-8`,
      userAgent: "Android-Imps/0.1",
      remoteAddress: "127.0.0.1",
    });
  });

  it.each([
    ["imps.example.org:8080", "imps.example.org"],
    ["192.0.2.7", "192.0.2.7"],
    ["[2001:db8::7]:8080", "2001:db8::7"],
    [undefined, "127.0.0.1"],
    ["", "127.0.0.1"],
    ["http://imps.example.org/", "127.0.0.1"],
    ["a b", "127.0.0.1"],
    ["[imps]", "127.0.0.1"],
  ])("tells under which name it was reached: Host %s is %s", async (host, expected) => {
    const seen: ExchangeRequest[] = [];
    await bench.serve((request) => {
      seen.push(request);
      return echo(request);
    });
    const phone = await bench.client();
    const header = host === undefined ? "" : `Host: ${host}\r\n`;
    await phone.write(`POST / HTTP/1.1\r\n${header}Content-Length: 2\r\n\r\nhi`);
    expect((await phone.answer()).status).toBe(200);
    expect(seen[0]?.reachedAt).toBe(expected);
  });

  it("answers nothing with length 0 and status 200", async () => {
    await bench.serve(() => Promise.resolve({ status: 200, body: new Uint8Array() }));
    const phone = await bench.client();
    await phone.write(post("poll"));
    const { status, headers, body } = await phone.answer();
    expect([status, headers.get("content-length"), body.length]).toEqual([200, "0", 0]);
    expect(headers.has("content-type")).toBe(false);
  });

  it("reads a request in whatever pieces it comes, on a connection that stays", async () => {
    await bench.serve();
    const phone = await bench.client();
    for (let round = 1; round <= 2; round++) {
      for (const octet of post(`round ${round}`)) await phone.write(Uint8Array.of(octet));
      const answers = await phone.answers(round);
      expect(answers.at(-1)?.body.toString()).toBe(`round ${round}`);
    }
  });

  it("answers HTTP/1.0 without chunks and closes", async () => {
    await bench.serve();
    const phone = await bench.client();
    await phone.write("POST / HTTP/1.0\r\nContent-Length: 2\r\n\r\nhi");
    expect((await phone.answer()).body.toString()).toBe("hi");
    await phone.connection.closed();
  });

  it("does without a Host header, which some phones leave out", async () => {
    await bench.serve();
    const phone = await bench.client();
    await phone.write("POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi");
    expect((await phone.answer()).status).toBe(200);
  });

  it("takes a body in chunks", async () => {
    await bench.serve();
    const phone = await bench.client();
    await phone.write(
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    );
    expect((await phone.answer()).body.toString()).toBe("abc");
  });

  it("asks for the body where the client waits to be asked", async () => {
    await bench.serve();
    const phone = await bench.client();
    await phone.write("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    expect((await phone.answer()).status).toBe(100);
    await phone.write("hi");
    const [, last] = await phone.answers(2);
    expect([last?.status, last?.body.toString()]).toEqual([200, "hi"]);
  });

  it("answers pipelined requests in order, one after another", async () => {
    const held = new HeldExchange();
    await bench.serve(held.exchange);
    const phone = await bench.client();
    await phone.write(Buffer.concat([post("1"), post("2"), post("3")]));
    for (let index = 0; index < 3; index++) {
      (await held.request(index)).release();
      expect(held.held).toHaveLength(index + 1);
      await phone.answers(index + 1);
    }
    const answers = await phone.answers(3);
    expect(answers.map(({ body }) => body.toString())).toEqual(["1", "2", "3"]);
  });

  it("answers a thousand pipelined requests", async () => {
    await bench.serve();
    const phone = await bench.client();
    const count = 1_000;
    void phone.write(Buffer.concat(Array.from({ length: count }, (_, index) => post(String(index)))));
    const answers = await phone.answers(count);
    expect(answers.map(({ body }) => Number(body))).toEqual(
      Array.from({ length: count }, (_, index) => index),
    );
  });

  it.each([
    ["another path", "POST", "/other", 404],
    ["a longer path", "POST", "/imps/other", 404],
    ["the root", "POST", "/", 404],
    ["the path by another method", "GET", "/imps", 405],
    ["the path by an unheard-of method", "PROPFIND", "/imps", 405],
    ["the path", "POST", "/imps", 200],
    ["the path with a slash", "POST", "/imps/", 200],
    ["the path with a query", "POST", "/imps?x=/a", 200],
    ["the whole URL", "POST", "http://imps.example.org:8080/imps", 200],
  ])("answers a request for %s (%s %s) with %i", async (_what, method, target, status) => {
    await bench.serve(echo, {}, "/imps");
    const phone = await bench.client();
    await phone.write(`${method} ${target} HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi`);
    const answer = await phone.answer();
    expect(answer.status).toBe(status);
    expect(answer.headers.get("allow")).toBe(status === 405 ? "POST" : undefined);
  });

  it("answers 500 with a length and one line in the log when the exchange fails, and serves on", async () => {
    let isFirst = true;
    await bench.serve((request) => {
      if (!isFirst) return echo(request);
      isFirst = false;
      throw new Error("broken");
    });
    const phone = await bench.client();
    await phone.write(post("1"));
    expect((await phone.answer()).status).toBe(500);
    expect(bench.runtime.lines.map(({ level }) => level)).toEqual(["error"]);
    const other = await bench.client();
    await other.write(post("2"));
    expect((await other.answer()).status).toBe(200);
  });

  it("answers 500 for a content type that no header can hold", async () => {
    const delivered: boolean[] = [];
    await bench.serve(({ body }) =>
      Promise.resolve({
        status: 200,
        contentType: "a\r\nb",
        body,
        delivered: (written) => void delivered.push(written),
      }),
    );
    const phone = await bench.client();
    await phone.write(post("1"));
    expect((await phone.answer()).status).toBe(500);
    expect(delivered).toEqual([false]);
  });

  it("tells whether the answer could be written", async () => {
    const held = new HeldExchange();
    await bench.serve(held.exchange);
    const one = await bench.client();
    await one.write(post("1"));
    (await held.request(0)).release();
    await one.answer();
    expect(await held.untilDelivered(1)).toEqual([true]);
  });

  it("tells that the answer could not be written", async () => {
    const moreThanTheNetworkHolds = new Uint8Array(64 * 1024 * 1024);
    const delivered = new Promise<boolean>((resolve) => {
      void bench
        .serve(() => Promise.resolve({ status: 200, body: moreThanTheNetworkHolds, delivered: resolve }))
        .then(async () => {
          const phone = await bench.client();
          await phone.write(post("1"));
          await phone.connection.until((received) => received.length > 0);
          phone.connection.drop();
        });
    });
    expect(await delivered).toBe(false);
  });
});

describe("stopping", () => {
  it("finishes the request that is under way and tells the client that the connection ends", async () => {
    const held = new HeldExchange();
    await bench.serve(held.exchange);
    const [busy, idle] = [await bench.client(), await bench.client()];
    await busy.write(post("1"));
    const first = await held.request(0);
    const stopped = bench.stop();
    await idle.connection.closed();
    first.release();
    expect((await busy.answer()).headers.get("connection")).toBe("close");
    await stopped;
    await expect(bench.client()).rejects.toThrow("ECONNREFUSED");
  });

  it("waits no longer than it may", async () => {
    const held = new HeldExchange();
    await bench.serve(held.exchange, { drainTime: 5_000 });
    const phone = await bench.client();
    await phone.write(post("1"));
    await held.request(0);
    const stopped = bench.stop();
    bench.runtime.advance(5_000);
    await stopped;
    await phone.connection.closed();
  });

  it("rejects a start on a port that is taken", async () => {
    await bench.serve();
    const other = createHttpServer({
      host: "127.0.0.1",
      port: bench.port,
      path: "/",
      exchange: echo,
      runtime: bench.runtime,
    });
    await expect(other.start()).rejects.toThrow("EADDRINUSE");
    await other.stop();
  });
});
