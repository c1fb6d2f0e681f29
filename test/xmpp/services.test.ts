import type { StanzaError } from "../../src/xmpp/index.js";
import { capsVersion } from "../../src/xmpp/services/caps.js";
import { ANNA, Bench, ROOM } from "./support/bench.js";

const INFO = "http://jabber.org/protocol/disco#info";
const ITEMS = "http://jabber.org/protocol/disco#items";
const DEVICE_FEATURES = [
  "http://jabber.org/protocol/caps",
  INFO,
  ITEMS,
  "http://jabber.org/protocol/muc",
  "jabber:x:conference",
  "jabber:iq:version",
  "urn:xmpp:ping",
  "urn:xmpp:receipts",
  "vcard-temp",
];
const node = `urn:x-hamlet:gateway#${capsVersion([{ category: "client", type: "phone", name: "Nokia 6600" }], DEVICE_FEATURES)}`;
const features = (names: readonly string[]) => names.map((name) => `<feature var="${name}"/>`).join("");
const empty = (namespace: string) => `<query xmlns="${namespace}"/>`;

describe("answers to requests", () => {
  let bench: Bench;
  beforeEach(() => {
    bench = new Bench();
    const { directory } = bench.events;
    const now = bench.runtime.clock.now();
    directory.users.set("anna@imps.localhost", { resources: ["ph", "web"] });
    directory.users.set("ben@imps.localhost", { resources: [], lastSeen: now - 90_500 });
    directory.users.set("cy@imps.localhost", { resources: [] });
    directory.friends.add("alice@localhost");
  });

  /** What an asker gets: the payload, the empty text for an empty result, or the condition. */
  async function ask(from: string, to: string, payload: string, type = "get"): Promise<string> {
    try {
      const answer = await bench.link.receive(
        `<iq type='${type}' id='q' from='${from}' to='${to}'>${payload}</iq>`,
      );
      return answer === undefined ? "" : String(answer);
    } catch (error) {
      return (error as StanzaError).condition;
    }
  }

  const query = (namespace: string, attributes = "") => `<query xmlns='${namespace}' ${attributes}/>`;
  const PING = "<ping xmlns='urn:xmpp:ping'/>";
  const VCARD = "<vCard xmlns='vcard-temp'/>";

  describe("the component answers", () => {
    test.each([
      [
        "what it is",
        query(INFO),
        `<query xmlns="${INFO}"><identity category="gateway" type="imps" name="Hamlet"/>${features([INFO, ITEMS, "jabber:iq:last", "urn:xmpp:ping", "jabber:iq:version"])}</query>`,
      ],
      ["that it has nothing inside", query(ITEMS), empty(ITEMS)],
      ["a ping", PING, ""],
      [
        "its version",
        query("jabber:iq:version"),
        `<query xmlns="jabber:iq:version"><name>Hamlet</name><version>1.2.3</version></query>`,
      ],
      ["nothing about nodes", query(INFO, "node='x'"), "item-not-found"],
      ["nothing else", query("jabber:iq:register"), "service-unavailable"],
      ["no question", "", "bad-request"],
    ])("%s", async (_name, payload, answer) => {
      expect(await ask("mallory@evil.example/x", "imps.localhost", payload)).toBe(answer);
    });

    test("how long it has run", async () => {
      bench.runtime.advance(61_900);
      expect(await ask("a@b/c", "imps.localhost", query("jabber:iq:last"))).toBe(
        '<query xmlns="jabber:iq:last" seconds="61"/>',
      );
    });
  });

  describe("a user's friend learns", () => {
    test.each([
      [
        "what the account is",
        "anna",
        query(INFO),
        `<query xmlns="${INFO}"><identity category="account" type="registered"/>${features([INFO, ITEMS, "jabber:iq:last", "urn:xmpp:ping", "vcard-temp"])}</query>`,
      ],
      [
        "the devices",
        "anna",
        query(ITEMS),
        `<query xmlns="${ITEMS}"><item jid="anna@imps.localhost/ph"/><item jid="anna@imps.localhost/web"/></query>`,
      ],
      ["that there are no devices", "ben", query(ITEMS), empty(ITEMS)],
      ["that there is no profile", "ben", VCARD, "item-not-found"],
      ["that one is online", "anna", query("jabber:iq:last"), '<query xmlns="jabber:iq:last" seconds="0"/>'],
      [
        "since when one is offline",
        "ben",
        query("jabber:iq:last"),
        '<query xmlns="jabber:iq:last" seconds="90"/>',
      ],
      ["that one was never seen", "cy", query("jabber:iq:last"), "item-not-found"],
      ["that the server answers", "anna", PING, ""],
      ["no version of an account", "anna", query("jabber:iq:version"), "service-unavailable"],
      ["nothing about nodes", "anna", query(INFO, "node='x'"), "item-not-found"],
      ["of nobody nothing", "nobody", query(INFO), "service-unavailable"],
    ])("%s", async (_name, user, payload, answer) => {
      expect(await ask("alice@localhost/pc", `${user}@imps.localhost`, payload)).toBe(answer);
    });
  });

  describe("a device's friend learns", () => {
    const DEVICE = `<identity category="client" type="phone" name="Nokia 6600"/>${features(DEVICE_FEATURES)}</query>`;

    test.each([
      ["what it is", ANNA, query(INFO), `<query xmlns="${INFO}">${DEVICE}`],
      [
        "the same by the node of its presence",
        ANNA,
        query(INFO, `node='${node}'`),
        `<query xmlns="${INFO}" node="${node}">${DEVICE}`,
      ],
      ["nothing about other nodes", ANNA, query(INFO, "node='urn:x-hamlet:gateway#x'"), "item-not-found"],
      ["that it has nothing inside", ANNA, query(ITEMS), empty(ITEMS)],
      ["that it answers", ANNA, PING, ""],
      [
        "its model",
        ANNA,
        query("jabber:iq:version"),
        `<query xmlns="jabber:iq:version"><name>Nokia 6600</name><version>1.0</version></query>`,
      ],
      ["that there is no profile of its user", ANNA, VCARD, "item-not-found"],
      ["not how long it was idle", ANNA, query("jabber:iq:last"), "service-unavailable"],
      ["that it is not there", "anna@imps.localhost/gone", PING, "service-unavailable"],
    ])("%s", async (_name, to, payload, answer) => {
      expect(await ask("alice@localhost/pc", to, payload)).toEqual(answer);
    });
  });

  describe("a stranger", () => {
    const requests = [
      query(INFO),
      query(ITEMS),
      query("jabber:iq:last"),
      query("jabber:iq:version"),
      PING,
      VCARD,
    ];
    const asked = async (to: string) => {
      const answers: string[] = [];
      for (const request of requests) answers.push(await ask("mallory@evil.example/x", to, request));
      return answers;
    };

    test("cannot tell users and devices from those that do not exist", async () => {
      expect(await asked("anna@imps.localhost")).toEqual(await asked("nobody@imps.localhost"));
      expect(await asked(ANNA)).toEqual(await asked("nobody@imps.localhost/ph"));
      expect(new Set(await asked(ANNA))).toEqual(new Set(["service-unavailable"]));
    });

    test("in the same room may ping, and see what a device can do, and no more", async () => {
      await bench.inside("Bob");
      const asker = `${ROOM}/Bob`;
      expect(await ask(asker, ANNA, PING)).toBe("");
      expect(await ask(asker, ANNA, query(INFO))).toContain("phone");
      expect(await ask(asker, ANNA, query("jabber:iq:version"))).toBe("service-unavailable");
      expect(await ask(asker, "anna@imps.localhost", VCARD)).toBe("service-unavailable");
    });
  });

  test("nobody sets a profile from outside", async () => {
    for (const to of ["anna@imps.localhost", ANNA, "nobody@imps.localhost", "imps.localhost"]) {
      expect(await ask("alice@localhost/pc", to, VCARD, "set")).toBe("forbidden");
    }
  });

  describe("the hash of abilities (XEP-0115 section 5.2)", () => {
    test("is that of the standard's example", () => {
      const abilities = ["http://jabber.org/protocol/muc", ITEMS, "http://jabber.org/protocol/caps", INFO];
      const exodus = { category: "client", type: "pc", name: "Exodus 0.9.1" };
      expect(capsVersion([exodus], abilities)).toBe("QgayPKawpkPSDYmwT/WM94uAlu0=");
    });

    test("goes with the presence of a device, and fits what it answers", async () => {
      await bench.leg.presence.send(ANNA, "alice@localhost", { isAvailable: true });
      const [hash] = /ver="([^"]*)"/.exec(bench.link.taken().join())?.slice(1) ?? [];
      expect(node).toBe(`urn:x-hamlet:gateway#${hash}`);
    });
  });
});
