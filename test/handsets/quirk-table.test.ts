import { readFileSync } from "node:fs";
import type { Syntax, Version } from "../../src/csp/index.js";
import { loadMappings, parseMapping } from "../../src/gateway/mapping-files.js";
import { type ClientTraits, quirksOf, quirksSchema } from "../../src/handsets/quirk-table.js";
import { QUIRKS } from "../../src/handsets/quirks.js";

const { quirks: ROWS } = loadMappings();
const parse = (rows: readonly object[]) => parseMapping("quirks.yaml", JSON.stringify(rows), quirksSchema);
const PLAIN: ClientTraits = {
  ...{ version: "1.2", syntax: "wbxml", userAgent: undefined, transactionId: "t-1" },
  ...{ clientId: "http://example.org/phone", cookie: "cookie" },
};

const android = [
  "bare-user-map",
  "whole-texts",
  "bare-attribute-lists",
  "no-capability-client-id",
  "partial-is-failure",
  "one-transaction",
  "no-notification",
  "no-cancelled-invitations",
  "group-invitations-only",
  "speakers-by-address",
  "one-screen-name",
  "no-whispers",
  "repeats-what-is-done",
  "presence-auth-in-1.3",
  "ids-as-written",
];
const s60 = ["joined-as-user-list", "no-notification"];

describe("the rows of quirks", () => {
  it.each<[string, Partial<ClientTraits>, readonly string[]]>([
    ["a phone that nobody knows", {}, []],
    ["Android by its User-Agent", { userAgent: "Android-Imps/0.1" }, android],
    ["Android by its ClientID", { clientId: "JiMMY" }, android],
    [
      "Android by its cookie and number",
      { cookie: "1795341820794-11719534210", transactionId: "1" },
      android,
    ],
    [
      "Android by its cookie without minus",
      { cookie: "179534183331613681714360", transactionId: "1" },
      android,
    ],
    ["no Android by its number alone", { transactionId: "1" }, []],
    ["no Android by a cookie that is a number", { cookie: "12345", transactionId: "1" }, []],
    ["S60 by its cookie", { cookie: "wv:nokia.1122334455" }, s60],
    ["S60 by its TransactionID", { transactionId: "nok17" }, s60],
    [
      "Colibria by its ClientID",
      { clientId: "WV:InstantMessenger-1.0.2309.16485@COLIBRIA.PC-CLIENT" },
      ["html-text"],
    ],
    ["Colibria by its cookie", { cookie: "ColibriaIMPS_634" }, ["html-text"]],
    ["XML of 1.2", { syntax: "xml" }, ["logout-status"]],
    ["XML of 1.1", { syntax: "xml", version: "1.1" }, []],
  ])("give to %s: %s", (_, traits, expected) => {
    expect([...quirksOf({ ...PLAIN, ...traits }, ROWS)]).toEqual(expected);
  });

  it("are each recognised by something above", () => {
    expect(ROWS.map(({ id }) => id)).toEqual(["android", "s60", "colibria", "xml-logout"]);
  });

  it.each<[string, Version, Syntax]>([
    ["1795341820794-11719534210", "1.1", "xml"],
    ["179534183331613681714360", "1.2", "wbxml"],
    ["1795341845284-14477610660", "1.3", "wbxml"],
    ["1795341857416-18361314140", "1.2", "pts"],
  ])(
    "recognise Android even behind a gateway that hides its name, with cookie %s",
    (cookie, version, syntax) => {
      expect(quirksOf({ ...PLAIN, cookie, version, syntax, transactionId: "1" }, ROWS)).toContain(
        "bare-user-map",
      );
    },
  );
});

describe("a table of quirks with faults", () => {
  const row = { id: "x", about: "X", when: [{ syntax: ["xml"] }], quirks: [QUIRKS[0]] };

  it.each<[string, object, RegExp]>([
    ["an unknown quirk", { quirks: ["dances"] }, /^quirks\.yaml:1:\d+: 0\.quirks\.0: /],
    [
      "an unknown trait",
      { when: [{ colour: "red" }] },
      /^quirks\.yaml:1:\d+: 0\.when\.0\.colour: is not a known key/,
    ],
    [
      "a condition without traits",
      { when: [{}] },
      /^quirks\.yaml:1:\d+: 0\.when\.0: must name at least one trait/,
    ],
    ["no condition", { when: [] }, /^quirks\.yaml:1:\d+: 0\.when: /],
    [
      "what is no regular expression",
      { when: [{ cookie: "(" }] },
      /^quirks\.yaml:1:\d+: 0\.when\.0\.cookie: is not a regular expression/,
    ],
    ["an unknown version", { when: [{ version: ["2.0"] }] }, /^quirks\.yaml:1:\d+: 0\.when\.0\.version\.0: /],
  ])("is refused for %s", (_, change, message) => {
    expect(() => parse([{ ...row, ...change }])).toThrow(message);
  });

  it("is refused for two rows of one name", () => {
    expect(() => parse([row, row])).toThrow(/the same id/);
  });

  it("is accepted without them", () => {
    expect(parse([row])).toHaveLength(1);
  });
});

describe("the quirks that the code knows", () => {
  it("are explained each, where operators read of the rows", () => {
    const [head = ""] = readFileSync("mappings/quirks.yaml", "utf8").split(/^- id/m);
    const explained = [...head.matchAll(/^# {3}([a-z0-9.-]+) {2}/gm)].map(([, name]) => name);
    expect(explained.toSorted()).toEqual([...QUIRKS].toSorted());
  });
});
