import { createHash } from "node:crypto";
import type { FieldsOf } from "../csp/index.js";

type ClientId = FieldsOf<"Login-Request">["ClientID"];

const READABLE_LENGTH = 20;
const HASH_LENGTH = 8;

/** What identifies the client program: its URL rather than its number (identifiers of CSP); empty if it says nothing. */
export function clientIdText(id: ClientId): string {
  return (id.URL ?? id.MSISDN ?? id.text ?? "").trim();
}

/** The name of the device, from its ClientID alone: readable start, and a hash that tells apart what is cut off. */
export function deviceOf(id: ClientId): string {
  const text = clientIdText(id);
  const readable = text
    .toLowerCase()
    .replace(/^https?:\/\//, "")
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, READABLE_LENGTH)
    .replace(/^-+|-+$/g, "");
  const hash = createHash("sha256").update(text).digest("hex").slice(0, HASH_LENGTH);
  return `${readable === "" ? "phone" : readable}-${hash}`;
}
