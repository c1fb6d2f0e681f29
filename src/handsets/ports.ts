import type { AddressSpace, Leaf } from "../csp/index.js";
import type { Runtime } from "../runtime.js";
import type { NoticeKinds, NoticeStore, Outbox } from "./notices.js";
import type { QuirkTable } from "./quirk-table.js";
import type { Handlers } from "./requests.js";
import type { Session, SessionEnd } from "./session.js";

/** Who may log in. */
export interface Accounts {
  /** The password in clear, or undefined for an unknown user. @param user bare JID */
  password(user: string): Promise<string | undefined>;
}

/** A session as it is kept on disk, so that phones stay logged in while Hamlet restarts. */
export interface StoredSession {
  readonly id: string;
  /** Bare JID. */
  readonly user: string;
  readonly device: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** All else, as JSON of the handsets' own making. */
  readonly state: unknown;
}

export interface SessionStore {
  save(session: StoredSession): Promise<void>;
  remove(id: string): Promise<void>;
  all(): Promise<readonly StoredSession[]>;
}

/** What the handsets need from the bridge. */
export interface Bridge {
  readonly handlers: Handlers;
  readonly notices: NoticeKinds;
  /** The leaves that are offered in service negotiation. */
  readonly services: ReadonlySet<Leaf>;
  /** A phone has logged in, or `restored`: its session outlived a restart of Hamlet. */
  sessionStarted(session: Session, how: "login" | "restored"): Promise<void>;
  sessionEnded(session: Session, why: SessionEnd): Promise<void>;
}

/** What a phone is told of the operator (GetSPInfo). */
export interface ProviderInfo {
  readonly name: string;
  readonly description?: string;
  readonly url?: string;
}

export interface HandsetsOptions {
  readonly space: AddressSpace;
  readonly http: {
    readonly host: string;
    readonly port: number;
    readonly path: string;
    /** As PEM. Some phones speak no TLS at all (S60). */
    readonly tls?: { readonly cert: string | Buffer; readonly key: string | Buffer };
  };
  /**
   * Where CIR connections are taken, and what phones are told to connect to; undefined: no CIR. Without `publicHost`,
   * it is the host by which a phone has reached the HTTP port.
   */
  readonly cirTcp?: {
    readonly host: string;
    readonly port: number;
    readonly publicHost?: string | undefined;
    /** The one that is listened on, unless given. */
    readonly publicPort?: number;
  };
  /** Seconds. */
  readonly session: { readonly keepAlive: number; readonly maxTimeToLive: number; readonly pollMin: number };
  readonly provider: ProviderInfo;
  readonly accounts: Accounts;
  readonly sessions: SessionStore;
  readonly notices: NoticeStore;
  readonly quirks: QuirkTable;
  readonly runtime: Runtime;
}

/** The IMPS leg. */
export interface Handsets {
  readonly outbox: Outbox;
  /** Takes up the sessions that were stored, then listens. */
  start(bridge: Bridge): Promise<void>;
  /** Stops listening, lets requests that are under way finish; the sessions stay stored. */
  stop(): Promise<void>;
  /** Whether phones can connect. */
  readonly isListening: boolean;
  /** The ports in use, which differ from those asked for where these were 0. */
  readonly ports: { readonly http: number; readonly cir?: number };
  /** @param user bare JID */
  sessionsOf(user: string): readonly Session[];
  session(id: string): Session | undefined;
  /** Ends a session from the server's side: the phone gets Disconnect with status 601. */
  disconnect(id: string, description?: string): Promise<void>;
}
