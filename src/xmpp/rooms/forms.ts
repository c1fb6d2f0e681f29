import { NS } from "../namespaces.js";
import type { FieldValue, FormField } from "../operations.js";
import { type Element, xml } from "../xml.js";

/** A field with what has no place in `FormField`. */
export interface OfferedField extends FormField {
  readonly isRequired: boolean;
}

const MANY = ["list-multi", "text-multi", "jid-multi"];
const UNNAMED = ["fixed", "hidden"];

/** The fields of a data form inside an element (XEP-0004 section 3.2), without hidden ones; undefined without a form. */
export function formOf(element: Element | undefined): readonly OfferedField[] | undefined {
  const form = element?.getChild("x", NS.data);
  return form
    ?.getChildren("field")
    .filter(({ attrs }) => attrs.var !== undefined && !UNNAMED.includes(attrs.type ?? ""))
    .map(fieldOf);
}

function fieldOf(field: Element): OfferedField {
  const options = field.getChildren("option").map((option) => option.getChild("value")?.getText() ?? "");
  return {
    name: field.attrs.var ?? "",
    value: currentValue(field),
    options: options.length === 0 ? undefined : options,
    isRequired: field.getChild("required") !== undefined,
  };
}

/** Booleans as 1 or 0: Prosody leaves out the value of a false one (XEP-0004 section 3.3 allows four spellings). */
function currentValue(field: Element): FieldValue {
  const values = field.getChildren("value").map((value) => value.getText());
  if (MANY.includes(field.attrs.type ?? "")) return values;
  const [value = ""] = values;
  return field.attrs.type === "boolean" ? (["1", "true"].includes(value) ? "1" : "0") : value;
}

/** Why a wish cannot be submitted. */
export type Unfit = "not offered" | "not an option";

/** Sorts wishes into those that a form takes, and the others. */
export function fitting(
  offered: readonly OfferedField[],
  wishes: ReadonlyMap<string, FieldValue>,
): { fields: ReadonlyMap<string, FieldValue>; unfit: ReadonlyMap<string, Unfit> } {
  const fields = new Map<string, FieldValue>();
  const unfit = new Map<string, Unfit>();
  for (const { name, value, isRequired } of offered) if (isRequired) fields.set(name, value);
  for (const [name, value] of wishes) {
    const field = offered.find((each) => each.name === name);
    if (field === undefined) unfit.set(name, "not offered");
    else if (![value].flat().every((each) => field.options?.includes(each) ?? true))
      unfit.set(name, "not an option");
    else fields.set(name, value);
  }
  return { fields, unfit };
}

/** A form that is filled in (XEP-0004 section 3.2). Fields that are left out keep their values on both servers. */
export function submission(formType: string, fields: ReadonlyMap<string, FieldValue>): Element {
  const kind = xml("field", { var: "FORM_TYPE", type: "hidden" }, xml("value", {}, formType));
  const filled = [...fields].map(([name, value]) =>
    xml("field", { var: name }, ...[value].flat().map((each) => xml("value", {}, each))),
  );
  return xml("x", { xmlns: NS.data, type: "submit" }, kind, ...filled);
}
