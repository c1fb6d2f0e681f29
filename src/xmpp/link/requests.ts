import type { Element } from "@xmpp/component";
import type { Random, Timers } from "../../runtime.js";
import { LinkDown, StanzaError } from "../operations.js";
import { comparable } from "./addresses.js";
import { type Resolvers, withResolvers } from "./deadline.js";
import { stanzaErrorOf } from "./stanza-errors.js";

interface Options {
  readonly timers: Timers;
  readonly random: Random;
  /** How many may wait. */
  readonly limit: number;
}

/**
 * Iqs of ours that wait for their answers. The library goes by the id alone and takes an answer from anybody; here own
 * address, peer and id must fit.
 */
export class Requests {
  readonly #options: Options;
  readonly #waiting = new Map<string, Resolvers<Element>>();

  constructor(options: Options) {
    this.#options = options;
  }

  /**
   * Expects the answer to an iq, which is given an id if it has none.
   * @param time milliseconds
   * @throws StanzaError resource-constraint, conflict: at once, so that it is not sent
   */
  expect(iq: Element, time: number): Promise<Element> {
    const { timers, random, limit } = this.#options;
    if (this.#waiting.size >= limit) throw new StanzaError("resource-constraint", "too many iqs wait");
    iq.attrs.id ??= random.token(16);
    const key = keyOf(iq.attrs.from, iq.attrs.to, iq.attrs.id);
    if (this.#waiting.has(key)) throw new StanzaError("conflict", `an iq ${iq.attrs.id} waits already`);
    const late = new StanzaError("remote-server-timeout", "no answer in time");
    const answer = withResolvers<Element>();
    const timer = timers.after(time, () => answer.reject(late));
    this.#waiting.set(key, answer);
    return answer.promise.finally(() => {
      timer.cancel();
      this.#waiting.delete(key);
    });
  }

  /** Gives an iq of type result or error to the one who waits for it. @returns whether there is one */
  settle(iq: Element): boolean {
    const waiting = this.#find(iq);
    if (waiting === undefined) return false;
    if (iq.attrs.type === "error") waiting.reject(stanzaErrorOf(iq));
    else waiting.resolve(iq);
    return true;
  }

  /** Ends the wait for an answer that came and cannot be used. */
  refuse(answer: Element, error: Error): void {
    this.#find(answer)?.reject(error);
  }

  /** Ends the wait for the answer to an iq that could not be sent. */
  cancel(iq: Element, error: unknown): void {
    const { from, to, id } = iq.attrs;
    const cause = error instanceof Error ? error : new Error(String(error));
    this.#waiting.get(keyOf(from, to, id))?.reject(cause);
  }

  /** The stream broke: their answers will not come. */
  abandon(): void {
    for (const answer of this.#waiting.values()) answer.reject(new LinkDown("the stream broke"));
  }

  #find(answer: Element): Resolvers<Element> | undefined {
    const { from, to, id } = answer.attrs;
    return this.#waiting.get(keyOf(to, from, id));
  }
}

function keyOf(own = "", peer = "", id = ""): string {
  return JSON.stringify([comparable(own), comparable(peer), id]);
}
