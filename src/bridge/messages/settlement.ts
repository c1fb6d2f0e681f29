import { LinkDown } from "../../xmpp/index.js";
import type { BridgeContext } from "../context.js";

/**
 * Follows messages until the server is known to have dealt with them. One confirmation covers all that was written
 * before it, so however many messages go out, one is under way at a time.
 */
export class Settlement {
  readonly #context: Pick<BridgeContext, "storage" | "xmpp" | "runtime">;
  /** Being written, or written and not confirmed yet. */
  readonly #underWay = new Set<string>();
  #written: string[] = [];
  #confirming: Promise<void> | undefined;
  #isBehind = true;

  constructor(context: Pick<BridgeContext, "storage" | "xmpp" | "runtime">) {
    this.#context = context;
  }

  /** Whether a message is on its way over the present stream: it must not be sent again. */
  isUnderWay(id: string): boolean {
    return this.#underWay.has(id);
  }

  /** Whether messages may have been lost with an earlier stream, and are to be sent again before any other. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  caughtUp(): void {
    this.#isBehind = false;
  }

  /** To be called before the message is on disk. */
  begun(id: string): void {
    this.#underWay.add(id);
  }

  /** The message could not be written after all. */
  failed(id: string): void {
    this.#underWay.delete(id);
  }

  written(id: string): void {
    this.#written.push(id);
    this.#confirming ??= this.#confirm().finally(() => {
      this.#confirming = undefined;
    });
  }

  /** Resolves once nothing waits for a confirmation. */
  async idle(): Promise<void> {
    await this.#confirming;
  }

  async #confirm(): Promise<void> {
    while (this.#written.length > 0) {
      const batch = this.#written;
      this.#written = [];
      try {
        await this.#context.xmpp.settled();
        await this.#context.storage.sent.settle(batch);
      } catch (error) {
        // They stay unsettled on disk, and are sent again once the stream is back.
        this.#isBehind = true;
        if (!(error instanceof LinkDown))
          this.#context.runtime.log.error({ err: error }, "sent messages could not be marked as settled");
      }
      for (const id of batch) this.#underWay.delete(id);
    }
  }
}
