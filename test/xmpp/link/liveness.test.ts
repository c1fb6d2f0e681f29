import { xml } from "../../../src/xmpp/link/index.js";
import { FIRST_PAUSE, type Harness, harness, LIMITS } from "./support/harness.js";
import type { Peer } from "./support/scripted-server.js";

const PING =
  /<iq type="get" id="([^"]+)" from="imps.example" to="imps.example"><ping xmlns="urn:xmpp:ping"\/><\/iq>/;

describe("pings to the own domain", () => {
  let rig: Harness;
  let peer: Peer;
  beforeEach(async () => {
    rig = await harness();
    peer = await rig.online();
  });
  afterEach(() => rig.close());

  const ping = async () => (await peer.expect(PING))[1] ?? "";
  const back = (id: string, rest = "type='get'><ping xmlns='urn:xmpp:ping'/></iq>") =>
    peer.send(`<iq id='${id}' from='imps.example' to='imps.example' ${rest}`);

  test("go out on an idle stream, and their return keeps it", async () => {
    for (const _ of [1, 2, 3]) {
      await rig.runtime.timers.fire(LIMITS.idle);
      back(await ping());
      while (rig.runtime.timers.delays.includes(LIMITS.pingTimeout)) await new Promise(setImmediate);
    }
    expect(rig.link.state).toBe("online");
    expect(rig.listener.stanzas).toEqual([]);
  });

  test("that do not come back end the stream", async () => {
    await rig.runtime.timers.fire(LIMITS.idle);
    await ping();
    await rig.runtime.timers.fire(LIMITS.pingTimeout);
    await rig.listener.state("offline");
    expect(rig.link.trouble).toContain("did not send back a ping");
    await peer.closed();
    await rig.runtime.timers.fire(FIRST_PAUSE);
    await (await rig.server.next()).welcome();
    await rig.listener.state("online");
  });

  test("are given more time while the server goes on talking, but not without end", async () => {
    await rig.runtime.timers.fire(LIMITS.idle);
    await ping();
    for (const count of [1, 2, 3]) {
      peer.send("<message to='a@imps.example'/>");
      await rig.listener.count(count);
      await rig.runtime.timers.fire(LIMITS.pingTimeout);
      expect(rig.link.state).toBe("online");
    }
    peer.send("<message to='a@imps.example'/>");
    await rig.listener.count(4);
    await rig.runtime.timers.fire(LIMITS.pingTimeout);
    await rig.listener.state("offline");
  });

  test("stay away while the server answers requests", async () => {
    rig.runtime.timers.now += 10_000;
    const request = rig.link.request(
      xml("iq", { type: "get", id: "1", from: "imps.example", to: "x" }, xml("q")),
    );
    await peer.expect(/id="1"/);
    peer.send("<iq type='result' id='1' from='x' to='imps.example'/>");
    await request;
    await rig.runtime.timers.fire(LIMITS.idle);
    expect(rig.runtime.timers.delays).toContain(10_000);
    await rig.runtime.timers.fire(10_000);
    back(await ping());
  });

  test("from elsewhere are the listener's to answer", async () => {
    peer.send("<iq type='get' id='1' from='x.net' to='imps.example'><ping xmlns='urn:xmpp:ping'/></iq>");
    await peer.expect(/<iq type="result" id="1" from="imps.example" to="x.net"\/>/);
    expect(rig.listener.stanzas).toHaveLength(1);
  });

  describe("as a barrier", () => {
    test("settle what was sent before", async () => {
      const settled = rig.link.settled();
      back(await ping());
      await settled;
      expect(peer.unread).toBe("");
    });

    test("settle too where the server answers by an error", async () => {
      const settled = rig.link.settled();
      back(await ping(), "type='error'><error/></iq>");
      await settled;
    });

    test("are shared, one at a time: who comes later waits for the next", async () => {
      const done: string[] = [];
      const first = rig.link.settled().then(() => done.push("first"));
      const id = await ping();
      const later = [1, 2, 3].map((each) => rig.link.settled().then(() => done.push(`later ${each}`)));
      expect(peer.unread).toBe("");
      back(id);
      await first;
      const next = await ping();
      expect(next).not.toBe(id);
      expect(done).toEqual(["first"]);
      const last = rig.link.settled();
      back(next);
      await Promise.all(later);
      back(await ping());
      await last;
      expect(done).toEqual(["first", "later 1", "later 2", "later 3"]);
      expect(peer.unread).toBe("");
    });

    test("take no other's stanza for their own", async () => {
      let isSettled = false;
      const settled = rig.link.settled().then(() => {
        isSettled = true;
      });
      const id = await ping();
      peer.send(`<iq type='result' id='${id}' from='x.net' to='imps.example'/>`);
      peer.send(`<message id='${id}' from='imps.example' to='imps.example'/>`);
      await rig.listener.count(1);
      expect(isSettled).toBe(false);
      back(id);
      await settled;
    });

    test("reject when the stream breaks, under way and waiting, and while there is none", async () => {
      const waits = [rig.link.settled(), rig.link.settled()];
      await ping();
      peer.socket.destroy();
      for (const wait of waits) await expect(wait).rejects.toMatchObject({ name: "LinkDown" });
      await expect(rig.link.settled()).rejects.toMatchObject({ name: "LinkDown" });
      expect(rig.runtime.timers.delays).not.toContain(LIMITS.pingTimeout);
      expect(rig.runtime.timers.delays).not.toContain(LIMITS.idle);
    });
  });
});
