import { z } from "zod";
import { type Syntax, VERSIONS, type Version } from "../csp/index.js";
import { QUIRKS, type QuirkName } from "./quirks.js";

/** What is known of a client program when it logs in. */
export interface ClientTraits {
  readonly version: Version;
  readonly syntax: Syntax;
  readonly userAgent: string | undefined;
  readonly clientId: string;
  readonly cookie: string;
  readonly transactionId: string | undefined;
}

const PATTERN_FIELDS = ["userAgent", "clientId", "cookie", "transactionId"] as const;

const pattern = z.string().transform((text, context) => {
  try {
    return new RegExp(text, "i");
  } catch {
    context.addIssue({ code: "custom", message: "is not a regular expression" });
    return z.NEVER;
  }
});

const condition = z
  .strictObject({
    userAgent: pattern.optional(),
    clientId: pattern.optional(),
    cookie: pattern.optional(),
    transactionId: pattern.optional(),
    version: z.array(z.enum(VERSIONS)).nonempty("is empty").optional(),
    syntax: z
      .array(z.enum(["xml", "wbxml", "pts"]))
      .nonempty("is empty")
      .optional(),
  })
  .refine((when) => Object.keys(when).length > 0, "must name at least one trait");

const row = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/, "must be of small letters, digits and hyphens"),
  about: z.string(),
  when: z.array(condition).nonempty("is empty"),
  quirks: z.array(z.enum(QUIRKS)).nonempty("is empty"),
});

/** The form of `mappings/quirks.yaml`. */
export const quirksSchema = z
  .array(row)
  .refine((rows) => new Set(rows.map(({ id }) => id)).size === rows.length, "two rows have the same id");

type Condition = z.infer<typeof condition>;
/** The rows of `mappings/quirks.yaml`, which explains the keys. */
export type QuirkTable = z.infer<typeof quirksSchema>;

function holds(when: Condition, traits: ClientTraits): boolean {
  return (
    PATTERN_FIELDS.every((field) => when[field]?.test(traits[field] ?? "") ?? true) &&
    (when.version?.includes(traits.version) ?? true) &&
    (when.syntax?.includes(traits.syntax) ?? true)
  );
}

/** The quirks of all rows of which one condition holds. */
export function quirksOf(traits: ClientTraits, rows: QuirkTable): ReadonlySet<QuirkName> {
  const fitting = rows.filter(({ when }) => when.some((each) => holds(each, traits)));
  return new Set(fitting.flatMap(({ quirks }) => quirks));
}
