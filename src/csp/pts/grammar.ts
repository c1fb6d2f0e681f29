import { CspError, type CspErrorKind } from "../errors.js";
import type { Limits } from "../limits.js";
import type { Place, Value } from "./value.js";

/** The first word of a message. */
export interface Preamble {
  /** Two digits. */
  readonly version: string;
  readonly type: string;
  readonly transactionId: string;
  /** Two letters, where the message is one piece of several. */
  readonly segment: string | undefined;
}

/** A parameter as it stands in the text. */
export interface Parameter extends Place {
  readonly value: Value;
  /** The value as it was written. */
  readonly raw: string;
}

/** Tells, for a parameter, in which triples of its value the third member may be text that nobody quoted. */
export type FreeText = (code: string) => ReadonlySet<string>;

const PREAMBLE = /^\s*WV(\d\d)([A-Z]{2})(0|[1-9]\d{0,2})([A-Z]{2})?(?![^ \t\r\n])/i;
const DISCOVERY = /^\s*WVXX/i;
const BLANK = " \t\r\n";

/** The text without blanks at its end. A loop, since an expression for it takes quadratic time. */
function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && BLANK.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** What is looked for at the place that was reached. Made anew for each message, since an expression keeps a place. */
function makePatterns() {
  return {
    blanks: /[ \t\r\n]+/y,
    name: /([A-Za-z]{2})=/y,
    word: /[^ \t\r\n]*/y,
    run: /[^(),]*/y,
    nextTriple: /,\([A-Za-z]{2},/y,
    nextParameter: /[ \t\r\n]+[A-Za-z]{2}=/y,
  };
}

type PatternName = keyof ReturnType<typeof makePatterns>;

/** Reads the grammar of the plain-text syntax: a preamble, then codes with values. Knows no code. */
export class Parser {
  readonly #text: string;
  readonly #limits: Limits;
  readonly #patterns = makePatterns();
  #at = 0;
  /** A place whose octets were counted: from there on the next count goes. */
  #counted = { position: 0, octets: 0 };
  #values = 0;
  #free: ReadonlySet<string> = new Set();

  constructor(text: string, limits: Limits) {
    this.#text = trimEnd(text);
    this.#limits = limits;
  }

  /** @throws CspError `text-syntax` */
  preamble(): Preamble {
    if (DISCOVERY.test(this.#text)) throw this.#error("text-syntax", "version discovery is not supported");
    const match = PREAMBLE.exec(this.#text);
    const [whole, version, type, transactionId, segment] = match ?? [];
    if (whole === undefined || version === undefined || type === undefined || transactionId === undefined) {
      throw this.#error(
        "text-syntax",
        "it does not begin with WV, a version, a code and a TransactionID of 0 to 999",
      );
    }
    this.#at = whole.length;
    return { version, type, transactionId, segment };
  }

  /**
   * The parameters that follow the preamble.
   * @throws CspError `text-syntax`, `truncated`, `nesting-depth`, `element-limit`
   */
  parameters(freeText: FreeText): readonly Parameter[] {
    const found: Parameter[] = [];
    while (this.#at < this.#text.length) {
      if (this.#match("blanks") === undefined)
        throw this.#error("text-syntax", "a space is missing after a value");
      found.push(this.#parameter(freeText));
    }
    return found;
  }

  #parameter(freeText: FreeText): Parameter {
    const offset = this.#octets();
    const code = this.#match("name")?.[1]?.toUpperCase();
    if (code === undefined)
      throw this.#error("text-syntax", "a parameter is not two letters and an equals sign");
    this.#free = freeText(code);
    const start = this.#at;
    const value = this.#parameterValue();
    return { code, value, raw: this.#text.slice(start, this.#at), offset };
  }

  #parameterValue(): Value {
    const next = this.#next();
    // Android forgets the opening parenthesis if the first member of a group is one that it leaves out.
    if (next === "," || next === ")") return this.#group(1);
    if (next === '"' || next === "(") return this.#value(0);
    this.#count();
    return this.#match("word")?.[0] || undefined;
  }

  #value(depth: number): Value {
    const next = this.#next();
    if (next === "(") {
      this.#at++;
      return this.#group(depth + 1);
    }
    this.#count();
    return next === '"' ? this.#quoted() : this.#plain();
  }

  /** The members of a group from after its opening parenthesis to its closing one. */
  #group(depth: number): Value {
    if (depth > this.#limits.depth) throw this.#error("nesting-depth");
    this.#count();
    const members: Value[] = [];
    for (;;) {
      members.push(this.#isFreeText(members) ? this.#freeText(depth) : this.#value(depth));
      const next = this.#next();
      if (next === "") throw this.#error("truncated");
      if (next !== "," && next !== ")") throw this.#error("text-syntax", "a comma or parenthesis is missing");
      this.#at++;
      if (next === ")") return members;
    }
  }

  #quoted(): string {
    const end = this.#closingQuote();
    if (end < 0) throw this.#error("truncated");
    const text = this.#text.slice(this.#at + 1, end).replaceAll('""', '"');
    this.#at = end + 1;
    return text;
  }

  #closingQuote(): number {
    let end = this.#text.indexOf('"', this.#at + 1);
    while (end >= 0 && this.#text.charAt(end + 1) === '"') end = this.#text.indexOf('"', end + 2);
    return end;
  }

  /** Unquoted text in a group: up to the comma or parenthesis that is not within parentheses of its own. */
  #plain(): string | undefined {
    const start = this.#at;
    let open = 0;
    for (;;) {
      this.#match("run");
      const next = this.#next();
      if (next === "(") open++;
      else if (next === "" || open === 0) break;
      else if (next === ")") open--;
      this.#at++;
    }
    return this.#text.slice(start, this.#at) || undefined;
  }

  #isFreeText(members: readonly Value[]): boolean {
    const [code] = members;
    return members.length === 2 && typeof code === "string" && this.#free.has(code.toUpperCase());
  }

  /** Text that may hold anything: it ends where what follows can only be the rest of the message. */
  #freeText(depth: number): string | undefined {
    if (this.#next() === '"') {
      const quote = this.#closingQuote();
      if (quote >= 0 && this.#endsTriple(quote + 1, depth)) return this.#value(depth) as string;
    }
    this.#count();
    const start = this.#at;
    let end = this.#text.indexOf(")", start);
    while (end >= 0 && !this.#endsTriple(end, depth)) end = this.#text.indexOf(")", end + 1);
    if (end < 0) throw this.#error("truncated");
    this.#at = end;
    return this.#text.slice(start, end) || undefined;
  }

  #endsTriple(at: number, depth: number): boolean {
    if (this.#text.charAt(at) !== ")") return false;
    if (this.#test("nextTriple", at + 1)) return true;
    for (let i = 1; i < depth; i++) if (this.#text.charAt(at + i) !== ")") return false;
    return at + depth === this.#text.length || this.#test("nextParameter", at + depth);
  }

  #next(): string {
    return this.#text.charAt(this.#at);
  }

  #match(name: PatternName): RegExpExecArray | undefined {
    const pattern = this.#patterns[name];
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text) ?? undefined;
    if (match !== undefined) this.#at += match[0].length;
    return match;
  }

  #test(name: PatternName, at: number): boolean {
    const pattern = this.#patterns[name];
    pattern.lastIndex = at;
    return pattern.test(this.#text);
  }

  #count(): void {
    if (++this.#values > this.#limits.elements) throw this.#error("element-limit");
  }

  #octets(): number {
    const { position, octets } = this.#counted;
    this.#counted = {
      position: this.#at,
      octets: octets + Buffer.byteLength(this.#text.slice(position, this.#at)),
    };
    return this.#counted.octets;
  }

  #error(kind: CspErrorKind, detail?: string): CspError {
    const offset = this.#octets();
    return new CspError(kind, { offset, ...(detail === undefined ? {} : { detail }) });
  }
}
