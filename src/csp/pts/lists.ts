import type { GenericElement } from "../generic.js";
import { CAPABILITIES, PROPERTIES } from "./codes.js";
import { child, childrenOf, childText, codeIn, leaf, listOrNothing, struct, unknownCode } from "./element.js";
import { asGroups, asText, type Group, misshapen, type Place, type Value } from "./value.js";

function pairOf(group: Group, place: Place): readonly [first: Value, second: Value] {
  if (group.length === 2) return [group[0], group[1]];
  throw misshapen(place, "made of pairs");
}

function readCapability(group: Group, place: Place): GenericElement {
  const [first, second] = pairOf(group, place);
  const code = codeIn(first, place);
  const known = CAPABILITIES.ofCode(code);
  if (known === undefined) return unknownCode(code, [second]);
  const { element, inside } = known;
  const value = known.expand(asText(second, place));
  return inside === undefined ? leaf(element, value) : struct(element, [leaf(inside, value)]);
}

function writeCapability(element: GenericElement): Group | undefined {
  const known = CAPABILITIES.ofElement(element.name);
  if (known === undefined) return undefined;
  const value = known.inside === undefined ? (element.text ?? "") : (childText(element, known.inside) ?? "");
  const text = known.shorten(value);
  return text === undefined ? undefined : [known.code, text];
}

/** Capabilities: `((CT,MP),(PM,30))`. */
export const capabilities = {
  read: (value: Value, name: string, place: Place): GenericElement =>
    struct(
      name,
      asGroups(value, place).map((group) => readCapability(group, place)),
    ),
  write: (list: GenericElement): Value =>
    listOrNothing(
      childrenOf(list)
        .map(writeCapability)
        .filter((pair) => pair !== undefined),
    ),
};

function readProperty(group: Group, place: Place): GenericElement {
  const [first, second] = pairOf(group, place);
  const code = codeIn(first, place);
  const known = PROPERTIES.ofCode(code);
  if (known === undefined) return unknownCode(code, [second]);
  const value = second === undefined ? [] : [leaf("Value", asText(second, place))];
  return struct("Property", [leaf("Name", known.element), ...value]);
}

function writeProperty(property: GenericElement): Group | undefined {
  const known = PROPERTIES.ofElement(childText(property, "Name") ?? "");
  return known && [known.code, childText(property, "Value")];
}

/** Properties of a contact list: `((DN,Friends),(DE,T))`. The client refuses an empty list: it is left out. */
export const properties = {
  read: (value: Value, name: string, place: Place): GenericElement =>
    struct(
      name,
      asGroups(value, place).map((group) => readProperty(group, place)),
    ),
  write: (list: GenericElement): Value => {
    const pairs = childrenOf(list)
      .map(writeProperty)
      .filter((pair) => pair !== undefined);
    return pairs.length === 0 ? undefined : pairs;
  },
};

function readNick(group: Group, place: Place): GenericElement {
  const [nick, user] = pairOf(group.length === 1 ? [undefined, ...group] : group, place);
  const name = nick === undefined ? [] : [leaf("Name", asText(nick, place))];
  return struct("NickName", [...name, leaf("UserID", asText(user, place))]);
}

function writeNick(entry: GenericElement): Group {
  switch (entry.name) {
    case "UserID":
      return [undefined, entry.text ?? ""];
    case "User":
      return [undefined, childText(entry, "UserID") ?? ""];
    default:
      return [childText(entry, "Name"), nickedUser(entry)];
  }
}

function nickedUser(entry: GenericElement): string {
  const user = child(entry, "User");
  return childText(entry, "UserID") ?? (user && childText(user, "UserID")) ?? "";
}

/** Nicknames: `((Bob,wv:bob),(,wv:carol))`. The client refuses an empty list: it is left out. */
export const nicks = {
  read: (value: Value, name: string, place: Place): GenericElement =>
    struct(
      name,
      asGroups(value, place).map((group) => readNick(group, place)),
    ),
  write: (list: GenericElement): Value => {
    const pairs = childrenOf(list).map(writeNick);
    return pairs.length === 0 ? undefined : pairs;
  },
};
