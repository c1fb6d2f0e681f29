import type { wbxmlTokens } from "../generated/wbxml-tokens.js";
import { type NamespaceRole, VERSIONS, type Version } from "../version.js";

/** A WBXML code page of CSP, by the name that `mappings/csp/wbxml-tokens.yaml` gives it. */
export type CodePage = keyof typeof wbxmlTokens.pages;

/** What an element can hold. */
export type ElementType =
  | "text"
  | "binary"
  | "integer"
  | "integerOrText"
  | "boolean"
  | "dateTime"
  | "enumeration"
  | "struct"
  | "any";

interface Named<N extends string> {
  readonly name: N;
  readonly page: CodePage;
  /** The versions in which this element may be written; reading accepts it in all. */
  readonly versions: readonly Version[];
}

export interface Leaf<N extends string, T extends ElementType> extends Named<N> {
  readonly type: T;
  /**
   * An integer written as inline digits: by every encoder, or by ours since some phones drop the OPAQUE form
   * that other encoders use.
   */
  readonly inline?: "always" | "handset";
}

export interface Enumeration<N extends string, V extends string> extends Named<N> {
  readonly type: "enumeration";
  readonly values: readonly V[];
  /** True where no value but the listed ones has a meaning. */
  readonly closed: boolean;
  /** True where other texts stand beside the values, so that case counts. */
  readonly exact?: boolean;
  /** Written as text for phones, some of which drop its value tokens. */
  readonly inline?: "handset";
}

export interface ClosedEnumeration<N extends string, V extends string> extends Enumeration<N, V> {
  readonly closed: true;
}

export interface Struct<N extends string, C extends readonly Child[]> extends Named<N> {
  readonly type: "struct";
  readonly children: C;
  /** Names of children of which at least one must be there. */
  readonly anyOf: readonly string[];
  readonly namespace?: NamespaceRole;
  /** The element that some clients fill with bare text instead of children; the field `text` holds it. */
  readonly bareText?: boolean;
}

export interface StructOrText<N extends string, C extends readonly Child[]> extends Struct<N, C> {
  readonly bareText: true;
}

/** Who sends a primitive: the client (phone), the server (Hamlet), or either. */
export type Direction = "C>S" | "S>C" | "both";

export interface Primitive<N extends string, C extends readonly Child[]> extends Struct<N, C> {
  readonly primitive: true;
  readonly direction: Direction;
  /** What answers it: names of primitives; empty where nothing does. */
  readonly answers: readonly string[];
}

/** Any declared element. */
export type Element =
  | Leaf<string, Exclude<ElementType, "enumeration" | "struct">>
  | Enumeration<string, string>
  | Struct<string, readonly Child[]>
  | Primitive<string, readonly Child[]>;

/** How often a child may occur: exactly once, at most once, any number of times, at least once. */
export type Multiplicity = "one" | "optional" | "many" | "some";

/** An element at its place inside another. */
export interface Child<E extends ElementShape = ElementShape, M extends Multiplicity = Multiplicity> {
  readonly element: E;
  readonly multiplicity: M;
  /** Narrows the element's versions at this place. */
  readonly versions: readonly Version[];
}

/** What `Child` needs to know of an element; kept apart from `Element` to break the circle of types. */
export interface ElementShape {
  readonly name: string;
  readonly page: CodePage;
  readonly type: ElementType;
  readonly versions: readonly Version[];
}

/** Versions as declared: one, or one and all later ones (`"1.2+"`), or a list. */
export type VersionRange = Version | "1.2+" | readonly Version[];

export function versionsIn(range: VersionRange | undefined): readonly Version[] {
  if (range === undefined) return VERSIONS;
  if (range === "1.2+") return ["1.2", "1.3"];
  return typeof range === "string" ? [range] : range;
}

function child<E extends ElementShape, M extends Multiplicity>(
  element: E,
  multiplicity: M,
  range: VersionRange | undefined,
): Child<E, M> {
  return { element, multiplicity, versions: range === undefined ? element.versions : versionsIn(range) };
}

/** Exactly once; a message without it is refused with status 402. */
export const one = <E extends ElementShape>(element: E, range?: VersionRange): Child<E, "one"> =>
  child(element, "one", range);

/** At most once. */
export const optional = <E extends ElementShape>(element: E, range?: VersionRange): Child<E, "optional"> =>
  child(element, "optional", range);

/** Any number of times. */
export const many = <E extends ElementShape>(element: E, range?: VersionRange): Child<E, "many"> =>
  child(element, "many", range);

/** At least once; a message without it is refused with status 402. */
export const some = <E extends ElementShape>(element: E, range?: VersionRange): Child<E, "some"> =>
  child(element, "some", range);

interface StructOptions {
  readonly versions?: VersionRange;
  readonly anyOf?: readonly string[];
  readonly namespace?: NamespaceRole;
}

interface PrimitiveOptions extends StructOptions {
  readonly direction: Direction;
  readonly answers?: readonly string[];
}

function leafBuilders(page: CodePage) {
  const leaf =
    <T extends ElementType>(type: T) =>
    <const N extends string>(name: N, range?: VersionRange): Leaf<N, T> => ({
      name,
      page,
      type,
      versions: versionsIn(range),
    });
  const inlineInteger =
    (inline: "always" | "handset") =>
    <const N extends string>(name: N, range?: VersionRange): Leaf<N, "integer"> => ({
      ...leaf("integer")(name, range),
      inline,
    });
  return {
    text: leaf("text"),
    /** Text, or octets in WBXML. */
    binary: leaf("binary"),
    integer: leaf("integer"),
    /** An integer that WBXML carries as inline digits. */
    inlineInteger: inlineInteger("always"),
    /** An integer that some phones read as inline digits only, though other encoders make it OPAQUE. */
    handsetInlineInteger: inlineInteger("handset"),
    /** A number that some phones write otherwise than in plain digits; any other text is kept. */
    integerOrText: leaf("integerOrText"),
    boolean: leaf("boolean"),
    dateTime: leaf("dateTime"),
    /** Content that CSP leaves open (vendor extensions); kept as a tree. */
    any: leaf("any"),
  };
}

function enumerationBuilders(page: CodePage) {
  const base = <const N extends string, const V extends string>(
    name: N,
    values: readonly V[],
    range?: VersionRange,
  ) => ({ name, page, type: "enumeration" as const, values, versions: versionsIn(range) });
  return {
    /** One of the listed values, or another text: phones invent values. */
    enumeration: <const N extends string, const V extends string>(
      name: N,
      values: readonly V[],
      range?: VersionRange,
    ): Enumeration<N, V> => ({ ...base(name, values, range), closed: false }),
    /** One of the listed values, in just that spelling, beside free text. */
    exactEnumeration: <const N extends string, const V extends string>(
      name: N,
      values: readonly V[],
    ): Enumeration<N, V> => ({ ...base(name, values), closed: false, exact: true }),
    /** An enumeration that some phones read as text only, though it has value tokens. */
    handsetTextEnumeration: <const N extends string, const V extends string>(
      name: N,
      values: readonly V[],
    ): Enumeration<N, V> => ({ ...base(name, values), closed: false, inline: "handset" }),
    /** One of the listed values and no other. */
    closedEnumeration: <const N extends string, const V extends string>(
      name: N,
      values: readonly V[],
    ): ClosedEnumeration<N, V> => ({ ...base(name, values), closed: true }),
  };
}

function structBuilders(page: CodePage) {
  const struct = <const N extends string, const C extends readonly Child[]>(
    name: N,
    children: C,
    { versions, anyOf = [], namespace }: StructOptions = {},
  ): Struct<N, C> => ({
    name,
    page,
    type: "struct",
    children,
    versions: versionsIn(versions),
    anyOf,
    ...(namespace === undefined ? {} : { namespace }),
  });
  return {
    struct,
    /** A struct that some clients fill with bare text instead of children. */
    structOrText: <const N extends string, const C extends readonly Child[]>(
      name: N,
      children: C,
    ): StructOrText<N, C> => ({ ...struct(name, children), bareText: true }),
    primitive: <const N extends string, const C extends readonly Child[]>(
      name: N,
      { direction, answers = [], ...options }: PrimitiveOptions,
      children: C,
    ): Primitive<N, C> => ({ ...struct(name, children, options), primitive: true, direction, answers }),
  };
}

/**
 * The builders for elements of one code page. An element is declared once with them, and everything
 * else (type, codecs, validation, coverage page) derives from the declaration.
 */
export function codePage(page: CodePage) {
  return { ...leafBuilders(page), ...enumerationBuilders(page), ...structBuilders(page) };
}
