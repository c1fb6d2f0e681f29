import { LinkDown, type MessageOperations, StanzaError } from "../../xmpp/index.js";
import { bareJid } from "../addresses.js";
import type { BridgeContext } from "../context.js";

type Receipt = Parameters<MessageOperations["receipt"]>[0];
type Refusal = Parameters<MessageOperations["refuse"]>[0];

/** What a sender is told of a message: that a phone has it, or why none does. `from` is the user of ours. */
export type Verdict = { readonly receipt: Receipt } | { readonly refusal: Refusal };

const ID_LENGTH = 16;

/**
 * Tells senders what became of their messages. What became of them stays so whether or not that can be told now: what
 * cannot, for want of a stream, is kept until there is one.
 */
export class Verdicts {
  readonly #context: Pick<BridgeContext, "storage" | "xmpp" | "runtime">;

  constructor(context: Pick<BridgeContext, "storage" | "xmpp" | "runtime">) {
    this.#context = context;
  }

  /** Never rejects. */
  async tell(verdict: Verdict): Promise<void> {
    try {
      await this.#sendOrKeep(verdict);
    } catch (error) {
      const { log } = this.#context.runtime;
      log.warn({ err: error }, "a sender could not be told what became of his message");
    }
  }

  /** The stream is up: tells what has been kept. */
  async catchUp(): Promise<void> {
    const { storage, xmpp } = this.#context;
    const told: string[] = [];
    try {
      for (const { id, verdict } of await storage.verdicts.all()) {
        await this.#sendOrDrop(verdict as Verdict);
        told.push(id);
      }
      if (told.length > 0) await xmpp.settled();
    } catch (error) {
      if (error instanceof LinkDown) return;
      throw error;
    }
    await storage.verdicts.remove(told);
  }

  async #sendOrKeep(verdict: Verdict): Promise<void> {
    try {
      await this.#sendOrDrop(verdict);
    } catch (error) {
      if (!(error instanceof LinkDown)) throw error;
      const { storage, runtime } = this.#context;
      const { from } = "receipt" in verdict ? verdict.receipt : verdict.refusal;
      await storage.verdicts.put({ id: runtime.random.token(ID_LENGTH), user: bareJid(from), verdict });
    }
  }

  /** One that cannot be sent at all, as for its length, would stand in the way of all others. @throws LinkDown */
  async #sendOrDrop(verdict: Verdict): Promise<void> {
    try {
      await this.#send(verdict);
    } catch (error) {
      if (!(error instanceof StanzaError)) throw error;
      const { log } = this.#context.runtime;
      log.warn({ err: error }, "a sender cannot be told what became of his message");
    }
  }

  #send(verdict: Verdict): Promise<void> {
    const { messages } = this.#context.xmpp;
    return "receipt" in verdict ? messages.receipt(verdict.receipt) : messages.refuse(verdict.refusal);
  }
}
