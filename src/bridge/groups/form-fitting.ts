import type { FieldValue, FormField, RoomInfo } from "../../xmpp/index.js";
import type { FieldRow, GroupPropertyTable, PropertyRow, Settings } from "./property-table.js";

/** What to submit, and which rows the form has no way to say. */
export interface Fitted {
  readonly fields: ReadonlyMap<string, FieldValue>;
  /** Row -> the field that says it. */
  readonly used: ReadonlyMap<string, string>;
  readonly unoffered: readonly string[];
}

const isList = (value: FieldValue): value is readonly string[] => typeof value !== "string";

/** The form has booleans as 1 or true, 0 or false or nothing (XEP-0004 section 3.3). */
function normal(value: string): string {
  if (value === "true") return "1";
  return value === "false" ? "0" : value;
}

function sameValue(one: FieldValue, other: FieldValue): boolean {
  const values = (value: FieldValue) => [...new Set(isList(value) ? value : [normal(value)])].sort();
  return values(one).join("\n") === values(other).join("\n");
}

function permits(options: readonly string[] | undefined, value: FieldValue): boolean {
  if (options === undefined) return true;
  return isList(value) ? value.every((each) => options.includes(each)) : options.includes(value);
}

/** Of numbers to choose from, the smallest that is enough, or the largest there is. */
function numberFrom(options: readonly string[], wanted: number): string | undefined {
  const numbers = options.filter((each) => /^\d+$/.test(each)).map(Number);
  const enough = numbers.filter((each) => each >= wanted);
  const best = enough.length > 0 ? Math.min(...enough) : Math.max(...numbers);
  return Number.isFinite(best) ? String(best) : undefined;
}

function valueFor(row: PropertyRow, { says }: FieldRow, value: string, offered: FormField) {
  if (says !== undefined) return says[value]?.find((each) => permits(offered.options, each));
  if (row.type === "number" && offered.options !== undefined)
    return numberFrom(offered.options, Number(value));
  return permits(offered.options, value) ? value : undefined;
}

function place(row: PropertyRow, value: string, form: ReadonlyMap<string, FormField>) {
  for (const field of row.form) {
    const offered = form.get(field.name);
    const fitting = offered && valueFor(row, field, value, offered);
    if (fitting !== undefined) return { name: field.name, value: fitting };
  }
  return undefined;
}

/** Says settings in the fields of a form. Only what the form offers is said: ejabberd refuses it whole otherwise. */
export function fitForm(settings: Settings, form: readonly FormField[], table: GroupPropertyTable): Fitted {
  const offered = new Map(form.map((field) => [field.name, field]));
  const fields = new Map<string, FieldValue>();
  const used = new Map<string, string>();
  const unoffered: string[] = [];
  for (const [name, value] of settings) {
    const row = table.rows[name];
    if (row === undefined || row.form.length === 0) continue;
    const placed = place(row, value, offered);
    if (placed === undefined) {
      unoffered.push(name);
    } else {
      fields.set(placed.name, placed.value);
      used.set(name, placed.name);
    }
  }
  return { fields, used, unoffered };
}

/** The rows whose fields do not hold what was submitted. */
export function differences(fitted: Fitted, form: readonly FormField[]): readonly string[] {
  const now = new Map(form.map(({ name, value }) => [name, value]));
  return [...fitted.used].flatMap(([row, field]) => {
    const [wanted, value] = [fitted.fields.get(field), now.get(field)];
    if (wanted === undefined) return [];
    // An empty boolean is false (Prosody).
    const isSame = value !== undefined && sameValue(value === "" && wanted === "0" ? "0" : value, wanted);
    return isSame ? [] : [row];
  });
}

function meaning({ says }: FieldRow, value: string): string | undefined {
  if (says === undefined) return value === "" ? undefined : value;
  const isSaid = (each: FieldValue) => sameValue(each, value);
  return Object.keys(says).find((name) => says[name]?.some(isSaid));
}

/** What a configuration form says about a row. */
export function saidBy(form: readonly FormField[], row: PropertyRow): string | undefined {
  for (const field of row.form) {
    const value = form.find(({ name }) => name === field.name)?.value;
    const said = value === undefined || isList(value) ? undefined : meaning(field, value);
    if (said !== undefined) return said;
  }
  return undefined;
}

/** What disco#info of a room says about a row. */
export function toldBy(info: RoomInfo, row: PropertyRow): string | undefined {
  for (const [feature, value] of Object.entries(row.features)) {
    if (info.features.has(feature)) return value;
  }
  for (const field of row.info) {
    const value = info.fields.get(field.name);
    const said = value === undefined ? undefined : meaning(field, value);
    if (said !== undefined) return said;
  }
  return undefined;
}
