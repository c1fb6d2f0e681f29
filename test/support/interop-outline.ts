/**
 * What a document says, one line a tag or text, so that two decoders can be compared line by line. The XML is
 * read by fast-xml-parser alone: our own reader would forgive some of what is looked for here.
 */
import { XMLParser } from "fast-xml-parser";

/** Start tags, texts and end tags in document order; see `startLine`, `textLine` and `endLine`. */
export type Outline = readonly string[];

type ParsedNode = Readonly<Record<string, unknown>>;

const TEXT = "#text";
const ATTRIBUTES = ":@";

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** The line of a start tag; empty elements have one too. */
export function startLine(name: string, attributes: readonly (readonly [string, string])[] = []): string {
  return `<${[name, ...attributes.map(([key, value]) => `${key}=${JSON.stringify(value)}`)].join(" ")}>`;
}

/** The line of a text, which is never empty. */
export function textLine(text: string): string {
  return `= ${JSON.stringify(text)}`;
}

/** The line of an end tag. */
export function endLine(name: string): string {
  return `</${name}>`;
}

function resolve(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return NAMED[name] ?? whole;
      return String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
    },
  );
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  ignoreDeclaration: true,
  ignorePiTags: true,
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  trimValues: false,
});

function collect(nodes: readonly ParsedNode[], lines: string[]): void {
  for (const node of nodes) {
    const name = Object.keys(node).find((key) => key !== ATTRIBUTES) ?? "";
    if (name === TEXT) {
      lines.push(textLine(resolve(String(node[TEXT]))));
      continue;
    }
    const attributes = Object.entries((node[ATTRIBUTES] ?? {}) as Readonly<Record<string, string>>);
    lines.push(
      startLine(
        name,
        attributes.map(([key, value]) => [key, resolve(value)]),
      ),
    );
    collect(node[name] as readonly ParsedNode[], lines);
    lines.push(endLine(name));
  }
}

/** The outline of an XML document that has no white space between its elements. */
export function outlineOfXml(xml: string): Outline {
  const lines: string[] = [];
  collect(parser.parse(xml) as readonly ParsedNode[], lines);
  return lines;
}
