import { z } from "zod";
import {
  type AddressSpace,
  type Leaf,
  type PhoneStyle,
  parseAddress,
  type Syntax,
  type UserAddress,
  type Version,
} from "../csp/index.js";
import { DEFAULT_CAPABILITIES } from "./capabilities.js";
import { deviceOf } from "./client-id.js";
import type { StoredSession } from "./ports.js";
import { QUIRKS, type QuirkName } from "./quirks.js";
import { offeredIn } from "./services.js";
import type { Capabilities, Session } from "./session.js";
import { type Spellings, styleOf } from "./spellings.js";

/** What a Login-Request says of the session that it opens. */
export interface SessionOrigin {
  readonly id: string;
  /** The UserID as it was written. */
  readonly userId: string;
  readonly user: UserAddress;
  readonly clientId: Session["clientId"];
  readonly cookie: string;
  readonly version: Version;
  readonly syntax: Syntax;
  readonly quirks: ReadonlySet<QuirkName>;
  readonly startedAt: number;
  /** Seconds of silence after which the session ends. */
  readonly timeToLive: number;
}

/** A session that is still on. Its changing sides are set by the handsets alone. */
export class PhoneSession implements Session {
  readonly id: string;
  readonly userId: string;
  readonly user: UserAddress;
  readonly device: string;
  readonly clientId: Session["clientId"];
  readonly cookie: string;
  readonly version: Version;
  readonly style: PhoneStyle;
  readonly spellings: Spellings | undefined;
  readonly quirks: ReadonlySet<QuirkName>;
  startedAt: number;
  /** That of the last request: a phone may log in by plain text and go on in XML. */
  syntax: Syntax;
  /** The host by which it reached the server with its last request. */
  reachedAt: string | undefined;
  services: ReadonlySet<Leaf>;
  capabilities: Capabilities = DEFAULT_CAPABILITIES;
  deliveryMethod: "push" | "notify" = "push";
  /** When CIR was agreed; its channel gets some time to come up. */
  cirAgreedAt: number | undefined;
  timeToLive: number;
  /** Milliseconds since the epoch. */
  expiresAt: number;
  /** Requests that are being answered. */
  underWay = 0;
  /** The last answer said that there is more to be polled. */
  isToldToPoll = false;

  constructor(origin: SessionOrigin, home: string, offered: ReadonlySet<Leaf>) {
    this.id = origin.id;
    this.userId = origin.userId;
    this.user = origin.user;
    this.device = deviceOf(origin.clientId);
    this.clientId = origin.clientId;
    this.cookie = origin.cookie;
    this.version = origin.version;
    this.syntax = origin.syntax;
    const { style, spellings } = styleOf(origin, home);
    this.style = style;
    this.spellings = spellings;
    this.quirks = origin.quirks;
    this.startedAt = origin.startedAt;
    this.timeToLive = origin.timeToLive;
    this.expiresAt = origin.startedAt + origin.timeToLive * 1000;
    this.services = offeredIn(origin.version, offered);
  }

  get delivery(): "push" | "notify" {
    return this.quirks.has("no-notification") ? "push" : this.deliveryMethod;
  }

  /** Open server transactions that it takes at a time. */
  get openLimit(): number {
    return this.quirks.has("one-transaction") ? 1 : Math.max(1, this.capabilities.multiTrans);
  }

  /** @param nextTransaction the first TransactionID of the server's that is certainly unused */
  stored(nextTransaction: number): StoredSession {
    const { id, user, device, expiresAt } = this;
    const { userId, clientId, cookie, version, syntax, startedAt, timeToLive } = this;
    const state: SessionState = {
      userId,
      clientId,
      cookie,
      version,
      syntax,
      startedAt,
      timeToLive,
      nextTransaction,
      quirks: [...this.quirks],
      services: [...this.services],
      capabilities: { ...this.capabilities },
      delivery: this.deliveryMethod,
    };
    return { id, user: user.jid, device, expiresAt, state };
  }
}

const stateSchema = z.object({
  userId: z.string(),
  clientId: z.object({}).loose(),
  cookie: z.string(),
  version: z.enum(["1.1", "1.2", "1.3"]),
  syntax: z.enum(["xml", "wbxml", "pts"]),
  startedAt: z.number(),
  timeToLive: z.number(),
  nextTransaction: z.number(),
  quirks: z.array(z.string()),
  services: z.array(z.string()),
  capabilities: z.object({}).loose(),
  delivery: z.enum(["push", "notify"]),
});

type SessionState = z.infer<typeof stateSchema>;

/**
 * Makes a session of what was stored; undefined where the row is not ours to read, as after a downgrade.
 * @param offered leaves that are no longer offered are dropped from the agreement
 */
export function restoreSession(
  row: StoredSession,
  space: AddressSpace,
  offered: ReadonlySet<Leaf>,
): { readonly session: PhoneSession; readonly nextTransaction: number } | undefined {
  const parsed = stateSchema.safeParse(row.state);
  if (!parsed.success) return undefined;
  const state = parsed.data;
  const address = parseAddress(state.userId, space);
  if (!address.ok || address.address.kind !== "user") return undefined;
  const quirks = new Set(QUIRKS.filter((quirk) => state.quirks.includes(quirk)));
  const origin = { ...state, id: row.id, user: address.address, quirks };
  const session = new PhoneSession(origin, space.home, offered);
  session.services = new Set([...session.services].filter((leaf) => state.services.includes(leaf)));
  session.capabilities = { ...DEFAULT_CAPABILITIES, ...state.capabilities };
  session.deliveryMethod = state.delivery;
  session.expiresAt = row.expiresAt;
  return { session, nextTransaction: state.nextTransaction };
}
