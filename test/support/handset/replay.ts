import { setTimeout as pause } from "node:timers/promises";
import {
  computeDigest,
  decode,
  encode,
  type HashSchema,
  type KnownContent,
  type Message,
  type PrimitiveName,
} from "../../../src/csp/index.js";
import type { ContentOf } from "./inbox.js";
import { checkReply, connectionsOf, post } from "./post.js";
import { exchangeText, readTrace, type TracedRequest } from "./trace.js";

export interface ReplayOptions {
  readonly folder: string;
  readonly url: string;
  readonly password: string;
  /** Texts of the trace and what to say in their place, such as ids of groups that the former server had. */
  readonly texts?: Readonly<Record<string, string>>;
  /** Runs after each request that was answered: for what others do meanwhile. */
  readonly answered?: (step: ReplayStep) => Promise<void>;
}

/** What became of one request of the trace. */
export interface ReplayStep {
  readonly name: string;
  readonly sent: PrimitiveName;
  readonly request: KnownContent;
  /** Undefined for an empty answer. */
  readonly answer: KnownContent | undefined;
  /** Undefined where the answer tells none, which means that all went well. */
  readonly status: number | undefined;
}

interface Owed {
  readonly transactionId: string;
  readonly content: KnownContent;
}

/**
 * Sends the requests of a trace in order, octet for octet but for what only the server of that time knew: SessionIDs,
 * digests, and the ids of its requests. Acknowledgements of requests that this server has not made are left out, and
 * the others are made to fit what they acknowledge.
 */
export async function replay(options: ReplayOptions): Promise<readonly ReplayStep[]> {
  const run = new ReplayRun(options);
  try {
    const trace = await readTrace(options.folder);
    for (const [index, traced] of trace.entries()) await run.send(traced, isFruitful(trace.slice(index)));
  } finally {
    run.close();
  }
  return run.steps;
}

/** Whether a trace begins with a poll that got a request of the server: one that is acknowledged before the next poll. */
function isFruitful([first, ...others]: readonly TracedRequest[]): boolean {
  const isPoll = ({ message }: TracedRequest) => message.content.kind === "Polling-Request";
  if (first === undefined || !isPoll(first)) return false;
  const next = others.find((each) => isPoll(each) || each.message.mode === "Response");
  return next?.message.mode === "Response";
}

/** How long a poll that got something then is repeated, in milliseconds, and how often. */
const PATIENCE = 1_000;
const REPEAT = 20;

class ReplayRun {
  readonly steps: ReplayStep[] = [];
  readonly #options: ReplayOptions;
  readonly #agent = connectionsOf(true);
  readonly #texts: Map<string, string>;
  #owed: Owed[] = [];
  #invitation: ContentOf<"InviteUser-Request"> | undefined;
  #challenge: { readonly nonce: string; readonly schema: HashSchema } | undefined;
  #sessionId: string | undefined;

  constructor(options: ReplayOptions) {
    this.#options = options;
    this.#texts = new Map(Object.entries(options.texts ?? {}));
  }

  /** @param isFruitful whether it is a poll to be repeated until it gets something */
  async send(traced: TracedRequest, isFruitful: boolean): Promise<void> {
    const { message, name } = traced;
    const { content } = message;
    if (content.kind === "Unknown") throw new Error(`${name} holds the unknown ${content.element.name}`);
    this.#learn(message);
    const body = message.mode === "Response" ? this.#acknowledgement(traced) : this.#adapted(traced);
    if (body === undefined) return;
    let answer = await this.#post(traced, body);
    for (const end = Date.now() + PATIENCE; isFruitful && this.#owed.length === 0 && !answer; ) {
      if (Date.now() > end) break;
      await pause(REPEAT);
      answer = await this.#post(traced, body);
    }
    if (answer?.content.kind === "Unknown") throw new Error(`${name} was answered with something unknown`);
    this.#take(answer);
    const step = { name, sent: content.kind, request: content, ...outcomeOf(answer) };
    this.steps.push(step);
    await this.#options.answered?.(step);
  }

  close(): void {
    this.#agent.destroy();
  }

  /** Finds out which texts of a request have another counterpart now. */
  #learn({ sessionId, content }: Message): void {
    if (sessionId !== undefined && this.#sessionId !== undefined) this.#texts.set(sessionId, this.#sessionId);
    if (
      content.kind === "Login-Request" &&
      content.DigestBytes !== undefined &&
      this.#challenge !== undefined
    ) {
      const { nonce, schema } = this.#challenge;
      this.#texts.set(content.DigestBytes, computeDigest(schema, nonce, this.#options.password));
    }
    if (this.#invitation === undefined) return;
    const { InviteID, GroupID } = this.#invitation;
    if (content.kind === "InviteUser-Response") this.#texts.set(content.InviteID, InviteID);
    if (content.kind === "JoinGroup-Request" && GroupID !== undefined && !this.#texts.has(content.GroupID))
      this.#texts.set(content.GroupID, GroupID);
  }

  #adapted({ octets, message: { syntax } }: TracedRequest): Buffer {
    let adapted = octets;
    for (const [from, to] of this.#texts)
      adapted = exchangeText(adapted, syntax, quoted(from, syntax), quoted(to, syntax));
    return adapted;
  }

  #acknowledgement({ message }: TracedRequest): Uint8Array | undefined {
    const owed = this.#owed.shift();
    if (owed === undefined) return undefined;
    const { transactionId, content } = owed;
    const isMessage = content.kind === "NewMessage";
    const acknowledgement: KnownContent = isMessage
      ? { kind: "MessageDelivered", MessageID: content.MessageInfo.MessageID ?? "" }
      : { kind: "Status", Result: { Code: 200 } };
    const { syntax, version, sessionType } = message;
    const sessionId = this.#sessionId ?? "";
    return encode(
      { sessionType, sessionId, mode: "Response", transactionId, content: acknowledgement },
      { syntax, version },
    );
  }

  async #post({ headers, message }: TracedRequest, body: Uint8Array): Promise<Message | undefined> {
    const reply = await post({ url: this.#options.url, body, headers, agent: this.#agent });
    checkReply(reply, headers["Content-Type"] ?? "");
    return reply.body.length === 0 ? undefined : decode(reply.body, { syntax: message.syntax });
  }

  #take(answer: Message | undefined): void {
    if (answer === undefined || answer.content.kind === "Unknown") return;
    const { mode, transactionId = "", content } = answer;
    if (content.kind === "Login-Response") {
      this.#sessionId = content.SessionID ?? this.#sessionId;
      const schema = content.DigestSchema === "SHA" ? "SHA" : "MD5";
      if (content.Nonce !== undefined) this.#challenge = { nonce: content.Nonce, schema };
    }
    if (mode !== "Request") return;
    this.#owed = [
      ...this.#owed.filter((each) => each.transactionId !== transactionId),
      { transactionId, content },
    ];
    if (content.kind === "InviteUser-Request") this.#invitation = content;
  }
}

function outcomeOf(answer: Message | undefined): Pick<ReplayStep, "answer" | "status"> {
  if (answer === undefined || answer.content.kind === "Unknown")
    return { answer: undefined, status: undefined };
  const { content, mode } = answer;
  const isAnswer = mode === "Response" && "Result" in content;
  return { answer: content, status: isAnswer ? content.Result?.Code : undefined };
}

/** Plain text quotes what is no bare word. */
function quoted(text: string, syntax: Message["syntax"]): string {
  return syntax === "pts" && !/^[\w.:/@-]+$/.test(text) ? `"${text}"` : text;
}
