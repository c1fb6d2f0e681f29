import type { ContactPresence, OutgoingPresence } from "../../xmpp/index.js";
import type { AttributeList, AttributeName } from "./attributes.js";
import type { AttributeRule, AttributeValue, PresenceMapping } from "./mapping.js";

/** Names of attributes; undefined: all that there are. */
export type Requested = ReadonlySet<AttributeName> | undefined;

/** What is known of a contact's presence at the moment. */
export type ContactView =
  /** He has not agreed to show it. */
  | { readonly situation: "unknown" }
  /** @property last what he said when he went */
  | { readonly situation: "unavailable"; readonly last: Told | undefined }
  | { readonly situation: "available"; readonly best: Told };

export type Told = Pick<ContactPresence, "show" | "status" | "nick" | "lang" | "priority">;

const NOT_KNOWN = { Qualifier: false };

const showOf = ({ show }: Told) => show ?? "none";

/** The presence that speaks for a contact with several resources; undefined where there is none. */
export function bestOf(presences: Iterable<Told>, { prefer }: PresenceMapping): Told | undefined {
  const rank = (told: Told) => prefer.indexOf(showOf(told));
  return [...presences].sort((one, other) => rank(one) - rank(other) || other.priority - one.priority)[0];
}

function textFrom(
  told: Told,
  { text, maxLength }: Extract<AttributeRule, { text: unknown }>,
): string | undefined {
  const value = told[text]?.trim();
  return value === undefined || maxLength === undefined ? value : [...value].slice(0, maxLength).join("");
}

function valueFrom(rule: AttributeRule, told: Told | undefined): AttributeValue | undefined {
  if ("value" in rule) return rule.value;
  if (told === undefined) return undefined;
  return "text" in rule ? textFrom(told, rule) : rule.byShow[showOf(told)];
}

function attribute(value: AttributeValue | undefined): object {
  if (value === undefined || value === "") return NOT_KNOWN;
  return typeof value === "object"
    ? { Qualifier: true, ...value }
    : { Qualifier: true, PresenceValue: value };
}

/**
 * The attributes that a phone gets of a contact: always all that it asked for, each with a Qualifier, since some phones
 * rebuild presence from what they get.
 */
export function describeContact(
  view: ContactView,
  mapping: PresenceMapping,
  requested: Requested,
): AttributeList {
  const names = [...(requested ?? (Object.keys(mapping.toPhone) as AttributeName[]))];
  const told =
    view.situation === "available" ? view.best : view.situation === "unavailable" ? view.last : undefined;
  const entries = names.map((name): [string, object] => {
    const rule = view.situation === "unknown" ? undefined : mapping.toPhone[name]?.[view.situation];
    return [name, rule === undefined ? NOT_KNOWN : attribute(valueFrom(rule, told))];
  });
  return Object.fromEntries(entries);
}

/** The attributes that a user has while his phone has published none. */
export function initialAttributes({ own }: PresenceMapping): AttributeList {
  return Object.fromEntries(Object.entries(own).map(([name, value]) => [name, attribute(value)]));
}

/**
 * What a phone publishes, on top of what it has published before: attributes that it names are replaced as a whole. One
 * that it calls valid without saying what it is stays as it was, and so does availability of which it says what nobody
 * knows: contacts would see something else than before, and not what is meant.
 */
export function published(
  before: AttributeList,
  changes: AttributeList,
  { fromPhone: { show } }: PresenceMapping,
): AttributeList {
  const stated = plainValue(changes, show.attribute);
  const isRiddle = stated !== undefined && !Object.hasOwn(show.values, String(stated));
  const named = Object.entries(changes as Readonly<Record<string, { readonly Qualifier?: boolean }>>);
  const said = named.filter(
    ([name, { Qualifier, ...value }]) =>
      Qualifier === false || (Object.keys(value).length > 0 && !(isRiddle && name === show.attribute)),
  );
  return { ...before, ...Object.fromEntries(said) };
}

/** The attributes that were asked for, each with a Qualifier; all where none were named. */
export function select(attributes: AttributeList, requested: Requested): AttributeList {
  const all = attributes as Readonly<Record<string, { readonly Qualifier?: boolean }>>;
  const names = requested ?? Object.keys(all);
  const qualified = [...names].map((name): [string, object] => [
    name,
    { Qualifier: true, ...(all[name] ?? NOT_KNOWN) },
  ]);
  return Object.fromEntries(qualified);
}

function plainValue(attributes: AttributeList, name: AttributeName): string | boolean | undefined {
  const given = attributes[name] as { Qualifier?: boolean; PresenceValue?: string | boolean } | undefined;
  return given?.Qualifier === false ? undefined : given?.PresenceValue;
}

/**
 * What contacts get to see of a phone's user.
 * @param permitted names of the attributes that they may see
 */
export function describeUser(
  attributes: AttributeList,
  mapping: PresenceMapping,
  permitted: Requested,
): OutgoingPresence {
  const { hidden, show, status, nick, priority } = mapping.fromPhone;
  const maySee = (name: AttributeName) => permitted === undefined || permitted.has(name);
  const read = (name: AttributeName) => (maySee(name) ? plainValue(attributes, name) : undefined);
  if (!maySee(hidden.attribute) || plainValue(attributes, hidden.attribute) === hidden.value)
    return { isAvailable: false };
  const shown = show.values[String(read(show.attribute) ?? "")];
  const texts = { status: textOf(read(status)), nick: textOf(read(nick)) };
  const rank = Number(read(priority));
  return {
    isAvailable: true,
    ...(shown !== undefined && shown !== "none" && { show: shown }),
    ...(texts.status !== "" && { status: texts.status }),
    ...(texts.nick !== "" && { nick: texts.nick }),
    ...(Number.isInteger(rank) && rank !== 0 && { priority: Math.max(-128, Math.min(127, rank)) }),
  };
}

const textOf = (value: string | boolean | undefined) => (typeof value === "string" ? value.trim() : "");

/** The names in a list of attributes; undefined where there is no list, or an empty one. */
export function namesIn(list: AttributeList | undefined): Requested {
  const names = Object.keys(list ?? {}) as AttributeName[];
  return names.length === 0 ? undefined : new Set(names);
}
