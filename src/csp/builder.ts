import { type Draft, EnvelopeDraft } from "./envelope-draft.js";
import { CspError } from "./errors.js";
import type { Attribute, GenericElement } from "./generic.js";
import { GenericBuilder } from "./generic-builder.js";
import type { Content, Message, UnknownElement } from "./message.js";
import { type Node, rootNode, type Slot, slotOf, type Tag } from "./schema/registry.js";
import { leafInSteps, type Sink } from "./sink.js";
import { isInteger, parseBoolean, parseDateTime, parseInteger } from "./values.js";
import { type Syntax, type Version, versionOfNamespace } from "./version.js";

type Fields = Record<string, unknown>;

/** The elements of the envelope keep nothing themselves. */
const NO_FIELDS: Fields = Object.freeze({});

interface Frame {
  readonly node: Node;
  readonly fields: Fields;
  readonly slot: Slot | undefined;
  /** The element around it; undefined for the document element. */
  readonly outer: Frame | undefined;
  /** The bits of the children read so far. */
  seen: number;
}

function leafValue(node: Node, text: string): unknown {
  switch (node.type) {
    case "integer":
      return parseInteger(text, node.tag.name);
    case "integerOrText":
      return isInteger(text) ? Number(text) : text;
    case "boolean":
      return parseBoolean(text, node.tag.name);
    case "dateTime":
      return parseDateTime(text, node.tag.name);
    case "enumeration":
      return enumerationValue(node, text);
    case "text":
    case "binary":
    case "struct":
    case "any":
      return text;
  }
}

/** The value of a leaf. An empty integer, boolean, date or enumeration counts as absent. */
function typedValue(node: Node, value: string | number): unknown {
  if (typeof value === "number") {
    return node.type === "integer" || node.type === "integerOrText" ? value : leafValue(node, String(value));
  }
  if (node.type === "text" || node.type === "binary") return value;
  return value.trim() === "" ? undefined : leafValue(node, value);
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
function checkComplete({ node, seen }: Frame): void {
  if ((node.requiredMask & ~seen) !== 0) {
    const missing = node.slots.find(({ bit, required }) => required && (seen & bit) === 0);
    throw new CspError("missing-element", { element: missing?.name ?? node.tag.name });
  }
  if (node.anyOfMask !== 0 && (node.anyOfMask & seen) === 0) {
    throw new CspError("missing-element", { element: node.anyOf.join(" or ") });
  }
}

/**
 * Builds a typed message from the elements of a document. What the schema does not expect is kept in
 * `unknown`; a second occurrence of an element that may stand once counts as such.
 */
export class MessageBuilder implements Sink {
  readonly #envelope = new EnvelopeDraft();
  #top: Frame | undefined;
  #leaf: Slot | undefined;
  #text: string | undefined;
  #integer: number | undefined;
  #generic: GenericBuilder | undefined;
  #root: Frame | undefined;
  #namespace: string | undefined;
  #unknown: UnknownElement[] | undefined;

  /** The first TransactionID that was read. */
  get transactionId(): string | undefined {
    return this.#envelope.firstTransactionId;
  }

  open(tag: Tag, attributes: readonly Attribute[] | undefined): void {
    if (this.#generic !== undefined) {
      this.#generic.open(tag, attributes);
      return;
    }
    const parent = this.#top;
    if (parent === undefined) {
      this.#openRoot(tag);
      this.#namespace = attributes?.find(({ name }) => name === "xmlns")?.value;
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
    else if (value.trim() === "") return;
    else if (this.#top?.node.bareText)
      this.#top.fields.text = ((this.#top.fields.text as string) ?? "") + value;
    else this.#report({ name: "#text", text: value });
  }

  integer(value: number): void {
    if (this.#leaf === undefined || this.#generic !== undefined) this.text(String(value));
    else if (this.#integer === undefined && this.#text === undefined) this.#integer = value;
    else throw new CspError("integer-text", { element: this.#leaf.name });
  }

  close(): void {
    if (this.#generic !== undefined) {
      if (this.#generic.close()) this.#generic = undefined;
    } else if (this.#leaf !== undefined) this.#closeLeaf(this.#leaf);
    else this.#closeStruct();
  }

  leaf(tag: Tag, value: string | number): void {
    const parent = this.#top;
    const isPlain = parent !== undefined && this.#leaf === undefined && this.#generic === undefined;
    const slot = isPlain ? this.#freeSlot(parent, tag) : undefined;
    if (slot === undefined || slot.element.isStruct || slot.element.type === "any")
      leafInSteps(this, tag, value);
    else this.#fill(slot, typedValue(slot.element, value));
  }

  /** The message, once the document element is closed. */
  message(version: Version, syntax: Syntax): Message {
    const root = this.#root;
    if (root === undefined) throw new CspError("truncated");
    const message = root.node.isPrimitive
      ? discoveryMessage(root.fields, version, syntax)
      : this.#envelope.message(version, syntax);
    const namespace = this.#namespace;
    const isForeign =
      syntax === "xml" &&
      namespace !== undefined &&
      namespace !== "" &&
      versionOfNamespace(namespace) === undefined;
    if (isForeign) message.foreignNamespace = namespace;
    if (this.#unknown !== undefined) message.unknown = this.#unknown;
    return message;
  }

  #openRoot(tag: Tag): void {
    const node = rootNode(tag);
    if (node === undefined) throw new CspError("root-element", { detail: tag.name });
    this.#top = {
      node,
      fields: node.isPrimitive ? { kind: tag.name } : {},
      slot: undefined,
      outer: undefined,
      seen: 0,
    };
  }

  /** The slot for a child, if it is expected and not yet filled. */
  #freeSlot({ node, fields, seen }: Frame, tag: Tag): Slot | undefined {
    const slot = slotOf(node, tag);
    if (slot === undefined || slot.list) return slot;
    const taken = node.isContent ? fields.content !== undefined : (seen & slot.bit) !== 0;
    return taken ? undefined : slot;
  }

  #push(slot: Slot): void {
    const node = slot.element;
    if (node.isEnvelope && slot.list) this.#envelope.beginTransaction();
    const fields = node.isPrimitive ? { kind: slot.name } : node.isEnvelope ? NO_FIELDS : {};
    this.#top = { node, fields, slot, outer: this.#top, seen: 0 };
  }

  #keep(tag: Tag, attributes: readonly Attribute[] | undefined): void {
    const content = this.#leaf === undefined && this.#top?.node.isContent ? this.#top.fields : undefined;
    this.#generic = new GenericBuilder((element) => {
      if (content !== undefined && content.content === undefined)
        content.content = { kind: "Unknown", element };
      else this.#report(element);
    });
    this.#generic.open(tag, attributes);
  }

  #keepAny(slot: Slot, tag: Tag, attributes: readonly Attribute[] | undefined): void {
    const frame = this.#top as Frame;
    this.#generic = new GenericBuilder((element) => this.#assign(frame, slot, element));
    this.#generic.open(tag, attributes);
  }

  #report(element: GenericElement): void {
    const names = this.#leaf === undefined ? [] : [this.#leaf.name];
    for (let at = this.#top; at !== undefined; at = at.outer) names.unshift(at.node.tag.name);
    this.#unknown ??= [];
    this.#unknown.push({ path: names.join("/"), element });
  }

  #closeLeaf(slot: Slot): void {
    const value = typedValue(slot.element, this.#integer ?? this.#text ?? "");
    this.#leaf = undefined;
    this.#text = undefined;
    this.#integer = undefined;
    this.#fill(slot, value);
  }

  #fill(slot: Slot, value: unknown): void {
    if (value !== undefined) this.#assign(this.#top as Frame, slot, value);
  }

  #closeStruct(): void {
    const frame = this.#top as Frame;
    const { node, fields, slot, outer } = frame;
    if (!node.isContent) checkComplete(frame);
    else if (fields.content === undefined) throw new CspError("missing-content");
    else this.#envelope.transaction.content = fields.content as Content;
    if (outer === undefined || slot === undefined) this.#root = frame;
    else if (outer.node.isContent) outer.fields.content = fields;
    else this.#assign(outer, slot, fields);
    this.#top = outer;
  }

  #assign(frame: Frame, slot: Slot, value: unknown): void {
    const { fields } = frame;
    frame.seen |= slot.bit;
    if (frame.node.isEnvelope) this.#envelope.put(slot.element.tag, value);
    else if (!slot.list) fields[slot.name] = value;
    else {
      const list = fields[slot.name] as unknown[] | undefined;
      if (list === undefined) fields[slot.name] = [value];
      else list.push(value);
    }
  }
}

/** Version discovery has no session and no transaction around it. */
function discoveryMessage(fields: Fields, version: Version, syntax: Syntax): Draft<Message> {
  const content = fields as unknown as Content;
  const mode = content.kind.endsWith("-Request") ? "Request" : "Response";
  return { version, syntax, sessionType: "Outband", mode, content };
}
