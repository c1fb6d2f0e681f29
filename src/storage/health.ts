import type { Runtime } from "../runtime.js";

/** Milliseconds for which a write that was tried says how the store is. */
const FRESH = 5_000;

/** Whether what is written gets to the disk, as the last write tells that would have changed it. */
export class Health {
  #watcher: Pick<Runtime, "clock" | "log"> | undefined;
  #outage: string | undefined;
  #triedAt = Number.NEGATIVE_INFINITY;

  /** From here on, the log tells when writing begins to fail, and when it works again. */
  watch(watcher: Pick<Runtime, "clock" | "log">): void {
    this.#watcher = watcher;
  }

  /** Why nothing gets to the disk; undefined: it does. */
  get outage(): string | undefined {
    return this.#outage;
  }

  /** A write was tried lately. */
  get isFresh(): boolean {
    return this.#watcher !== undefined && this.#watcher.clock.now() - this.#triedAt < FRESH;
  }

  worked(): void {
    this.#tried();
    if (this.#outage === undefined) return;
    this.#outage = undefined;
    this.#watcher?.log.info({}, "the store can be written again");
  }

  /** @param reason a sentence */
  failed(reason: string): void {
    this.#tried();
    const isNew = this.#outage === undefined;
    this.#outage = reason;
    if (isNew)
      this.#watcher?.log.error({ reason }, "the store cannot be written: what has to be kept is refused");
  }

  #tried(): void {
    this.#triedAt = this.#watcher?.clock.now() ?? Number.NEGATIVE_INFINITY;
  }
}
