import type { Version } from "../../../src/csp/index.js";

/** What an emulated phone knows, as far as rules depend on it. */
export interface PhoneState {
  readonly version: Version;
  /** Its own UserID, as it writes it. */
  readonly userId: string;
  readonly wantsCir: boolean;
  /** Groups that it has joined, as the server writes them, in lower case. */
  readonly joined: ReadonlySet<string>;
}
