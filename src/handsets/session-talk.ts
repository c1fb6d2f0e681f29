import { encode, isProvisional, type Message, type OutgoingMessage, type Transaction } from "../csp/index.js";
import type { Runtime } from "../runtime.js";
import type { AnswerCache } from "./answer-cache.js";
import type { CirChannel } from "./cir-channel.js";
import type { NoticeOutbox } from "./delivery/outbox.js";
import type { Dispatcher } from "./dispatch.js";
import type { ExchangeRequest, ExchangeResponse } from "./exchange.js";
import type { PhoneSession } from "./phone-session.js";
import type { Answer } from "./requests.js";
import type { SessionRegistry } from "./session-registry.js";
import {
  EMPTY,
  type Form,
  logShortfall,
  responseOf,
  type Shortfall,
  tooLarge,
  writeAnswer,
} from "./writing.js";

export interface TalkOptions {
  readonly runtime: Runtime;
  readonly sessions: SessionRegistry;
  readonly dispatcher: Dispatcher;
  readonly outbox: NoticeOutbox;
  readonly answers: AnswerCache;
  readonly cir: () => CirChannel;
  /** Calls a phone that waits for a call. */
  readonly wake: (session: PhoneSession) => void;
}

/** A request of a phone and what is answered to it. */
interface Answered {
  readonly request: Transaction;
  readonly answer: Answer;
}

/** Milliseconds that a phone gets to open its CIR channel before it is told that there is none. */
const CIR_PATIENCE = 60_000;
const NO_TRANSACTION = "0";
/** Requests that have no effect, so that doing them twice is no harm. */
const IDLE = new Set(["Polling-Request", "KeepAlive-Request"]);

/** Whether its sender reads what the answer brings: who acknowledges by a Status in mode Request does not (Colibria). */
function readsOn({ mode, content }: Transaction): boolean {
  return mode === "Response" || content.kind !== "Status";
}

/** What one POST of a phone with a session is answered with. */
export class SessionTalk {
  readonly #options: TalkOptions;

  constructor(options: TalkOptions) {
    this.#options = options;
  }

  /** A POST that came before, octet for octet and with its TransactionID, is not carried out again. */
  answer(session: PhoneSession, message: Message, request: ExchangeRequest): Promise<ExchangeResponse> {
    this.#options.sessions.touch(session);
    session.syntax = message.syntax;
    session.reachedAt = request.reachedAt;
    const { transactionId } = message;
    const { kind } = message.content;
    const { answers } = this.#options;
    const isNamed = transactionId !== undefined && transactionId !== "" && kind !== "Polling-Request";
    const make = () => this.#counted(session, () => this.#respond(session, message, request));
    if (!isNamed) return make();
    if (!IDLE.has(kind)) return answers.once(session.id, transactionId, request.body, make);
    // An old answer to what has no effect would tell an old Poll flag.
    answers.supersede(session.id, transactionId);
    return make();
  }

  /** What was queued while the phone was waiting for its answer, and is not told of by the Poll flag, calls it. */
  async #counted(session: PhoneSession, make: () => Promise<ExchangeResponse>): Promise<ExchangeResponse> {
    session.underWay++;
    try {
      return await make();
    } finally {
      session.underWay--;
      const isIdle = session.underWay === 0 && !session.isToldToPoll;
      if (isIdle && this.#options.outbox.hasMore(session)) this.#options.wake(session);
    }
  }

  async #respond(
    session: PhoneSession,
    message: Message,
    request: ExchangeRequest,
  ): Promise<ExchangeResponse> {
    const answered: Answered[] = [];
    session.isToldToPoll = false;
    const transactions: readonly Transaction[] = [message, ...(message.further ?? [])];
    for (const transaction of transactions) {
      if (transaction.content.kind === "Polling-Request") continue;
      const answer = await this.#answerTo(session, transaction);
      if (answer !== undefined) answered.push({ request: transaction, answer });
    }
    const { parserSize } = session.capabilities;
    const { contentType } = request;
    const { syntax, version } = message;
    const form = { syntax, version, contentType, parserSize, wholeTexts: session.quirks.has("whole-texts") };
    const [first, ...rest] = answered;
    if (first === undefined) return transactions.some(readsOn) ? this.#deliver(session, form) : EMPTY;
    return this.#writeAnswers(session, form, message, [first, ...rest]);
  }

  /** The answer to one transaction; undefined where it is itself an answer. */
  async #answerTo(session: PhoneSession, transaction: Transaction): Promise<Answer | undefined> {
    const { dispatcher, answers } = this.#options;
    const { content } = transaction;
    if (await this.#isAcknowledgement(session, transaction)) return undefined;
    const lost = IDLE.has(content.kind) ? undefined : answers.unwritten(session.id, content);
    const answer = lost ?? (await dispatcher.answer(session, content));
    // It may have settled what was fetched, but as an answer it gets none.
    const isAnswer = transaction.mode === "Response" && content.kind === "MessageDelivered";
    return isAnswer ? undefined : answer;
  }

  /**
   * Whether a transaction answers one of the server's, which it then does. A Status is always an answer, even in mode
   * Request (Colibria), and a MessageDelivered where it names a message that is being told.
   */
  async #isAcknowledgement(session: PhoneSession, transaction: Transaction): Promise<boolean> {
    const { outbox, dispatcher } = this.#options;
    const { mode, content, transactionId } = transaction;
    const isStatus = content.kind === "Status";
    if (content.kind === "Unknown") return mode === "Response";
    if (isStatus && isProvisional(content.Result.Code)) return true;
    const isNamed = content.kind === "MessageDelivered";
    if (mode === "Request" && !isStatus && !isNamed) return false;
    const to = {
      ...(mode === "Response" && transactionId !== undefined && { transaction: transactionId }),
      ...(isNamed && { id: content.MessageID }),
      orOldest: isStatus,
    };
    const isTaken = await outbox.answered(session, to, content);
    return isTaken || isStatus || (mode === "Response" && !dispatcher.hasHandler(content.kind));
  }

  async #deliver(session: PhoneSession, form: Form): Promise<ExchangeResponse> {
    const { outbox, cir } = this.#options;
    cir().polled(session.id);
    for (;;) {
      const delivery = await outbox.take(session);
      if (delivery === undefined) return EMPTY;
      const { content, transaction } = delivery;
      try {
        const message = this.#message(session, { mode: "Request", transactionId: transaction, content });
        const bytes = encode(message, form);
        if (tooLarge(bytes, form))
          throw new RangeError(`${bytes.length} octets are more than the phone can parse.`);
        const delivered = (isWritten: boolean) => {
          if (!isWritten) outbox.undelivered(session, transaction);
        };
        return { ...responseOf(bytes, form), delivered };
      } catch (error) {
        outbox.unwritable(session, transaction, error);
      }
    }
  }

  #writeAnswers(
    session: PhoneSession,
    form: Form,
    message: Message,
    answered: readonly [Answered, ...Answered[]],
  ): ExchangeResponse {
    const [first, ...further] = answered.map(({ request, answer }) => ({
      mode: "Response" as const,
      transactionId: request.transactionId ?? NO_TRANSACTION,
      content: answer.content,
    }));
    if (first === undefined) return EMPTY;
    const more = further.length > 0 ? { further } : {};
    const { sessionType } = message;
    const outgoing = { ...this.#message(session, first), sessionType, ...more };
    let told: readonly Answered[] = answered;
    const replaced = (shortfall: Shortfall) => {
      told = answered.map(({ request, answer: { content } }) => ({ request, answer: { content } }));
      const fields = { session: session.id, user: session.user.jid, answer: first.content.kind };
      logShortfall(this.#options.runtime.log, fields, shortfall);
    };
    return { ...writeAnswer(outgoing, form, replaced), delivered: this.#once(session, told) };
  }

  #message(session: PhoneSession, transaction: Transaction): OutgoingMessage {
    const cir = this.#isCirDead(session) ? { cir: false } : {};
    const poll = this.#options.outbox.hasMore(session);
    session.isToldToPoll = poll;
    return { sessionType: "Inband", sessionId: session.id, ...transaction, poll, ...cir };
  }

  /** Agreed, had its time to come up, and is not there. */
  #isCirDead({ id, version, capabilities, cirAgreedAt }: PhoneSession): boolean {
    if (version === "1.1" || !capabilities.cirMethods.includes("STCP")) return false;
    const since = this.#options.runtime.clock.now() - (cirAgreedAt ?? 0);
    return since > CIR_PATIENCE && !this.#options.cir().isConnected(id);
  }

  #once(session: PhoneSession, answered: readonly Answered[]): (isWritten: boolean) => void {
    let isDone = false;
    return (isWritten) => {
      if (isDone) return;
      isDone = true;
      const [only, ...others] = answered;
      const isRetried =
        !isWritten && only !== undefined && others.length === 0 && !IDLE.has(only.request.content.kind);
      // The answer to a logout comes after the end of its session, to which no request will come.
      const isOn = this.#options.sessions.get(session.id) === session;
      if (isRetried && isOn)
        this.#options.answers.notWritten(session.id, only.request.content, { content: only.answer.content });
      void this.#after(session, answered);
    };
  }

  async #after(session: PhoneSession, answered: readonly Answered[]): Promise<void> {
    for (const { answer, request } of answered) {
      try {
        await answer.after?.();
      } catch (error) {
        const fields = { session: session.id, request: request.content.kind, err: error };
        this.#options.runtime.log.error(fields, "what was to follow an answer failed");
      }
    }
  }
}
