import type { GenericElement } from "../generic.js";
import type { ShapeName } from "./codes.js";
import { childText, leaf, struct } from "./element.js";
import { functions } from "./functions.js";
import { capabilities, nicks, properties } from "./lists.js";
import { attributeNames, attributes, presences } from "./presence.js";
import { asText, type Group, isGroup, misshapen, type Place, type Value } from "./value.js";

/** How the value of a parameter is read and written: what one does the other undoes. */
export interface Shape {
  /** @throws CspError `text-syntax` for a value that is built otherwise */
  readonly read: (value: Value, element: string, place: Place) => readonly GenericElement[];
  /** One value for each parameter to write; none leaves the elements out. */
  readonly write: (elements: readonly GenericElement[]) => readonly Value[];
}

interface Single {
  readonly read: (value: Value, element: string, place: Place) => GenericElement;
  /** undefined leaves the element out. */
  readonly write: (element: GenericElement) => Value;
}

/** The shape of a parameter that stands for one element. */
function single({ read, write }: Single): Shape {
  return {
    read: (value, element, place) => [read(value, element, place)],
    write: ([first]) => {
      const value = first && write(first);
      return value === undefined ? [] : [value];
    },
  };
}

const members = (value: Value): Group => (isGroup(value) ? value : [value]);

const textOf = ({ text = "" }: GenericElement) => text;

const oneOrGroup = (texts: readonly string[]): readonly Value[] => [texts.length === 1 ? texts[0] : texts];

const text = single({ read: (value, element, place) => leaf(element, asText(value, place)), write: textOf });

const readTexts: Shape["read"] = (value, element, place) =>
  members(value).map((member) => leaf(element, asText(member, place)));

const texts: Shape = { read: readTexts, write: (elements) => oneOrGroup(elements.map(textOf)) };

const repeated: Shape = { read: readTexts, write: (elements) => elements.map(textOf) };

const isUser = (name: string) => name === "User";

const users: Shape = {
  read: (value, element, place) => {
    const ids = readTexts(value, isUser(element) ? "UserID" : element, place);
    return isUser(element) ? ids.map((id) => struct(element, [id])) : ids;
  },
  write: (elements) =>
    oneOrGroup(
      elements.map((each) => (isUser(each.name) ? (childText(each, "UserID") ?? "") : textOf(each))),
    ),
};

const clientId = single({
  read: (value, element, place) => {
    const id = asText(value, place);
    if (id === "") return struct(element, []);
    return struct(element, [leaf(/^\+?\d+$/.test(id) ? "MSISDN" : "URL", id)]);
  },
  write: (element) => childText(element, "URL") ?? childText(element, "MSISDN") ?? textOf(element),
});

const result = single({
  read: (value, element, place) => {
    const [code, description, ...rest] = members(value);
    if (rest.length > 0) throw misshapen(place, "a code and a description");
    const described = description === undefined ? [] : [leaf("Description", asText(description, place))];
    return struct(element, [leaf("Code", asText(code, place)), ...described]);
  },
  write: (element) => {
    const code = childText(element, "Code");
    const description = childText(element, "Description");
    return description === undefined ? (code ?? "") : [code, description];
  },
});

/** Every shape that the table of codes names. */
export const SHAPES: Readonly<Record<ShapeName, Shape>> = {
  text,
  texts,
  repeated,
  users,
  clientId,
  result,
  capabilities: single(capabilities),
  functions: single(functions),
  nicks: single(nicks),
  properties: single(properties),
  attributeNames: single(attributeNames),
  attributes: single(attributes),
  presences,
};
