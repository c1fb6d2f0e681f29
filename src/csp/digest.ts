import { createHash, timingSafeEqual } from "node:crypto";
import { codeOf } from "./status.js";

/** A way to prove knowledge of the password: a hash over nonce and password, or the password itself. */
export type DigestSchema = "MD5" | "SHA" | "PWD";

/** A schema that hashes. */
export type HashSchema = Exclude<DigestSchema, "PWD">;

/**
 * How a client turns nonce and password into bytes. They differ beyond Latin-1: `question-mark` is
 * ISO-8859-1 with `?` for what it lacks (Android IM), `low-byte` cuts every UTF-16 unit to 8 bits (S60).
 */
export type DigestBytesForm = "question-mark" | "low-byte";

/** The chosen schema, or the status code to refuse the login with (543 before `adaptStatus`). */
export type SchemaChoice =
  | { readonly ok: true; readonly schema: DigestSchema }
  | { readonly ok: false; readonly status: number; readonly problem: string };

const PREFERENCE: readonly DigestSchema[] = ["MD5", "SHA", "PWD"];
const FORMS: readonly DigestBytesForm[] = ["question-mark", "low-byte"];
const ALGORITHMS: Readonly<Record<HashSchema, string>> = { MD5: "md5", SHA: "sha1" };
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Chooses a schema for the second round of a login.
 * @param offered the texts of the request's DigestSchema elements; in 1.1 one may hold a list with commas
 * @param permitted what the server is able to check, best first
 */
export function chooseSchema(
  offered: readonly string[],
  permitted: readonly DigestSchema[] = PREFERENCE,
): SchemaChoice {
  const names = offered.flatMap((text) => text.split(",")).map((name) => name.trim().toUpperCase());
  const schema = permitted.find((candidate) => names.includes(candidate));
  return schema === undefined
    ? {
        ok: false,
        status: codeOf("no-common-digest-schema"),
        problem: "The phone offers no digest schema that is permitted.",
      }
    : { ok: true, schema };
}

function bytesOf(text: string, form: DigestBytesForm): Buffer {
  // Node's own latin1 encoder is the low-byte form. Java, as in Android, writes one `?` per code point.
  return Buffer.from(form === "low-byte" ? text : text.replace(/[^\0-\xff]/gu, "?"), "latin1");
}

function hash(schema: HashSchema, nonce: string, password: string, form: DigestBytesForm): Buffer {
  return createHash(ALGORITHMS[schema]).update(bytesOf(nonce, form)).update(bytesOf(password, form)).digest();
}

/**
 * The DigestBytes that a client sends: the hash of the nonce's text (not of what it may encode), directly
 * followed by the password, in Base64.
 */
export function computeDigest(
  schema: HashSchema,
  nonce: string,
  password: string,
  form: DigestBytesForm = "question-mark",
): string {
  return hash(schema, nonce, password, form).toString("base64");
}

/** Whether DigestBytes fit the password in either byte form. Takes the same time wherever they differ. */
export function verifyDigest(
  schema: HashSchema,
  nonce: string,
  password: string,
  digestBytes: string,
): boolean {
  const text = digestBytes.replace(/\s/g, "");
  const given = Buffer.from(BASE64.test(text) ? text : "", "base64");
  const matches = FORMS.map((form) => {
    const expected = hash(schema, nonce, password, form);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  return matches.includes(true);
}

/** Whether a password sent in clear is the right one. Takes the same time wherever they differ. */
export function verifyPassword(password: string, given: string): boolean {
  // Hashing first makes both sides equally long, so that not even the length can be measured.
  const [expected, actual] = [password, given].map((text) => createHash("sha256").update(text).digest());
  return expected !== undefined && actual !== undefined && timingSafeEqual(expected, actual);
}
