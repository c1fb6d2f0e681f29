import { StanzaError } from "../../src/xmpp/index.js";
import { ANNA, Bench, ROOM } from "./support/bench.js";

const ALICE = "alice@localhost/pc";
const NOBODY = "nobody@imps.localhost";
const STANZAS = "urn:ietf:params:xml:ns:xmpp-stanzas";

describe("the fate of a stanza", () => {
  let bench: Bench;
  beforeEach(() => {
    bench = new Bench();
  });

  async function received(text: string): Promise<string[]> {
    await bench.link.receive(text);
    await bench.settle();
    return bench.link.taken();
  }

  const message = (to: string, type = "chat", content = "<body>x</body>") =>
    `<message from='${ALICE}' to='${to}' type='${type}' id='m1'>${content}</message>`;
  const refusal = (from: string, condition: string, type: string, text = "") =>
    `<message from="${from}" to="${ALICE}" id="m1" type="error"><error type="${type}"><${condition} xmlns="${STANZAS}"/>${text}</error></message>`;

  describe("to one who does not exist (RFC 6121 section 8.5.1)", () => {
    const unavailable = [refusal(NOBODY, "service-unavailable", "cancel")];

    test.each<[string, string, string[]]>([
      ["a chat is refused", message(NOBODY), unavailable],
      [
        "a chat to a device is refused",
        message(`${NOBODY}/x`),
        [refusal(`${NOBODY}/x`, "service-unavailable", "cancel")],
      ],
      [
        "a chat to the component is refused",
        message("imps.localhost"),
        [refusal("imps.localhost", "service-unavailable", "cancel")],
      ],
      [
        "a direct invitation is refused",
        message(NOBODY, "normal", `<x xmlns='jabber:x:conference' jid='${ROOM}'/>`),
        unavailable,
      ],
      ["a headline is dropped", message(NOBODY, "headline"), []],
      [
        "an invitation by a room is dropped",
        `<message from='${ROOM}' to='${NOBODY}'><x xmlns='http://jabber.org/protocol/muc#user'><invite from='${ALICE}'/></x></message>`,
        [],
      ],
      ["a subscription is dropped", `<presence from='${ALICE}' to='${NOBODY}' type='subscribe'/>`, []],
      ["presence is dropped", `<presence from='${ALICE}' to='${NOBODY}'/>`, []],
      [
        "a probe is told so",
        `<presence from='${ALICE}' to='${NOBODY}' type='probe'/>`,
        [`<presence from="${NOBODY}" to="alice@localhost" type="unsubscribed"/>`],
      ],
    ])("%s", async (_name, stanza, answer) => {
      expect(await received(stanza)).toEqual(answer);
      expect(bench.events.waiting).toEqual([]);
    });

    test("what comes back to Hamlet itself is not lost", async () => {
      const error = `<error type='cancel'><item-not-found xmlns='${STANZAS}'/></error>`;
      expect(await received(message("service@imps.localhost/gw", "error", error))).toEqual([]);
      expect(bench.events.waiting).toMatchObject([{ kind: "message-error", condition: "item-not-found" }]);
    });
  });

  describe("where the bridge fails", () => {
    test.each<[string, Error, string, string, string]>([
      [
        "a refusal is its condition",
        new StanzaError("forbidden", "no"),
        "forbidden",
        "auth",
        `<text xmlns="${STANZAS}">no</text>`,
      ],
      ["anything else is an internal error", new Error("boom"), "internal-server-error", "cancel", ""],
    ])("a message is refused: %s", async (_name, error, condition, type, text) => {
      bench.events.received = () => Promise.reject(error);
      expect(await received(message(ANNA))).toEqual([refusal(ANNA, condition, type, text)]);
      expect(bench.runtime.lines).toMatchObject([{ level: "error" }]);
    });

    test("so it is where the users cannot be looked up", async () => {
      bench.events.directory.exists = () => Promise.reject(new Error("disk"));
      expect(await received(message(ANNA))).toEqual([refusal(ANNA, "internal-server-error", "cancel")]);
    });

    test.each([
      ["a headline", message(ANNA, "headline")],
      ["presence", `<presence from='${ALICE}' to='${ANNA}'/>`],
      ["an error", message(ANNA, "error", `<error><gone xmlns='${STANZAS}'/></error>`)],
      [
        "a room's invitation",
        `<message from='${ROOM}' to='anna@imps.localhost'><x xmlns='http://jabber.org/protocol/muc#user'><invite/></x></message>`,
      ],
    ])("%s is not answered, and costs no other event", async (_name, stanza) => {
      const take = bench.events.received.bind(bench.events);
      bench.events.received = () => Promise.reject(new Error("boom"));
      expect(await received(stanza)).toEqual([]);
      bench.events.received = take;
      await received(message(ANNA));
      expect(bench.events.waiting).toHaveLength(1);
    });
  });

  describe("events", () => {
    test("that would be too many are refused to who waits for them", async () => {
      bench.events.received = () => new Promise(() => {});
      for (let count = 0; count < 5_000; count++) void bench.link.receive(message(ANNA));
      expect(await received(message(ANNA))).toEqual([
        refusal(
          ANNA,
          "resource-constraint",
          "wait",
          `<text xmlns="${STANZAS}">too many messages wait</text>`,
        ),
      ]);
    });

    test("that hang are told of in the log, and do not hold up the end for ever", async () => {
      bench.events.received = () => new Promise(() => {});
      await received(message(ANNA));
      const stopped = bench.leg.stop();
      bench.runtime.advance(10_000);
      await stopped;
      expect(bench.link.state).toBe("stopped");
      expect(bench.runtime.lines).toMatchObject([{ level: "warn" }, { level: "warn" }]);
    });

    test("do not hold up what a handler waits for", async () => {
      const entries: string[] = [];
      bench.events.received = async () => {
        entries.push((await bench.rooms.enter(ROOM, "Anna", ANNA, { mayCreate: true })).nick);
      };
      await received(message(ANNA));
      bench.presence("Anna", { codes: [110], item: { jid: ANNA } });
      await bench.settle();
      expect(entries).toEqual(["Anna"]);
    });
  });
});
