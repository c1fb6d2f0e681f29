import type { AddressSpace, FieldsOf, KnownContent, Leaf, Message } from "../../csp/index.js";
import { KeyedLock } from "../../keyed-lock.js";
import type { Runtime } from "../../runtime.js";
import { clientIdText, deviceOf } from "../client-id.js";
import type { NoticeOutbox } from "../delivery/outbox.js";
import { PhoneSession } from "../phone-session.js";
import type { HandsetsOptions } from "../ports.js";
import { type QuirkTable, quirksOf } from "../quirk-table.js";
import type { SessionRegistry } from "../session-registry.js";
import { clampTimeToLive } from "../time-to-live.js";
import { Credentials } from "./credentials.js";

type Request = FieldsOf<"Login-Request">;
type LoginMessage = Message & { readonly content: Request };
type LoginResponse = Extract<KnownContent, { readonly kind: "Login-Response" }>;

/** What the transport knows of the one who logs in. */
export interface Caller {
  readonly userAgent: string | undefined;
  readonly remoteAddress: string | undefined;
}

export interface LoginOptions extends Pick<HandsetsOptions, "accounts" | "session"> {
  readonly space: AddressSpace;
  readonly runtime: Runtime;
  readonly sessions: SessionRegistry;
  readonly quirks: QuirkTable;
  /** The leaves that the server offers. */
  readonly offered: () => ReadonlySet<Leaf>;
  readonly outbox: Pick<NoticeOutbox, "open" | "close" | "retell">;
  /** A session has begun. Throws to refuse the login. */
  readonly begun: (session: PhoneSession) => Promise<void>;
}

/** SessionIDs are of this length; nobody guesses them, and S60 holds 50 characters. */
const ID_LENGTH = 32;
const UNAUTHORIZED = 401;
/** Sessions of one user, each of another ClientID; the oldest gives way. */
const MOST_SESSIONS = 16;

/** Opens sessions. */
export class Login {
  readonly #options: LoginOptions;
  readonly #credentials: Credentials;
  readonly #lock = new KeyedLock();

  constructor(options: LoginOptions) {
    this.#options = options;
    this.#credentials = new Credentials(options);
  }

  /** Answers a Login-Request of either round. @throws Refusal */
  async answer(message: LoginMessage, caller: Caller): Promise<LoginResponse> {
    const request = message.content;
    const { ClientID } = request;
    // Before the password is looked at: who changes it once the session is there puts this session out.
    const at = this.#options.runtime.clock.now();
    const verdict = await this.#credentials.check(request, caller.remoteAddress);
    if (verdict.type === "challenge") {
      const { nonce, schema } = verdict.challenge;
      const Result = { Code: UNAUTHORIZED };
      return { kind: "Login-Response", ClientID, Result, Nonce: nonce, DigestSchema: schema };
    }
    const { user, password } = verdict;
    const session = await this.#lock.run(user.jid, async () => {
      const earlier = this.#earlier(user.jid, request);
      const isSame = earlier?.cookie === request.SessionCookie && earlier.version === message.version;
      if (earlier !== undefined && isSame) return this.#resume(earlier, message, at);
      if (earlier !== undefined) await this.#options.sessions.end(earlier, "replaced");
      return this.#begin(this.#make(message, user, caller, at), password);
    });
    return {
      kind: "Login-Response",
      ClientID,
      Result: { Code: 200 },
      SessionID: session.id,
      KeepAliveTime: session.timeToLive,
      CapabilityRequest: true,
    };
  }

  /** The session of the same device: a user has one per ClientID. */
  #earlier(user: string, request: Request): PhoneSession | undefined {
    const device = deviceOf(request.ClientID);
    return this.#options.sessions.ofUser(user).find((session) => session.device === device);
  }

  #make(
    { content, ...message }: LoginMessage,
    user: PhoneSession["user"],
    caller: Caller,
    startedAt: number,
  ): PhoneSession {
    const { runtime, quirks, space, offered } = this.#options;
    const { version, syntax, transactionId } = message;
    const traits = {
      version,
      syntax,
      transactionId,
      userAgent: caller.userAgent,
      clientId: clientIdText(content.ClientID),
      cookie: content.SessionCookie,
    };
    const origin = {
      id: runtime.random.token(ID_LENGTH),
      userId: content.UserID,
      user,
      clientId: content.ClientID,
      cookie: content.SessionCookie,
      version,
      syntax,
      quirks: quirksOf(traits, quirks),
      startedAt,
      timeToLive: clampTimeToLive(content.TimeToLive, this.#options.session),
    };
    return new PhoneSession(origin, space.home, offered());
  }

  /** Its line is open before it is written, which tells the disk of the TransactionIDs, and before anybody knows it. */
  async #begin(session: PhoneSession, password: string): Promise<PhoneSession> {
    const { sessions, outbox, begun } = this.#options;
    const others = sessions.ofUser(session.user.jid);
    const [oldest] = others;
    if (oldest !== undefined && others.length >= MOST_SESSIONS) await sessions.end(oldest, "replaced");
    await outbox.open(session);
    try {
      // All this took its time, in which an order to put the user's phones out finds nothing of this one.
      await this.#credentials.confirm(session.user, password);
      await sessions.add(session);
    } catch (error) {
      await outbox.close(session);
      throw error;
    }
    try {
      await begun(session);
    } catch (error) {
      await sessions.end(session, "forced");
      throw error;
    }
    return session;
  }

  #resume(session: PhoneSession, { content, syntax }: LoginMessage, at: number): PhoneSession {
    session.syntax = syntax;
    session.startedAt = at;
    const timeToLive = clampTimeToLive(content.TimeToLive, this.#options.session);
    this.#options.sessions.setTimeToLive(session, timeToLive);
    // What it left unanswered is told again.
    this.#options.outbox.retell(session);
    return session;
  }
}
