import { readFileSync } from "node:fs";

const DOCUMENTS = new URL("../csp/documents/", import.meta.url);

/** The octets of a file in test/csp/documents. */
export function documentBytes(path: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(path, DOCUMENTS)));
}

/** The text of a file in test/csp/documents. */
export function documentText(path: string): string {
  return readFileSync(new URL(path, DOCUMENTS), "utf8");
}
