/** What Wireshark's dissector tells of the documents of a capture, from the PDML that tshark prints. */
import { endLine, type Outline, startLine, textLine } from "./interop-outline.js";

/** One document as the dissector reads it. */
export interface Dissection {
  /** The name of the document type that its public identifier stands for. */
  readonly publicId: string;
  readonly outline: Outline;
  /** Malformed packets and expert items, other than that there was an HTTP request. */
  readonly complaints: readonly string[];
}

interface Field {
  readonly name: string;
  /** The line as Wireshark would show it. */
  readonly label: string;
  /** The value by itself. */
  readonly show: string;
}

const FIELD = /<field name="([^"]*)"(?: showname="([^"]*)")?[^>]*? show="([^"]*)"/g;
const MALFORMED = /<proto name="_ws\.malformed"[^>]*? showname="([^"]*)"/g;
const EXPERT =
  /name="_ws\.expert\.message"[^>]*? show="([^"]*)"[^\n]*\n[^\n]*name="_ws\.expert\.severity"[^>]*? show="(\d+)"/g;
const CHAT = 0x200000;

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'" };

const unescapeXml = (text: string) =>
  text.replace(/&([#\w]+);/g, (whole, name: string) => NAMED[name] ?? whole);

/** Fields before the body that tell nothing of the elements. */
const HEADER_FIELDS: readonly string[] = [
  "version",
  "charset",
  "string_table_item_offset",
  "string_table_item_string",
];

const LETTERS: Readonly<Record<string, string>> = { r: "\r", n: "\n", t: "\t" };

/**
 * Text as it was before tshark escaped what it takes for unprintable. It leaves a backslash as it is, so a text
 * that spells one of its escapes cannot be told from the escape.
 */
function unescapeText(text: string): string {
  return text.replace(
    /\\(?:U([0-9A-F]{8})|u([0-9A-F]{4})|([nrt]))/g,
    (whole: string, long?: string, short?: string, letter: string = "") => {
      const code = long ?? short;
      if (code === undefined) return LETTERS[letter] ?? whole;
      return String.fromCodePoint(Number.parseInt(code, 16));
    },
  );
}

/** What the dissector makes of OPAQUE; undefined where it takes the element for neither integer nor date-time. */
function opaqueValue(label: string): string | undefined {
  const integer = /WV-CSP Integer: (-?\d+)$/.exec(label)?.[1];
  // It prints unsigned numbers as signed ones.
  if (integer !== undefined) return String(Number(integer) >>> 0);
  return /WV-CSP DateTime: (.*)$/.exec(label)?.[1]?.replace(/[-:]/g, "");
}

/** Builds an outline from the fields of the dissector in the order in which it shows them. */
class OutlineBuilder {
  readonly lines: string[] = [];
  #tag = "";
  /** Of the start tag that is being read; undefined between tags. */
  #attributes: [name: string, value: string][] | undefined;
  #text = "";

  field({ name, label, show }: Field): void {
    switch (name) {
      case "known_tag":
      case "literal":
      case "literal_a":
      case "literal_c":
      case "literal_ac":
        if (label.includes("(Literal Attribute)")) this.#attributes?.push([show, ""]);
        else this.#start(show, label);
        break;
      case "known_attrstart":
        this.#attributeStart(show);
        break;
      case "end_attribute_list":
        this.#endOfStartTag();
        break;
      case "end_known_tag.uint":
        this.#emptyElement();
        break;
      case "end_literal_tag":
        if (label.endsWith("/>")) this.#emptyElement();
        else this.#end(/<\/(.*)>$/.exec(label)?.[1] ?? "");
        break;
      case "end_known_tag":
        this.#end(show);
        break;
      case "str_i":
        this.#string(unescapeText(show));
        break;
      case "ext_t":
        this.#string(/^Common Value: '(.*)'$/.exec(show)?.[1] ?? `?${show}`);
        break;
      case "opaque_data":
        this.#string(opaqueValue(label) ?? show);
        break;
      case "switch_page":
        break;
      default:
        this.lines.push(`? ${name} ${show}`);
    }
  }

  #start(name: string, label: string): void {
    this.#flush();
    this.#tag = name;
    const flags = /\(([A.])([C.])\)/.exec(label);
    this.#attributes = [];
    if (flags?.[1] === "A") return;
    this.#endOfStartTag();
    if (flags?.[2] !== "C") this.#end(name);
  }

  #attributeStart(show: string): void {
    const [, name = show, value = ""] = /^([^=]*)='(.*)'$/.exec(show) ?? [];
    this.#attributes?.push([name, value]);
  }

  #endOfStartTag(): void {
    this.lines.push(startLine(this.#tag, this.#attributes));
    this.#attributes = undefined;
  }

  #emptyElement(): void {
    this.#endOfStartTag();
    this.#end(this.#tag);
  }

  #end(name: string): void {
    this.#flush();
    this.lines.push(endLine(name));
  }

  #string(text: string): void {
    const attribute = this.#attributes?.at(-1);
    if (attribute === undefined) this.#text += text;
    else attribute[1] += text;
  }

  #flush(): void {
    if (this.#text !== "") this.lines.push(textLine(this.#text));
    this.#text = "";
  }
}

function dissection(packet: string): Dissection | undefined {
  const builder = new OutlineBuilder();
  let publicId: string | undefined;
  for (const [, id = "", showname = "", show = ""] of packet.matchAll(FIELD)) {
    if (!id.startsWith("wbxml.")) continue;
    const name = id.slice("wbxml.".length);
    const label = unescapeXml(showname);
    if (name === "public_id.known") publicId = /: (.*) \(0x/.exec(label)?.[1] ?? label;
    else if (!HEADER_FIELDS.includes(name)) builder.field({ name, label, show: unescapeXml(show) });
  }
  if (publicId === undefined) return undefined;
  const malformed = [...packet.matchAll(MALFORMED)].map(([, label = ""]) => label);
  const expert = [...packet.matchAll(EXPERT)].filter(([, , severity]) => Number(severity) > CHAT);
  const complaints = [...malformed, ...expert.map(([, message = ""]) => unescapeXml(message))];
  return { publicId, outline: builder.lines, complaints };
}

/** What tshark's PDML tells of each packet; undefined for one in which it saw no WBXML. */
export function readDissections(pdml: string): readonly (Dissection | undefined)[] {
  return pdml.split("<packet>").slice(1).map(dissection);
}
