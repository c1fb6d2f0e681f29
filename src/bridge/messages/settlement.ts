import type { Runtime } from "../../runtime.js";
import type { Storage } from "../../storage/index.js";
import { LinkDown, type Xmpp } from "../../xmpp/index.js";

/** What a settlement works with. */
export interface SettlementNeeds {
  readonly storage: { readonly sent: Pick<Storage["sent"], "settle"> };
  readonly xmpp: Pick<Xmpp, "handedOver">;
  readonly runtime: Pick<Runtime, "log">;
}

/**
 * Follows messages until they are known to be in other hands: the server has dealt with them, and those to phones of ours
 * are on disk for them. One confirmation covers all that was written
 * before it, so however many messages go out, one is under way at a time.
 */
export class Settlement {
  readonly #needs: SettlementNeeds;
  /** Being written, or written and not confirmed yet. */
  readonly #underWay = new Set<string>();
  #written: string[] = [];
  #confirming: Promise<void> | undefined;
  #isBehind = true;

  constructor(needs: SettlementNeeds) {
    this.#needs = needs;
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
    this.#confirming ??= this.#confirm();
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
        await this.#needs.xmpp.handedOver();
        await this.#needs.storage.sent.settle(batch);
      } catch (error) {
        // They stay unsettled on disk, and are sent again once the stream is back.
        this.#isBehind = true;
        if (!(error instanceof LinkDown))
          this.#needs.runtime.log.error({ err: error }, "sent messages could not be marked as settled");
      }
      for (const id of batch) this.#underWay.delete(id);
    }
    // Here and no later, so that what is written next begins anew.
    this.#confirming = undefined;
  }
}
