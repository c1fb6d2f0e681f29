import type { GenericElement } from "../generic.js";
import { ATTRIBUTES, type CodeTable, type ElementCode } from "./codes.js";
import { childrenOf, childText, codeIn, leaf, listOrNothing, struct, unknownCode } from "./element.js";
import {
  asGroup,
  asGroups,
  asText,
  type Group,
  isGroup,
  misshapen,
  type Place,
  type Value,
} from "./value.js";

function readName(member: Value, table: CodeTable | undefined, place: Place): GenericElement {
  const [head, parts] = isGroup(member) ? member : [member];
  const code = codeIn(head, place);
  const known = table?.ofCode(code);
  if (known === undefined) return unknownCode(code, parts === undefined ? [] : [parts]);
  const names = isGroup(parts) || parts === undefined ? (parts ?? []) : [parts];
  return struct(
    known.element,
    names.map((part) => readName(part, known.parts, place)),
  );
}

/** `(CF,(CT,CP))` is one attribute with the names of its parts, `(CF,OS)` and `(OS,(CF,(CT)))` are two. */
function isOneAttribute(members: Group): boolean {
  const [head, parts] = members;
  if (members.length !== 2 || typeof head !== "string" || !isGroup(parts) || parts.some(isGroup))
    return false;
  return ATTRIBUTES.ofCode(head)?.parts !== undefined;
}

function readNames(value: Value, name: string, place: Place): GenericElement {
  const members = isGroup(value) || value === "" ? asGroup(value, place) : [value];
  const attributes = isOneAttribute(members) ? [members] : members;
  return struct(
    name,
    attributes.map((member) => readName(member, ATTRIBUTES, place)),
  );
}

function codesOf(element: GenericElement, table: CodeTable): readonly ElementCode[] {
  return childrenOf(element)
    .map(({ name }) => table.ofElement(name))
    .filter((known) => known !== undefined);
}

function writeName(attribute: GenericElement): Value {
  const known = ATTRIBUTES.ofElement(attribute.name);
  if (known?.parts === undefined) return known?.code;
  const parts = codesOf(attribute, known.parts).map(({ code }) => code);
  return parts.length === 0 ? known.code : [known.code, parts];
}

function writeNames(list: GenericElement): Value {
  const [first, ...rest] = childrenOf(list)
    .map(writeName)
    .filter((member) => member !== undefined);
  return first === undefined ? "" : rest.length === 0 ? first : [first, ...rest];
}

/** Names of attributes, values left out: `OS`, `(OS,UA)`, `(CF,(CT,CP))`. */
export const attributeNames = { read: readNames, write: writeNames };

function readPart(group: Group, parts: CodeTable, place: Place): GenericElement {
  const [head, ...rest] = group;
  const code = codeIn(head, place);
  const known = parts.ofCode(code);
  if (known === undefined) return unknownCode(code, rest);
  // A comma in the text divides it, since this client quotes nothing here.
  return leaf(known.element, known.expand(rest.map((text) => asText(text, place)).join(",")));
}

function readContent(known: ElementCode, value: Value, place: Place): readonly GenericElement[] {
  const { parts } = known;
  if (parts !== undefined) return asGroups(value, place).map((group) => readPart(group, parts, place));
  return value === undefined ? [] : [leaf("PresenceValue", known.expand(asText(value, place)))];
}

/** `(OS,T,T)`; without qualifier, a client leaves out the second member. */
function readAttribute(group: Group, place: Place): GenericElement {
  const [head, ...rest] = group;
  const code = codeIn(head, place);
  const known = ATTRIBUTES.ofCode(code);
  if (known === undefined) return unknownCode(code, rest);
  if (rest.length > 2) throw misshapen(place, "made of triples");
  const isContent = rest.length === 1 && (known.parts === undefined || isGroup(rest[0]));
  const [qualifier, value] = isContent ? [undefined, rest[0]] : rest;
  const qualified = qualifier === undefined ? [] : [leaf("Qualifier", asText(qualifier, place))];
  return struct(known.element, [...qualified, ...readContent(known, value, place)]);
}

function writePart(part: GenericElement, parts: CodeTable): Group | undefined {
  const known = parts.ofElement(part.name);
  return known && [known.code, known.shorten(part.text ?? "")];
}

function writeParts(attribute: GenericElement, parts: CodeTable): Value {
  const pairs = childrenOf(attribute)
    .map((part) => writePart(part, parts))
    .filter((pair) => pair !== undefined);
  return pairs.length === 0 ? undefined : pairs;
}

/** Always a triple: of a pair, the client loses the value. */
function writeAttribute(attribute: GenericElement): Group | undefined {
  const known = ATTRIBUTES.ofElement(attribute.name);
  if (known === undefined) return undefined;
  const value = childText(attribute, "PresenceValue");
  const content = known.parts ? writeParts(attribute, known.parts) : value && known.shorten(value);
  return [known.code, childText(attribute, "Qualifier"), content];
}

function writeAttributes(list: GenericElement): readonly Group[] {
  return childrenOf(list)
    .map(writeAttribute)
    .filter((triple) => triple !== undefined);
}

/** Attributes with values: `((OS,T,T),(CF,T,((CT,MP),(CP,name))))`. */
export const attributes = {
  read: (value: Value, name: string, place: Place): GenericElement =>
    struct(
      name,
      asGroups(value, place).map((group) => readAttribute(group, place)),
    ),
  write: (list: GenericElement): Value => listOrNothing(writeAttributes(list)),
};

function readPresence(member: Value, name: string, place: Place): GenericElement {
  const [user, list] = isGroup(member) ? member : [member];
  const id = leaf("UserID", asText(user, place));
  return struct(name, list === undefined ? [id] : [id, attributes.read(list, "PresenceSubList", place)]);
}

function readPresences(value: Value, name: string, place: Place): readonly GenericElement[] {
  const members = isGroup(value) ? asGroup(value, place) : [value];
  const users = isGroup(members[0]) ? members : [members];
  return users.map((member) => readPresence(member, name, place));
}

function userOf(presence: GenericElement): string | undefined {
  const user = childrenOf(presence).find(({ name }) => name === "User");
  return childText(presence, "UserID") ?? (user && childText(user, "UserID"));
}

/** The presence of a list has no form here. The client refuses an empty list of attributes. */
function writePresence(presence: GenericElement): Group | undefined {
  const user = userOf(presence);
  if (user === undefined) return undefined;
  const triples = childrenOf(presence)
    .filter(({ name }) => name === "PresenceSubList")
    .flatMap(writeAttributes);
  return triples.length === 0 ? [user] : [user, triples];
}

/** Users with attributes: `(wv:bob,((OS,T,T)))`, `((wv:bob,((OS,T,T))),(wv:carol))`, `(wv:bob)`. */
export const presences = {
  read: readPresences,
  write: (elements: readonly GenericElement[]): readonly Value[] => {
    const [first, ...rest] = elements.map(writePresence).filter((entry) => entry !== undefined);
    if (first === undefined) return [];
    return [rest.length === 0 ? first : [first, ...rest]];
  },
};
