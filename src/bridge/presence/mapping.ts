import { z } from "zod";
import { ATTRIBUTE_NAMES, type AttributeName, valueType } from "./attributes.js";

const WHOLE = "must be a whole number above 0";
const SHOWS = ["chat", "none", "away", "xa", "dnd"] as const;

const name = z.enum(ATTRIBUTE_NAMES as [AttributeName, ...AttributeName[]]);
const show = z.enum(SHOWS);
const parts = z.record(z.string(), z.unknown());
const value = z.union([z.boolean(), z.string(), z.number(), parts]);

const rule = z.union([
  z.strictObject({ value }),
  z.strictObject({ byShow: z.record(show, value) }),
  z.strictObject({
    text: z.enum(["status", "nick", "lang"]),
    maxLength: z.int(WHOLE).positive(WHOLE).optional(),
  }),
]);
const row = z.strictObject({ available: rule.optional(), unavailable: rule.optional() });

/** The shape of `mappings/presence.yaml`, which explains each key. */
export const presenceSchema = z
  .strictObject({
    prefer: z
      .array(show)
      .refine((list) => new Set(list).size === SHOWS.length && list.length === SHOWS.length, {
        message: `must name each of ${SHOWS.join(", ")} once`,
      }),
    toPhone: z.partialRecord(name, row),
    fromPhone: z.strictObject({
      hidden: z.strictObject({ attribute: name, value: z.union([z.boolean(), z.string()]) }),
      show: z.strictObject({ attribute: name, values: z.record(z.string(), show) }),
      status: name,
      nick: name,
      priority: name,
    }),
    own: z.partialRecord(name, value),
    question: z.string().includes("{contact}", "must hold {contact}"),
  })
  .superRefine((mapping, context) => {
    for (const { attribute, path, given } of valuesIn(mapping)) {
      const problem = misfit(attribute, given);
      if (problem !== undefined) context.addIssue({ code: "custom", path: [...path], message: problem });
    }
  });

interface Stated {
  readonly attribute: AttributeName;
  readonly path: readonly string[];
  readonly given: unknown;
}

function valuesIn(mapping: Pick<PresenceMapping, "toPhone" | "own">): readonly Stated[] {
  const rules = Object.entries(mapping.toPhone).flatMap(([attribute, situations]) =>
    Object.entries(situations).flatMap(([situation, stated]) =>
      valuesOf(stated, ["toPhone", attribute, situation]).map(([path, given]) => ({
        attribute,
        path,
        given,
      })),
    ),
  );
  const own = Object.entries(mapping.own).map(([attribute, given]) => ({
    attribute,
    path: ["own", attribute],
    given,
  }));
  return [...rules, ...own].map((each) => ({ ...each, attribute: each.attribute as AttributeName }));
}

function valuesOf(
  stated: AttributeRule | undefined,
  path: readonly string[],
): readonly [readonly string[], unknown][] {
  if (stated === undefined) return [];
  if ("value" in stated) return [[[...path, "value"], stated.value]];
  if ("text" in stated) return [[[...path, "text"], ""]];
  return Object.entries(stated.byShow).map(([key, given]) => [[...path, "byShow", key], given]);
}

function misfit(attribute: AttributeName, given: unknown): string | undefined {
  const wanted = valueType(attribute);
  if (wanted === undefined)
    return typeof given === "object" ? undefined : "this attribute has parts, so give a map";
  if (wanted === "boolean") return typeof given === "boolean" ? undefined : "must be true or false";
  return typeof given === "string" || typeof given === "number" ? undefined : "must be a text";
}

/** How presence is translated, read from `mappings/presence.yaml`. */
export type PresenceMapping = z.infer<typeof presenceSchema>;

/** What an attribute becomes while the contact is online, or while he is not. */
export type AttributeRule = z.infer<typeof rule>;

export type AttributeValue = z.infer<typeof value>;
