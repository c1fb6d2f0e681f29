import { type Hamlet, runHamlet, startHamlet } from "../support/hamlet.js";
import { JabberUser } from "../support/jabber/index.js";
import { startProsody, type XmppServer } from "../support/servers/index.js";

describe("the gateway as a process", () => {
  let server: XmppServer;
  let hamlet: Hamlet;
  beforeAll(async () => {
    server = await startProsody({ users: { bob: "secret" } });
    hamlet = await startHamlet({ server, accounts: { alice: "secret" } });
  });
  afterAll(async () => {
    await hamlet.close();
    await server.close();
  });

  test("is seen by Jabber users once it is ready", async () => {
    const { client: port } = server.ports;
    const bob = new JabberUser({ jid: "bob@localhost", password: "secret", port });
    await bob.connect();
    expect(await bob.features(server.component.domain)).toContain("http://jabber.org/protocol/disco#info");
    await bob.close();
  });

  test("takes accounts while it runs, and keeps them over a kill -9", async () => {
    await hamlet.addAccount("carol", "secret");
    await hamlet.restart("kill");
    const { stdout, status } = await runHamlet(["account", "list", "--config", hamlet.configFile]);
    expect({ status, users: stdout.trim().split("\n") }).toEqual({
      status: 0,
      users: ["wv:alice", "wv:carol"],
    });
  });

  test("ends in order with status 0, with nothing worse than information in its log", async () => {
    await hamlet.restart("clean");
    expect(hamlet.log).toContain("[Hamlet ended with 0]");
    expect(hamlet.log).not.toMatch(/"level":"?(50|60|error|fatal)/);
  });

  test.each(["stop", "kill"] as const)("is not ready while the XMPP server is down (%s)", async (how) => {
    await server[how]();
    await hamlet.whenReady(false);
    await server.start();
    await hamlet.whenReady();
  });

  test("starts before the XMPP server, and becomes ready with it", async () => {
    await hamlet.stop();
    await server.stop();
    await hamlet.start({ isOffline: true });
    expect((await fetch(`${hamlet.operator}/readyz`)).status).toBe(503);
    await server.start();
    await hamlet.whenReady();
  });
});
