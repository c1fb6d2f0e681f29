import { setTimeout as pause } from "node:timers/promises";
import {
  decode,
  encode,
  type FieldsOf,
  type KnownContent,
  type Message,
  type PrimitiveName,
  type Syntax,
  type Version,
} from "../../csp/index.js";
import { PATIENCE, PlayError } from "./play-error.js";

/** A phone and its owner's account. */
export interface PhoneAccount {
  /** What its owner is called. */
  readonly name: string;
  /** As on the phone: `wv:alice`. */
  readonly userId: string;
  readonly password: string;
  readonly version: Version;
  readonly syntax: Syntax;
}

type ContentOf<N extends PrimitiveName> = Extract<KnownContent, { readonly kind: N }>;

/** Told of each message of the phone that is worth showing. */
export type PhoneWatcher = (direction: "sends" | "gets", content: KnownContent) => void;

const BETWEEN_POLLS = 100;

const CAPABILITIES: NonNullable<FieldsOf<"ClientCapability-Request">["CapabilityList"]> = {
  ClientType: "MOBILE_PHONE",
  InitialDeliveryMethod: "P",
  AnyContent: true,
  AcceptedContentLength: 65_536,
  SupportedBearer: ["HTTP"],
  MultiTrans: 1,
  ParserSize: 65_536,
  ServerPollMin: 5,
};

/** A small phone over HTTP: one request at a time, news by polling, everything acknowledged. */
export class DemoPhone {
  readonly account: PhoneAccount;
  readonly #url: string;
  readonly #watch: PhoneWatcher;
  readonly #patience: number;
  readonly #inbox: KnownContent[] = [];
  #sessionId: string | undefined;
  #count = 0;

  /** @param patience milliseconds that anything may take */
  constructor(url: string, account: PhoneAccount, watch: PhoneWatcher, patience = PATIENCE) {
    this.#url = url;
    this.#patience = patience;
    this.account = account;
    this.#watch = watch;
  }

  /** Logs in with the password, and agrees with the gateway on capabilities and services. @throws PlayError */
  async logIn(): Promise<void> {
    const { userId, password, name } = this.account;
    const client = { URL: `http://${name.toLowerCase()}.phone.example` };
    const { SessionID } = await this.ask(
      {
        kind: "Login-Request",
        UserID: userId,
        ClientID: client,
        Password: password,
        TimeToLive: 600,
        SessionCookie: `cookie.${name}`,
      },
      "Login-Response",
    );
    this.#sessionId = SessionID;
    await this.#agree({ kind: "ClientCapability-Request", ClientID: client, CapabilityList: CAPABILITIES });
    await this.#agree({
      kind: "Service-Request",
      Functions: { WVCSPFeat: { FundamentalFeat: {}, PresenceFeat: {}, IMFeat: {}, GroupFeat: {} } },
      AllFunctionsRequest: true,
    });
  }

  async logOut(): Promise<void> {
    if (this.#sessionId === undefined) return;
    const answer = await this.#exchange({ kind: "Logout-Request" }, "Request");
    this.#sessionId = undefined;
    if (answer === undefined) throw this.#failure("Logout-Request was answered with nothing");
  }

  /** Sends a request, and returns the answer. @throws PlayError unless it is of that kind and says that all went well */
  async ask<N extends PrimitiveName>(content: KnownContent, expected: N): Promise<ContentOf<N>> {
    this.#watch("sends", content);
    const answer = this.#checked(await this.#exchange(content, "Request"), content.kind, expected);
    this.#watch("gets", answer);
    return answer;
  }

  /**
   * Polls until a request of the gateway comes; acknowledges all that come meanwhile.
   * @param what stands in the sentence "… did not come to it"
   * @throws PlayError
   */
  async next<N extends PrimitiveName>(
    kind: N,
    what: string,
    where: (content: ContentOf<N>) => boolean = () => true,
  ): Promise<ContentOf<N>> {
    const isWanted = (content: KnownContent): content is ContentOf<N> =>
      content.kind === kind && where(content as ContentOf<N>);
    const deadline = AbortSignal.timeout(this.#patience);
    for (;;) {
      const index = this.#inbox.findIndex(isWanted);
      const [found] = index < 0 ? [] : this.#inbox.splice(index, 1);
      if (found !== undefined) {
        this.#watch("gets", found);
        return found as ContentOf<N>;
      }
      if (deadline.aborted)
        throw this.#failure(`${what} did not come to it within ${this.#patience / 1000} seconds`);
      if (!(await this.#receive())) await pause(BETWEEN_POLLS);
    }
  }

  /** Polls once. @returns whether there was something */
  async #receive(): Promise<boolean> {
    const polled = await this.#exchange({ kind: "Polling-Request" }, "Request");
    let message = polled;
    while (message?.mode === "Request" && message.content.kind !== "Unknown") {
      const { content, transactionId } = message;
      this.#inbox.push(content);
      message = await this.#exchange(acknowledgement(content), "Response", transactionId);
    }
    return polled !== undefined;
  }

  async #agree(request: KnownContent): Promise<void> {
    const answer = await this.#exchange(request, "Request");
    this.#checked(answer, request.kind, request.kind.replace("Request", "Response") as PrimitiveName);
  }

  #checked<N extends PrimitiveName>(answer: Message | undefined, asked: string, expected: N): ContentOf<N> {
    const content = answer?.content;
    const result = content !== undefined && "Result" in content ? content.Result : undefined;
    if (result !== undefined && result.Code !== 200)
      throw this.#failure(`${asked} was refused with ${result.Code} ${result.Description ?? ""}`.trimEnd());
    if (content?.kind !== expected)
      throw this.#failure(`${asked} was answered with ${content?.kind ?? "nothing"} instead of ${expected}`);
    return content as ContentOf<N>;
  }

  async #exchange(
    content: KnownContent,
    mode: "Request" | "Response",
    transactionId = String(++this.#count),
  ): Promise<Message | undefined> {
    const { version, syntax } = this.account;
    const session = this.#sessionId;
    const body = encode(
      {
        sessionType: session === undefined ? "Outband" : "Inband",
        ...(session !== undefined && { sessionId: session }),
        mode,
        transactionId,
        content,
      },
      { version, syntax },
    );
    const octets = await this.#post(body, `application/vnd.wv.csp${version === "1.3" ? "+" : "."}${syntax}`);
    return octets.length === 0 ? undefined : decode(octets, { syntax });
  }

  async #post(body: Uint8Array, type: string): Promise<Uint8Array> {
    try {
      const signal = AbortSignal.timeout(this.#patience);
      const headers = { "Content-Type": type };
      const answer = await fetch(this.#url, {
        method: "POST",
        headers,
        body: new Uint8Array(body),
        signal,
      });
      if (!answer.ok) throw this.#failure(`the gateway answered with the HTTP status ${answer.status}`);
      return new Uint8Array(await answer.arrayBuffer());
    } catch (error) {
      if (error instanceof PlayError) throw error;
      throw this.#failure(`the gateway at ${this.#url} did not answer (${String(error)})`);
    }
  }

  #failure(problem: string): PlayError {
    return new PlayError(`${this.account.name}'s phone: ${problem}.`);
  }
}

function acknowledgement(content: KnownContent): KnownContent {
  return content.kind === "NewMessage"
    ? { kind: "MessageDelivered", MessageID: content.MessageInfo.MessageID ?? "" }
    : { kind: "Status", Result: { Code: 200 } };
}
