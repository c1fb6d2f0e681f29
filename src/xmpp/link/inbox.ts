import type { Runtime } from "../../runtime.js";
import { LinkDown, StanzaError } from "../operations.js";
import { Turns } from "../turns.js";
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

/** An iq of somebody, and who is to answer it. */
interface Asked {
  readonly iq: Element;
  readonly listener: LinkListener;
}

/** Sorts what comes in: answers to who waits for them, all else to the listener, who answers iqs exactly once. */
export class Inbox {
  readonly #options: Options;
  readonly #asked: Turns<Asked>;

  constructor(options: Options) {
    const { waitingForAddress, waiting } = options.limits;
    this.#options = options;
    this.#asked = new Turns((asked) => this.#answer(asked), {
      forAddress: waitingForAddress,
      inAll: waiting,
    });
  }

  take(stanza: Element, listener: LinkListener): void {
    if (isAnswer(stanza)) {
      if (this.#options.requests.settle(stanza)) this.#options.proof();
      else this.#log("debug", stanza, "an answer that nobody waits for");
      return;
    }
    if (!stanza.is("iq")) {
      this.#tell(stanza, listener);
      return;
    }
    if (this.#asked.add(stanza.attrs.to ?? "", { iq: stanza, listener })) return;
    this.#log("warn", stanza, "too many stanzas wait: one refused");
    this.refuse(stanza, "resource-constraint");
  }

  /** Tells the sender of a stanza that it was not read; one who waits for it as an answer is told so. */
  refuse(stanza: Element, condition: string, text?: string): void {
    if (isAnswer(stanza)) this.#options.requests.refuse(stanza, new StanzaError(condition, text));
    else if (isRefusable(stanza)) void this.#reply(refusalOf(stanza, condition, text));
    else this.#log("warn", stanza, `dropped: ${condition}`);
  }

  /** Resolves once all iqs that came have been answered. */
  async idle(): Promise<void> {
    await this.#asked.idle();
  }

  /** In the library, what is thrown costs the rest of the read, and the process. */
  #tell(stanza: Element, listener: LinkListener): void {
    try {
      listener.received(stanza);
    } catch (error) {
      this.#log("error", stanza, "a stanza's handler failed", { err: error });
    }
  }

  async #answer({ iq, listener }: Asked): Promise<void> {
    const { runtime, limits } = this.#options;
    const slow = runtime.timers.after(limits.slowHandler, () =>
      this.#log("warn", iq, "a stanza's handler is slow"),
    );
    try {
      const answer = await answerTo(iq, (asked) => listener.asked(asked), runtime.log);
      if (iq.attrs.from !== undefined) await this.#reply(answer);
    } finally {
      slow.cancel();
    }
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

  #log(level: "debug" | "warn" | "error", stanza: Element, message: string, more?: { err: unknown }): void {
    const { from, to, id, type } = stanza.attrs;
    this.#options.runtime.log[level]({ stanza: stanza.name, from, to, id, type, ...more }, message);
  }
}
