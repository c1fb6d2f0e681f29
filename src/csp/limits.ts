/** What a document may cost. Every limit is checked before anything is allocated for it. */
export interface Limits {
  /** Octets of input. */
  readonly bytes: number;
  /** Open elements at any moment. */
  readonly depth: number;
  /** Elements and attributes in the document. */
  readonly elements: number;
  /** Octets of a WBXML string table. */
  readonly stringTable: number;
  /** Characters of text that the document expands to; string table references count each time. */
  readonly output: number;
  /** Characters of an element or attribute name. */
  readonly name: number;
}

/** The limits with the defaults for those that are not named. */
export function withDefaults(limits: Partial<Limits> | undefined): Limits {
  if (limits === undefined) return DEFAULT_LIMITS;
  const named = Object.entries(limits).filter(([, limit]) => limit !== undefined);
  return { ...DEFAULT_LIMITS, ...Object.fromEntries(named) };
}

/** Generous for phones, whose longest messages carry a picture, and safe for a server. */
export const DEFAULT_LIMITS: Limits = {
  bytes: 1_048_576,
  depth: 64,
  elements: 20_000,
  stringTable: 65_536,
  output: 8_388_608,
  name: 256,
};
