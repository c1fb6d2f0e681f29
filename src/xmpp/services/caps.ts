import { createHash } from "node:crypto";

/** What an entity is (XEP-0030 section 3.1). */
export interface Identity {
  readonly category: string;
  readonly type: string;
  readonly name: string;
}

/** The verification string of XEP-0115 section 5.1, SHA-1 and base64, for entities without extended information. */
export function capsVersion(identities: readonly Identity[], features: readonly string[]): string {
  const kinds = identities.map(({ category, type, name }) => `${category}/${type}//${name}<`).sort();
  const abilities = features.map((feature) => `${feature}<`).sort();
  return createHash("sha1")
    .update([...kinds, ...abilities].join(""))
    .digest("base64");
}
