import type { Runtime } from "../../runtime.js";
import { LinkDown, StanzaError } from "../operations.js";
import { Lanes } from "./lanes.js";
import type { LinkLimits } from "./limits.js";
import type { LinkListener } from "./link.js";
import { answerTo, isAnswer } from "./queries.js";
import type { Requests } from "./requests.js";
import { isRefusable, refusalOf } from "./stanza-errors.js";
import type { Element } from "./xml.js";

interface Options {
  readonly runtime: Runtime;
  readonly limits: LinkLimits;
  readonly requests: Requests;
  readonly send: (stanza: Element) => Promise<void>;
  /** An answer to something of ours has come. */
  readonly proof: () => void;
}

/** Sorts what comes in: answers to who waits for them, all else to the listener, who answers iqs exactly once. */
export class Inbox {
  readonly #options: Options;
  readonly #lanes: Lanes;
  readonly #listeners = new WeakMap<Element, LinkListener>();

  constructor(options: Options) {
    this.#options = options;
    this.#lanes = new Lanes({ ...options, handle: (stanza) => this.#handle(stanza) });
  }

  take(stanza: Element, listener: LinkListener): void {
    if (isAnswer(stanza)) {
      if (this.#options.requests.settle(stanza)) this.#options.proof();
      else this.#log("debug", stanza, "an answer that nobody waits for");
      return;
    }
    if (this.#isClaimed(stanza, listener)) return;
    this.#listeners.set(stanza, listener);
    if (this.#lanes.add(stanza)) return;
    this.#log("warn", stanza, "too many stanzas wait: one refused");
    this.refuse(stanza, "resource-constraint");
  }

  /** Tells the sender of a stanza that it was not read; one who waits for it as an answer is told so. */
  refuse(stanza: Element, condition: string, text?: string): void {
    if (isAnswer(stanza)) this.#options.requests.refuse(stanza, new StanzaError(condition, text));
    else if (isRefusable(stanza)) void this.#reply(refusalOf(stanza, condition, text));
    else this.#log("warn", stanza, `dropped: ${condition}`);
  }

  /** Resolves once all that came has been dealt with. */
  async idle(): Promise<void> {
    await this.#lanes.idle();
  }

  #isClaimed(stanza: Element, listener: LinkListener): boolean {
    try {
      return !stanza.is("iq") && listener.claims?.(stanza) === true;
    } catch (error) {
      this.#log("error", stanza, `a listener failed: ${String(error)}`);
      return false;
    }
  }

  async #handle(stanza: Element): Promise<void> {
    const listener = this.#listeners.get(stanza);
    if (listener === undefined) return;
    if (!stanza.is("iq")) {
      await listener.received(stanza);
      return;
    }
    const answer = await answerTo(stanza, (iq) => listener.received(iq), this.#options.runtime.log);
    if (stanza.attrs.from !== undefined) await this.#reply(answer);
  }

  async #reply(answer: Element): Promise<void> {
    try {
      await this.#options.send(answer);
    } catch (error) {
      if (error instanceof LinkDown || answer.attrs.type === "error") {
        this.#log("debug", answer, `an answer could not be sent: ${String(error)}`);
        return;
      }
      const condition = error instanceof StanzaError ? error.condition : "internal-server-error";
      const { id, from, to } = answer.attrs;
      await this.#reply(refusalOf({ name: answer.name, attrs: { id, from: to, to: from } }, condition));
    }
  }

  #log(level: "debug" | "warn" | "error", stanza: Element, message: string): void {
    const { from, to, id, type } = stanza.attrs;
    this.#options.runtime.log[level]({ stanza: stanza.name, from, to, id, type }, message);
  }
}
