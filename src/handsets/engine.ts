import {
  CspError,
  DEFAULT_LIMITS,
  type KnownContent,
  type Message,
  type OutgoingMessage,
  type StatusName,
} from "../csp/index.js";
import type { Runtime } from "../runtime.js";
import type { AnswerCache } from "./answer-cache.js";
import { decodeRequest } from "./charset.js";
import { versionsSpoken } from "./discovery.js";
import type { Exchange, ExchangeRequest, ExchangeResponse } from "./exchange.js";
import type { Login } from "./login/login.js";
import { remainsOf } from "./malformed.js";
import { isAccepted } from "./media-types.js";
import { Refusal } from "./refusal.js";
import type { SessionRegistry } from "./session-registry.js";
import type { SessionTalk } from "./session-talk.js";
import { refusalResult, refusalStatus, statusFor } from "./statuses.js";
import { inTime } from "./time-limit.js";
import { type Form, logShortfall, writeAnswer } from "./writing.js";

export interface EngineOptions {
  readonly runtime: Runtime;
  readonly sessions: SessionRegistry;
  readonly login: Login;
  readonly talk: SessionTalk;
  readonly answers: AnswerCache;
}

type LoginMessage = Message & { readonly content: Extract<KnownContent, { readonly kind: "Login-Request" }> };
type LoginResponse = Extract<KnownContent, { readonly kind: "Login-Response" }>;

/** Stands where a request has no TransactionID to copy, as a poll. */
const NO_TRANSACTION = "0";

/** Octets. Those of phones have less than a thousand; strangers must not fill the memory with longer ones. */
const LONGEST_KEPT_LOGIN = 4096;

function isLogin(message: Message): message is LoginMessage {
  return message.content.kind === "Login-Request";
}

function formOf(message: Message, { contentType }: ExchangeRequest): Form {
  return { syntax: message.syntax, version: message.version, contentType };
}

function responseTo(
  { sessionType, sessionId, transactionId }: Message,
  content: KnownContent,
): OutgoingMessage {
  const id = transactionId === undefined || transactionId === "" ? NO_TRANSACTION : transactionId;
  const named = sessionId === undefined ? {} : { sessionId };
  return { sessionType, ...named, mode: "Response", transactionId: id, content };
}

/** Between the octets of a POST and the sessions: reads, finds out who speaks, and answers in the same form. */
export class Engine {
  readonly #options: EngineOptions;

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  /** Answers one POST. Never rejects. */
  readonly exchange: Exchange = async (request) => {
    if (!isAccepted(request.contentType)) return { status: 415, body: new Uint8Array() };
    if (request.body.length > DEFAULT_LIMITS.bytes) return { status: 413, body: new Uint8Array() };
    const message = this.#read(request);
    if ("status" in message) return message;
    try {
      return await this.#answer(message, request);
    } catch (error) {
      this.#failed(message, error);
      return this.#refuse(message, request, "internal-error");
    }
  };

  #read(request: ExchangeRequest): Message | ExchangeResponse {
    try {
      return decodeRequest(request);
    } catch (error) {
      if (error instanceof CspError) return this.#unreadable(request, error);
      this.#options.runtime.log.error({ err: error }, "a request could not be read");
      return { status: 400, body: new Uint8Array() };
    }
  }

  #unreadable(request: ExchangeRequest, error: CspError): ExchangeResponse {
    const { runtime, sessions } = this.#options;
    const fields = {
      kind: error.kind,
      offset: error.offset,
      element: error.element,
      from: request.remoteAddress,
    };
    runtime.log.info(fields, "a phone sent what cannot be read");
    const remains = remainsOf(request.body, error, (id) => sessions.get(id) !== undefined);
    if (remains === undefined) return { status: 400, body: new Uint8Array() };
    const { version, syntax, transactionId, sessionId } = remains;
    const of =
      sessionId === undefined
        ? ({ sessionType: "Outband" } as const)
        : { sessionType: "Inband" as const, sessionId };
    const reason =
      error.status === 400
        ? "malformed-message"
        : error.status === 405
          ? "service-not-supported"
          : "bad-parameter";
    const content = statusFor(reason, version);
    const form = { version, syntax, contentType: request.contentType };
    return writeAnswer({ ...of, mode: "Response", transactionId, content }, form, () => undefined);
  }

  async #answer(message: Message, request: ExchangeRequest): Promise<ExchangeResponse> {
    const { sessions, talk } = this.#options;
    if (message.foreignNamespace !== undefined)
      return this.#refuse(message, request, "version-not-supported");
    if (message.content.kind === "WV-CSP-VersionDiscovery-Request") {
      const { transactionId: _, ...response } = responseTo(message, versionsSpoken());
      return this.#write(message, request, response);
    }
    if (isLogin(message)) return this.#loginOnce(message, request);
    const session = message.sessionId === undefined ? undefined : sessions.get(message.sessionId);
    if (session === undefined) return this.#noSession(message, request);
    if (session.version !== message.version) return this.#refuse(message, request, "version-not-supported");
    return talk.answer(session, message, request);
  }

  /** A login that comes again while it is answered, or to a session that is on, opens no other. */
  #loginOnce(message: LoginMessage, request: ExchangeRequest): Promise<ExchangeResponse> {
    const { answers, sessions } = this.#options;
    const owner = `login ${request.remoteAddress ?? ""} ${message.content.UserID}`;
    let isUnderWay = true;
    let opened: string | undefined;
    const make = async () => {
      const content = await this.#login(message, request);
      isUnderWay = false;
      opened = content.SessionID;
      return this.#write(message, request, responseTo(message, content));
    };
    if (request.body.length > LONGEST_KEPT_LOGIN) return make();
    const isOn = () => isUnderWay || (opened !== undefined && sessions.get(opened) !== undefined);
    return answers.once(owner, message.transactionId ?? "", request.body, make, isOn);
  }

  async #login(message: LoginMessage, request: ExchangeRequest): Promise<LoginResponse> {
    const { login, runtime } = this.#options;
    const { userAgent, remoteAddress } = request;
    const { ClientID, UserID } = message.content;
    try {
      return await inTime(runtime, login.answer(message, { userAgent, remoteAddress }));
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal("internal-error");
      if (refusal !== error) this.#failed(message, error);
      runtime.log.info({ user: UserID, from: remoteAddress, status: refusal.status }, "a login was refused");
      return { kind: "Login-Response", ClientID, Result: refusalResult(refusal, message.version) };
    }
  }

  /** Of a session that ended without the phone's doing it is told how: a request by Status, a poll by Disconnect. */
  #noSession(message: Message, request: ExchangeRequest): ExchangeResponse {
    const gone =
      message.sessionId === undefined ? undefined : this.#options.sessions.farewell(message.sessionId);
    if (gone === undefined) return this.#refuse(message, request, "invalid-session");
    const refusal = new Refusal(gone.farewell, gone.description);
    const isPoll = message.content.kind === "Polling-Request" || message.mode === "Response";
    const isForced = gone.farewell === "forced-logout";
    const status = refusalStatus(refusal, message.version);
    if (!isPoll || !isForced) return this.#write(message, request, responseTo(message, status));
    const Result = refusalResult(refusal, message.version);
    const farewell = { ...responseTo(message, { kind: "Disconnect", Result }), transactionId: "1" };
    return this.#write(message, request, { ...farewell, mode: "Request" });
  }

  #refuse(message: Message, request: ExchangeRequest, reason: StatusName): ExchangeResponse {
    return this.#write(message, request, responseTo(message, statusFor(reason, message.version)));
  }

  #write(message: Message, request: ExchangeRequest, response: OutgoingMessage): ExchangeResponse {
    const fields = { session: message.sessionId, answer: response.content.kind };
    return writeAnswer(response, formOf(message, request), (shortfall) =>
      logShortfall(this.#options.runtime.log, fields, shortfall),
    );
  }

  #failed({ content, sessionId }: Message, error: unknown): void {
    this.#options.runtime.log.error(
      { request: content.kind, session: sessionId, err: error },
      "a request failed",
    );
  }
}
