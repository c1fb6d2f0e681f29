import type { FieldsOf } from "../../csp/index.js";
import { Refusal } from "../../handsets/index.js";
import type { ListRow } from "../../storage/index.js";

type Properties = NonNullable<FieldsOf<"CreateList-Request">["ContactListProperties"]>;

const LONGEST_NAME = 100;

/** The properties of a list, as phones read them: each with a value, without which some of them fail. */
export function propertiesOf({ slug, displayName, isDefault }: ListRow): Properties {
  return {
    Property: [
      { Name: "DisplayName", Value: displayName === "" ? slug : displayName },
      { Name: "Default", Value: isDefault ? "T" : "F" },
    ],
  };
}

/** What a phone wants to have changed of a list. @throws Refusal bad-contact-list-property */
export function changesIn(
  properties: Properties | undefined,
): Partial<Pick<ListRow, "displayName" | "isDefault">> {
  const changes = (properties?.Property ?? []).map(({ Name, Value = "" }) => {
    if (Name === "DisplayName") return { displayName: Value.trim().slice(0, LONGEST_NAME) };
    const flag = Value.toUpperCase();
    if (Name !== "Default" || (flag !== "T" && flag !== "F")) throw new Refusal("bad-contact-list-property");
    return { isDefault: flag === "T" };
  });
  return Object.assign({}, ...changes) as Partial<Pick<ListRow, "displayName" | "isDefault">>;
}
