import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { differences, fitForm, toldBy } from "../../../src/bridge/groups/form-fitting.js";
import { groupProperties, readRequested, readRows } from "../../../src/bridge/groups/properties.js";
import { complete, groupPropertiesSchema, profileOf } from "../../../src/bridge/groups/property-table.js";
import type { Refusal } from "../../../src/handsets/index.js";
import type { FormField, RoomInfo } from "../../../src/xmpp/index.js";
import { realForms } from "./stage.js";

const source = () => parse(readFileSync("mappings/group-properties.yaml", "utf8")) as Record<string, unknown>;
const table = groupPropertiesSchema.parse(source());
const extension = profileOf("extension", table);

const renamed = (form: readonly FormField[], from: string, to: FormField) =>
  form.map((field) => (field.name === from ? to : field));
const forms = new Map([
  ...realForms(),
  // By their sources: no server of these versions was at hand.
  [
    "ejabberd 23.10",
    renamed(realForms().get("ejabberd 23.01") ?? [], "allow_private_messages", {
      name: "muc#roomconfig_allowpm",
      value: "anyone",
      options: ["anyone", "participants", "moderators", "none"],
    }),
  ],
  [
    "Prosody 13",
    [
      ...(realForms().get("Prosody 0.12") ?? []),
      {
        name: "muc#roomconfig_allowpm",
        value: "visitor",
        options: ["visitor", "participant", "moderator", "affiliated", "none"],
      },
    ],
  ],
]);

const COMMON = {
  "muc#roomconfig_membersonly": "1",
  "muc#roomconfig_publicroom": "0",
  "muc#roomconfig_changesubject": "0",
  "muc#roomconfig_moderatedroom": "0",
  "muc#roomconfig_whois": "anyone",
  "muc#roomconfig_presencebroadcast": ["participant", "visitor"],
};
const PROSODY = {
  ...COMMON,
  "muc#roomconfig_persistentroom": "0",
  "{http://prosody.im/protocol/muc}roomconfig_allowmemberinvites": "1",
  "muc#roomconfig_historylength": "0",
  "muc#roomconfig_defaulthistorymessages": "0",
};
const EJABBERD = {
  ...COMMON,
  "muc#roomconfig_allowinvites": "1",
  public_list: "0",
  allow_query_users: "0",
};

describe("the profile of an extended conversation", () => {
  test.each([
    ["Prosody 0.12", PROSODY, ["PrivateMessaging"]],
    ["Prosody 0.12, profile", PROSODY, ["PrivateMessaging"]],
    ["Prosody 0.12, archiving", { ...PROSODY, "muc#roomconfig_enablearchiving": "0" }, ["PrivateMessaging"]],
    ["Prosody 13", { ...PROSODY, "muc#roomconfig_allowpm": "none" }, []],
    [
      "ejabberd 23.01",
      { ...EJABBERD, "muc#roomconfig_persistentroom": "0", allow_private_messages: "0" },
      ["History"],
    ],
    ["ejabberd 23.01, profile", { ...EJABBERD, allow_private_messages: "0" }, ["AutoDelete", "History"]],
    [
      "ejabberd 23.01, archiving",
      { ...EJABBERD, "muc#roomconfig_persistentroom": "0", allow_private_messages: "0", mam: "0" },
      ["History"],
    ],
    [
      "ejabberd 23.10",
      { ...EJABBERD, "muc#roomconfig_persistentroom": "0", "muc#roomconfig_allowpm": "none" },
      ["History"],
    ],
  ])("is said in the fields of %s", (server, fields, unoffered) => {
    const fitted = fitForm(extension, forms.get(server) ?? [], table);
    expect(Object.fromEntries(fitted.fields)).toEqual(fields);
    const missed = fitted.unoffered.filter((name) => table.rows[name]?.absent !== "fine");
    expect(missed.sort()).toEqual(unoffered);
  });
});

describe("a form", () => {
  const form: readonly FormField[] = [
    { name: "muc#roomconfig_maxusers", value: "200", options: ["5", "10", "20", "none"] },
    { name: "muc#roomconfig_membersonly", value: "0", options: undefined },
  ];

  test.each([
    ["7", "10"],
    ["10", "10"],
    ["500", "20"],
  ])("with numbers to choose from gets for %s the number %s", (wanted, chosen) => {
    const { fields } = fitForm(new Map([["MaxActiveUsers", wanted]]), form, table);
    expect(fields.get("muc#roomconfig_maxusers")).toBe(chosen);
  });

  test("does not get what is not among its options", () => {
    const odd = [{ name: "muc#roomconfig_whois", value: "nobody", options: ["nobody"] }];
    expect(fitForm(new Map([["ShowID", "T"]]), odd, table).unoffered).toEqual(["ShowID"]);
  });

  test("that holds something else afterwards is noticed, in any spelling of the same", () => {
    const fitted = fitForm(new Map([["RequireInvitation", "F"]]), form, table);
    const now = (value: string) => [{ name: "muc#roomconfig_membersonly", value, options: undefined }];
    expect(differences(fitted, now("1"))).toEqual(["RequireInvitation"]);
    for (const same of ["0", "false", ""]) expect(differences(fitted, now(same))).toEqual([]);
    expect(differences(fitted, [])).toEqual(["RequireInvitation"]);
  });
});

describe("properties of a room", () => {
  const info = (features: readonly string[], fields: Readonly<Record<string, string>> = {}): RoomInfo => ({
    name: undefined,
    features: new Set(features),
    fields: new Map(Object.entries(fields)),
  });
  const known = (room: RoomInfo) => ({
    info: room,
    fixed: new Map(),
    intended: new Map(),
    facts: {},
    self: undefined,
  });

  test.each([
    [["muc_open"], {}, "Open", "F"],
    [["muc_membersonly"], { "muc#roomconfig_allowinvites": "1" }, "Open", "T"],
    [["muc_membersonly"], { "muc#roomconfig_allowinvites": "0" }, "Restricted", "T"],
    [["muc_membersonly"], {}, "Restricted", "T"],
  ])("with %j and %j: AccessType %s, RequireInvitation %s", (features, fields, access, invitation) => {
    const values = readRows(table, known(info(features, fields)));
    expect([values.get("AccessType"), values.get("RequireInvitation")]).toEqual([access, invitation]);
  });

  test.each([
    ["none", "F"],
    ["anyone", "T"],
    ["moderators", "T"],
    ["", undefined],
  ])("with allowpm %j: PrivateMessaging %s", (value, expected) => {
    const row = table.rows.PrivateMessaging;
    expect(row && toldBy(info([], { "muc#roomconfig_allowpm": value }), row)).toBe(expected);
  });

  test("phones get those of their version alone", () => {
    const values = readRows(table, known(info(["muc_persistent", "muc_open"])));
    const names = (version: "1.1" | "1.2" | "1.3") =>
      groupProperties(table, values, version).map(({ Name }) => Name);
    expect(names("1.1")).not.toContain("AutoDelete");
    expect(names("1.2")).toContain("AutoDelete");
    expect(names("1.2")).not.toContain("RequireInvitation");
    expect(names("1.3")).toContain("RequireInvitation");
    for (const hidden of ["MembersInvite", "ModeratorsShown"]) expect(names("1.3")).not.toContain(hidden);
  });
});

describe("what a phone asks for", () => {
  const property = (Name: string, Value: string) => ({ Property: [{ Name, Value }] });

  test("is read whatever the case of the name", () => {
    expect([...readRequested(table, property("accesstype", "Restricted"))]).toEqual([
      ["AccessType", "Restricted"],
    ]);
  });

  test.each([
    ["Nonsense", "T"],
    ["Type", "Public"],
    ["ActiveUsers", "3"],
    ["MembersInvite", "T"],
    ["Searchable", "maybe"],
    ["MaxActiveUsers", "many"],
    ["AccessType", "Closed"],
  ])("%s %s is refused", (name, value) => {
    expect(() => readRequested(table, property(name, value))).toThrow(
      expect.objectContaining({ reason: "bad-group-property" }) as Refusal,
    );
  });

  test("takes along what belongs to it, and leaves what is named itself", () => {
    const restricted = profileOf("group", table, new Map([["AccessType", "Restricted"]]));
    expect(restricted.get("RequireInvitation")).toBe("T");
    expect(restricted.get("MembersInvite")).toBe("F");
    const asked = new Map([
      ["AccessType", "Open"],
      ["RequireInvitation", "T"],
    ]);
    expect(complete(asked, table).get("RequireInvitation")).toBe("T");
  });
});

describe("the table", () => {
  const broken = (change: (rows: Record<string, Record<string, unknown>>) => void) => {
    const raw = source() as { rows: Record<string, Record<string, unknown>> };
    change(raw.rows);
    const result = groupPropertiesSchema.safeParse(raw);
    return result.success
      ? []
      : result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  };

  test("may get a new property by a row alone", () => {
    expect(
      broken((rows) => {
        rows.Language = { type: "text", info: [{ name: "muc#roominfo_lang" }], otherwise: "" };
      }),
    ).toEqual([]);
  });

  test.each(["Name", "Topic", "Searchable", "PrivateMessaging", "AutoDelete"])(
    "without the row %s, which Hamlet itself needs, is refused",
    (name) => {
      const faults = broken((rows) => {
        rows[`${name}Too`] = rows[name] ?? {};
        delete rows[name];
      });
      const [fault] = faults.filter((each) => each.startsWith(`rows.${name}: `));
      expect(fault).toMatch(/^rows\.\w+: is missing: Hamlet itself needs this row, of type (text|flag)$/);
    },
  );

  test("with a needed row of another type is refused", () => {
    const faults = broken((rows) => {
      rows.PrivateMessaging = { type: "text" };
    });
    expect(faults).toContain(
      "rows.PrivateMessaging: is of type text: Hamlet itself needs this row, of type flag",
    );
  });

  test.each([
    [
      "a row that does not exist",
      { implies: { T: { Nothing: "T" } } },
      "rows.Searchable.implies.T: there is no row Nothing",
    ],
    [
      "a value that a row cannot have",
      { otherwise: "perhaps" },
      'rows.Searchable.otherwise: Searchable cannot be "perhaps"',
    ],
    ["an unknown key", { colour: "red" }, 'rows.Searchable: Unrecognized key: "colour"'],
  ])("with %s is refused, saying where", (_what, change, fault) => {
    expect(broken((rows) => Object.assign(rows.Searchable ?? {}, change))).toContain(fault);
  });
});
