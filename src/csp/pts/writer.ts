import { CspError } from "../errors.js";
import type { Attribute, GenericElement } from "../generic.js";
import { GenericBuilder } from "../generic-builder.js";
import { plainOctets } from "../octets.js";
import { ENVELOPE, primitiveNode, type Tag } from "../schema/registry.js";
import type { Sink } from "../sink.js";
import type { Version } from "../version.js";
import { type PrimitiveCode, primitiveOfName } from "./codes.js";
import { child, childrenOf, childText } from "./element.js";
import { isOfSession } from "./session-id.js";
import { SHAPES } from "./shapes.js";
import { formatValue } from "./value.js";

const TRANSACTION_ID = /^(?:0|[1-9]\d{0,2})$/;

/** The only transaction of a message. */
function transactionIn(session: GenericElement | undefined): GenericElement {
  const [first, second] = session ? childrenOf(session).filter(({ name }) => name === "Transaction") : [];
  if (second !== undefined)
    throw new CspError("not-in-syntax", { element: "Transaction", detail: "more than one" });
  if (first === undefined) throw new CspError("missing-element", { element: "Transaction" });
  return first;
}

function primitiveIn(transaction: GenericElement): GenericElement {
  const content = child(transaction, "TransactionContent");
  const [primitive] = content ? childrenOf(content) : [];
  if (primitive === undefined) throw new CspError("missing-content");
  return primitive;
}

function transactionIdOf(transaction: GenericElement, code: PrimitiveCode): string {
  const descriptor = child(transaction, "TransactionDescriptor");
  const id = code.transactionId ?? (descriptor && childText(descriptor, "TransactionID"));
  if (id !== undefined && TRANSACTION_ID.test(id)) return id;
  throw new CspError("not-in-syntax", { element: "TransactionID", detail: "it is not a number of 0 to 999" });
}

/** The elements that can be parameters: those of the primitive, and the SessionID of the session. */
function elementsOf(
  session: GenericElement | undefined,
  primitive: GenericElement,
): readonly GenericElement[] {
  const descriptor = session && child(session, "SessionDescriptor");
  const node = primitiveNode(primitive.name);
  const ofSession = descriptor ? childrenOf(descriptor).filter(({ name }) => isOfSession(name, node)) : [];
  return [...ofSession, ...childrenOf(primitive)];
}

function parametersOf(elements: readonly GenericElement[], code: PrimitiveCode): readonly string[] {
  const written = new Set<string>();
  return code.parameters.flatMap(({ code: letters, element, or, shape }) => {
    const names = [element, or].filter((name) => name !== undefined && !written.has(name));
    const mine = elements.filter(({ name }) => names.includes(name));
    if (mine.length === 0) return [];
    for (const { name } of mine) written.add(name);
    return SHAPES[shape].write(mine).map((value) => `${letters}=${formatValue(value)}`);
  });
}

/**
 * Writes one message in the plain-text syntax of the SMS binding. Left out is what has no code: Poll, CIR and
 * vendor extensions, the transaction mode, detailed results, all of the ClientID but one identification, and
 * every other element that `mappings/csp/pts-codes.yaml` does not name.
 */
export class PtsWriter implements Sink {
  readonly #version: Version;
  readonly #builder: GenericBuilder;
  #root: GenericElement | undefined;

  constructor(version: Version) {
    this.#version = version;
    this.#builder = new GenericBuilder((root) => {
      this.#root = root;
    });
  }

  open(tag: Tag, attributes: readonly Attribute[] | undefined): void {
    this.#builder.open(tag, attributes);
  }

  text(value: string): void {
    this.#builder.text(value);
  }

  integer(value: number): void {
    this.#builder.integer(value);
  }

  close(): void {
    this.#builder.close();
  }

  leaf(tag: Tag, value: string | number): void {
    this.#builder.leaf(tag, value);
  }

  /**
   * The whole message, in UTF-8.
   * @throws CspError `not-in-syntax` for a primitive without code, for a second transaction, and for a
   *   TransactionID that is not a number of 0 to 999 without leading zeros; `missing-element` for a server
   *   message that would have no parameter, since the client fails on it
   */
  bytes(): Uint8Array {
    const root = this.#root;
    if (root === undefined) throw new CspError("truncated");
    if (root.name !== ENVELOPE.tag.name) throw new CspError("not-in-syntax", { element: root.name });
    const session = child(root, "Session");
    const transaction = transactionIn(session);
    const primitive = primitiveIn(transaction);
    const code = primitiveOfName(primitive.name);
    if (code === undefined) throw new CspError("not-in-syntax", { element: primitive.name });
    const id = transactionIdOf(transaction, code);
    const parameters = parametersOf(elementsOf(session, primitive), code);
    if (code.from !== "client" && parameters.length === 0)
      throw new CspError("missing-element", { element: "SessionID" });
    const text = [`WV${this.#version.replace(".", "")}${code.code}${id}`, ...parameters].join(" ");
    return plainOctets(Buffer.from(text, "utf8"));
  }
}
