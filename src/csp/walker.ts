import { CspError } from "./errors.js";
import type { Attribute, GenericElement } from "./generic.js";
import type { Content, OutgoingMessage, Transaction } from "./message.js";
import { ENVELOPE, isWritable, type Node, primitiveNode, type Slot } from "./schema/registry.js";
import type { Sink } from "./sink.js";
import { formatDateTime, MAX_INTEGER } from "./values.js";
import type { NamespaceRole, Version } from "./version.js";
import { namespaceOf, VERSIONS } from "./version.js";
import { walkGeneric } from "./walk-generic.js";

type Fields = Readonly<Record<string, unknown>>;
type Namespaces = Readonly<Record<NamespaceRole, readonly Attribute[]>>;

function namespaceAttributes(version: Version): Namespaces {
  const declare = (role: NamespaceRole) => [{ name: "xmlns", value: namespaceOf(version, role) }];
  return { csp: declare("csp"), trc: declare("trc"), pa: declare("pa") };
}

const attributesByVersion: ReadonlyMap<Version, Namespaces> = new Map(
  VERSIONS.map((version) => [version, namespaceAttributes(version)]),
);

function transactionFields(transaction: Transaction, poll: boolean | undefined): Fields {
  const { mode, transactionId, content, extBlocks } = transaction;
  return {
    TransactionDescriptor: { TransactionMode: mode, TransactionID: transactionId, Poll: poll },
    TransactionContent: content,
    ExtBlock: extBlocks,
  };
}

function envelopeFields(message: OutgoingMessage): Fields {
  const { sessionType, sessionId, poll, cir, further = [] } = message;
  const rest = further.map((transaction) => transactionFields(transaction, undefined));
  return {
    Session: {
      SessionDescriptor: { SessionType: sessionType, SessionID: sessionId },
      // 1.1 has the flag in the transaction, later versions in the session; the schema picks the place.
      Transaction: [transactionFields(message, poll), ...rest],
      Poll: poll,
      CIR: cir,
    },
  };
}

/** Walks a message in the order of the schema and pushes its elements into a sink. */
class Walker {
  readonly #version: Version;
  readonly #index: number;
  readonly #sink: Sink;
  readonly #namespaces: Namespaces;

  constructor(version: Version, sink: Sink) {
    this.#version = version;
    this.#index = VERSIONS.indexOf(version);
    this.#sink = sink;
    this.#namespaces = attributesByVersion.get(version) ?? namespaceAttributes(version);
  }

  struct(node: Node, fields: Fields): void {
    const { namespace } = node;
    this.#sink.open(node.tag, namespace === undefined ? undefined : this.#namespaces[namespace]);
    if (node.isContent) this.content(fields as unknown as Content);
    else {
      if (node.bareText && typeof fields.text === "string") this.#sink.text(fields.text);
      this.#checkAnyOf(node, fields);
      for (const slot of node.writable[this.#index] ?? []) this.#slot(slot, fields[slot.name]);
    }
    this.#sink.close();
  }

  content(content: Content): void {
    if (content.kind === "Unknown") {
      if (typeof content.element !== "object") throw new CspError("wrong-type", { element: content.kind });
      walkGeneric(content.element, this.#sink);
      return;
    }
    const node = this.primitive(content.kind);
    this.struct(node, content);
  }

  primitive(kind: string): Node {
    const node = primitiveNode(kind);
    if (node !== undefined && isWritable(node, this.#version)) return node;
    throw new CspError("not-in-version", { element: kind, detail: `CSP ${this.#version}` });
  }

  #checkAnyOf({ anyOf }: Node, fields: Fields): void {
    if (anyOf.length > 0 && anyOf.every((name) => isAbsent(fields[name]))) {
      throw new CspError("missing-element", { element: anyOf.join(" or ") });
    }
  }

  #slot(slot: Slot, value: unknown): void {
    if (value === undefined || isAbsent(value)) {
      if (slot.required) throw new CspError("missing-element", { element: slot.name });
    } else if (!slot.list) this.#value(slot.element, value);
    else if (Array.isArray(value)) for (const each of value) this.#value(slot.element, each);
    else throw new CspError("wrong-type", { element: slot.name });
  }

  #value(node: Node, value: unknown): void {
    if (node.type === "struct" || node.type === "any") {
      if (typeof value !== "object" || value === null)
        throw new CspError("wrong-type", { element: node.tag.name });
      if (node.isStruct) this.struct(node, value as Fields);
      else walkGeneric({ ...(value as GenericElement), name: node.tag.name }, this.#sink);
    } else if (node.type === "integer" || (node.type === "integerOrText" && typeof value === "number"))
      this.#sink.leaf(node.tag, checkedInteger(value, node.tag.name));
    else this.#sink.leaf(node.tag, textOf(node, value));
  }
}

/** A list without entries is written like one that is not there. */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

function checkedInteger(value: unknown, element: string): number {
  if (typeof value !== "number") throw new CspError("wrong-type", { element });
  if (Number.isInteger(value) && value >= 0 && value <= MAX_INTEGER) return value;
  throw new CspError("integer-range", { element, detail: String(value) });
}

/** The text of a leaf. The types rule a wrong value out; a caller in JavaScript has only this check. */
function textOf(node: Node, value: unknown): string {
  if (node.type === "boolean" && typeof value === "boolean") return value ? "T" : "F";
  if (node.type === "dateTime" && value instanceof Date) return formatDateTime(value, node.tag.name);
  const isTyped = node.type === "boolean" || node.type === "dateTime";
  if (isTyped || typeof value !== "string") throw new CspError("wrong-type", { element: node.tag.name });
  if ("closed" in node.element && node.element.closed && !node.values.has(value)) {
    throw new CspError("unknown-value", { element: node.tag.name, detail: value });
  }
  return value;
}

/**
 * Pushes a message into a sink as a document of the given version. Fields that the version does not have
 * are left out.
 * @throws CspError `not-in-version`, `missing-element`, `wrong-type`, `integer-range`, `datetime-value`, and for
 *   a generic element `invalid-name`, `name-too-long`, `duplicate-attribute`, `nesting-depth`
 */
export function walk(message: OutgoingMessage, version: Version, sink: Sink): void {
  const walker = new Walker(version, sink);
  const { content } = message;
  const own = content.kind === "Unknown" ? undefined : primitiveNode(content.kind);
  if (own?.namespace !== undefined) walker.struct(walker.primitive(content.kind), content as Fields);
  else walker.struct(ENVELOPE, envelopeFields(message));
}
