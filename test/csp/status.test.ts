import { statusCodes } from "../../src/csp/generated/status-codes.js";
import {
  adaptStatus,
  codeOf,
  conditionForStatus,
  endsSession,
  isProvisional,
  isSuccess,
  type StatusContext,
  type StatusTable,
  statusForCondition,
  statusOf,
} from "../../src/csp/status.js";
import { VERSIONS } from "../../src/csp/version.js";

const TABLE: StatusTable = statusCodes;
const CODES = Object.keys(TABLE.codes).map(Number);

/** RFC 6120 section 8.3.3. */
const STANZA_CONDITIONS = [
  "bad-request",
  "conflict",
  "feature-not-implemented",
  "forbidden",
  "gone",
  "internal-server-error",
  "item-not-found",
  "jid-malformed",
  "not-acceptable",
  "not-allowed",
  "not-authorized",
  "policy-violation",
  "recipient-unavailable",
  "redirect",
  "registration-required",
  "remote-server-not-found",
  "remote-server-timeout",
  "resource-constraint",
  "service-unavailable",
  "subscription-required",
  "undefined-condition",
  "unexpected-request",
];

describe("the status code table", () => {
  it("lists the codes that sources show, and no others", () => {
    const ranges = [
      [100, 102],
      [200, 202],
      [400, 406],
      [408, 410],
      [415, 415],
      [420, 420],
      [422, 426],
      [431, 432],
      [500, 507],
      [516, 516],
      [521, 522],
      [531, 538],
      [540, 543],
      [600, 601],
      [603, 605],
      [616, 616],
      [700, 702],
      [750, 755],
      [760, 760],
      [800, 817],
      [821, 822],
      [900, 903],
      [907, 907],
      [920, 920],
    ] as const;
    const expected = ranges.flatMap(([first, last]) =>
      Array.from({ length: last - first + 1 }, (_, index) => first + index),
    );
    expect(CODES).toEqual(expected);
  });

  it("gives each code a name of its own in kebab case, which codeOf finds", () => {
    for (const [code, { name }] of Object.entries(statusCodes.codes)) {
      expect(name).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
      expect(codeOf(name)).toBe(Number(code));
    }
  });

  it("has a stand-in for exactly the codes that may not be sent to some version", () => {
    const limited = CODES.filter(
      (code) => TABLE.codes[code]?.in !== undefined || TABLE.codes[code]?.send === false,
    );
    expect(CODES.filter((code) => TABLE.codes[code]?.instead !== undefined)).toEqual(limited);
  });

  it("uses only known codes and contexts in the rows of conditions", () => {
    for (const row of Object.values(TABLE.conditions)) {
      expect(row).toHaveProperty("any");
      for (const [context, code] of Object.entries(row)) {
        expect(TABLE.contexts).toHaveProperty(context);
        expect(CODES).toContain(code);
      }
    }
  });

  it("has a row for every stanza error condition", () => {
    expect(STANZA_CONDITIONS.filter((condition) => TABLE.conditions[condition] === undefined)).toEqual([]);
  });

  it("reports to XMPP only what stanza errors can say", () => {
    const reported = CODES.map((code) => conditionForStatus(code)).filter(
      (condition) => condition !== undefined,
    );
    expect(reported.filter((condition) => !STANZA_CONDITIONS.includes(condition))).toEqual([]);
  });
});

describe("statusOf", () => {
  it("names a code", () => {
    expect(statusOf(531)).toEqual({
      code: 531,
      name: "unknown-user",
      meaning: "No such user or screen name",
    });
  });

  it.each([539, 411, 0, -1, Number.NaN])("knows nothing of %d", (code) => {
    expect(statusOf(code)).toBeUndefined();
  });
});

describe("classes of codes", () => {
  it.each([
    [100, "provisional"],
    [199, "provisional"],
    [200, "success"],
    [202, "success"],
    [300, "failure"],
    [409, "failure"],
    [920, "failure"],
  ])("takes %d for a %s", (code, kind) => {
    expect(isSuccess(code)).toBe(kind === "success");
    expect(isProvisional(code)).toBe(kind === "provisional");
  });

  it("lets only these codes end a session", () => {
    expect(CODES.filter((code) => endsSession(code))).toEqual([502, 600, 601, 604]);
  });
});

describe("adaptStatus", () => {
  it("sends to every version only codes that it has and that may be sent", () => {
    for (const version of VERSIONS) {
      for (const code of CODES) {
        const row = TABLE.codes[adaptStatus(code, version)];
        expect([code, row?.in?.includes(version) ?? true, row?.send ?? true]).toEqual([code, true, true]);
      }
    }
  });

  it("leaves a code that the version has as it is", () => {
    const unlimited = CODES.filter(
      (code) => TABLE.codes[code]?.in === undefined && TABLE.codes[code]?.send !== false,
    );
    expect(unlimited.map((code) => adaptStatus(code, "1.1"))).toEqual(unlimited);
    expect(adaptStatus(907, "1.3")).toBe(907);
  });

  it("keeps the end of a session the end of a session", () => {
    for (const version of VERSIONS) {
      for (const code of CODES) expect(endsSession(adaptStatus(code, version))).toBe(endsSession(code));
    }
  });

  it.each([
    [408, "1.1", 504],
    [406, "1.1", 504],
    [543, "1.1", 402],
    [502, "1.1", 600],
    [754, "1.1", 403],
    [760, "1.3", 402],
    [907, "1.2", 516],
    [616, "1.3", 816],
    [539, "1.2", 500],
  ] as const)("replaces %d in %s by %d", (code, version, replacement) => {
    expect(adaptStatus(code, version)).toBe(replacement);
  });
});

describe("statusForCondition", () => {
  it.each<[string, StatusContext, number]>([
    ["bad-request", "any", 400],
    ["jid-malformed", "message", 901],
    ["not-authorized", "login", 409],
    ["account-disabled", "login", 403],
    ["forbidden", "login", 403],
    ["forbidden", "message", 403],
    ["forbidden", "blocked", 532],
    ["forbidden", "muc", 816],
    ["forbidden", "muc-join", 809],
    ["forbidden", "muc-private", 812],
    ["registration-required", "muc-join", 803],
    ["registration-required", "muc-members", 810],
    ["conflict", "nick", 811],
    ["conflict", "muc-join", 811],
    ["conflict", "session", 601],
    ["item-not-found", "message", 531],
    ["item-not-found", "presence", 531],
    ["item-not-found", "muc", 800],
    ["item-not-found", "muc-join", 800],
    ["item-not-found", "list", 700],
    ["remote-server-not-found", "message", 516],
    ["remote-server-timeout", "presence", 504],
    ["remote-server-timeout", "message", 410],
    ["service-unavailable", "message", 410],
    ["service-unavailable", "offline", 533],
    ["service-unavailable", "muc-join", 817],
    ["service-unavailable", "any", 503],
    ["not-allowed", "muc-create", 816],
    ["resource-constraint", "muc-create", 815],
    ["resource-constraint", "muc-create-user", 814],
    ["resource-constraint", "muc-join", 817],
    ["resource-constraint", "message", 507],
    ["policy-violation", "message", 507],
    ["policy-violation", "presence", 503],
    ["feature-not-implemented", "muc", 405],
    ["not-acceptable", "nick", 811],
    ["not-acceptable", "any", 402],
    ["redirect", "message", 410],
    ["gone", "message", 410],
    ["system-shutdown", "any", 503],
    ["system-shutdown", "session", 600],
    ["not-allowed", "extend", 815],
    ["forbidden", "extend-invite", 410],
    ["item-not-found", "extend-invite", 531],
    ["remote-server-not-found", "extend-invite", 516],
  ])("tells a phone of %s (%s) with %d", (condition, context, code) => {
    expect(statusForCondition(condition, context)).toBe(code);
  });

  it.each(["no-such-condition", "toString", ""])("answers 500 to the unknown condition %j", (condition) => {
    expect(statusForCondition(condition, "message")).toBe(500);
  });

  it.each([...Object.keys(TABLE.conditions), "no-such-condition"])(
    "tells of %s in a delivery report with a code that reports have",
    (condition) => {
      const code = statusForCondition(condition, "report");
      expect(code).toBe(condition === "not-acceptable" ? 538 : 410);
      expect(VERSIONS.map((version) => adaptStatus(code, version))).toEqual(VERSIONS.map(() => code));
    },
  );

  it("follows an override, even one whose contexts go in circles", () => {
    const override: StatusTable = {
      ...TABLE,
      contexts: { message: { about: "", within: "user" }, user: { about: "", within: "message" } },
      conditions: { forbidden: { any: 534 }, gone: { user: 531 }, reset: {} },
    };
    expect(statusForCondition("forbidden", "message", override)).toBe(534);
    expect(statusForCondition("gone", "message", override)).toBe(531);
    expect(statusForCondition("reset", "message", override)).toBe(500);
  });
});

describe("conditionForStatus", () => {
  it.each([
    [400, "bad-request"],
    [531, "item-not-found"],
    [533, "recipient-unavailable"],
    [516, "remote-server-not-found"],
    [803, "registration-required"],
    [811, "conflict"],
    [901, "jid-malformed"],
  ])("reports %d as %s", (code, condition) => {
    expect(conditionForStatus(code)).toBe(condition);
  });

  it("does not tell a blocked sender from one who writes to an absent user", () => {
    expect(conditionForStatus(532)).toBe("service-unavailable");
  });

  it.each([100, 200, 201, 600, 999])("has nothing to report for %d", (code) => {
    expect(conditionForStatus(code)).toBeUndefined();
  });
});
