/**
 * Writes docs/protocol-coverage.md from the declarations of src/csp/schema and the tables of mappings/csp.
 * With `--check` it writes nothing and fails if the page is stale.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { ptsCodes } from "../src/csp/generated/pts-codes.js";
import { PRIMITIVES, VERSIONS, type Version } from "../src/csp/index.js";
import type { Element } from "../src/csp/schema/dsl.js";
import { ELEMENTS, ENVELOPE, primitiveNode, TAGS, tagOf } from "../src/csp/schema/registry.js";
import { codebookOf } from "../src/csp/wbxml/codebook.js";

const PAGE = new URL("../docs/protocol-coverage.md", import.meta.url);

const INTRODUCTION = `# Protocol coverage

Made by \`npm run generate\` from the declarations in \`src/csp/schema/\` and the tables in \`mappings/csp/\`:
change those, not this page.

Every primitive and element is read and written in XML and in WBXML, except those with a dash under "Inside": their
names and tokens are known, but not their place, so they are read wherever they stand and never written. "WBXML" is
the token as code page and code; *literal* means that the version has no token, so the name stands in the string
table. "Plain text" is the code in the plain-text syntax (the SMS binding); a primitive without one is refused there.
An element without one is left out, unless it is part of the value of another (as Code of Result, or URL of ClientID).
`;

const sorted = <T extends { readonly name: string }>(items: readonly T[]) =>
  [...items].sort((a, b) => (a.name < b.name ? -1 : 1));

function row(...cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function tokenIn(name: string, version: Version): string {
  const code = codebookOf(version).tokenByTag[tagOf(name)?.id ?? -1] ?? -1;
  if (code < 0) return "literal";
  return `${code >> 6}:${(code & 0x3f).toString(16).toUpperCase().padStart(2, "0")}`;
}

/** The token in the versions that have the element; one entry where it is the same in all. */
function tokens(name: string, versions: readonly Version[]): string {
  const byVersion = versions.map((version) => tokenIn(name, version));
  const [first] = byVersion;
  if (first !== undefined && byVersion.every((token) => token === first)) return first;
  return versions.map((version, index) => `${byVersion[index]} (${version})`).join(", ");
}

interface CodeRow {
  readonly code: string;
  readonly element: string;
}

function codesOf(table: readonly CodeRow[], name: string): string {
  const codes = table.filter(({ element }) => element === name).map(({ code }) => code);
  return [...new Set(codes)].join(", ");
}

interface CodedElement {
  readonly element: string;
  readonly or?: string;
  readonly parts?: Readonly<Record<string, CodedElement>>;
}

const rowsOf = (table: Readonly<Record<string, CodedElement>>): readonly CodeRow[] =>
  Object.entries(table).flatMap(([code, { element, parts = {} }]) => [{ code, element }, ...rowsOf(parts)]);

const parameters: readonly (CodedElement & { readonly code: string })[] = ptsCodes.parameters;
const elementCodes: readonly CodeRow[] = [
  ...parameters,
  ...parameters.flatMap(({ code, or }) => (or === undefined ? [] : [{ code, element: or }])),
  ...rowsOf(ptsCodes.capabilities),
  ...rowsOf(ptsCodes.presence),
  ...Object.entries(ptsCodes.services).map(([code, element]) => ({ code, element })),
];
const primitiveCodes = Object.entries(ptsCodes.primitives).map(([code, { element }]) => ({ code, element }));
const has = (versions: readonly Version[]) =>
  VERSIONS.map((version) => (versions.includes(version) ? "yes" : ""));

function primitiveTable(): string {
  const rows = sorted(PRIMITIVES).map(({ name, versions, direction, answers }) =>
    row(
      name,
      ...has(versions),
      direction,
      answers.join(", "),
      tokens(name, versions),
      codesOf(primitiveCodes, name),
    ),
  );
  return [
    `## Primitives (${PRIMITIVES.length})`,
    "",
    "C>S: from phone to server. S>C: from server to phone.",
    "",
    row("Primitive", ...VERSIONS, "Direction", "Answered by", "WBXML", "Plain text"),
    row("---", ...VERSIONS.map(() => ":-:"), "---", "---", "---", "---"),
    ...rows,
    "",
  ].join("\n");
}

function typeOf(elements: readonly Element[]): string {
  const types = elements.map((element) => (element.type === "any" ? "open content" : element.type));
  return [...new Set(types)].join(" or ");
}

function parentsOf(name: string): string {
  const parents = ELEMENTS.filter(
    (element) => "children" in element && element.children.some(({ element: child }) => child.name === name),
  );
  const names = [...new Set(parents.map((parent) => parent.name))].sort().join(", ");
  return names === "" && name !== ENVELOPE.tag.name ? "-" : names;
}

function elementTable(): string {
  const tags = sorted(TAGS.filter(({ name }) => primitiveNode(name) === undefined));
  const rows = tags.map(({ name }) => {
    const declarations = ELEMENTS.filter((element) => element.name === name);
    const versions = VERSIONS.filter((version) =>
      declarations.some((each) => each.versions.includes(version)),
    );
    const code = codesOf(elementCodes, name);
    return row(name, typeOf(declarations), ...has(versions), tokens(name, versions), code, parentsOf(name));
  });
  return [
    `## Elements (${tags.length})`,
    "",
    row("Element", "Type", ...VERSIONS, "WBXML", "Plain text", "Inside"),
    row("---", "---", ...VERSIONS.map(() => ":-:"), "---", "---", "---"),
    ...rows,
    "",
  ].join("\n");
}

const page = [INTRODUCTION, primitiveTable(), elementTable()].join("\n");

if (!process.argv.includes("--check")) writeFileSync(PAGE, page);
else if (readFileSync(PAGE, "utf8") !== page) {
  console.error("Stale: docs/protocol-coverage.md. Run `npm run generate` and commit the result.");
  process.exitCode = 1;
}
