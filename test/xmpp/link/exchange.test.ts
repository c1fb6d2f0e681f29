import { xml } from "../../../src/xmpp/link/index.js";
import { FIRST_PAUSE, type Harness, harness } from "./support/harness.js";

describe("an exchange of stanzas", () => {
  let rig: Harness;
  beforeEach(async () => {
    rig = await harness();
  });
  afterEach(() => rig.close());

  test("shakes hands with the hash of stream id and secret, and is online", async () => {
    rig.link.start(rig.listener);
    expect(rig.link.state).toBe("connecting");
    const peer = await rig.server.next();
    expect(await peer.welcome()).toBe("959fbb9c4ed23abd46ab356942367d4b7fc7a7c7");
    await rig.listener.state("online");
    expect(rig.link.state).toBe("online");
    expect(rig.link.trouble).toBeUndefined();
  });

  test("sends a stanza", async () => {
    const peer = await rig.online();
    const message = xml(
      "message",
      { from: "alice@imps.example/p", to: "romeo@example.net" },
      xml("body", {}, "hi & so"),
    );
    await rig.link.send(message);
    await peer.expect(
      /<message from="alice@imps.example\/p" to="romeo@example.net"><body>hi &amp; so<\/body><\/message>/,
    );
  });

  test("hands on what comes, in order", async () => {
    const peer = await rig.online();
    peer.send("<message to='a@imps.example' id='1'/><message to='a@imps.example' id='2'/>");
    await rig.listener.count(2);
    expect(rig.listener.stanzas.map(({ attrs }) => attrs.id)).toEqual(["1", "2"]);
  });

  test("resolves a request with its result", async () => {
    const peer = await rig.online();
    const request = rig.link.request(
      xml("iq", { type: "get", from: "a@imps.example", to: "x.net" }, xml("q", "urn:q")),
    );
    const [, id] = await peer.expect(/<iq [^>]*id="([^"]+)"/);
    peer.send(`<iq type='result' id='${id}' from='x.net' to='a@imps.example'><q xmlns='urn:q'>5</q></iq>`);
    expect((await request).getChildText("q", "urn:q")).toBe("5");
  });

  test("comes back after a break", async () => {
    const peer = await rig.online();
    peer.socket.destroy();
    await rig.listener.state("offline");
    expect(rig.link.state).toBe("waiting");
    await rig.runtime.timers.fire(FIRST_PAUSE);
    await (await rig.server.next()).welcome();
    await rig.listener.state("online");
    expect(rig.listener.states).toEqual(["online", "offline", "online"]);
  });
});
