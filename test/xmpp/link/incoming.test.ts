import { FIRST_PAUSE, type Harness, harness } from "./support/harness.js";
import type { Peer } from "./support/scripted-server.js";

const message = (id: string, to = "a@imps.example", body = "x") =>
  `<message from='r@x.net/1' to='${to}' id='${id}'><body>${body}</body></message>`;

const iq = (id: string, to = "a@imps.example") =>
  `<iq type='get' from='r@x.net/1' to='${to}' id='${id}'><q xmlns='urn:q'/></iq>`;

describe("what comes in", () => {
  let rig: Harness;
  let peer: Peer;
  const ids = () => rig.listener.stanzas.map(({ attrs }) => attrs.id);
  const bodies = () => rig.listener.stanzas.map((stanza) => stanza.getChildText("body"));

  async function begin(...options: Parameters<typeof harness>): Promise<void> {
    rig = await harness(...options);
    peer = await rig.online();
  }
  afterEach(() => rig.close());

  test("keeps a character whose octets come in two reads", async () => {
    await begin();
    const octets = Buffer.from(message("1", undefined, "ключ \u{1F600}"));
    for (const octet of octets) {
      peer.send(Uint8Array.of(octet));
      await new Promise(setImmediate);
    }
    await rig.listener.count(1);
    expect(bodies()).toEqual(["ключ \u{1F600}"]);
  });

  test("is read after a header whose declaration comes in two reads", async () => {
    rig = await harness();
    rig.link.start(rig.listener);
    peer = await rig.server.next();
    await peer.expect(/<stream:stream/);
    peer.send("<?xml version='1.0'?");
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    peer.send("><stream:stream xmlns:stream='http://etherx.jabber.org/streams' id='1'>");
    await peer.expect(/<handshake>/);
    peer.send("<handshake/>");
    await rig.listener.state("online");
  });

  test("with the handshake's answer in one read is received, after the news of being online", async () => {
    rig = await harness();
    rig.link.start(rig.listener);
    peer = await rig.server.next();
    await peer.header();
    await peer.expect(/<handshake>/);
    peer.send(`<handshake/>${message("1")}${message("2")}`);
    await rig.listener.count(2);
    expect(rig.listener.states).toEqual(["online"]);
    expect(ids()).toEqual(["1", "2"]);
  });

  test.each([
    ["an unknown entity", "<message><body>&foo;</body></message>"],
    ["a forbidden character reference", "<message><body>&#1;</body></message>"],
    ["tags that do not match", "<message></presence>"],
    ["an end too many", "</stream:stream></message>"],
    ["text between stanzas", "hello<message/>"],
    ["a second header", "</stream:stream><stream:stream><message/>"],
  ])("ends the stream and not the process with %s, and reads nothing after it", async (_, bad) => {
    await begin();
    peer.send(`${message("1")}${bad}${message("2")}`);
    peer.send(message("3"));
    await peer.closed();
    await rig.listener.state("offline");
    expect(ids()).toEqual(["1"]);
    expect(rig.listener.states).toEqual(["online", "offline"]);
    await rig.runtime.timers.fire(FIRST_PAUSE);
    await (await rig.server.next()).welcome();
    await rig.listener.state("online");
  });

  test("costs no other stanza of the same read when its handler throws", async () => {
    await begin();
    rig.listener.hear = (stanza) => {
      if (stanza.attrs.id === "1") throw new Error("thrown");
    };
    rig.listener.handle = (stanza) => {
      if (stanza.attrs.id === "2") throw new Error("thrown");
      return stanza.attrs.id === "3" ? Promise.reject(new Error("rejected")) : Promise.resolve(undefined);
    };
    peer.send(message("1") + iq("2") + iq("3") + message("4") + iq("5"));
    await peer.expect(/id="5"/);
    expect(ids().sort()).toEqual(["1", "2", "3", "4", "5"]);
    expect(rig.link.state).toBe("online");
    const errors = rig.runtime.lines.filter(({ level }) => level === "error");
    expect(errors.map(({ fields }) => fields)).toEqual([
      expect.objectContaining({ id: "1", err: new Error("thrown") }),
      expect.objectContaining({ id: "2", err: new Error("thrown") }),
      expect.objectContaining({ id: "3", err: new Error("rejected") }),
    ]);
  });

  test("is told of at once, but iqs one by one for an address, however it is spelt, and beside each other for two", async () => {
    await begin();
    let release = () => {};
    const held = new Promise<undefined>((resolve) => {
      release = () => resolve(undefined);
    });
    rig.listener.handle = ({ attrs }) => (attrs.id === "1" ? held : Promise.resolve(undefined));
    peer.send(iq("1", "a@imps.example/p") + iq("2", "A@imps.example") + iq("3", "b@imps.example"));
    peer.send(message("4") + message("5", "b@imps.example"));
    await rig.listener.count(4);
    expect(ids()).toEqual(["1", "3", "4", "5"]);
    await rig.runtime.timers.fire(11_009);
    expect(rig.runtime.lines.at(-1)).toMatchObject({ level: "warn", fields: { id: "1" } });
    release();
    await rig.listener.count(5);
    expect(ids()).toEqual(["1", "3", "4", "5", "2"]);
  });

  test("is refused where too many iqs wait for the address", async () => {
    await begin({ waitingForAddress: 2 });
    rig.listener.handle = () => new Promise(() => {});
    peer.send(iq("1") + iq("2") + iq("3"));
    peer.send(
      `<iq type='result' from='r@x.net/1' to='a@imps.example' id='4'/>${iq("5", "b@imps.example")}${message("6")}`,
    );
    await rig.listener.count(3);
    const [refusal] = await peer.expect(/<iq [^>]*type="error".*?<\/iq>/);
    expect(refusal).toContain('id="3" from="a@imps.example" to="r@x.net/1"');
    expect(refusal).toContain("<resource-constraint");
    expect(ids()).toEqual(["1", "5", "6"]);
    expect(peer.unread).toBe("");
    const stopping = rig.link.stop();
    await rig.runtime.timers.fire(11_005);
    peer.send("</stream:stream>");
    await stopping;
  });

  test("beyond the limits is refused unread, room traffic dropped in silence, and the stream goes on", async () => {
    await begin({ inboundSize: 10_000, inboundDepth: 5, inboundElements: 50 });
    const deep = `${"<a>".repeat(8)}${"</a>".repeat(8)}`;
    for (const content of [
      deep,
      "<a/>".repeat(60),
      "x".repeat(20_000),
      `<a b='${"x".repeat(5_000)}'/>`.repeat(3),
    ]) {
      peer.send(`<message from='r@x.net' to='a@imps.example' id='big'><body>${content}</body></message>`);
      const [refusal] = await peer.expect(/<message [^>]*type="error".*?<\/message>/);
      expect(refusal).toContain("<policy-violation");
    }
    peer.send(message("big", undefined, deep).replace("id=", "type='groupchat' id="));
    peer.send(message("after"));
    await rig.listener.count(1);
    expect(ids()).toEqual(["after"]);
    expect(peer.unread).toBe("");
  });

  test("ends the stream with a tag that never ends", async () => {
    await begin({ inboundSize: 10_000 });
    peer.send(`<message a='${"x".repeat(30_000)}`);
    await rig.listener.state("offline");
    expect(rig.link.trouble).toContain("size limit");
  });

  test("does not end the process when a listener's online and offline throw", async () => {
    rig = await harness();
    const failing = {
      received: () => {},
      asked: () => Promise.resolve(undefined),
      online: () => Promise.reject(new Error("online")),
      offline: () => {
        throw new Error("offline");
      },
    };
    rig.link.start(failing);
    peer = await rig.server.next();
    await peer.welcome();
    while (rig.link.state !== "online") await new Promise(setImmediate);
    peer.socket.destroy();
    while (rig.link.state === "online") await new Promise(setImmediate);
    expect(rig.runtime.lines.filter(({ level }) => level === "error")).toHaveLength(2);
  });
});
