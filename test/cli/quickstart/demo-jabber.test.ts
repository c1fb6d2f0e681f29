import { xml } from "@xmpp/client";
import { DemoJabber } from "../../../src/cli/quickstart/demo-jabber.js";
import { isChat } from "../../../src/cli/quickstart/stanzas.js";
import { startProsody, type XmppServer } from "../../support/servers/index.js";

describe("the Jabber client of the play", () => {
  const clients: DemoJabber[] = [];
  let server: XmppServer;
  beforeAll(async () => {
    server = await startProsody({ users: { bob: "secret", carol: "secret" } });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.logOut();
  });
  afterAll(() => server.close());

  function clientOf(name: string, password = "secret", patience?: number): DemoJabber {
    const account = { name, jid: `${name.toLowerCase()}@localhost`, password };
    const client = new DemoJabber(server.ports.client, account, () => undefined, patience);
    clients.push(client);
    return client;
  }

  test("gets what was sent before and after it asked, in any order", async () => {
    const [bob, carol] = [clientOf("Bob"), clientOf("Carol")];
    await bob.logIn();
    await carol.logIn();
    const says = (text: string) =>
      carol.send(xml("message", { to: "bob@localhost", type: "chat" }, xml("body", {}, text)));
    await says("one");
    await says("two");
    await bob.next("the second", isChat("carol@localhost", "two"));
    await bob.next("the first", isChat("carol@localhost", "one"));
    const third = bob.next("the third", isChat("carol@localhost", "three"));
    await says("three");
    expect((await third).getChildText("body")).toBe("three");
  });

  test("says in a sentence what did not come", async () => {
    const bob = clientOf("Bob", "secret", 200);
    await bob.logIn();
    await expect(bob.next("Alice's message", isChat("alice@localhost", "hello"))).rejects.toThrow(
      "Bob's Jabber client: Alice's message did not come within 0.2 seconds.",
    );
  });

  test("says in a sentence that it was not let in", async () => {
    await expect(clientOf("Bob", "wrong").logIn()).rejects.toThrow(
      /^Bob's Jabber client could not log in: not-authorized/,
    );
  });
});
