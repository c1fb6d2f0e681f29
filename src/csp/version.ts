import { wbxmlTokens } from "./generated/wbxml-tokens.js";

/** A version of the Client-Server Protocol (CSP). */
export type Version = "1.1" | "1.2" | "1.3";

/** The three ways to write a CSP message: XML, WBXML, and the plain-text syntax of the SMS binding. */
export type Syntax = "xml" | "wbxml" | "pts";

/** All versions, oldest first. */
export const VERSIONS: readonly Version[] = ["1.1", "1.2", "1.3"];

/** The namespaces of one version: of the message, of the transaction content, of presence attributes. */
export type NamespaceRole = "csp" | "trc" | "pa";

/** The namespace that a version uses in a role. */
export function namespaceOf(version: Version, role: NamespaceRole): string {
  return wbxmlTokens.versions[version].namespaces[role];
}

const ROLES: readonly NamespaceRole[] = ["csp", "trc", "pa"];

const namespaces: ReadonlyMap<string, { version: Version; role: NamespaceRole }> = new Map(
  VERSIONS.flatMap((version) =>
    ROLES.map((role) => [namespaceOf(version, role), { version, role }] as const),
  ),
);

/** The version that a namespace belongs to; undefined for a foreign namespace. */
export function versionOfNamespace(uri: string): Version | undefined {
  return namespaces.get(uri)?.version;
}

/** The role of a namespace; undefined for a foreign namespace. */
export function roleOfNamespace(uri: string): NamespaceRole | undefined {
  return namespaces.get(uri)?.role;
}
