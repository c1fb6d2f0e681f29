import { type Leaf, leavesOf, type Version } from "../csp/index.js";

/**
 * Leaves that a version has a token for and no phone of that version uses: 1.3 dropped reactive authorisation, and
 * kept the token of one leaf of it.
 */
const NEVER: Readonly<Partial<Record<Version, readonly Leaf[]>>> = { "1.3": ["GETAUT"] };

/** Leaves of what is answered without the bridge. */
const OWN: readonly Leaf[] = ["GETSPI"];

/** What the server offers to phones of a version. @param services what the bridge offers at all */
export function offeredIn(version: Version, services: ReadonlySet<Leaf>): ReadonlySet<Leaf> {
  const never = NEVER[version] ?? [];
  const isOffered = (leaf: Leaf) => services.has(leaf) || OWN.includes(leaf);
  return new Set(leavesOf(version).filter((leaf) => isOffered(leaf) && !never.includes(leaf)));
}
