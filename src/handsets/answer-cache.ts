import { createHash } from "node:crypto";
import type { Content } from "../csp/index.js";
import type { Runtime } from "../runtime.js";
import type { ExchangeResponse } from "./exchange.js";
import type { Answer } from "./requests.js";

interface Kept {
  readonly hash: string;
  readonly response: Promise<ExchangeResponse>;
  readonly at: number;
  readonly isCurrent: () => boolean;
}

interface Unwritten {
  readonly digest: string;
  readonly answer: Answer;
  readonly at: number;
}

/** Milliseconds after which the same octets are a new request. */
const LIFE = 300_000;
/** Android gives up after about ten minutes. Milliseconds. */
const RETRIED_FOR = 600_000;
const PER_OWNER = 32;
const OWNERS = 50_000;

/** What makes two POSTs the same. */
export function hashOf(body: Uint8Array): string {
  return createHash("sha1").update(body).digest("base64");
}

/** What makes two requests the same but for their TransactionIDs. */
export function digestOf(content: Content): string {
  return hashOf(Buffer.from(JSON.stringify(content)));
}

/**
 * The last answers of each session, for POSTs that come again: S60 sends the same octets anew when its connection
 * drops. Only the last body of a TransactionID counts, so a client that never changes it is not told old news.
 */
export class AnswerCache {
  readonly #byOwner = new Map<string, Map<string, Kept>>();
  readonly #unwritten = new Map<string, Unwritten>();
  readonly #runtime: Runtime;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /**
   * The answer to an earlier POST of the same octets, which may still be under way; or that of `make`, kept.
   * @param owner the session, or where there is none yet, the address of the phone
   * @param isCurrent whether an answer that was kept still holds
   */
  once(
    owner: string,
    transactionId: string,
    body: Uint8Array,
    make: () => Promise<ExchangeResponse>,
    isCurrent: () => boolean = () => true,
  ): Promise<ExchangeResponse> {
    const hash = hashOf(body);
    const now = this.#runtime.clock.now();
    const kept = this.#byOwner.get(owner)?.get(transactionId);
    if (kept !== undefined && kept.hash === hash && isFresh(kept, now) && kept.isCurrent()) {
      return kept.response;
    }
    const made = make();
    // Not with what follows the writing, which holds the request.
    const response = made.then(({ delivered: _, ...rest }) => rest);
    // Told to the first who asked.
    response.catch(() => undefined);
    this.#dropStale(now);
    const answers = this.#answersOf(owner);
    dropStale(answers, now);
    answers.delete(transactionId);
    answers.set(transactionId, { hash, response, at: now, isCurrent });
    evictOldest(answers, PER_OWNER);
    return made;
  }

  /** The TransactionID means something else by now, of which no answer is kept. */
  supersede(owner: string, transactionId: string): void {
    this.#byOwner.get(owner)?.delete(transactionId);
  }

  /** The answer to a session's request did not reach the network. */
  notWritten(owner: string, content: Content, answer: Answer): void {
    this.#unwritten.set(owner, { digest: digestOf(content), answer, at: this.#runtime.clock.now() });
  }

  /**
   * The answer that the phone did not get, if the very next request of its session is the same under another
   * TransactionID (Android). Any other request ends the waiting: equal texts are never taken for one otherwise.
   */
  unwritten(owner: string, content: Content): Answer | undefined {
    const lost = this.#unwritten.get(owner);
    if (lost === undefined) return undefined;
    this.#unwritten.delete(owner);
    const isSame = lost.digest === digestOf(content);
    return isSame && lost.at + RETRIED_FOR > this.#runtime.clock.now() ? lost.answer : undefined;
  }

  forget(owner: string): void {
    this.#byOwner.delete(owner);
    this.#unwritten.delete(owner);
  }

  /** Owners are in the order in which they asked last: those who ask no more are found without a look at all. */
  #dropStale(now: number): void {
    for (const [owner, answers] of this.#byOwner) {
      dropStale(answers, now);
      if (answers.size > 0) break;
      this.#byOwner.delete(owner);
    }
  }

  #answersOf(owner: string): Map<string, Kept> {
    const answers = this.#byOwner.get(owner) ?? new Map<string, Kept>();
    this.#byOwner.delete(owner);
    this.#byOwner.set(owner, answers);
    evictOldest(this.#byOwner, OWNERS);
    return answers;
  }
}

function isFresh({ at }: Kept, now: number): boolean {
  return at + LIFE > now;
}

/** @param answers oldest first */
function dropStale(answers: Map<string, Kept>, now: number): void {
  for (const [transactionId, kept] of answers) {
    if (isFresh(kept, now)) break;
    answers.delete(transactionId);
  }
}

function evictOldest(map: Map<string, unknown>, most: number): void {
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}
