import { createHash } from "node:crypto";
import { xml } from "../../../src/xmpp/link/index.js";
import { FIRST_PAUSE, type Harness, harness, LIMITS, LONG_PAUSE } from "./support/harness.js";
import { ScriptedServer } from "./support/scripted-server.js";

describe("a component stream comes up, or says why not and tries again", () => {
  let rig: Harness;
  beforeEach(async () => {
    rig = await harness();
  });
  afterEach(() => rig.close());

  /** Lets the pause pass and says yes. */
  async function recovers(pause = FIRST_PAUSE): Promise<void> {
    await rig.runtime.timers.fire(pause);
    await (await rig.server.next()).welcome();
    await rig.listener.state("online");
    expect(rig.link.trouble).toBeUndefined();
  }

  test("where the server takes no connection in time", async () => {
    rig.link.start(rig.listener);
    await rig.runtime.timers.fire(LIMITS.connectTimeout);
    while (rig.link.state !== "waiting") await new Promise(setImmediate);
    expect(rig.link.trouble).toContain("takes no connection");
    await rig.runtime.timers.fire(FIRST_PAUSE);
    for (let isUp = false; !isUp; ) {
      // The connection that was given up may have come about all the same.
      const welcome = (await rig.server.next()).welcome();
      isUp = await welcome.then(
        () => true,
        () => false,
      );
    }
    await rig.listener.state("online");
  });

  test("where the server is silent after the connection, at the first start", async () => {
    rig.link.start(rig.listener);
    const peer = await rig.server.next();
    await peer.expect(/<stream:stream/);
    await rig.runtime.timers.fire(LIMITS.headerTimeout);
    await peer.closed();
    await recovers();
  });

  test("where the server is silent after the connection, while reconnecting", async () => {
    (await rig.online()).socket.destroy();
    await rig.listener.state("offline");
    await rig.runtime.timers.fire(FIRST_PAUSE);
    const peer = await rig.server.next();
    await peer.expect(/<stream:stream/);
    await rig.runtime.timers.fire(LIMITS.headerTimeout);
    await peer.closed();
    expect(rig.link.trouble).toContain("says nothing");
    await recovers(2 * FIRST_PAUSE);
  });

  test("where the server is silent after its header", async () => {
    rig.link.start(rig.listener);
    const peer = await rig.server.next();
    await peer.header();
    await peer.expect(/<handshake>/);
    await rig.runtime.timers.fire(LIMITS.handshakeTimeout);
    await peer.closed();
    await recovers();
  });

  test.each([
    ["before", ""],
    ["inside of", "<?xml version='1.0'?><stream:str"],
  ])("where the server resets the connection %s its header", async (_, sent) => {
    rig.link.start(rig.listener);
    const peer = await rig.server.next();
    await peer.expect(/<stream:stream/);
    if (sent !== "") peer.send(sent);
    peer.socket.resetAndDestroy();
    await recovers();
  });

  test("where the server resets the connection after its header", async () => {
    rig.link.start(rig.listener);
    const peer = await rig.server.next();
    await peer.header();
    peer.socket.resetAndDestroy();
    await recovers();
  });

  test("where the server resets the connection as soon as it is there, many times", async () => {
    rig.link.start(rig.listener);
    for (const pause of [1, 2, 4, 8, 16]) {
      (await rig.server.next()).socket.resetAndDestroy();
      await rig.runtime.timers.fire(pause * FIRST_PAUSE);
    }
    await (await rig.server.next()).welcome();
    await rig.listener.state("online");
  });

  test("where nobody listens, with what to do about it", async () => {
    await rig.server.close();
    rig.link.start(rig.listener);
    while (rig.link.state !== "waiting") await new Promise(setImmediate);
    expect(rig.link.trouble).toBe(
      `Nothing listens at 127.0.0.1:${rig.server.port}. Start the XMPP server, or correct xmpp.component.host and ` +
        "xmpp.component.port.",
    );
    const other = await ScriptedServer.listen(rig.server.port);
    await rig.runtime.timers.fire(FIRST_PAUSE);
    await (await other.next()).welcome();
    await rig.listener.state("online");
    await other.close();
  });

  test.each([
    ["not-authorized", /xmpp\.component\.secret must equal the server's secret for imps\.example/],
    ["host-unknown", /Component "imps\.example".*`domain` is wrong/],
    ["conflict", /Is a second Hamlet running/],
  ])("slowly after %s, with what to do about it", async (condition, advice) => {
    rig.link.start(rig.listener);
    const peer = await rig.server.next();
    await peer.header("");
    peer.refuse(condition, "because");
    await peer.closed();
    while (rig.link.state !== "waiting") await new Promise(setImmediate);
    expect(rig.link.trouble).toMatch(advice);
    expect(rig.link.trouble).toContain(`${condition}, because`);
    await recovers(LONG_PAUSE);
  });

  test("slowly after it was thrown out by another component of the same domain", async () => {
    (await rig.online()).refuse("conflict");
    await rig.listener.state("offline");
    expect(rig.link.trouble).toContain("Is a second Hamlet running");
    await recovers(LONG_PAUSE);
  });

  test("after the server refused some stanza, with the last ones in the log", async () => {
    const peer = await rig.online();
    for (const id of [1, 2, 3, 4, 5, 6]) {
      await rig.link.send(xml("message", { id, from: "imps.example", to: "b" }, "secret"));
    }
    peer.refuse("not-well-formed");
    await rig.listener.state("offline");
    const error = rig.runtime.lines.find(({ level }) => level === "error");
    expect(error?.fields).toMatchObject({ last: ["2", "3", "4", "5", "6"].map((id) => ({ id, to: "b" })) });
    expect(JSON.stringify(error)).not.toContain("secret");
    await recovers();
  });

  test("where a stream error says nothing", async () => {
    (await rig.online()).send("<stream:error/>");
    await rig.listener.state("offline");
    expect(rig.link.trouble).toContain("undefined-condition");
    await recovers();
  });

  test("at the same place where the server sends it to another one", async () => {
    const elsewhere = await ScriptedServer.listen();
    const ns = "xmlns='urn:ietf:params:xml:ns:xmpp-streams'";
    (await rig.online()).send(
      `<stream:error><see-other-host ${ns}>127.0.0.1:${elsewhere.port}</see-other-host></stream:error>`,
    );
    await rig.listener.state("offline");
    await recovers();
    expect(elsewhere.count).toBe(0);
    await elsewhere.close();
  });

  test("where another kind of server answers", async () => {
    rig.link.start(rig.listener);
    const peer = await rig.server.next();
    peer.send("HTTP/1.1 400 Bad Request\r\n\r\n<html>");
    await peer.closed();
    while (rig.link.state !== "waiting") await new Promise(setImmediate);
    expect(rig.link.trouble).toContain("not XMPP");
    await recovers();
  });

  test("where the server ends the stream and leaves the connection open", async () => {
    const peer = await rig.online();
    peer.send("</stream:stream>");
    await peer.closed();
    await recovers();
  });

  test("after ever longer pauses, which a stream that lasted makes short again", async () => {
    const pauses = [1, 2, 4, 8, 16, 32, 64, 64].map((factor) => factor * FIRST_PAUSE);
    rig.link.start(rig.listener);
    for (const pause of pauses) {
      (await rig.server.next()).socket.destroy();
      await rig.runtime.timers.fire(pause);
    }
    const peer = await rig.server.next();
    await peer.welcome();
    await rig.listener.state("online");
    rig.runtime.timers.now += LIMITS.stableAfter;
    peer.socket.destroy();
    await recovers();
  });
});

test("a secret beyond ASCII is hashed as UTF-8", async () => {
  const secret = "Geheimnis für Käthe ключ";
  const rig = await harness({}, secret);
  rig.link.start(rig.listener);
  const hash = await (await rig.server.next()).welcome();
  expect(hash).toBe(createHash("sha1").update(`s1${secret}`, "utf8").digest("hex"));
  await rig.close();
});
