import {
  computeDigest,
  decode,
  encode,
  type FieldsOf,
  type HashSchema,
  type KnownContent,
  type Message,
  type OutgoingMessage,
  type Syntax,
  type Version,
} from "../../../src/csp/index.js";
import type { ExchangeRequest, ExchangeResponse } from "../../../src/handsets/exchange.js";
import type { Gateway } from "./gateway.js";

export interface PhoneTraits {
  readonly version?: Version;
  readonly syntax?: Syntax;
  readonly userId?: string;
  readonly clientId?: FieldsOf<"Login-Request">["ClientID"];
  readonly cookie?: string;
  readonly userAgent?: string;
  readonly remoteAddress?: string;
}

const TYPES: Readonly<Record<Syntax, string>> = {
  xml: "application/vnd.wv.csp.xml",
  wbxml: "application/vnd.wv.csp.wbxml",
  pts: "application/vnd.wv.csp.sms",
};

/** An HTTP answer, read. */
export interface Reply {
  readonly response: ExchangeResponse;
  /** Undefined where the body is empty. */
  readonly message: Message | undefined;
}

/** A phone that knows no more than the protocol: it writes requests and reads answers. */
export class Phone {
  readonly traits: Required<Omit<PhoneTraits, "userAgent">> & Pick<PhoneTraits, "userAgent">;
  sessionId: string | undefined;
  #gateway: Gateway;
  #lastId = 0;

  constructor(gateway: Gateway, traits: PhoneTraits = {}) {
    this.#gateway = gateway;
    this.traits = {
      ...{
        version: "1.2",
        syntax: "wbxml",
        userId: "wv:alice",
        cookie: "cookie-1",
        remoteAddress: "192.0.2.1",
      },
      clientId: { URL: "http://example.org/phone" },
      ...traits,
    };
  }

  nextId(): string {
    return String(++this.#lastId);
  }

  bytes(content: KnownContent, more: Partial<OutgoingMessage> = {}): Uint8Array {
    const { version, syntax } = this.traits;
    const session = this.sessionId === undefined ? {} : { sessionId: this.sessionId };
    const sessionType = this.sessionId === undefined ? "Outband" : "Inband";
    const isPoll = content.kind === "Polling-Request";
    const id = isPoll ? {} : { transactionId: this.nextId() };
    return encode({ sessionType, ...session, mode: "Request", ...id, content, ...more }, { version, syntax });
  }

  /** Posts octets; the answer counts as written unless said otherwise. */
  async post(body: Uint8Array, isWritten = true, more: Partial<ExchangeRequest> = {}): Promise<Reply> {
    const { syntax, userAgent, remoteAddress } = this.traits;
    const agent = userAgent === undefined ? {} : { userAgent };
    const response = await this.#gateway.exchange({
      ...{ body, contentType: TYPES[syntax], remoteAddress },
      ...agent,
      ...more,
    });
    response.delivered?.(isWritten);
    return { response, message: response.body.length === 0 ? undefined : decode(response.body) };
  }

  /** Sends a request and returns what is answered. */
  async ask(content: KnownContent, more: Partial<OutgoingMessage> = {}): Promise<Message> {
    const { message, response } = await this.post(this.bytes(content, more));
    if (message === undefined) throw new Error(`${content.kind} got HTTP ${response.status} without a body`);
    return message;
  }

  /** The code that a request is answered with. */
  async code(content: KnownContent, more: Partial<OutgoingMessage> = {}): Promise<number | undefined> {
    return codeIn(await this.ask(content, more));
  }

  /** Fetches what waits as often as it is told, a minute between, and never answers it. */
  async pollInVain(): Promise<void> {
    for (let turn = 0; turn < 3; turn++) {
      await this.poll();
      await this.#gateway.runtime.pass(60);
    }
  }

  async poll(isWritten = true): Promise<Message | undefined> {
    return (await this.post(this.bytes({ kind: "Polling-Request" }), isWritten)).message;
  }

  /** Answers a server transaction; what comes back may be the next one. */
  async acknowledge(message: Message | undefined, code = 200): Promise<Message | undefined> {
    const answer: Partial<OutgoingMessage> = { mode: "Response" };
    const id = message?.transactionId === undefined ? {} : { transactionId: message.transactionId };
    const body = this.bytes({ kind: "Status", Result: { Code: code } }, { ...answer, ...id });
    return (await this.post(body)).message;
  }

  loginRequest(more: Partial<FieldsOf<"Login-Request">>): KnownContent {
    const { userId, clientId, cookie } = this.traits;
    return { kind: "Login-Request", UserID: userId, ClientID: clientId, SessionCookie: cookie, ...more };
  }

  /** Logs in with the password in clear. */
  async login(password = "secret", more: Partial<FieldsOf<"Login-Request">> = {}): Promise<Message> {
    this.sessionId = undefined;
    return this.#loggedIn(
      await this.ask(this.loginRequest({ Password: password, TimeToLive: 600, ...more })),
    );
  }

  /** Logs in by challenge, both rounds with the same TransactionID as real phones do. */
  async loginByDigest(schemas: readonly string[], password = "secret"): Promise<readonly [Message, Message]> {
    this.sessionId = undefined;
    const transactionId = this.nextId();
    const challenge = await this.ask(this.loginRequest({ DigestSchema: schemas }), { transactionId });
    const { Nonce, DigestSchema } = challenge.content as FieldsOf<"Login-Response">;
    const proof =
      DigestSchema === "PWD"
        ? { Password: password }
        : { DigestBytes: computeDigest(DigestSchema as HashSchema, Nonce ?? "", password) };
    const answer = this.#loggedIn(await this.ask(this.loginRequest(proof), { transactionId }));
    return [challenge, answer];
  }

  #loggedIn(answer: Message): Message {
    if (answer.content.kind === "Login-Response") this.sessionId = answer.content.SessionID;
    return answer;
  }
}

/** The code of an answer. */
export function codeIn(message: Message | undefined): number | undefined {
  const content = message?.content;
  return content !== undefined && "Result" in content ? content.Result?.Code : undefined;
}
