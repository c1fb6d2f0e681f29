import { decodeText, UTF_8 } from "../charset.js";
import { CspError } from "../errors.js";
import type { Attribute, GenericElement } from "../generic.js";
import type { Limits } from "../limits.js";
import {
  childNode,
  ENVELOPE,
  foreignTag,
  type Node,
  primitiveNode,
  slotOf,
  tagOf,
  versionBit,
} from "../schema/registry.js";
import type { Sink } from "../sink.js";
import { illegalAt } from "../values.js";
import { namespaceOf, VERSIONS, type Version } from "../version.js";
import { ATTRIBUTES, type ParameterCode, type PrimitiveCode, parameterOf, primitiveOfCode } from "./codes.js";
import { leaf, struct, unknownCode } from "./element.js";
import { type FreeText, type Parameter, Parser, type Preamble } from "./grammar.js";
import { isOfSession } from "./session-id.js";
import { SHAPES } from "./shapes.js";

function textIn(bytes: Uint8Array): string {
  const text = decodeText(bytes, UTF_8);
  if (text === undefined) throw new CspError("invalid-encoding");
  if (text.trim() === "") throw new CspError("empty-input");
  return text;
}

function checkCharacters(text: string): void {
  const illegal = illegalAt(text);
  if (illegal >= 0)
    throw new CspError("invalid-character", { offset: Buffer.byteLength(text.slice(0, illegal)) });
}

function versionIn(preamble: Preamble): Version {
  const digits = preamble.version;
  if (preamble.segment !== undefined) {
    throw new CspError("text-syntax", {
      detail: "this is a segment of a message: segments are to be joined before",
    });
  }
  const version = VERSIONS.find((each) => each.replace(".", "") === digits);
  if (version === undefined) throw new CspError("text-syntax", { detail: `there is no version ${digits}` });
  return version;
}

const NONE: ReadonlySet<string> = new Set();

function freeTextIn(primitive: PrimitiveCode): FreeText {
  return (code) => (parameterOf(primitive, code)?.shape === "attributes" ? ATTRIBUTES.freeText : NONE);
}

/** Of the elements that a parameter can stand for, the one that the primitive has, in this version if it can be. */
function elementFor({ element, or }: ParameterCode, node: Node | undefined, version: Version): string {
  const slots = [element, or].map((name) => {
    const tag = name === undefined ? undefined : tagOf(name);
    return tag && slotOf(node, tag);
  });
  const written = slots.find((slot) => slot !== undefined && (slot.versions & versionBit(version)) !== 0);
  return (written ?? slots.find((slot) => slot !== undefined))?.name ?? element;
}

/** A message on its way from parameters to elements. */
interface Draft {
  readonly primitive: PrimitiveCode;
  readonly version: Version;
  /** Elements of the primitive. */
  readonly content: GenericElement[];
  /** Elements of the session descriptor. */
  readonly session: GenericElement[];
}

function add({ primitive, version, content, session }: Draft, parameter: Parameter): void {
  const known = parameterOf(primitive, parameter.code);
  if (known === undefined) {
    content.push({ ...unknownCode(parameter.code, []), text: parameter.raw });
    return;
  }
  const node = primitiveNode(primitive.element);
  const name = elementFor(known, node, version);
  const elements = SHAPES[known.shape].read(parameter.value, name, parameter);
  (isOfSession(name, node) ? session : content).push(...elements);
}

function messageOf({ primitive, content, session }: Draft, transactionId: string): GenericElement {
  const { element, mode, session: type = "Inband" } = primitive;
  const ids = primitive.transactionId === undefined ? [leaf("TransactionID", transactionId)] : [];
  const transaction = struct("Transaction", [
    struct("TransactionDescriptor", [leaf("TransactionMode", mode), ...ids]),
    struct("TransactionContent", [struct(element, content)]),
  ]);
  const descriptor = struct("SessionDescriptor", [leaf("SessionType", type), ...session]);
  return struct(ENVELOPE.tag.name, [struct("Session", [descriptor, transaction])]);
}

function namespaceAttribute(node: Node | undefined, version: Version): readonly Attribute[] | undefined {
  return node?.namespace && [{ name: "xmlns", value: namespaceOf(version, node.namespace) }];
}

/** Pushes an element, its children in the order of the schema and those that it does not expect last. */
function push(element: GenericElement, node: Node | undefined, version: Version, sink: Sink): void {
  sink.open(tagOf(element.name) ?? foreignTag(element.name), namespaceAttribute(node, version));
  if (element.text !== undefined) sink.text(element.text);
  const placed = (element.children ?? []).map((child) => {
    const tag = tagOf(child.name) ?? foreignTag(child.name);
    return { child, node: childNode(node, tag), order: (tag.id >= 0 && node?.slotByTag[tag.id]) || Infinity };
  });
  if (placed.length > 1) placed.sort((a, b) => (a.order === b.order ? 0 : a.order - b.order));
  for (const each of placed) push(each.child, each.node, version, sink);
  sink.close();
}

function read(preamble: Preamble, parser: Parser, sink: Sink): Version {
  const version = versionIn(preamble);
  const primitive = primitiveOfCode(preamble.type);
  if (primitive === undefined) throw new CspError("unknown-code", { detail: preamble.type });
  const draft: Draft = { primitive, version, content: [], session: [] };
  for (const parameter of parser.parameters(freeTextIn(primitive))) add(draft, parameter);
  push(messageOf(draft, preamble.transactionId), ENVELOPE, version, sink);
  return version;
}

/**
 * Reads one message of the plain-text syntax of the SMS binding into a sink, as the elements that its XML
 * would have. A parameter with an unknown code becomes an element of that name with the value as text; the
 * transaction mode and the session type follow from the code of the primitive.
 * @returns the version that the preamble names
 * @throws CspError `text-syntax` (also for version discovery and for a segment of a longer message),
 *   `unknown-code`, `truncated`, `nesting-depth`, `element-limit`, `invalid-encoding`, `invalid-character`,
 *   `empty-input`
 */
export function readPts(bytes: Uint8Array, sink: Sink, limits: Limits): Version {
  const text = textIn(bytes);
  const parser = new Parser(text, limits);
  const preamble = parser.preamble();
  try {
    checkCharacters(text);
    return read(preamble, parser, sink);
  } catch (error) {
    if (error instanceof CspError) error.transactionId ??= preamble.transactionId;
    throw error;
  }
}
