import { wbxmlTokens } from "../generated/wbxml-tokens.js";
import type { Attribute } from "../generic.js";
import { foreignTag, TAGS, type Tag, tagOf } from "../schema/registry.js";
import { VERSIONS, type Version, versionOfNamespace } from "../version.js";

interface TokenRow {
  readonly token: number;
  readonly in?: readonly Version[];
  readonly read?: readonly Version[];
}

/** An attribute start token: the attribute and the beginning of its value. */
export interface AttributeStart {
  readonly token: number;
  readonly name: string;
  readonly prefix: string;
}

/** A namespace declaration as every phone writes it: one attribute start, the version inline, END. */
export interface KnownAttributes {
  readonly octets: Uint8Array;
  readonly attributes: readonly Attribute[];
}

/** The token tables of one version, in the form that reader and writer use. */
export interface Codebook {
  readonly version: Version;
  readonly publicId: number;
  readonly pages: number;
  /** By `page << 6 | token`. */
  readonly tags: readonly (Tag | undefined)[];
  /** By tag id: `page << 6 | token`, or -1 where the version has no token. */
  readonly tokenByTag: Int16Array;
  readonly attributes: ReadonlyMap<number, AttributeStart>;
  /** Namespace declarations by their first octet. */
  readonly namespaces: readonly (KnownAttributes | undefined)[];
  /** The octets of namespace declarations by their URI. */
  readonly declarations: ReadonlyMap<string, Uint8Array>;
  readonly values: readonly (string | undefined)[];
  /** Values that mean something else in one element, by their token. */
  readonly overrides: ReadonlyMap<number, { readonly element: string; readonly text: string }>;
  readonly valueTokens: ReadonlyMap<string, number>;
}

const defines = (row: TokenRow, version: Version) => row.in === undefined || row.in.includes(version);
const reads = (row: TokenRow, version: Version) =>
  defines(row, version) || row.read?.includes(version) === true;

interface PageTable {
  readonly number: number;
  readonly tags: Readonly<Record<string, number | TokenRow>>;
}

const pageTables: readonly PageTable[] = Object.values(wbxmlTokens.pages);
const row = (entry: number | TokenRow): TokenRow => (typeof entry === "number" ? { token: entry } : entry);

function tagTables(version: Version): Pick<Codebook, "tags" | "tokenByTag" | "pages"> {
  const tags: (Tag | undefined)[] = [];
  const tokenByTag = new Int16Array(TAGS.length).fill(-1);
  let pages = 0;
  for (const { number, tags: entries } of pageTables) {
    for (const [name, entry] of Object.entries(entries)) {
      const { token } = row(entry);
      if (!reads(row(entry), version)) continue;
      const tag = tagOf(name) ?? foreignTag(name);
      const code = (number << 6) | token;
      tags[code] = tag;
      pages = Math.max(pages, number + 1);
      const known = tag.id >= 0 ? (tokenByTag[tag.id] ?? -1) : 0;
      if (known < 0 || (tag.id >= 0 && defines(row(entry), version))) tokenByTag[tag.id] = code;
    }
  }
  return { tags: Array.from(tags), tokenByTag, pages };
}

function valueTables(version: Version): Pick<Codebook, "values" | "valueTokens" | "overrides"> {
  const values: (string | undefined)[] = [];
  const valueTokens = new Map<string, number>();
  const rows: readonly (TokenRow & { readonly text: string })[] = wbxmlTokens.values;
  for (const entry of rows) {
    if (reads(entry, version)) values[entry.token] = entry.text;
    const lowest = valueTokens.get(entry.text) ?? Number.POSITIVE_INFINITY;
    if (defines(entry, version) && entry.token < lowest) valueTokens.set(entry.text, entry.token);
  }
  const overrides = wbxmlTokens.valueOverrides
    .filter((entry) => defines(entry, version))
    .map(({ token, element, text }) => [token, { element, text }] as const);
  return { values: Array.from(values), valueTokens, overrides: new Map(overrides) };
}

/** The namespace declaration that a version's phones write with an attribute start token. */
function knownAttributes({ token, name, prefix }: AttributeStart): KnownAttributes | undefined {
  for (const version of VERSIONS) {
    const value = prefix + version;
    if (versionOfNamespace(value) !== version) continue;
    const octets = Uint8Array.from([token, 0x03, ...Buffer.from(version, "latin1"), 0x00, 0x01]);
    return { octets, attributes: [{ name, value }] };
  }
  return undefined;
}

function attributeTables(version: Version): Pick<Codebook, "attributes" | "namespaces" | "declarations"> {
  const rows: readonly (TokenRow & AttributeStart)[] = wbxmlTokens.attributes;
  const starts = rows.filter((entry) => reads(entry, version));
  const namespaces: (KnownAttributes | undefined)[] = [];
  const declarations = new Map<string, Uint8Array>();
  for (const start of starts) {
    const known = knownAttributes(start);
    namespaces[start.token] = known;
    for (const { value } of known?.attributes ?? []) if (known) declarations.set(value, known.octets);
  }
  const attributes = new Map(starts.map((start) => [start.token, start]));
  return { attributes, namespaces: Array.from(namespaces), declarations };
}

function makeCodebook(version: Version): Codebook {
  return {
    version,
    publicId: wbxmlTokens.versions[version].publicId,
    ...tagTables(version),
    ...valueTables(version),
    ...attributeTables(version),
  };
}

const codebooks: Readonly<Record<Version, Codebook>> = {
  "1.1": makeCodebook("1.1"),
  "1.2": makeCodebook("1.2"),
  "1.3": makeCodebook("1.3"),
};

/** The token tables of a version. */
export function codebookOf(version: Version): Codebook {
  return codebooks[version];
}

/** The version with a public identifier number; undefined for another document type. */
export function versionOfPublicId(number: number): Version | undefined {
  return VERSIONS.find((version) => wbxmlTokens.versions[version].publicId === number);
}

/** The version with a public identifier text; undefined for another document type. */
export function versionOfPublicIdText(text: string): Version | undefined {
  return VERSIONS.find((version) =>
    (wbxmlTokens.versions[version].publicIdText as readonly string[]).includes(text),
  );
}
