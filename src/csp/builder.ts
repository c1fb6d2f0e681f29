import { CspError } from "./errors.js";
import type { Attribute, GenericElement } from "./generic.js";
import { GenericBuilder } from "./generic-builder.js";
import type { Content, Message, SessionType, Transaction, TransactionMode, UnknownElement } from "./message.js";
import { type Node, rootNode, type Slot, type Tag } from "./schema/registry.js";
import type { Sink } from "./sink.js";
import { parseBoolean, parseDateTime, parseInteger } from "./values.js";
import type { Syntax, Version } from "./version.js";

type Fields = Record<string, unknown>;

interface Frame {
  node: Node;
  fields: Fields;
  slot: Slot | undefined;
}

function leafValue(node: Node, text: string): unknown {
  switch (node.type) {
    case "integer":
      return parseInteger(text, node.tag.name, 0);
    case "boolean":
      return parseBoolean(text, node.tag.name, 0);
    case "dateTime":
      return parseDateTime(text, node.tag.name, 0);
    case "enumeration":
      return enumerationValue(node, text);
    case "text":
    case "binary":
    case "struct":
    case "any":
      return text;
  }
}

function enumerationValue(node: Node, text: string): string {
  const known = node.values.get(text) ?? node.values.get(text.toLowerCase());
  if (known !== undefined) return known;
  if ("closed" in node.element && node.element.closed) {
    throw new CspError("unknown-value", { element: node.tag.name, detail: text.slice(0, 40) });
  }
  return text;
}

/** Checks that all that must be there is there. */
function checkComplete(node: Node, fields: Fields): void {
  for (const slot of node.required) {
    if (fields[slot.name] === undefined) throw new CspError("missing-element", { element: slot.name });
  }
  if (node.anyOf.length > 0 && node.anyOf.every((name) => fields[name] === undefined)) {
    throw new CspError("missing-element", { element: node.anyOf.join(" or ") });
  }
}

/**
 * Builds a typed message from the elements of a document. What the schema does not expect is kept in
 * `unknown`; a second occurrence of an element that may stand once counts as such.
 */
export class MessageBuilder implements Sink {
  /** The first TransactionID, known as soon as it was read: an error later on can be answered with it. */
  transactionId: string | undefined;

  readonly #frames: Frame[] = [];
  #top: Frame | undefined;
  #leaf: Slot | undefined;
  #text: string | undefined;
  #integer: number | undefined;
  #generic: GenericBuilder | undefined;
  #root: Frame | undefined;
  readonly #unknown: UnknownElement[] = [];

  open(tag: Tag, attributes: readonly Attribute[] | undefined): void {
    if (this.#generic !== undefined) {
      this.#generic.open(tag, attributes);
      return;
    }
    const parent = this.#top;
    if (parent === undefined) {
      this.#openRoot(tag);
      return;
    }
    const slot = this.#leaf === undefined ? this.#freeSlot(parent, tag) : undefined;
    if (slot === undefined) this.#keep(tag, attributes);
    else if (slot.element.isStruct) this.#push(slot);
    else if (slot.element.type === "any") this.#keepAny(slot, tag, attributes);
    else this.#leaf = slot;
  }

  text(value: string): void {
    if (this.#generic !== undefined) this.#generic.text(value);
    else if (this.#leaf !== undefined) this.#text = this.#text === undefined ? value : this.#text + value;
    else if (this.#top?.node.bareText) this.#top.fields.text = value;
    else if (value.trim() !== "") this.#report({ name: "#text", text: value });
  }

  integer(value: number): void {
    if (this.#leaf !== undefined && this.#generic === undefined) this.#integer = value;
    else this.text(String(value));
  }

  close(): void {
    if (this.#generic !== undefined) {
      if (this.#generic.close()) this.#generic = undefined;
    } else if (this.#leaf !== undefined) this.#closeLeaf(this.#leaf);
    else this.#closeStruct();
  }

  /** The message, once the document element is closed. */
  message(version: Version, syntax: Syntax): Message {
    const root = this.#root;
    if (root === undefined) throw new CspError("truncated");
    const envelope = root.node.isPrimitive ? discoveryEnvelope(root.fields) : sessionEnvelope(root.fields);
    const message = { version, syntax, ...envelope };
    return this.#unknown.length === 0 ? message : { ...message, unknown: this.#unknown };
  }

  #openRoot(tag: Tag): void {
    const node = rootNode(tag);
    if (node === undefined) throw new CspError("root-element", { detail: tag.name });
    this.#top = { node, fields: node.isPrimitive ? { kind: tag.name } : {}, slot: undefined };
  }

  /** The slot for a child, if it is expected and not yet filled. */
  #freeSlot({ node, fields }: Frame, tag: Tag): Slot | undefined {
    const index = tag.id < 0 ? 0 : node.slotByTag[tag.id];
    if (index === undefined || index === 0) return undefined;
    const slot = node.slots[index - 1];
    if (slot === undefined || slot.list) return slot;
    return fields[node.isContent ? "content" : slot.name] === undefined ? slot : undefined;
  }

  #push(slot: Slot): void {
    if (this.#top !== undefined) this.#frames.push(this.#top);
    this.#top = { node: slot.element, fields: slot.element.isPrimitive ? { kind: slot.name } : {}, slot };
  }

  #keep(tag: Tag, attributes: readonly Attribute[] | undefined): void {
    const content = this.#leaf === undefined && this.#top?.node.isContent ? this.#top.fields : undefined;
    this.#generic = new GenericBuilder((element) => {
      if (content !== undefined && content.content === undefined) content.content = { kind: "Unknown", element };
      else this.#report(element);
    });
    this.#generic.open(tag, attributes);
  }

  #keepAny(slot: Slot, tag: Tag, attributes: readonly Attribute[] | undefined): void {
    const { fields } = this.#top as Frame;
    this.#generic = new GenericBuilder((element) => this.#assign(fields, slot, element));
    this.#generic.open(tag, attributes);
  }

  #report(element: GenericElement): void {
    const names = [...this.#frames, ...(this.#top === undefined ? [] : [this.#top])].map(({ node }) => node.tag.name);
    if (this.#leaf !== undefined) names.push(this.#leaf.name);
    this.#unknown.push({ path: names.join("/"), element });
  }

  #closeLeaf(slot: Slot): void {
    const node = slot.element;
    let value: unknown = this.#integer;
    if (value === undefined) {
      const text = this.#text ?? "";
      const textual = node.type === "text" || node.type === "binary";
      value = textual ? text : text.trim() === "" ? undefined : leafValue(node, text);
    } else if (node.type !== "integer") value = leafValue(node, String(value));
    this.#leaf = undefined;
    this.#text = undefined;
    this.#integer = undefined;
    if (value === undefined) return;
    if (slot.name === "TransactionID") this.transactionId ??= value as string;
    this.#assign((this.#top as Frame).fields, slot, value);
  }

  #closeStruct(): void {
    const { node, fields, slot } = this.#top as Frame;
    if (node.isContent) {
      if (fields.content === undefined) throw new CspError("missing-content");
    } else checkComplete(node, fields);
    const parent = this.#frames.pop();
    if (parent === undefined || slot === undefined) this.#root = { node, fields, slot: undefined };
    else if (parent.node.isContent) parent.fields.content = fields;
    else this.#assign(parent.fields, slot, fields);
    this.#top = parent;
  }

  #assign(fields: Fields, slot: Slot, value: unknown): void {
    if (!slot.list) fields[slot.name] = value;
    else {
      const list = fields[slot.name] as unknown[] | undefined;
      if (list === undefined) fields[slot.name] = [value];
      else list.push(value);
    }
  }
}

interface TransactionFields {
  readonly TransactionDescriptor: { TransactionMode: TransactionMode; TransactionID?: string; Poll?: boolean };
  readonly TransactionContent: { content: Content };
  readonly ExtBlock?: readonly GenericElement[];
}

interface SessionFields {
  readonly SessionDescriptor: { SessionType: SessionType; SessionID?: string };
  readonly Transaction: readonly [TransactionFields, ...TransactionFields[]];
  readonly Poll?: boolean;
  readonly CIR?: boolean;
}

function transaction({ TransactionDescriptor, TransactionContent, ExtBlock }: TransactionFields): Transaction {
  const { TransactionMode: mode, TransactionID } = TransactionDescriptor;
  return {
    mode,
    ...(TransactionID === undefined ? {} : { transactionId: TransactionID }),
    content: TransactionContent.content,
    ...(ExtBlock === undefined ? {} : { extBlocks: ExtBlock }),
  };
}

function sessionEnvelope(fields: Fields): Omit<Message, "version" | "syntax"> {
  const { SessionDescriptor, Transaction, Poll, CIR } = fields.Session as SessionFields;
  const [first, ...rest] = Transaction;
  const poll = Poll ?? Transaction.find((each) => each.TransactionDescriptor.Poll !== undefined)
    ?.TransactionDescriptor.Poll;
  return {
    sessionType: SessionDescriptor.SessionType,
    ...(SessionDescriptor.SessionID === undefined ? {} : { sessionId: SessionDescriptor.SessionID }),
    ...transaction(first),
    ...(poll === undefined ? {} : { poll }),
    ...(CIR === undefined ? {} : { cir: CIR }),
    ...(rest.length === 0 ? {} : { further: rest.map(transaction) }),
  };
}

/** Version discovery has no session and no transaction around it. */
function discoveryEnvelope(fields: Fields): Omit<Message, "version" | "syntax"> {
  const content = fields as unknown as Content;
  return {
    sessionType: "Outband",
    mode: content.kind.endsWith("-Request") ? "Request" : "Response",
    content,
  };
}
