import { parseDocument } from "yaml";
import type { z } from "zod";
import { type GroupPropertyTable, groupPropertiesSchema } from "./groups/property-table.js";
import { type PresenceMapping, presenceSchema } from "./presence/mapping.js";

/**
 * The translation as data: what `mappings/*.yaml` say, validated. Each topic that has a mapping declares its schema in
 * its own folder and is listed here.
 */
export interface Mappings {
  readonly groupProperties: GroupPropertyTable;
  readonly presence: PresenceMapping;
}

/** A mapping that cannot be used. */
export class MappingError extends Error {
  override readonly name = "MappingError";
  /** One line each: `path: problem`. */
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join("\n"));
    this.faults = faults;
  }
}

/**
 * Reads all mappings.
 * @param read the text of `mappings/NAME.yaml`, or of what stands in for it
 * @throws MappingError naming every fault of every mapping
 */
export function loadMappings(read: (name: string) => string): Mappings {
  const faults: string[] = [];
  const load = <T>(name: string, schema: z.ZodType<T>): T => {
    const result = parseMapping(name, read(name), schema);
    if (!Array.isArray(result)) return result.mapping;
    faults.push(...result);
    return undefined as T;
  };
  const mappings: Mappings = {
    groupProperties: load("group-properties", groupPropertiesSchema),
    presence: load("presence", presenceSchema),
  };
  if (faults.length > 0) throw new MappingError(faults);
  return mappings;
}

function parseMapping<T>(name: string, text: string, schema: z.ZodType<T>): { mapping: T } | string[] {
  const at = (path: string, problem: string) => `mappings/${name}.yaml${path && ` ${path}`}: ${problem}`;
  const document = parseDocument(text);
  if (document.errors.length > 0)
    return document.errors.map(({ linePos, message }) =>
      at(`line ${linePos?.[0].line ?? 1}`, message.split("\n", 1)[0] ?? message),
    );
  const result = schema.safeParse(document.toJS());
  if (result.success) return { mapping: result.data };
  return result.error.issues.map(({ path, message }) => at(path.map(String).join("."), message));
}
