import { XMLParser } from "fast-xml-parser";
import { Budget } from "../budget.js";
import { CspError } from "../errors.js";
import type { Attribute } from "../generic.js";
import type { Limits } from "../limits.js";
import { declaredPrefix, isDeclaration, prefixOf, XML_NAMESPACE } from "../names.js";
import { foreignTag, rootNode, tagOf } from "../schema/registry.js";
import type { Sink } from "../sink.js";
import { type Version, versionOfNamespace } from "../version.js";
import { decodeXml } from "./encoding.js";
import { wellFormed } from "./well-formed.js";

const ATTRIBUTES = ":@";
const TEXT = "#text";
const CDATA = "#cdata";

/** One entry of fast-xml-parser's ordered output: a text, a CDATA section, or an element with attributes. */
type ParsedNode = Readonly<Record<string, unknown>>;

/** The namespaces at an element. Each element keeps only the prefixes that it binds itself. */
interface Scope {
  readonly uri: string;
  readonly defaultUri: string;
  readonly bound: ReadonlyMap<string, string> | undefined;
  readonly outer: Scope | undefined;
}

const NO_SCOPE: Scope = {
  uri: "",
  defaultUri: "",
  bound: new Map([["xml", XML_NAMESPACE]]),
  outer: undefined,
};

function uriOf(prefix: string, scope: Scope | undefined): string | undefined {
  for (let at = scope; at !== undefined; at = at.outer) {
    const uri = at.bound?.get(prefix);
    if (uri !== undefined) return uri;
  }
  return undefined;
}

// No name starts with it, so that a second marking, which the parser does for empty elements, can be told.
const MARK = ".";
const marked = (name: string) => (name.startsWith(MARK) ? name : MARK + name);

/** Only what was found well-formed gets here, so that the limits have been checked; it keeps nothing between texts. */
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  cdataPropName: CDATA,
  // With a mark before them no names are left that the parser takes for JavaScript's own.
  transformTagName: marked,
  transformAttributeName: marked,
  jPath: false,
  maxNestedTags: Number.MAX_SAFE_INTEGER,
  captureMetaData: true,
});

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Resolves references; that they are all known was checked before. */
function resolveReferences(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(
    /&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g,
    (whole, hexadecimal?: string, decimal?: string, name?: string) => {
      if (hexadecimal !== undefined) return String.fromCodePoint(Number.parseInt(hexadecimal, 16));
      if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
      return NAMED[name ?? ""] ?? whole;
    },
  );
}

const METADATA = XMLParser.getMetaDataSymbol() as unknown as keyof ParsedNode;

function startOf(node: ParsedNode): number | undefined {
  return (node[METADATA] as { startIndex?: number } | undefined)?.startIndex;
}

function elementName(node: ParsedNode): string {
  return (
    Object.keys(node)
      .find((key) => key !== ATTRIBUTES)
      ?.slice(MARK.length) ?? ""
  );
}

function attributesOf(node: ParsedNode): readonly Attribute[] {
  return Object.entries((node[ATTRIBUTES] ?? {}) as Record<string, string>).map(([name, value]) => ({
    name: name.slice(MARK.length),
    value: resolveReferences(value.replace(/[\t\n]/g, " ")),
  }));
}

function inner(outer: Scope, attributes: readonly Attribute[], prefix: string): Scope {
  let { defaultUri } = outer;
  let bound: Map<string, string> | undefined;
  for (const attribute of attributes) {
    if (attribute.name === "xmlns") defaultUri = attribute.value;
    else if (isDeclaration(attribute)) {
      bound ??= new Map();
      bound.set(declaredPrefix(attribute), attribute.value);
    }
  }
  const scope = { uri: defaultUri, defaultUri, bound, outer };
  if (prefix === "") return scope;
  const uri = uriOf(prefix, scope);
  if (uri === undefined) throw new CspError("unbound-prefix", { element: prefix });
  return { ...scope, uri };
}

function checkPrefixes(attributes: readonly Attribute[], scope: Scope): void {
  for (const { name } of attributes) {
    const prefix = prefixOf(name);
    if (prefix !== undefined && uriOf(prefix, scope) === undefined) {
      throw new CspError("unbound-prefix", { element: name });
    }
  }
}

/** The attributes as a writer wants them: the namespace where it changes, then the others by name. */
function declared(
  attributes: readonly Attribute[],
  scope: Scope,
  outer: Scope,
): readonly Attribute[] | undefined {
  const others = attributes.filter(({ name }) => name !== "xmlns");
  if (others.length === 0 && scope.uri === outer.uri) return undefined;
  others.sort((a, b) => (a.name < b.name ? -1 : 1));
  return scope.uri === outer.uri ? others : [{ name: "xmlns", value: scope.uri }, ...others];
}

class XmlReader {
  readonly #sink: Sink;
  readonly #budget: Budget;
  /** Where the element that was opened last starts. */
  position = 0;

  constructor(sink: Sink, limits: Limits) {
    this.#sink = sink;
    this.#budget = new Budget(limits);
  }

  root(nodes: readonly ParsedNode[]): Version {
    const node = nodes.find((each) => !(TEXT in each));
    if (node === undefined) throw new CspError("truncated");
    const [prefix, local] = splitName(elementName(node));
    const tag = tagOf(local);
    if (tag === undefined || rootNode(tag) === undefined)
      throw new CspError("root-element", { detail: local });
    const { uri } = inner(NO_SCOPE, attributesOf(node), prefix);
    this.element(node, NO_SCOPE);
    // Phones that declare no namespace are of the time of 1.1.
    return versionOfNamespace(uri) ?? "1.1";
  }

  element(node: ParsedNode, outer: Scope): void {
    this.position = startOf(node) ?? this.position;
    const name = elementName(node);
    const [prefix, local] = splitName(name);
    const attributes = attributesOf(node);
    const scope = inner(outer, attributes, prefix);
    checkPrefixes(attributes, scope);
    const written = declared(attributes, scope, outer);
    // A namespace that one prefix brings in is written again at each element that uses it.
    for (const { value } of written ?? []) this.#budget.spendText(value.length, this.position);
    this.#sink.open(tagOf(local) ?? foreignTag(local), written);
    this.#children(node[marked(name)] as readonly ParsedNode[], scope);
    this.#sink.close();
  }

  #children(children: readonly ParsedNode[], scope: Scope): void {
    const hasElements = children.some((child) => !(TEXT in child) && !(CDATA in child));
    let text = "";
    const flush = () => {
      if (text !== "" && !(hasElements && text.trim() === "")) this.#sink.text(text);
      text = "";
    };
    for (const child of children) {
      if (TEXT in child) text += resolveReferences(child[TEXT] as string);
      else if (CDATA in child) text += cdataText(child[CDATA] as readonly ParsedNode[]);
      else {
        flush();
        this.element(child, scope);
      }
    }
    flush();
  }
}

function cdataText(parts: readonly ParsedNode[]): string {
  return parts.map((part) => part[TEXT] as string).join("");
}

function splitName(name: string): [prefix: string, local: string] {
  const colon = name.indexOf(":");
  return colon < 0 ? ["", name] : [name.slice(0, colon), name.slice(colon + 1)];
}

function parse(text: string): readonly ParsedNode[] {
  try {
    return parser.parse(text) as readonly ParsedNode[];
  } catch (error) {
    throw new CspError("not-well-formed", { detail: error instanceof Error ? error.message : String(error) });
  }
}

/**
 * Reads one XML document into a sink.
 * @returns the version that the root's namespace names, 1.1 where there is none
 * @throws CspError
 */
export function readXml(bytes: Uint8Array, sink: Sink, limits: Limits): Version {
  const text = decodeXml(bytes);
  if (text.trim() === "") throw new CspError("empty-input");
  const reader = new XmlReader(sink, limits);
  let toOriginal: ((position: number) => number) | undefined;
  try {
    const checked = wellFormed(text, limits);
    toOriginal = checked.originalOffset;
    return reader.root(parse(checked.text));
  } catch (error) {
    if (error instanceof CspError) {
      // Once the text was found well-formed, positions are those in what was left of it.
      if (toOriginal !== undefined) error.offset = toOriginal(error.offset ?? reader.position);
      error.transactionId ??= transactionIdIn(text);
    }
    throw error;
  }
}

/** The first TransactionID in a text that may be broken further on. */
function transactionIdIn(text: string): string | undefined {
  return /<(?:[\w.-]+:)?TransactionID\s*>([^<&]{1,256})</.exec(text)?.[1];
}
