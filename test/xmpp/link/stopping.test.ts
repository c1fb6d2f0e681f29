import { xml } from "../../../src/xmpp/link/index.js";
import { FIRST_PAUSE, type Harness, harness, LIMITS } from "./support/harness.js";

describe("stopping", () => {
  let rig: Harness;
  beforeEach(async () => {
    rig = await harness();
  });
  afterEach(() => rig.close());

  test("writes what waits, takes leave, and leaves no timer behind", async () => {
    const peer = await rig.online();
    const sends = [1, 2, 3].map((id) =>
      rig.link.send(xml("message", { id, from: "imps.example", to: "b" }, "x".repeat(100_000))),
    );
    const stopping = rig.link.stop();
    await peer.expect(/id="3".*<\/message><\/stream:stream>/);
    peer.send("</stream:stream>");
    await Promise.all([stopping, ...sends]);
    await peer.closed();
    expect(rig.link.state).toBe("stopped");
    expect(rig.link.trouble).toBeUndefined();
    expect(rig.listener.states).toEqual(["online", "offline"]);
    expect(rig.runtime.timers.delays).toEqual([]);
  });

  test("lets a handler that runs give its answer", async () => {
    const peer = await rig.online();
    let answer = () => {};
    rig.listener.handle = () =>
      new Promise((resolve) => {
        answer = () => resolve(undefined);
      });
    peer.send("<iq type='get' id='1' from='x.net' to='imps.example'><q/></iq>");
    await rig.listener.count(1);
    const stopping = rig.link.stop();
    answer();
    await peer.expect(/<iq type="result" id="1".*<\/stream:stream>/);
    peer.send("</stream:stream>");
    await stopping;
  });

  test("waits for no handler that hangs, and no server that says no farewell", async () => {
    const peer = await rig.online();
    rig.listener.handle = () => new Promise(() => {});
    peer.send("<iq type='get' id='1' from='x.net' to='imps.example'><q/></iq>");
    await rig.listener.count(1);
    const stopping = rig.link.stop();
    await rig.runtime.timers.fire(LIMITS.closeTimeout);
    await peer.expect(/<\/stream:stream>/);
    await rig.runtime.timers.fire(LIMITS.closeTimeout);
    await stopping;
    await peer.closed();
  });

  test("is done where the server just hangs up", async () => {
    const peer = await rig.online();
    const stopping = rig.link.stop();
    await peer.expect(/<\/stream:stream>/);
    peer.socket.destroy();
    await stopping;
    expect(rig.link.state).toBe("stopped");
  });

  test("works while connecting", async () => {
    rig.link.start(rig.listener);
    const peer = await rig.server.next();
    await peer.expect(/<stream:stream/);
    await rig.link.stop();
    await peer.closed();
    expect(rig.link.state).toBe("stopped");
    expect(rig.listener.states).toEqual([]);
    expect(rig.runtime.timers.delays).toEqual([]);
  });

  test("works while waiting to reconnect", async () => {
    (await rig.online()).socket.destroy();
    await rig.listener.state("offline");
    await rig.link.stop();
    expect(rig.link.state).toBe("stopped");
    expect(rig.link.trouble).toBeUndefined();
    expect(rig.runtime.timers.delays).toEqual([]);
    expect(rig.server.count).toBe(1);
  });

  test("is harmless before the start and twice at a time", async () => {
    await rig.link.stop();
    const peer = await rig.online();
    const stops = [rig.link.stop(), rig.link.stop()];
    await peer.expect(/<\/stream:stream>/);
    peer.send("</stream:stream>");
    await Promise.all(stops);
    await rig.link.stop();
  });

  test("can be followed by a new start, which reconnects like the first", async () => {
    rig.link.start(rig.listener);
    expect(() => rig.link.start(rig.listener)).toThrow("started already");
    await (await rig.server.next()).expect(/<stream:stream/);
    await rig.link.stop();
    (await rig.online()).socket.destroy();
    await rig.listener.state("offline");
    await rig.runtime.timers.fire(FIRST_PAUSE);
    await (await rig.server.next()).welcome();
    await rig.listener.state("online");
  });
});
