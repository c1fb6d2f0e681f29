/**
 * Turns the tables of `mappings/` that the codec needs into TypeScript, so that `hamlet/csp` reads no
 * files and its types know the tables. With `--check` it writes nothing and fails on a stale file.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { parse } from "yaml";

const MAPPINGS = new URL("../mappings/csp/", import.meta.url);
const GENERATED = new URL("../src/csp/generated/", import.meta.url);

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function moduleText(name: string, table: unknown): string {
  return [
    `// Made by \`npm run generate\` from mappings/csp/${name}.yaml: change that file, not this one.`,
    `export const ${camelCase(name)} = ${JSON.stringify(table, null, 1)} as const;`,
    "",
  ].join("\n");
}

function isStale(target: URL, text: string): boolean {
  try {
    return readFileSync(target, "utf8") !== text;
  } catch {
    return true;
  }
}

const check = process.argv.includes("--check");
const stale: string[] = [];
for (const file of readdirSync(MAPPINGS).filter((entry) => entry.endsWith(".yaml"))) {
  const name = file.replace(/\.yaml$/, "");
  const target = new URL(`${name}.ts`, GENERATED);
  const text = moduleText(name, parse(readFileSync(new URL(file, MAPPINGS), "utf8")));
  if (!isStale(target, text)) continue;
  stale.push(`src/csp/generated/${name}.ts`);
  if (!check) writeFileSync(target, text);
}
if (check && stale.length > 0) {
  console.error(`Stale: ${stale.join(", ")}. Run \`npm run generate\` and commit the result.`);
  process.exitCode = 1;
}
