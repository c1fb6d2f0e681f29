/** Generated messages: for each primitive and version, all that the schema allows there. */
import fc from "fast-check";
import type { GenericElement, OutgoingMessage, Version } from "../../src/csp/index.js";
import {
  isWritable,
  type Node,
  primitiveNode,
  type Slot,
  versionBit,
} from "../../src/csp/schema/registry.js";
import { illegalAt } from "../../src/csp/values.js";

type Fields = Record<string, unknown>;

/** Text of any script, with what markup and tables could stumble over. */
export const anyText: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 4, arbitrary: fc.string({ unit: "binary", maxLength: 12 }) },
    fc.constantFrom(
      "T",
      "F",
      "Open",
      "GROUP_ID",
      "]]>",
      "<a>&amp;</a>",
      "\"'",
      " x ",
      "\r\n\t",
      "👩‍👩‍👧",
      "žluť",
      "العربية",
      "0",
    ),
  )
  .filter((text) => illegalAt(text) < 0);

const genericElement: fc.Arbitrary<GenericElement> = fc.letrec<{ element: GenericElement }>((tie) => ({
  element: fc
    .record(
      {
        name: fc.constantFrom("APIClient", "x-vendor", "Ω", "VendorPing"),
        attributes: fc
          .record({ "a.b": anyText, lang: anyText })
          .map((values) => Object.entries(values).map(([name, value]) => ({ name, value }))),
        content: fc.oneof(
          { depthSize: "small", withCrossShrink: true },
          anyText.filter((text) => text !== "").map((text) => ({ text })),
          fc.array(tie("element"), { minLength: 1, maxLength: 2 }).map((children) => ({ children })),
        ),
      },
      { requiredKeys: ["name"] },
    )
    .map(({ name, attributes, content }) => ({ name, ...(attributes && { attributes }), ...content })),
})).element;

const extBlock = genericElement.map((element) => ({ ...element, name: "ExtBlock" }));

function leafValue(node: Node): fc.Arbitrary<unknown> {
  switch (node.type) {
    case "integer":
      return fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 0xffffffff }));
    case "integerOrText":
      return fc.oneof(fc.integer({ min: 0, max: 0xffffffff }), fc.constantFrom("-12", "12.5", "10 m"));
    case "boolean":
      return fc.boolean();
    case "dateTime":
      return fc
        .integer({ min: Date.UTC(1000, 0, 1) / 1000, max: Date.UTC(9999, 11, 31) / 1000 })
        .map((seconds) => new Date(seconds * 1000));
    case "enumeration": {
      const known = fc.constantFrom(...new Set(node.values.values()));
      const isClosed = "closed" in node.element && node.element.closed;
      return isClosed ? known : fc.oneof({ weight: 5, arbitrary: known }, fc.constant("some other value"));
    }
    case "any":
      return genericElement.map((element) => ({ ...element, name: node.tag.name }));
    case "text":
    case "binary":
    case "struct":
      return anyText;
  }
}

function slotValue(slot: Slot, version: Version): fc.Arbitrary<unknown> {
  const value = slot.element.isStruct ? struct(slot.element, version) : leafValue(slot.element);
  return slot.list ? fc.array(value, { minLength: 1, maxLength: 2 }) : value;
}

function struct(node: Node, version: Version): fc.Arbitrary<Fields> {
  const slots = node.slots.filter((slot) => (slot.versions & versionBit(version)) !== 0);
  const model = Object.fromEntries(slots.map((slot) => [slot.name, slotValue(slot, version)]));
  const requiredKeys = slots.filter(({ required }) => required).map(({ name }) => name);
  const fallback = slots.find(({ name }) => node.anyOf.includes(name));
  const fields = fc.record(model, { requiredKeys });
  if (fallback === undefined) return fields;
  return fc
    .tuple(fields, slotValue(fallback, version))
    .map(([values, extra]) =>
      node.anyOf.some((name) => values[name] !== undefined) ? values : { ...values, [fallback.name]: extra },
    );
}

function content(kind: string, version: Version): fc.Arbitrary<OutgoingMessage["content"]> {
  const node = primitiveNode(kind);
  if (node === undefined) throw new Error(`${kind} is no primitive`);
  return struct(node, version).map((fields) => ({ kind, ...fields }) as OutgoingMessage["content"]);
}

const mode = fc.constantFrom("Request" as const, "Response" as const);

function transaction(kind: string, version: Version) {
  return fc.record(
    {
      mode,
      transactionId: anyText,
      content: content(kind, version),
      ...(version === "1.1" ? {} : { extBlocks: fc.array(extBlock, { minLength: 1, maxLength: 2 }) }),
    },
    { requiredKeys: ["mode", "content"] },
  );
}

/** Whether a version has a primitive. */
export function has(kind: string, version: Version): boolean {
  const node = primitiveNode(kind);
  return node !== undefined && isWritable(node, version);
}

/** Whether a primitive is a document of its own, without session and transaction. */
export function standsAlone(kind: string): boolean {
  return primitiveNode(kind)?.namespace !== undefined;
}

/** Messages with one primitive, as a version has it. */
export function messageOf(kind: string, version: Version): fc.Arbitrary<OutgoingMessage> {
  if (standsAlone(kind)) {
    const fixed = kind.endsWith("-Request") ? ("Request" as const) : ("Response" as const);
    return content(kind, version).map((value) => ({ sessionType: "Outband", mode: fixed, content: value }));
  }
  const session = fc.record(
    {
      sessionType: fc.constantFrom("Inband" as const, "Outband" as const),
      sessionId: anyText,
      poll: fc.boolean(),
      further: fc.array(transaction("Status", version), { minLength: 1, maxLength: 2 }),
      ...(version === "1.1" ? {} : { cir: fc.boolean() }),
    },
    { requiredKeys: ["sessionType"] },
  );
  return fc
    .tuple(session, transaction(kind, version))
    .map(([envelope, first]) => ({ ...envelope, ...first }));
}
