import { StanzaError } from "../../../src/xmpp/index.js";
import { xml } from "../../../src/xmpp/link/index.js";
import { type Harness, harness, LIMITS } from "./support/harness.js";
import type { Peer } from "./support/scripted-server.js";

describe("iqs", () => {
  let rig: Harness;
  let peer: Peer;
  beforeEach(async () => {
    rig = await harness({ inboundSize: 5_000, stanzaSize: 5_000 });
    peer = await rig.online();
  });
  afterEach(() => rig.close());

  const query = (id?: string) =>
    xml("iq", { type: "get", from: "a@imps.example/p", to: "r@x.net", id }, xml("q", "urn:q"));
  const answer = (id: string, from: string, to: string, rest = "type='result'/>") =>
    `<iq id='${id}' from='${from}' to='${to}' ${rest}`;

  /** Nothing else has come in before the answer to an iq that the listener answers. */
  async function nothingSent(): Promise<void> {
    peer.send("<iq type='get' id='marker' from='r@x.net' to='m@imps.example'><q xmlns='urn:q'/></iq>");
    const [sent] = await peer.expect(/^.*marker".*?\/>/);
    expect(sent.match(/<iq/g)).toHaveLength(1);
  }

  describe("of ours", () => {
    test.each([
      ["another peer", "other.net", "a@imps.example/p"],
      ["another resource of the peer", "r@x.net/other", "a@imps.example/p"],
      ["the peer, to another of us", "r@x.net", "b@imps.example/p"],
    ])("are not answered by %s", async (_, from, to) => {
      const request = rig.link.request(query("7"));
      await peer.expect(/id="7"/);
      peer.send(answer("7", from, to) + answer("8", "r@x.net", "a@imps.example/p"));
      await nothingSent();
      peer.send(answer("7", "r@x.net", "a@imps.example/p", "type='result'><right/></iq>"));
      expect((await request).getChild("right")).toBeDefined();
      expect(rig.listener.stanzas.filter(({ attrs }) => attrs.type !== "get")).toEqual([]);
    });

    test("are answered by the peer in another spelling", async () => {
      const request = rig.link.request(query("7"));
      await peer.expect(/id="7"/);
      peer.send(answer("7", "R@X.NET", "A@imps.example/p"));
      await request;
    });

    test("reject with the error that came back", async () => {
      const request = rig.link.request(query("7"));
      await peer.expect(/id="7"/);
      const ns = "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'";
      const error = `<error type='auth'><text ${ns}>no</text><forbidden ${ns}/><x xmlns='urn:x'/></error>`;
      peer.send(answer("7", "r@x.net", "a@imps.example/p", `type='error'>${error}</iq>`));
      await expect(request).rejects.toMatchObject({
        name: "StanzaError",
        condition: "forbidden",
        text: "no",
      });
    });

    test.each(["", "<error/>"])("reject where the error says nothing: %j", async (error) => {
      const request = rig.link.request(query("7"));
      await peer.expect(/id="7"/);
      peer.send(answer("7", "r@x.net", "a@imps.example/p", `type='error'>${error}</iq>`));
      await expect(request).rejects.toMatchObject({ condition: "undefined-condition" });
    });

    test("reject without an answer in time, and take no late one", async () => {
      const request = rig.link.request(query("7"), 123);
      await peer.expect(/id="7"/);
      await rig.runtime.timers.fire(123);
      await expect(request).rejects.toMatchObject({ condition: "remote-server-timeout" });
      peer.send(answer("7", "r@x.net", "a@imps.example/p"));
      await nothingSent();
    });

    test("reject with an answer beyond the limits", async () => {
      const request = rig.link.request(query("7"));
      await peer.expect(/id="7"/);
      peer.send(answer("7", "r@x.net", "a@imps.example/p", `type='result'>${"x".repeat(9_000)}</iq>`));
      await expect(request).rejects.toMatchObject({ condition: "policy-violation" });
    });

    test("reject when the stream breaks, and while there is none", async () => {
      const request = rig.link.request(query("7"));
      await peer.expect(/id="7"/);
      peer.socket.destroy();
      await expect(request).rejects.toMatchObject({ name: "LinkDown" });
      await expect(rig.link.request(query())).rejects.toMatchObject({ name: "LinkDown" });
      expect(rig.runtime.timers.delays).not.toContain(LIMITS.requestTimeout);
    });

    test("reject at once where they may not be sent", async () => {
      const stranger = xml("iq", { type: "get", from: "a@other.example", to: "r@x.net" }, xml("q"));
      await expect(rig.link.request(stranger)).rejects.toMatchObject({ condition: "jid-malformed" });
      expect(rig.runtime.timers.delays).not.toContain(LIMITS.requestTimeout);
    });

    test("are not sent twice under one id", async () => {
      const request = rig.link.request(query("7"));
      await expect(rig.link.request(query("7"))).rejects.toMatchObject({ condition: "conflict" });
      await peer.expect(/id="7"/);
      peer.send(answer("7", "r@x.net", "a@imps.example/p"));
      await request;
      await nothingSent();
    });
  });

  describe("of others", () => {
    const ask = (type = "get", content = "<q xmlns='urn:q'/>", rest = "id='9'") =>
      peer.send(`<iq type='${type}' from='r@x.net/1' to='a@imps.example' ${rest}>${content}</iq>`);
    const reply = async () => (await peer.expect(/<iq [^>]*?(\/>|>.*<\/iq>)/))[0];

    test("are answered with what the handler returns", async () => {
      rig.listener.handle = () => Promise.resolve(xml("q", "urn:q", "5"));
      ask("set");
      expect(await reply()).toBe(
        '<iq type="result" id="9" from="a@imps.example" to="r@x.net/1"><q xmlns="urn:q">5</q></iq>',
      );
    });

    test("are answered with an empty result where it returns nothing", async () => {
      ask();
      expect(await reply()).toBe('<iq type="result" id="9" from="a@imps.example" to="r@x.net/1"/>');
    });

    test("are answered with the StanzaError that it throws", async () => {
      rig.listener.handle = () => Promise.reject(new StanzaError("item-not-found", "none"));
      ask();
      const text = await reply();
      expect(text).toContain(
        '<error type="cancel"><item-not-found xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/>',
      );
      expect(text).toContain('<text xmlns="urn:ietf:params:xml:ns:xmpp-stanzas">none</text>');
    });

    test("are answered with internal-server-error for anything else that it throws", async () => {
      rig.listener.handle = () => Promise.reject(new Error("secret detail"));
      ask();
      const text = await reply();
      expect(text).toContain("<internal-server-error");
      expect(text).not.toContain("secret detail");
      await nothingSent();
    });

    test("are answered with an error where the result cannot be sent", async () => {
      rig.listener.handle = () => Promise.resolve(xml("q", "urn:q", "x".repeat(9_000)));
      ask();
      expect(await reply()).toContain("<policy-violation");
    });

    test.each([
      ["of an unknown type", "ask", "<q/>", "id='9'"],
      ["without a payload", "get", "", "id='9'"],
      ["with two payloads", "set", "<q/><q/>", "id='9'"],
      ["without an id", "get", "<q/>", ""],
    ])("%s are answered with bad-request, unseen by the handler", async (_, type, content, rest) => {
      ask(type, content, rest);
      expect(await reply()).toContain("<bad-request");
      expect(rig.listener.stanzas).toEqual([]);
    });

    test("are never answered when they are answers themselves", async () => {
      ask("result");
      ask("error");
      await nothingSent();
    });

    test("without a sender are not answered", async () => {
      peer.send("<iq type='get' to='a@imps.example' id='9'><q/></iq>");
      await rig.listener.count(1);
      await nothingSent();
    });
  });
});
