import type { GenericElement } from "./generic.js";
import type { KnownContent } from "./schema/index.js";
import type { Syntax, Version } from "./version.js";

/** Inband: within a session, which a SessionID names; Outband: login and what needs no session. */
export type SessionType = "Inband" | "Outband";

/** Whether a transaction asks or answers. */
export type TransactionMode = "Request" | "Response";

/** A primitive that no version of CSP knows; a server answers it with status 405. */
export interface UnknownContent {
  readonly kind: "Unknown";
  readonly element: GenericElement;
}

/** The content of a transaction; `kind` is the primitive's name and narrows to its fields. */
export type Content = KnownContent | UnknownContent;

/** One request or response. */
export interface Transaction {
  readonly mode: TransactionMode;
  /** Copied from request to response. Polling-Request has none, or an empty one. */
  readonly transactionId?: string;
  readonly content: Content;
  /** Vendor extensions beside the primitive. */
  readonly extBlocks?: readonly GenericElement[];
}

/** Something that the schema does not expect: kept for the operator, without effect. */
export interface UnknownElement {
  /** The names of the elements around it, from the document element, joined by slashes. */
  readonly path: string;
  readonly element: GenericElement;
}

/** A CSP message to be written. */
export interface OutgoingMessage extends Transaction {
  readonly sessionType: SessionType;
  readonly sessionId?: string;
  /** Server messages only: whether more is waiting to be polled. */
  readonly poll?: boolean;
  /** Server messages only: false if the client's CIR channel seems dead. CSP 1.2 and later. */
  readonly cir?: boolean;
  /** The second and later transactions; most phones send one and read one. */
  readonly further?: readonly Transaction[];
}

/** A CSP message as read. */
export interface Message extends OutgoingMessage {
  readonly version: Version;
  readonly syntax: Syntax;
  /**
   * The namespace of an XML document element where it is that of no version that is known; `version` is 1.1 then. Where
   * there is no namespace at all, the version is 1.1 indeed. WBXML tells its version by its header besides.
   */
  readonly foreignNamespace?: string;
  readonly unknown?: readonly UnknownElement[];
}
