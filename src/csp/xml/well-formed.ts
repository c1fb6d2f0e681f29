import { CspError, type CspErrorKind } from "../errors.js";
import type { Limits } from "../limits.js";
import { entityCharacter, NAME_PATTERN } from "../names.js";
import { illegalAt } from "../values.js";

const SPACE = "[ \\t\\n]";
const QUOTED = `(?:"[^"<]*"|'[^'<]*')`;
const ATTRIBUTE = `${SPACE}+(${NAME_PATTERN})${SPACE}*=${SPACE}*(${QUOTED})`;
const START_TAG = new RegExp(
  `<(${NAME_PATTERN})((?:${ATTRIBUTE.replaceAll("(", "(?:").replaceAll("(?:?:", "(?:")})*)${SPACE}*(/?)>`,
  "y",
);
const END_TAG = new RegExp(`</(${NAME_PATTERN})${SPACE}*>`, "y");
const ATTRIBUTES = new RegExp(ATTRIBUTE, "g");
const DOCTYPE = new RegExp(
  `<!DOCTYPE${SPACE}+${NAME_PATTERN}(?:${SPACE}+(?:PUBLIC${SPACE}+(?:"[^"]*"|'[^']*')|SYSTEM)${SPACE}+(?:"[^"]*"|'[^']*'))?${SPACE}*>`,
  "y",
);
const DECLARATION = new RegExp(
  `<\\?xml${SPACE}+version${SPACE}*=${SPACE}*(?:"1\\.[01]"|'1\\.[01]')(?:${SPACE}+(?:encoding|standalone)${SPACE}*=${SPACE}*(?:"[^"<]*"|'[^'<]*')){0,2}${SPACE}*\\?>`,
  "y",
);
const REFERENCE = /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));/y;

/** A place where something was left out, in the text without it, and how much was left out up to there. */
interface Cut {
  readonly at: number;
  readonly removed: number;
}

function originalOffset(cuts: readonly Cut[], position: number): number {
  const last = cuts.findLast(({ at }) => at <= position);
  return position + (last?.removed ?? 0);
}

/** A text for the parser, and the way back from a position in it to the one in the document. */
export interface WellFormed {
  readonly text: string;
  readonly originalOffset: (position: number) => number;
}

/**
 * Refuses what fast-xml-parser would accept: documents that are cut off or have two roots, tags that do not
 * match, text outside the root, DTDs with declarations, control characters, unknown entities, and what
 * exceeds the limits.
 */
class Check {
  readonly #text: string;
  readonly #limits: Limits;
  readonly #open: string[] = [];
  #at = 0;
  #elements = 0;
  #rootClosed = false;
  /** The parts of the text that mean something, without what is left out. */
  readonly #kept: string[] = [];
  #keptTo = 0;
  readonly #cuts: Cut[] = [];

  constructor(text: string, limits: Limits) {
    this.#text = text;
    this.#limits = limits;
  }

  run(): WellFormed {
    const illegal = illegalAt(this.#text);
    if (illegal >= 0) throw new CspError("invalid-character", { offset: illegal });
    if (this.#match(DECLARATION) !== undefined) this.#leaveOut(0);
    while (this.#at < this.#text.length) {
      if (this.#text[this.#at] === "<") this.#markup();
      else this.#characters();
    }
    if (this.#open.length > 0) throw this.#error("missing-end");
    if (!this.#rootClosed) throw this.#error("truncated");
    const text = this.#kept.join("") + this.#text.slice(this.#keptTo);
    return { text, originalOffset: (position) => originalOffset(this.#cuts, position) };
  }

  /** Leaves out what was read since a position. */
  #leaveOut(from: number): void {
    this.#kept.push(this.#text.slice(this.#keptTo, from));
    this.#keptTo = this.#at;
    const { removed } = this.#cuts.at(-1) ?? { removed: 0 };
    this.#cuts.push({ at: from - removed, removed: removed + this.#at - from });
  }

  #error(kind: CspErrorKind, detail?: string): CspError {
    return new CspError(kind, detail === undefined ? { offset: this.#at } : { offset: this.#at, detail });
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#at += match[0].length;
    return match;
  }

  #characters(): void {
    const next = this.#text.indexOf("<", this.#at);
    const end = next < 0 ? this.#text.length : next;
    const text = this.#text.slice(this.#at, end);
    if (this.#open.length === 0) {
      if (/[^ \t\n]/.test(text)) throw this.#error(this.#rootClosed ? "trailing-data" : "not-well-formed");
    } else if (text.includes("]]>")) throw this.#error("not-well-formed");
    this.#references(this.#at, text);
    this.#at = end;
  }

  #references(offset: number, text: string): void {
    for (let at = text.indexOf("&"); at >= 0; at = text.indexOf("&", at + 1)) {
      REFERENCE.lastIndex = at;
      const match = REFERENCE.exec(text);
      if (match === null) {
        const isCut = offset + text.length === this.#text.length && !text.includes(";", at);
        throw new CspError(isCut ? "truncated" : "invalid-entity", { offset: offset + at });
      }
      const [, , decimal, hexadecimal] = match;
      if (decimal !== undefined) entityCharacter(Number(decimal), offset + at);
      if (hexadecimal !== undefined) entityCharacter(Number.parseInt(hexadecimal, 16), offset + at);
    }
  }

  #markup(): void {
    const { [this.#at + 1]: second } = this.#text;
    if (second === "/") this.#endTag();
    else if (second === "!") this.#declaration();
    else if (second === "?") this.#instruction();
    else this.#startTag();
  }

  #startTag(): void {
    const start = this.#at;
    const match = this.#match(START_TAG);
    if (match === undefined)
      throw this.#error(this.#text.indexOf(">", start) < 0 ? "truncated" : "not-well-formed");
    const [, name = "", attributes = "", slash] = match;
    if (this.#rootClosed) throw new CspError("trailing-data", { offset: start });
    if (name.length > this.#limits.name) throw new CspError("name-too-long", { offset: start });
    if (++this.#elements > this.#limits.elements) throw new CspError("element-limit", { offset: start });
    if (attributes !== "") this.#attributes(start, attributes);
    if (slash !== "/") {
      if (this.#open.length >= this.#limits.depth) throw new CspError("nesting-depth", { offset: start });
      this.#open.push(name);
    } else if (this.#open.length === 0) this.#rootClosed = true;
  }

  #attributes(offset: number, source: string): void {
    const names = new Set<string>();
    for (const [, name = "", value = ""] of source.matchAll(ATTRIBUTES)) {
      if (names.has(name)) throw new CspError("duplicate-attribute", { offset });
      if (name.length > this.#limits.name) throw new CspError("name-too-long", { offset });
      names.add(name);
      if (++this.#elements > this.#limits.elements) throw new CspError("element-limit", { offset });
      this.#references(offset, value);
    }
  }

  #endTag(): void {
    const start = this.#at;
    const match = this.#match(END_TAG);
    if (match === undefined)
      throw this.#error(this.#text.indexOf(">", start) < 0 ? "truncated" : "not-well-formed");
    const open = this.#open.pop();
    if (open !== match[1]) {
      throw new CspError("not-well-formed", {
        offset: start,
        detail: `</${match[1]}> closes ${open ?? "nothing"}`,
      });
    }
    if (this.#open.length === 0) this.#rootClosed = true;
  }

  #declaration(): void {
    const start = this.#at;
    if (this.#text.startsWith("<!--", start)) {
      const end = this.#skipTo("--", start + 4);
      if (this.#text[end] !== ">") throw this.#error("not-well-formed");
      this.#at = end + 1;
      this.#leaveOut(start);
    } else if (this.#text.startsWith("<![CDATA[", this.#at) && this.#open.length > 0) {
      this.#at = this.#skipTo("]]>", this.#at + 9);
    } else if (this.#text.startsWith("<!DOCTYPE", this.#at) && this.#elements === 0) this.#doctype();
    else throw this.#error(this.#rootClosed ? "trailing-data" : "not-well-formed");
  }

  #doctype(): void {
    const start = this.#at;
    if (this.#match(DOCTYPE) !== undefined) {
      this.#leaveOut(start);
      return;
    }
    const end = this.#text.indexOf(">", this.#at);
    if (end < 0) throw this.#error("truncated");
    throw this.#error(
      this.#text.slice(this.#at, end).includes("[") ? "forbidden-doctype" : "not-well-formed",
    );
  }

  #instruction(): void {
    const start = this.#at;
    const target = /^<\?([A-Za-z_][\w.-]*)/.exec(this.#text.slice(this.#at, this.#at + 80))?.[1];
    const end = this.#skipTo("?>", this.#at + 2);
    if (target === undefined || target.toLowerCase() === "xml") throw this.#error("not-well-formed");
    this.#at = end;
    this.#leaveOut(start);
  }

  /** The position behind the next occurrence of a delimiter. */
  #skipTo(delimiter: string, from: number): number {
    const at = this.#text.indexOf(delimiter, from);
    if (at < 0) throw this.#error("truncated");
    return at + delimiter.length;
  }
}

/**
 * Checks a text and returns it without XML declaration, document type, comments and processing instructions,
 * some of which fast-xml-parser stumbles over.
 * @throws CspError for a text that is not a well-formed XML 1.0 document within the limits
 */
export function wellFormed(text: string, limits: Limits): WellFormed {
  return new Check(text, limits).run();
}
