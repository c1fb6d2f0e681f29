import type { FieldsOf, Version } from "../../csp/index.js";
import { Refusal } from "../../handsets/index.js";
import type { Occupant, RoomInfo } from "../../xmpp/index.js";
import { toldBy } from "./form-fitting.js";
import { type GroupPropertyTable, isValue, type PropertyRow, type Settings } from "./property-table.js";

export type PropertyList = NonNullable<FieldsOf<"GetGroupProps-Response">["GroupProperties"]["Property"]>;
type Requested = FieldsOf<"CreateGroup-Request">["GroupProperties"];

/** What is known of a room, from all sides. */
export interface RoomFacts {
  readonly info: RoomInfo;
  /** Settings that hold whatever the room says. */
  readonly fixed: Settings;
  /** Settings that hold where the room says nothing. */
  readonly intended: Settings;
  readonly facts: Readonly<Partial<Record<NonNullable<PropertyRow["fact"]>, string>>>;
  /** The phone's own occupant, as the room has it. */
  readonly self: Occupant | undefined;
}

const isIn = (versions: readonly Version[] | undefined, version: Version) =>
  versions?.includes(version) ?? true;

/** What the rows say of a room; a row of which nothing is known is left out. */
export function readRows(table: GroupPropertyTable, known: RoomFacts): Settings {
  const values = new Map<string, string>();
  for (const [name, row] of Object.entries(table.rows)) {
    const value = known.fixed.get(name) ?? factOf(row, known) ?? toldBy(known.info, row);
    if (value !== undefined) values.set(name, value);
  }
  for (const [name, row] of Object.entries(table.rows)) {
    if (values.has(name)) continue;
    const value = known.intended.get(name) ?? derive(row, values) ?? row.otherwise;
    if (value !== undefined) values.set(name, value);
  }
  return values;
}

function factOf(row: PropertyRow, { facts }: RoomFacts): string | undefined {
  return row.fact === undefined ? undefined : facts[row.fact];
}

function derive({ derived }: PropertyRow, values: Settings): string | undefined {
  const fits = (where: Readonly<Record<string, string>>) =>
    Object.entries(where).every(([name, value]) => values.get(name) === value);
  return derived.find(({ where }) => fits(where))?.is;
}

/** GroupProperties for a phone of a version. */
export function groupProperties(table: GroupPropertyTable, values: Settings, version: Version): PropertyList {
  return Object.entries(table.rows).flatMap(([Name, row]) => {
    const Value = values.get(Name);
    return row.hidden || Value === undefined || !isIn(row.in, version) ? [] : [{ Name, Value }];
  });
}

/** OwnProperties for a phone of a version. */
export function ownProperties(
  table: GroupPropertyTable,
  values: Settings,
  known: RoomFacts,
  version: Version,
): PropertyList {
  return Object.entries(table.own).flatMap(([Name, { in: versions, fact, row, value }]) => {
    const Value = ownFact(table, known, fact) ?? (row === undefined ? value : values.get(row));
    return Value === undefined || !isIn(versions, version) ? [] : [{ Name, Value }];
  });
}

function ownFact(
  table: GroupPropertyTable,
  { self, fixed }: RoomFacts,
  fact: "member" | "privilege" | undefined,
): string | undefined {
  if (fact === undefined) return undefined;
  if (fact === "member")
    return self === undefined || ["none", "outcast"].includes(self.affiliation) ? "F" : "T";
  // In a room with fixed properties nobody has a say (EC-10).
  return fixed.size > 0 ? "User" : privilegeOf(self, table);
}

/** An occupant's PrivilegeLevel. */
export function privilegeOf(
  occupant: Occupant | undefined,
  { privileges }: GroupPropertyTable,
): keyof GroupPropertyTable["privileges"] {
  if (occupant?.affiliation === "owner" || occupant?.affiliation === privileges.Admin) return "Admin";
  return occupant?.affiliation === privileges.Mod || occupant?.role === "moderator" ? "Mod" : "User";
}

/**
 * The settings that a phone asks for.
 * @throws Refusal bad-group-property
 */
export function readRequested(table: GroupPropertyTable, requested: Requested | undefined): Settings {
  const settings = new Map<string, string>();
  for (const { Name, Value = "" } of requested?.Property ?? []) {
    const found = Object.entries(table.rows).find(([name]) => name.toLowerCase() === Name.toLowerCase());
    const [name, row] = found ?? [];
    if (name === undefined || row === undefined || row.hidden || row.readOnly || !isValue(row, Value))
      throw new Refusal("bad-group-property", `${Name} cannot be set to this`);
    if (!row.ignored) settings.set(name, Value);
  }
  return settings;
}

/** @throws Refusal searchable-group-needs-title */
export function checkTitle(settings: Settings): void {
  const isTitled = ["Name", "Topic"].some((name) => (settings.get(name) ?? "") !== "");
  if (settings.get("Searchable") === "T" && !isTitled) throw new Refusal("searchable-group-needs-title");
}
