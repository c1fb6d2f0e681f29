import { LinkDown } from "../../src/xmpp/index.js";
import { ANNA, Bench } from "./support/bench.js";

const ALICE = "alice@localhost";
const STANZAS = "urn:ietf:params:xml:ns:xmpp-stanzas";

describe("what goes out", () => {
  let bench: Bench;
  beforeEach(() => {
    bench = new Bench();
  });

  describe("messages", () => {
    test.each<[string, () => Promise<void>, string]>([
      [
        "a chat",
        () =>
          bench.leg.messages.send({ from: ANNA, to: ALICE, id: "m1", body: "a & b", wantsReceipt: false }),
        `<message from="${ANNA}" to="${ALICE}" id="m1" type="chat"><body>a &amp; b</body></message>`,
      ],
      [
        "a chat in a thread, of which a receipt is wanted",
        () =>
          bench.leg.messages.send({
            from: ANNA,
            to: ALICE,
            id: "m1",
            body: "x",
            thread: "t",
            wantsReceipt: true,
          }),
        `<message from="${ANNA}" to="${ALICE}" id="m1" type="chat"><body>x</body><thread>t</thread><request xmlns="urn:xmpp:receipts"/></message>`,
      ],
      [
        "a chat that was written a while ago",
        () =>
          bench.leg.messages.send({
            from: ANNA,
            to: ALICE,
            id: "m1",
            body: "x",
            wantsReceipt: false,
            sentAt: Date.UTC(2026, 0, 5, 12),
          }),
        `<message from="${ANNA}" to="${ALICE}" id="m1" type="chat"><body>x</body>` +
          `<delay xmlns="urn:xmpp:delay" from="imps.localhost" stamp="2026-01-05T12:00:00.000Z"/></message>`,
      ],
      [
        "a receipt",
        () => bench.leg.messages.receipt({ from: ANNA, to: `${ALICE}/pc`, messageId: "m7" }),
        `<message from="${ANNA}" to="${ALICE}/pc" id="t0000000000000000001"><received xmlns="urn:xmpp:receipts" id="m7"/></message>`,
      ],
      [
        "a refusal",
        () =>
          bench.leg.messages.refuse({
            from: ANNA,
            to: ALICE,
            id: "m7",
            condition: "recipient-unavailable",
            text: "gone",
          }),
        `<message from="${ANNA}" to="${ALICE}" id="m7" type="error"><error type="wait">` +
          `<recipient-unavailable xmlns="${STANZAS}"/><text xmlns="${STANZAS}">gone</text></error></message>`,
      ],
    ])("%s", async (_name, send, text) => {
      await send();
      expect(bench.link.taken()).toEqual([text]);
    });
  });

  describe("presence", () => {
    test.each<[string, () => Promise<void>, string]>([
      [
        "of a device that is not known, with all that may be said",
        () =>
          bench.leg.presence.send("anna@imps.localhost/old", ALICE, {
            isAvailable: true,
            show: "dnd",
            status: "busy",
            priority: 0,
            nick: "Annie",
          }),
        `<presence from="anna@imps.localhost/old" to="${ALICE}"><show>dnd</show><status>busy</status><priority>0</priority>` +
          `<nick xmlns="http://jabber.org/protocol/nick">Annie</nick></presence>`,
      ],
      [
        "that ends",
        () => bench.leg.presence.send(ANNA, ALICE, { isAvailable: false, status: "bye" }),
        `<presence from="${ANNA}" to="${ALICE}" type="unavailable"><status>bye</status></presence>`,
      ],
      [
        "a subscription, between bare JIDs",
        () => bench.leg.presence.subscription(ANNA, `${ALICE}/pc`, "subscribe"),
        `<presence from="anna@imps.localhost" to="${ALICE}" type="subscribe"/>`,
      ],
    ])("%s", async (_name, send, text) => {
      await send();
      expect(bench.link.taken()).toEqual([text]);
    });
  });

  describe("queries", () => {
    test("features of a service", async () => {
      bench.link.reply = () => `<iq type='result'><query xmlns='http://jabber.org/protocol/disco#info'>
      <feature var='a'/><feature/><feature var='b'/></query></iq>`;
      expect([...(await bench.leg.queries.features(ANNA, "c"))]).toEqual(["a", "b"]);
    });
  });

  test("is handed over once what came back of it to users of ours has been dealt with", async () => {
    const order: string[] = [];
    let end = () => {};
    bench.events.received = async () => {
      await new Promise<void>((resolve) => {
        end = resolve;
      });
      order.push("dealt with");
    };
    void bench.link.receive(`<message from='${ALICE}' to='${ANNA}' type='chat'><body>x</body></message>`);
    const handedOver = bench.leg.handedOver().then(() => order.push("handed over"));
    await bench.leg.settled();
    await bench.settle();
    expect(order).toEqual([]);
    end();
    await handedOver;
    expect(order).toEqual(["dealt with", "handed over"]);
  });

  test("nothing goes out while there is no stream", async () => {
    bench.link.break();
    expect(bench.leg.isOnline).toBe(false);
    const { leg } = bench;
    for (const attempt of [
      leg.messages.send({ from: ANNA, to: ALICE, id: "m", body: "x", wantsReceipt: false }),
      leg.presence.send(ANNA, ALICE, { isAvailable: true }),
      leg.queries.features(ANNA, ALICE),
      leg.settled(),
      leg.handedOver(),
    ]) {
      await expect(attempt).rejects.toBeInstanceOf(LinkDown);
    }
  });
});
