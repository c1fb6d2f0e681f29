import { type Element, xml } from "@xmpp/client";
import { NS } from "./namespaces.js";

/** Values by the name of the field. */
export type Fields = Readonly<Record<string, string | readonly string[]>>;

/** The fields of a data form (XEP-0004) with their values; a field without a value has none. */
export function readForm(parent: Element | undefined): ReadonlyMap<string, readonly string[]> {
  const fields = parent?.getChild("x", NS.data)?.getChildren("field") ?? [];
  return new Map(
    fields.map((field) => [field.attrs.var ?? "", field.getChildren("value").map((value) => value.text())]),
  );
}

/** The answer to a form. */
export function submission(formType: string, fields: Fields): Element {
  const all = Object.entries({ FORM_TYPE: formType, ...fields });
  return xml(
    "x",
    { xmlns: NS.data, type: "submit" },
    ...all.map(([name, values]) =>
      xml("field", { var: name }, ...[values].flat().map((value) => xml("value", {}, value))),
    ),
  );
}
