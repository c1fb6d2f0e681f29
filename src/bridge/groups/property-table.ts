import { z } from "zod";
import { type StatusName, statusOf, VERSIONS } from "../../csp/index.js";

const text = z.string();
const versions = z.array(z.enum(VERSIONS));
const byValue = <T extends z.ZodType>(what: T) => z.record(text, what).default({});

const field = z.strictObject({
  name: text,
  says: z.record(text, z.array(z.union([text, z.array(text)])).min(1, "is empty")).optional(),
});

const row = z
  .strictObject({
    type: z.enum(["flag", "choice", "text", "number"]),
    values: z.array(text).optional(),
    in: versions.optional(),
    hidden: z.boolean().default(false),
    readOnly: z.boolean().default(false),
    ignored: z.boolean().default(false),
    features: byValue(text),
    info: z.array(field).default([]),
    form: z.array(field).default([]),
    fact: z.enum(["type", "occupants", "subject"]).optional(),
    implies: byValue(z.record(text, text)),
    derived: z.array(z.strictObject({ is: text, where: z.record(text, text) })).default([]),
    otherwise: text.optional(),
    absent: z.literal("fine").optional(),
    advice: z.union([text, z.record(text, text)]).optional(),
  })
  .refine(
    (it) => (it.type === "choice") === (it.values !== undefined),
    "a choice, and only a choice, has values",
  );

/** Rows that Hamlet itself looks up by name, and their types: without one, a rule such as EC-14 would be off unnoticed. */
const NEEDED = {
  Name: "text",
  Topic: "text",
  Searchable: "flag",
  PrivateMessaging: "flag",
  AutoDelete: "flag",
} as const;

const ownRow = z.strictObject({
  in: versions.optional(),
  fact: z.enum(["member", "privilege"]).optional(),
  row: text.optional(),
  value: text.optional(),
});

const profile = z.strictObject({
  fixed: z.boolean(),
  essential: z.array(text),
  settings: z.record(text, text),
});

const statusNames = new Set(
  Array.from({ length: 900 }, (_, index) => statusOf(index + 100)?.name).filter((name) => name !== undefined),
);
const statusName = z.custom<StatusName>(
  (value) => typeof value === "string" && statusNames.has(value),
  "not the name of a status",
);

const shape = z.strictObject({
  rows: z.record(text, row),
  own: z.record(text, ownRow),
  privileges: z.strictObject({
    Admin: z.enum(["owner", "admin"]),
    Mod: z.enum(["owner", "admin", "member"]),
    User: z.enum(["member", "none"]),
  }),
  profiles: z.strictObject({ extension: profile, group: profile }),
  removals: z.strictObject({
    kicked: statusName,
    banned: statusName,
    membership: statusName,
    destroyed: statusName,
    error: statusName,
    gone: statusName,
  }),
});

type Shape = z.infer<typeof shape>;

/** Whether a row can have a value. */
export function isValue(of: PropertyRow, value: string): boolean {
  if (of.type === "flag") return value === "T" || value === "F";
  if (of.type === "choice") return of.values?.includes(value) ?? false;
  return of.type === "text" || /^\d{1,9}$/.test(value);
}

/** Every place of the table that names a row and a value of it. */
function* mentions(table: Shape): Generator<readonly [path: string[], row: string, value: string]> {
  for (const [name, { advice, implies, derived, features, form, info, otherwise }] of Object.entries(
    table.rows,
  )) {
    const at = ["rows", name];
    for (const [value, others] of Object.entries(implies)) {
      yield [[...at, "implies"], name, value];
      for (const [other, given] of Object.entries(others)) yield [[...at, "implies", value], other, given];
    }
    for (const { is, where } of derived) {
      yield [[...at, "derived"], name, is];
      for (const [other, given] of Object.entries(where)) yield [[...at, "derived"], other, given];
    }
    for (const value of Object.values(features)) yield [[...at, "features"], name, value];
    for (const { says } of [...form, ...info]) {
      for (const value of Object.keys(says ?? {})) yield [[...at, "form"], name, value];
    }
    if (typeof advice === "object") {
      for (const value of Object.keys(advice)) yield [[...at, "advice"], name, value];
    }
    if (otherwise !== undefined) yield [[...at, "otherwise"], name, otherwise];
  }
  for (const [name, { settings, essential }] of Object.entries(table.profiles)) {
    const at = ["profiles", name];
    for (const [other, value] of Object.entries(settings)) yield [[...at, "settings"], other, value];
    for (const other of essential) yield [[...at, "essential"], other, settings[other] ?? ""];
  }
}

/**
 * The schema of `mappings/group-properties.yaml`, which explains each key. Beyond the shape it checks that the rows which
 * Hamlet needs are there, and that rows named elsewhere exist and can have the value that is named there.
 */
export const groupPropertiesSchema = shape.superRefine((table, context) => {
  for (const [name, type] of Object.entries(NEEDED)) {
    const found = table.rows[name];
    if (found?.type === type) continue;
    const need = `Hamlet itself needs this row, of type ${type}`;
    const message = found === undefined ? `is missing: ${need}` : `is of type ${found.type}: ${need}`;
    context.addIssue({ code: "custom", path: ["rows", name], message });
  }
  for (const [path, name, value] of mentions(table)) {
    const found = table.rows[name];
    if (found === undefined) {
      context.addIssue({ code: "custom", path, message: `there is no row ${name}` });
    } else if (!isValue(found, value)) {
      context.addIssue({ code: "custom", path, message: `${name} cannot be ${JSON.stringify(value)}` });
    }
  }
  for (const [name, { row: other }] of Object.entries(table.own)) {
    if (other !== undefined && table.rows[other] === undefined) {
      context.addIssue({ code: "custom", path: ["own", name], message: `there is no row ${other}` });
    }
  }
});

/** `mappings/group-properties.yaml`, validated. */
export type GroupPropertyTable = z.infer<typeof groupPropertiesSchema>;
export type PropertyRow = GroupPropertyTable["rows"][string];
export type FieldRow = PropertyRow["form"][number];

/** What a room is made for; names a profile. */
export type Purpose = keyof GroupPropertyTable["profiles"];

/** Values of rows, by name of the row. */
export type Settings = ReadonlyMap<string, string>;

/** Settings with all that they take along. A row that is named itself keeps its value. */
export function complete(settings: Settings, table: GroupPropertyTable): Settings {
  const all = new Map(settings);
  for (const [name, value] of settings) {
    for (const [other, given] of Object.entries(table.rows[name]?.implies[value] ?? {})) {
      if (!settings.has(other)) all.set(other, given);
    }
  }
  return all;
}

/** What rooms of a purpose are made like, where nothing else is asked for. */
export function profileOf(
  purpose: Purpose,
  table: GroupPropertyTable,
  asked: Settings = new Map(),
): Settings {
  const wanted = new Map([...Object.entries(table.profiles[purpose].settings), ...asked]);
  // What is asked for takes its own along before the profile does.
  return complete(new Map([...wanted, ...complete(asked, table)]), table);
}
