import type { GroupPropertyTable } from "./groups/property-table.js";
import type { PresenceMapping } from "./presence/mapping.js";

/**
 * The translation as data: what `mappings/*.yaml` say, validated. Each topic that has a mapping declares its schema in
 * its own folder.
 */
export interface Mappings {
  readonly groupProperties: GroupPropertyTable;
  readonly presence: PresenceMapping;
}
