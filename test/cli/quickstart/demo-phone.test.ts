import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { DemoPhone } from "../../../src/cli/quickstart/demo-phone.js";
import { encode, type KnownContent } from "../../../src/csp/index.js";

const ACCOUNT = { name: "Alice", userId: "wv:alice", password: "p", version: "1.2", syntax: "xml" } as const;

describe("the phone of the play", () => {
  let server: Server | undefined;

  /** A gateway that answers everything alike; undefined: with HTTP status 503; nothing: without content. */
  async function phoneAt(
    answer: KnownContent | "nothing" | undefined,
    patience?: number,
  ): Promise<DemoPhone> {
    server = createServer((request, response) => {
      request.resume();
      if (answer === undefined) response.writeHead(503).end();
      else if (answer === "nothing") response.end();
      else {
        const message = {
          sessionType: "Outband",
          mode: "Response",
          transactionId: "1",
          content: answer,
        } as const;
        response.end(encode(message, { syntax: "xml", version: "1.2" }));
      }
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    return new DemoPhone(`http://127.0.0.1:${port}/`, ACCOUNT, () => undefined, patience);
  }
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
    server = undefined;
  });

  test.each<[string, KnownContent | undefined]>([
    [
      "Login-Request was refused with 409 Invalid password.",
      { kind: "Status", Result: { Code: 409, Description: "Invalid password" } },
    ],
    [
      "Login-Request was answered with Status instead of Login-Response.",
      { kind: "Status", Result: { Code: 200 } },
    ],
    ["the gateway answered with the HTTP status 503.", undefined],
  ])("says in a sentence that %s", async (sentence, answer) => {
    const phone = await phoneAt(answer);
    await expect(phone.logIn()).rejects.toThrow(`Alice's phone: ${sentence}`);
  });

  test("says in a sentence what did not come", async () => {
    const phone = await phoneAt("nothing", 300);
    await expect(phone.next("NewMessage", "Bob's answer")).rejects.toThrow(
      "Alice's phone: Bob's answer did not come to it within 0.3 seconds.",
    );
  });

  test("says in a sentence that there is no gateway", async () => {
    const phone = new DemoPhone("http://127.0.0.1:1/", ACCOUNT, () => undefined);
    await expect(phone.logIn()).rejects.toThrow(/^Alice's phone: the gateway at http:.* did not answer/);
  });
});
