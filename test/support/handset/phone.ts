import { setTimeout as pause } from "node:timers/promises";
import {
  endsSession,
  type FieldsOf,
  type FunctionTree,
  type KnownContent,
  type Message,
  type PrimitiveName,
  type Syntax,
  type Version,
} from "../../../src/csp/index.js";
import { CirChannel } from "./cir-channel.js";
import { type ContentOf, Inbox } from "./inbox.js";
import { type Credentials, capabilityRequest, type LoginMethod, logIn } from "./login.js";
import type { PhoneState } from "./phone-state.js";
import { PROFILES, type Profile, type ProfileName } from "./profiles.js";
import { Semaphore } from "./semaphore.js";
import { Refused, Violation } from "./violation.js";
import { type LogEntry, Wire } from "./wire.js";

export interface PhoneOptions {
  readonly url: string;
  readonly userId: string;
  readonly password: string;
  /** Default: 1.2. */
  readonly version?: Version;
  /** Default: wbxml. */
  readonly syntax?: Syntax;
  /** Default: 2way. */
  readonly login?: LoginMethod;
  /** Which client program to be. Default: plain. */
  readonly profile?: ProfileName;
  /** Default: that of the profile. Two phones of one user need two. */
  readonly clientId?: string;
  /** Default: new for each phone. */
  readonly cookie?: string;
  /** Whether to open the CIR channel; without, the phone polls often. Default: false. */
  readonly cir?: boolean;
  /** The services to ask for, in place of the profile's. */
  readonly functions?: FunctionTree;
  /** HTTP headers besides those of the profile. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds between polls without CIR. Default: 100. */
  readonly pollEvery?: number;
}

export interface NextOptions<N extends PrimitiveName> {
  /** Milliseconds. Default: 10 seconds. */
  readonly timeout?: number;
  /** Passes over requests of the kind that do not fit; they stay. */
  readonly where?: (content: ContentOf<N>) => boolean;
}

/** A request of the server as polled. */
export interface ServerRequest {
  readonly transactionId: string;
  readonly content: KnownContent;
}

const RETRY_CIR = 300;
const TIMEOUT = 10_000;

/** An emulated phone: login, requests, and the server's requests with their acknowledgement. */
export class Phone {
  readonly profile: Profile;
  readonly inbox = new Inbox();
  readonly #options: PhoneOptions;
  readonly #credentials: Credentials;
  readonly #wire: Wire;
  readonly #receiving = new Semaphore(1);
  readonly #answered = new Set<string>();
  /** Groups that the phone has joined, in lower case. */
  protected readonly joined = new Set<string>();
  #sessionId: string | undefined;
  #count = 0;
  #isPollDue = false;
  #isOver = false;
  #cir: { readonly port: number; channel: CirChannel } | undefined;
  #agreed: FieldsOf<"ClientCapability-Response"> | undefined;
  #services: FieldsOf<"Service-Response"> | undefined;

  constructor(options: PhoneOptions) {
    const { profile: name = "plain", version = "1.2", syntax = "wbxml", url, headers = {} } = options;
    this.#options = options;
    this.profile = PROFILES[name];
    this.#credentials = {
      userId: options.userId,
      password: options.password,
      login: options.login ?? "2way",
      clientId: options.clientId === undefined ? this.profile.clientId : { URL: options.clientId },
      cookie: options.cookie ?? this.profile.cookie(Math.random().toString(36).slice(2, 12)),
      timeToLive: this.profile.timeToLive,
    };
    const { userId, cir = false } = options;
    const state: PhoneState = { version, userId, wantsCir: cir, joined: this.joined };
    this.#wire = new Wire({ url, version, syntax, profile: name, headers, state });
  }

  get version(): Version {
    return this.#options.version ?? "1.2";
  }

  get userId(): string {
    return this.#options.userId;
  }

  get #pollEvery(): number {
    return this.#options.pollEvery ?? 100;
  }

  get sessionId(): string {
    if (this.#sessionId === undefined) throw new Error("The phone is not logged in");
    return this.#sessionId;
  }

  /** All messages, in order of time. */
  get log(): readonly LogEntry[] {
    return this.#wire.log;
  }

  /** Whether the server has ended the session. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The answer to capability negotiation. */
  get agreed(): FieldsOf<"ClientCapability-Response"> | undefined {
    return this.#agreed;
  }

  /** The answer to service negotiation. */
  get services(): FieldsOf<"Service-Response"> | undefined {
    return this.#services;
  }

  get isCirOpen(): boolean {
    return this.#cir?.channel.isOpen ?? false;
  }

  /** Logs in, and negotiates capabilities and services, as the client program does. */
  async login(): Promise<void> {
    const transactionId = this.#nextId();
    const answer = await logIn((content) => this.#ask(content, "Outband", transactionId), this.#credentials);
    if (answer.SessionID !== this.#sessionId) this.#answered.clear();
    this.#sessionId = answer.SessionID;
    this.#isOver = false;
    await this.#agreeOnCapabilities();
    await this.#agreeOnServices();
  }

  /** Sends a request and returns its answer, whatever it says. */
  request(content: KnownContent): Promise<KnownContent> {
    return this.#ask(content, "Inband", this.#nextId());
  }

  /** Sends a request outside of any session and returns its answer, whatever it says. */
  outband(content: KnownContent): Promise<KnownContent> {
    return this.#ask(content, "Outband", this.#nextId());
  }

  /** Speaks from now on in a session that it did not open. */
  adopt(sessionId: string): void {
    this.#sessionId = sessionId;
  }

  /**
   * Sends a request and returns its answer.
   * @throws Refused unless the answer says that all went well, or in part
   */
  async expect<N extends PrimitiveName>(
    content: KnownContent,
    ...kinds: readonly N[]
  ): Promise<ContentOf<N>> {
    const answer = await this.request(content);
    const result = "Result" in answer ? answer.Result : undefined;
    if (result !== undefined && Math.floor(result.Code / 100) !== 2)
      throw new Refused(content.kind, result.Code, result.Description);
    const isExpected = (each: KnownContent): each is ContentOf<N> =>
      (kinds as readonly string[]).includes(each.kind);
    if (isExpected(answer)) return answer;
    throw new Violation(`${content.kind} was answered with ${answer.kind}`);
  }

  /** Polls once. The caller acknowledges what it gets. @throws Refused if the session has ended */
  async poll(): Promise<ServerRequest | undefined> {
    this.#isPollDue = false;
    const { pollsWithId } = this.profile;
    const message = await this.#wire.exchange({
      sessionType: "Inband",
      sessionId: this.sessionId,
      mode: "Request",
      ...(pollsWithId && { transactionId: this.#nextId() }),
      content: { kind: "Polling-Request" },
    });
    return this.#serverRequest(message, "Polling-Request");
  }

  /** Polls until there is something, which the caller acknowledges. @throws Refused if the session has ended */
  async polled(): Promise<ServerRequest> {
    let request = await this.poll();
    while (request === undefined) {
      await pause(this.#pollEvery);
      request = await this.poll();
    }
    return request;
  }

  /** Acknowledges a request of the server; returns the next one where the answer holds it. */
  async acknowledge({ transactionId, content }: ServerRequest): Promise<ServerRequest | undefined> {
    const isMessage = content.kind === "NewMessage";
    const asRequest = this.profile.acknowledgesByRequest && !isMessage;
    const message = await this.#wire.exchange({
      sessionType: "Inband",
      sessionId: this.sessionId,
      mode: asRequest ? "Request" : "Response",
      transactionId: asRequest ? this.#nextId() : transactionId,
      content: isMessage
        ? { kind: "MessageDelivered", MessageID: content.MessageInfo.MessageID ?? "" }
        : { kind: "Status", Result: { Code: 200 } },
    });
    return this.#serverRequest(message, content.kind);
  }

  /** Polls and acknowledges until nothing is left. */
  drain(): Promise<void> {
    return this.#receiving.run(async () => {
      for (let request = await this.poll(); request !== undefined; ) {
        request = await this.#take(request);
        if (request === undefined && !this.#isOver) request = await this.poll();
      }
    });
  }

  /** Waits for a request of the server, and acknowledges all that come meanwhile. */
  async next<N extends PrimitiveName>(kind: N, options: NextOptions<N> = {}): Promise<ContentOf<N>> {
    const { timeout = TIMEOUT, where = () => true } = options;
    const end = Date.now() + timeout;
    for (;;) {
      const found = this.inbox.take(kind, where);
      if (found !== undefined) return found;
      if (this.#isOver) throw new Error(`The session ended before ${kind} came`);
      if (Date.now() >= end)
        throw new Error(
          `No ${kind} within ${timeout} ms; unread: ${this.inbox.kinds.join(", ") || "nothing"}`,
        );
      await this.#receiveFor(end - Date.now());
    }
  }

  /** Opens the CIR channel anew, after it was lost. */
  async connectCir(): Promise<void> {
    if (this.#cir === undefined) throw new Error("No CIR channel was agreed");
    this.#cir.channel.close();
    this.#cir.channel = await CirChannel.open(this.#cir.port, this.sessionId);
    this.#isPollDue = true;
  }

  /** Marks the session as ended by the phone itself. */
  protected end(): void {
    this.#isOver = true;
  }

  /** Loses the CIR channel without a word. */
  dropCir(): void {
    this.#cir?.channel.drop();
  }

  /** Switches off: nothing more is sent. */
  close(): void {
    this.#cir?.channel.close();
    this.#cir = undefined;
    this.#wire.close();
  }

  async #agreeOnCapabilities(): Promise<void> {
    const { cir: wantsCir = false } = this.#options;
    const names = this.profile.namesClient(this.version);
    const request = capabilityRequest(this.profile, this.#credentials, names, wantsCir);
    this.#agreed = await this.expect(request, "ClientCapability-Response");
    const list = this.#agreed.AgreedCapabilityList ?? this.#agreed.CapabilityList;
    if (!wantsCir || !list?.SupportedCIRMethod?.includes("STCP")) return;
    if (list.TCPPort === undefined) throw new Violation("STCP was agreed without TCPPort");
    this.#cir = { port: list.TCPPort, channel: await CirChannel.open(list.TCPPort, this.sessionId) };
  }

  async #agreeOnServices(): Promise<void> {
    const { functions: WVCSPFeat = this.profile.functions } = this.#options;
    const request = {
      kind: "Service-Request",
      ...(this.version === "1.1" && { ClientID: this.#credentials.clientId }),
      Functions: { WVCSPFeat },
      AllFunctionsRequest: this.profile.wantsAllFunctions,
    } as const;
    this.#services = await this.expect(request, "Service-Response");
  }

  #nextId(): string {
    this.#count++;
    return this.profile.transactionId(this.#count);
  }

  async #ask(
    content: KnownContent,
    sessionType: "Inband" | "Outband",
    transactionId: string,
  ): Promise<KnownContent> {
    const message = await this.#wire.exchange({
      sessionType,
      ...(sessionType === "Inband" && { sessionId: this.sessionId }),
      mode: "Request",
      transactionId,
      content,
    });
    if (message === undefined) throw new Violation(`${content.kind} was answered with nothing`);
    if (message.mode !== "Response" || message.transactionId !== transactionId)
      throw new Violation(`The answer to ${content.kind} is no response to transaction ${transactionId}`);
    if (message.content.kind === "Unknown") throw new Violation("An answer of an unknown kind");
    this.#notice(message);
    return message.content;
  }

  /** What every message of the server tells besides its content. */
  #notice(message: Message): void {
    const { sessionType, sessionId, poll, content } = message;
    if (sessionType === "Inband" && sessionId !== this.#sessionId)
      throw new Violation(`An answer for the session ${sessionId}`);
    if (poll === true) this.#isPollDue = true;
    const status = content.kind === "Status" ? content.Result.Code : undefined;
    if (content.kind === "Disconnect" || (status !== undefined && endsSession(status))) this.#isOver = true;
  }

  #serverRequest(message: Message | undefined, asked: string): ServerRequest | undefined {
    if (message === undefined) return undefined;
    this.#notice(message);
    const { content, mode, transactionId } = message;
    if (content.kind === "Status") throw new Refused(asked, content.Result.Code, content.Result.Description);
    if (mode !== "Request" || !transactionId || content.kind === "Unknown")
      throw new Violation(`${asked} was answered with ${content.kind} in mode ${mode}`);
    return { transactionId, content };
  }

  /** Takes a request in and acknowledges it, if the client program does. One that came before has no effect. */
  async #take(request: ServerRequest): Promise<ServerRequest | undefined> {
    const { transactionId, content } = request;
    if (!this.#answered.has(transactionId)) this.inbox.add(content);
    if (content.kind === "Disconnect") return undefined;
    if (this.profile.answers?.has(content.kind) === false) return undefined;
    const next = await this.acknowledge(request);
    this.#answered.add(transactionId);
    return next;
  }

  async #receiveFor(left: number): Promise<void> {
    const { cir = false } = this.#options;
    if (this.#isPollDue || this.#cir?.channel.takeCalls(this.#credentials.cookie)) return this.drain();
    if (this.#cir === undefined) {
      if (cir) throw new Violation("No CIR channel was agreed");
      await pause(Math.min(left, this.#pollEvery));
      return this.drain();
    }
    if (this.#cir.channel.isOpen) return this.#cir.channel.change(left);
    await pause(Math.min(left, RETRY_CIR));
    await this.connectCir().catch(() => {});
  }
}
