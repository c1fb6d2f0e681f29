import { ptsCodes } from "../generated/pts-codes.js";
import type { SessionType, TransactionMode } from "../message.js";

/** Who sends a primitive or parameter. */
type Sender = "client" | "server" | "both";

/** How the value of a parameter is built; `mappings/csp/pts-codes.yaml` explains each. */
export type ShapeName = (typeof ptsCodes.parameters)[number]["shape"];

interface PrimitiveRow {
  readonly element: string;
  readonly from: Sender;
  readonly mode: TransactionMode;
  readonly session?: SessionType;
  readonly transactionId?: string;
}

/** A parameter: its code, what it stands for and how its value is built. */
export interface ParameterCode {
  readonly code: string;
  readonly element: string;
  readonly or?: string;
  readonly from: Sender;
  readonly in?: readonly string[];
  readonly shape: ShapeName;
}

interface CodeRow {
  readonly element: string;
  readonly inside?: string;
  readonly values?: Readonly<Record<string, string>>;
  readonly onlyThese?: boolean;
  readonly parts?: Readonly<Record<string, CodeRow>>;
  readonly freeText?: boolean;
}

type CodeRows = Readonly<Record<string, CodeRow>>;

/** A primitive with its code and the parameters that a message of it may have, in the order of writing. */
export interface PrimitiveCode extends PrimitiveRow {
  readonly code: string;
  readonly parameters: readonly ParameterCode[];
}

/** An element with its code and the codes of its values. */
export class ElementCode {
  readonly code: string;
  readonly element: string;
  /** The child that holds the value. */
  readonly inside: string | undefined;
  /** What the element consists of instead of a value. */
  readonly parts: CodeTable | undefined;
  readonly freeText: boolean;
  readonly #valueByCode: ReadonlyMap<string, string>;
  readonly #codeByValue: ReadonlyMap<string, string>;
  readonly #onlyThese: boolean;

  constructor(
    code: string,
    { element, inside, values = {}, onlyThese = false, parts, freeText = false }: CodeRow,
  ) {
    this.code = code;
    this.element = element;
    this.inside = inside;
    this.parts = parts && new CodeTable(parts);
    this.freeText = freeText;
    this.#valueByCode = new Map(Object.entries(values));
    this.#codeByValue = new Map(Object.entries(values).map(([short, value]) => [value, short]));
    this.#onlyThese = onlyThese;
  }

  /** The value that a text stands for. */
  expand(text: string): string {
    return this.#valueByCode.get(text.toUpperCase()) ?? text;
  }

  /** How a value is written; undefined for one that can't be. */
  shorten(value: string): string | undefined {
    return this.#codeByValue.get(value) ?? (this.#onlyThese ? undefined : value);
  }
}

/** The elements of one kind by code and by name. */
export class CodeTable {
  /** Codes of the elements whose value may stand unquoted whatever is in it. */
  readonly freeText: ReadonlySet<string>;
  readonly #byCode: ReadonlyMap<string, ElementCode>;
  readonly #byElement: ReadonlyMap<string, ElementCode>;

  constructor(rows: CodeRows) {
    const all = Object.entries(rows).map(([code, row]) => new ElementCode(code, row));
    this.#byCode = new Map(all.map((each) => [each.code, each]));
    this.#byElement = new Map(all.map((each) => [each.element, each]));
    this.freeText = new Set(all.filter((each) => each.freeText).map(({ code }) => code));
  }

  /** By code, in either case. */
  ofCode(code: string): ElementCode | undefined {
    return this.#byCode.get(code.toUpperCase());
  }

  ofElement(name: string): ElementCode | undefined {
    return this.#byElement.get(name);
  }
}

const named = (rows: Readonly<Record<string, string>>) =>
  new CodeTable(Object.fromEntries(Object.entries(rows).map(([code, element]) => [code, { element }])));

export const CAPABILITIES = new CodeTable(ptsCodes.capabilities);
export const SERVICES = named(ptsCodes.services);
export const PROPERTIES = named(ptsCodes.properties);
export const ATTRIBUTES = new CodeTable(ptsCodes.presence);

const parameters: readonly ParameterCode[] = ptsCodes.parameters;

function isParameterOf(code: string, sender: Sender, { from, in: only }: ParameterCode): boolean {
  const sent = from === "both" || sender === "both" || from === sender;
  return sent && (only === undefined || only.includes(code));
}

const primitives: readonly PrimitiveCode[] = Object.entries<PrimitiveRow>(ptsCodes.primitives).map(
  ([code, row]) => ({
    code,
    ...row,
    parameters: parameters.filter((parameter) => isParameterOf(code, row.from, parameter)),
  }),
);

const primitiveByCode: ReadonlyMap<string, PrimitiveCode> = new Map(
  primitives.map((each) => [each.code, each]),
);
const primitiveByName: ReadonlyMap<string, PrimitiveCode> = new Map(
  primitives.map((each) => [each.element, each]),
);

/** The primitive with a code, in either case; undefined for a code that is none. */
export function primitiveOfCode(code: string): PrimitiveCode | undefined {
  return primitiveByCode.get(code.toUpperCase());
}

/** The primitive with a name; undefined for one that has no code. */
export function primitiveOfName(name: string): PrimitiveCode | undefined {
  return primitiveByName.get(name);
}

/** The parameter that a code, in either case, stands for in a primitive. */
export function parameterOf(primitive: PrimitiveCode, code: string): ParameterCode | undefined {
  const upper = code.toUpperCase();
  return primitive.parameters.find((parameter) => parameter.code === upper);
}
