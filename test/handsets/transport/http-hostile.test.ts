import type { Exchange } from "../../../src/handsets/exchange.js";
import type { HttpLimits } from "../../../src/handsets/transport/http-limits.js";
import { parseAnswers, post, type RawHttp } from "../../support/handset/raw-http.js";
import { echo, HttpBench } from "./support.js";

const XML = { "Content-Type": "application/vnd.wv.csp.xml" };

const bench = HttpBench.perTest();
const exchanged: string[] = [];

beforeEach(() => {
  exchanged.length = 0;
});

async function serve(limits: Partial<HttpLimits> = {}, exchange: Exchange = echo): Promise<void> {
  await bench.serve((request) => {
    exchanged.push(Buffer.from(request.body).toString());
    return exchange(request);
  }, limits);
}

function client(): Promise<RawHttp> {
  return bench.client();
}

async function isServed(): Promise<boolean> {
  const phone = await client();
  await phone.write(post("still there"));
  return (await phone.answer()).body.toString() === "still there";
}

describe("a body that is too large", () => {
  it("is refused by its announced length before it comes, and the connection closed after a while", async () => {
    await serve({ body: 10 });
    const phone = await client();
    await phone.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n");
    const { status, headers } = await phone.answer();
    expect([status, headers.get("connection")]).toEqual([413, "close"]);
    expect(phone.connection.isClosed).toBe(false);
    bench.runtime.advance(60_000);
    await phone.connection.closed();
    expect(exchanged).toEqual([]);
  });

  it("is not asked for", async () => {
    await serve({ body: 10 });
    const phone = await client();
    await phone.write("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n");
    expect((await phone.answer()).status).toBe(413);
  });

  it("is refused once chunks exceed the limit", async () => {
    await serve({ body: 10 });
    const phone = await client();
    await phone.write("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n12345678\r\n");
    await phone.write("8\r\n12345678\r\n");
    expect((await phone.answer()).status).toBe(413);
    expect(await isServed()).toBe(false);
  });

  it("of exactly the limit is taken", async () => {
    await serve({ body: 10 });
    const phone = await client();
    await phone.write(post("1234567890"));
    expect((await phone.answer()).status).toBe(200);
  });

  it("leaves the client time to read the refusal although it sends on", async () => {
    await serve({ body: 10 });
    const phone = await client();
    await phone.write(post("x".repeat(4_000_000)));
    expect((await phone.answer()).status).toBe(413);
    await phone.connection.closed();
  });
});

describe("a slow client", () => {
  it("that sends no headers is cut off", async () => {
    await serve({ headTime: 60 });
    const [silent, halting] = [await client(), await client()];
    await halting.write("POST / HTTP/1.1\r\nHost: a\r\nX-");
    await Promise.all([silent.connection.closed(), halting.connection.closed()]);
    expect(parseAnswers(halting.connection.received)[0]?.status).toBe(408);
    expect(await isServed()).toBe(true);
  });

  it("that does not finish its body is cut off", async () => {
    await serve({ headTime: 60, requestTime: 120 });
    const phone = await client();
    await phone.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345");
    expect((await phone.answer()).status).toBe(408);
    await phone.connection.closed();
    expect(exchanged).toEqual([]);
  });

  it("that has no more to ask is cut off", async () => {
    await serve({ idleTime: 60 });
    const phone = await client();
    await phone.write(post("1"));
    await phone.answer();
    await phone.connection.closed();
  });

  it("that does not read its answer is cut off, and the exchange told so", async () => {
    let tell: (written: boolean) => void = () => {};
    const delivered = new Promise<boolean>((resolve) => {
      tell = resolve;
    });
    const body = new Uint8Array(64 * 1024 * 1024);
    await serve({ stallTime: 100 }, () => Promise.resolve({ status: 200, body, delivered: tell }));
    const phone = await client();
    phone.connection.socket.pause();
    await phone.write(post("1"));
    expect(await delivered).toBe(false);
  });

  it("does not keep its connection by pipelining without end", async () => {
    let taken = 0;
    await serve({ pipelined: 4, stallTime: 100 }, () => {
      taken++;
      return new Promise(() => {});
    });
    const megabyte = Buffer.alloc(1024 * 1024, post("x".repeat(100)));
    const moreThanTheNetworkHolds = 64;
    const phone = await client();
    let written = 0;
    for (let index = 0; index < moreThanTheNetworkHolds; index++)
      phone.connection.socket.write(megabyte, (error) => {
        if (!error) written++;
      });
    await phone.connection.closed();
    expect(written).toBeLessThan(moreThanTheNetworkHolds);
    expect(taken).toBe(1);
  });
});

describe("what is no HTTP", () => {
  it.each([
    ["nonsense", "\x16\x03\x01 hello\r\n\r\n", 400],
    ["a broken length", "POST / HTTP/1.1\r\nContent-Length: ten\r\n\r\n", 400],
    ["two lengths", "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400],
    [
      "a length beside chunks",
      "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
      400,
    ],
    ["a broken chunk", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400],
    ["endless headers", `POST / HTTP/1.1\r\nX: ${"x".repeat(20_000)}\r\n\r\n`, 431],
    ["an endless request line", `POST /${"x".repeat(20_000)} HTTP/1.1\r\n\r\n`, 431],
  ])("is refused: %s", async (_what, octets, status) => {
    await serve();
    const phone = await client();
    await phone.write(octets);
    expect((await phone.answer()).status).toBe(status);
    await phone.connection.closed();
    expect(exchanged).toEqual([]);
    expect(await isServed()).toBe(true);
  });

  it("does not take the answer from the good request before it", async () => {
    await serve();
    const phone = await client();
    await phone.write(Buffer.concat([post("good"), Buffer.from("nonsense\r\n\r\n")]));
    await phone.connection.closed();
    const answers = parseAnswers(phone.connection.received);
    expect(answers.map(({ status, body }) => [status, body.toString()])).toEqual([[200, "good"]]);
  });

  it("and a connection that goes in the middle cost nothing", async () => {
    await serve();
    const one = await client();
    await one.write("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\n12");
    one.connection.drop();
    const other = await client();
    await other.write("POST / HT");
    other.connection.close();
    expect(await isServed()).toBe(true);
    expect(exchanged).toEqual(["still there"]);
  });
});

describe("a length that counts characters, not octets", () => {
  const document =
    '<WV-CSP-Message xmlns="x"><ContentData>señor, ¿qué tal? Привет 😀</ContentData></WV-CSP-Message>';
  const octets = post(document, { ...XML, "Content-Length": String(document.length) });

  it("is made good from what follows in the same piece", async () => {
    await serve();
    const phone = await client();
    await phone.write(octets);
    const { body, headers } = await phone.answer();
    expect(body.toString()).toBe(document);
    expect(headers.get("connection")).toBe("close");
    await phone.connection.closed();
  });

  it.each([1, 5, 12])("is made good from what follows later, %i octets before the end", async (missing) => {
    await serve();
    const phone = await client();
    await phone.write(octets.subarray(0, octets.length - missing));
    await phone.write(octets.subarray(octets.length - missing));
    expect((await phone.answer()).body.toString()).toBe(document);
  });

  it("is made good where the client closes after the answer", async () => {
    await serve();
    const phone = await client();
    await phone.write(
      post(document, { ...XML, "Content-Length": String(document.length), Connection: "close" }),
    );
    expect((await phone.answer()).body.toString()).toBe(document);
  });

  it("holds up a document that is not completed only for a while", async () => {
    await serve({ tailTime: 2_000 });
    const phone = await client();
    await phone.write(post("<WV-CSP-Message>ñ", XML));
    while (exchanged.length === 0) {
      bench.runtime.advance(2_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await phone.answer()).body.toString()).toBe("<WV-CSP-Message>ñ");
  });

  it("does not hold up what is no XML, or plain ASCII", async () => {
    await serve();
    const phone = await client();
    await phone.write(Buffer.concat([post("\x03\x11ñ"), post("<WV-CSP-Message>")]));
    expect(await phone.answers(2)).toHaveLength(2);
  });
});

describe("a full server", () => {
  it("makes room at the cost of a connection that is owed nothing", async () => {
    let release: () => void = () => {};
    await serve({ connections: 2 }, ({ body }) =>
      Buffer.from(body).toString() === "held"
        ? new Promise((resolve) => {
            release = () => resolve({ status: 200, body });
          })
        : Promise.resolve({ status: 200, body }),
    );
    const busy = await client();
    await busy.write(post("held"));
    const idle = await client();
    await idle.write(post("1"));
    await idle.answer();
    expect(await isServed()).toBe(true);
    await idle.connection.closed();
    release();
    expect((await busy.answer()).body.toString()).toBe("held");
  });
});
