import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { z } from "zod";
import { groupPropertiesSchema, type Mappings, presenceSchema } from "../bridge/index.js";
import { type QuirkTable, quirksSchema } from "../handsets/index.js";
import { ConfigError } from "./config.js";
import { faultsOf, told } from "./faults.js";
import { placed, readYaml } from "./yaml.js";

const SHIPPED = fileURLToPath(new URL("../../mappings/", import.meta.url));
/** Its files become code (`npm run generate`). */
const BUILT_IN = "csp";

/** The mappings as each leg takes them. */
export interface AllMappings {
  readonly quirks: QuirkTable;
  readonly bridge: Mappings;
}

const mappingsIn = (folder: string) => readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));

/** The operator's own file where there is one, that which comes with Hamlet otherwise. */
function mappingFile(folder: string | undefined, name: string): string {
  const isOwn = folder !== undefined && mappingsIn(folder).includes(name);
  return join(isOwn ? folder : SHIPPED, name);
}

/** Reads a mapping. @throws ConfigError */
function readMapping<T>(file: string, schema: z.ZodType<T>): T {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError([`${file}: cannot be read (${code})`]);
  }
  return parseMapping(file, text, schema);
}

/** Reads the text of a mapping. @param file as faults name it @throws ConfigError */
export function parseMapping<T>(file: string, text: string, schema: z.ZodType<T>): T {
  const { value, faults, placeOf } = readYaml(text);
  if (faults.length > 0)
    throw new ConfigError(faults.map(({ place, problem }) => `${placed(file, place)}: ${problem}`));
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const lines = result.error.issues.flatMap(faultsOf).map(({ path, problem }) => {
    const key = path.length === 0 ? "" : `${told(path)}: `;
    return `${placed(file, placeOf(path))}: ${key}${problem}`;
  });
  throw new ConfigError(lines);
}

/**
 * Reads all mappings.
 * @param folder of the operator's own, each of which stands in for the one of its name
 * @throws ConfigError naming every fault of every mapping
 */
export function loadMappings(folder?: string): AllMappings {
  const faults: string[] = [];
  const load = <T>(name: string, schema: z.ZodType<T>): T => {
    try {
      return readMapping(mappingFile(folder, name), schema);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      faults.push(...error.faults);
      return undefined as T;
    }
  };
  const mappings: AllMappings = {
    quirks: load("quirks.yaml", quirksSchema),
    bridge: {
      groupProperties: load("group-properties.yaml", groupPropertiesSchema),
      presence: load("presence.yaml", presenceSchema),
    },
  };
  if (faults.length > 0) throw new ConfigError(faults);
  return mappings;
}

/** What is in the operator's folder and stands in for nothing, most likely misspelt; as lines `path: problem`. */
export function strayMappings(folder: string | undefined): readonly string[] {
  if (folder === undefined) return [];
  const known = mappingsIn(SHIPPED).sort();
  const stray = mappingsIn(folder)
    .filter((name) => !known.includes(name))
    .map((name) => `${join(folder, name)}: is no mapping that Hamlet has (it has ${known.join(", ")})`);
  const isBuiltIn = readdirSync(folder).includes(BUILT_IN);
  return isBuiltIn ? [`${join(folder, BUILT_IN)}: is built in, and not read from here`, ...stray] : stray;
}
