import type { AddressSpace, Leaf } from "../csp/index.js";
import type { Handlers, Handsets, NoticeKinds, Session, SessionEnd } from "../handsets/index.js";
import type { Runtime } from "../runtime.js";
import type { Storage } from "../storage/index.js";
import type { Inbound, Xmpp } from "../xmpp/index.js";
import type { Mappings } from "./mappings.js";

/** What the operator decides about the translation. */
export interface BridgeSettings {
  /** The MUC service that hosts groups; undefined: there are none. */
  readonly mucService: string | undefined;
  readonly extendConversation: {
    /** Seconds that the peer has to join. */
    readonly joinTimeout: number;
    /** Rooms of Hamlet's own making that may exist at a time. */
    readonly maxGroups: number;
    /** Told to those who join, where the initiator gave none. */
    readonly welcomeNote: string | undefined;
  };
  /** Seconds that an invitation to a phone stays open. */
  readonly invitationValidity: number;
}

/** What every topic of the bridge works with. */
export interface BridgeContext {
  readonly space: AddressSpace;
  readonly storage: Storage;
  readonly xmpp: Xmpp;
  readonly handsets: Handsets;
  readonly settings: BridgeSettings;
  readonly mappings: Mappings;
  readonly runtime: Runtime;
}

/**
 * One topic of the translation: what it answers, tells and hears. Requests and notice kinds belong to one topic each;
 * stanzas and the comings and goings of sessions are told to all topics that want them, in the order of `index.ts`.
 */
export interface Topic {
  readonly handlers?: Handlers;
  readonly notices?: NoticeKinds;
  /** Leaves of the service tree that it makes available. */
  readonly services?: readonly Leaf[];
  received?(event: Inbound): Promise<void>;
  sessionStarted?(session: Session, how: "login" | "restored"): Promise<void>;
  sessionEnded?(session: Session, why: SessionEnd): Promise<void>;
  /** Phones are served, and the sessions of an earlier life of Hamlet are there again. */
  started?(): Promise<void>;
  /** The stream to the server is up, for the first time or again. */
  online?(): Promise<void>;
  /** Hamlet stops: what the others should know before the stream closes. Not waited for without end. */
  stopping?(): Promise<void>;
}
