import type { FieldsOf, Leaf, PhoneStyle, Syntax, UserAddress, Version } from "../csp/index.js";
import type { QuirkName } from "./quirks.js";
import type { Spellings } from "./spellings.js";

/** What a phone said it can do (ClientCapability-Request), completed by defaults. */
export interface Capabilities {
  readonly clientType: string;
  /** Longest ContentData it takes, in octets. */
  readonly acceptedContentLength: number;
  /** Longest message it can parse, in octets. */
  readonly parserSize: number;
  /** Open transactions in each direction. */
  readonly multiTrans: number;
  /** Agreed with it, in its order of preference. */
  readonly cirMethods: readonly string[];
  /** Seconds between polls. */
  readonly pollMin: number;
}

/** A phone that is logged in. A live view: negotiation changes its services and capabilities. */
export interface Session {
  /** SessionID: unguessable, ASCII, at most 50 characters. */
  readonly id: string;
  readonly user: UserAddress;
  /** Names the device among those of its user; stable per ClientID, of `a-z0-9-`, fit as the resource of a JID. */
  readonly device: string;
  readonly clientId: FieldsOf<"Login-Request">["ClientID"];
  readonly cookie: string | undefined;
  readonly version: Version;
  readonly syntax: Syntax;
  /** How the phone is used to seeing addresses of the home domain. */
  readonly style: PhoneStyle;
  /** Where the phone tells users apart by their spelling: how it spells them. The style goes by it. */
  readonly spellings?: Spellings | undefined;
  readonly quirks: ReadonlySet<QuirkName>;
  /** The leaves agreed in service negotiation; all that the server offers in this version until then. */
  readonly services: ReadonlySet<Leaf>;
  readonly capabilities: Capabilities;
  /** How messages reach it (SetDeliveryMethod): pushed, or announced and fetched. */
  readonly delivery: "push" | "notify";
  /** When the password was shown last. Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** Why a session ended: the phone logged out, fell silent, came back as a new session, or was put out. */
export type SessionEnd = "logout" | "expired" | "replaced" | "forced";
