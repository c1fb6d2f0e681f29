import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const SHIPPED = fileURLToPath(new URL("../../mappings/", import.meta.url));

/** The operator's own file of a mapping, if there is one. @param name without `.yaml` */
export function ownMapping(folder: string | undefined, name: string): string | undefined {
  const own = folder === undefined ? undefined : join(folder, `${name}.yaml`);
  return own !== undefined && existsSync(own) ? own : undefined;
}

/** The text of a mapping: the operator's own where there is one, that which comes with Hamlet otherwise. */
export function readMapping(folder: string | undefined, name: string): string {
  return readFileSync(ownMapping(folder, name) ?? join(SHIPPED, `${name}.yaml`), "utf8");
}

const mappingsIn = (folder: string) => readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));

/** Files in the operator's folder that stand in for nothing, most likely misspelt; as lines `path: problem`. */
export function strayMappings(folder: string | undefined): readonly string[] {
  if (folder === undefined) return [];
  const known = new Set(mappingsIn(SHIPPED));
  return mappingsIn(folder)
    .filter((name) => !known.has(name))
    .map(
      (name) => `mappings/${name}: is no mapping that Hamlet has (it has ${[...known].sort().join(", ")})`,
    );
}
