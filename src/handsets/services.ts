import { type Leaf, leavesOf, type Version } from "../csp/index.js";

/**
 * Leaves that a version has a token for and no phone of that version uses: 1.3 dropped reactive authorisation, and
 * kept the token of one leaf of it.
 */
const NEVER: Readonly<Partial<Record<Version, readonly Leaf[]>>> = { "1.3": ["GETAUT"] };

/** What the server offers to phones of a version. @param services what it offers at all */
export function offeredIn(version: Version, services: ReadonlySet<Leaf>): ReadonlySet<Leaf> {
  const never = NEVER[version] ?? [];
  return new Set(leavesOf(version).filter((leaf) => services.has(leaf) && !never.includes(leaf)));
}
