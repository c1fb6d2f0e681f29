import { type Element, xml } from "../../../src/xmpp/link/index.js";
import { FIRST_PAUSE, type Harness, harness, LIMITS } from "./support/harness.js";

const BODY = "x".repeat(50_000);

describe("sending", () => {
  let rig: Harness;
  afterEach(() => rig.close());

  const message = (id: number, body = BODY): Element =>
    xml("message", { id: String(id), from: "a@imps.example", to: "r@x.net" }, xml("body", {}, body));

  /** Sends until the peer that does not read has filled all buffers, and some more waits. */
  async function fill(sends: Promise<string>[], more = 20): Promise<void> {
    let isStuck = false;
    for (let id = 0, over = 0; over < more; id += 1) {
      const sent = rig.link.send(message(id)).then(
        () => "sent",
        (error: Error) => error.name,
      );
      sends.push(sent);
      isStuck ||= rig.runtime.timers.delays.includes(LIMITS.drainTimeout);
      if (isStuck) over += 1;
      await new Promise(setImmediate);
    }
  }

  test("is refused while there is no stream", async () => {
    rig = await harness();
    await expect(rig.link.send(message(1))).rejects.toMatchObject({ name: "LinkDown" });
    rig.link.start(rig.listener);
    await expect(rig.link.send(message(1))).rejects.toMatchObject({ name: "LinkDown" });
    const peer = await rig.server.next();
    peer.socket.destroy();
    await rig.runtime.timers.fire(FIRST_PAUSE);
    await expect(rig.link.send(message(1))).rejects.toMatchObject({ name: "LinkDown" });
  });

  test("waits for a server that does not read, and goes on in order when it does", async () => {
    rig = await harness();
    const peer = await rig.online();
    peer.socket.pause();
    const sends: Promise<string>[] = [];
    await fill(sends);
    peer.socket.resume();
    await peer.expect(new RegExp(`id="${sends.length - 1}".*</message>`));
    expect(new Set(await Promise.all(sends))).toEqual(new Set(["sent"]));
    expect(rig.runtime.timers.delays).not.toContain(LIMITS.drainTimeout);
  });

  test("is refused where too much waits already", async () => {
    rig = await harness({ queuedStanzas: 5 });
    (await rig.online()).socket.pause();
    const sends: Promise<string>[] = [];
    await fill(sends);
    await expect(rig.link.send(message(0))).rejects.toMatchObject({ name: "LinkDown" });
    expect(rig.link.state).toBe("online");
  });

  test("is refused where too many characters wait already", async () => {
    rig = await harness({ queuedCharacters: 4 * BODY.length });
    (await rig.online()).socket.pause();
    const sends: Promise<string>[] = [];
    await fill(sends);
    await expect(rig.link.send(message(0))).rejects.toMatchObject({ name: "LinkDown" });
    await expect(Promise.race([rig.link.send(message(0, "")), Promise.resolve("waits")])).resolves.toBe(
      "waits",
    );
  });

  test("gives up a server that does not read for too long, and no promise hangs", async () => {
    rig = await harness();
    (await rig.online()).socket.pause();
    const sends: Promise<string>[] = [];
    await fill(sends);
    await rig.runtime.timers.fire(LIMITS.drainTimeout);
    await rig.listener.state("offline");
    expect(rig.link.trouble).toContain("stopped reading");
    expect((await Promise.all(sends)).slice(-20)).toEqual(Array(20).fill("LinkDown"));
  });

  test("settles every promise when the server dies", async () => {
    rig = await harness();
    const peer = await rig.online();
    peer.socket.pause();
    const sends: Promise<string>[] = [];
    await fill(sends);
    peer.socket.resetAndDestroy();
    expect((await Promise.all(sends)).at(-1)).toBe("LinkDown");
    await rig.listener.state("offline");
  });

  test("costs nothing but itself when a stanza may not go out", async () => {
    rig = await harness();
    const peer = await rig.online();
    const large = message(1, "x".repeat(400 * 1024));
    await expect(rig.link.send(large)).rejects.toMatchObject({ condition: "policy-violation" });
    const stranger = xml("message", { from: "a@other.example", to: "b" });
    await expect(rig.link.send(stranger)).rejects.toMatchObject({ condition: "jid-malformed" });
    await rig.link.send(message(2, "\u0001\uD800"));
    expect((await peer.expect(/^.*<\/message>/))[0]).toContain('id="2"');
    expect(rig.link.state).toBe("online");
  });
});
