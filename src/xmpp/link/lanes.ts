import type { Element } from "@xmpp/component";
import type { Runtime } from "../../runtime.js";
import { bareOf, comparable } from "./addresses.js";
import type { LinkLimits } from "./limits.js";

interface Options {
  readonly runtime: Runtime;
  readonly limits: LinkLimits;
  readonly handle: (stanza: Element) => Promise<void>;
}

/**
 * Incoming stanzas on their way to the handler: one after the other for each own bare address, so that order is kept,
 * and at once for different ones, so that one that hangs holds up nobody else. What a handler throws costs only its
 * own stanza; in the library it costs the rest of the read, and the process.
 */
export class Lanes {
  readonly #options: Options;
  readonly #lanes = new Map<string, Element[]>();
  #waiting = 0;
  #whenIdle: (() => void)[] = [];

  constructor(options: Options) {
    this.#options = options;
  }

  /** Stanzas whose handler has not ended. */
  get length(): number {
    return this.#waiting;
  }

  /** @returns whether there was room for it */
  add(stanza: Element): boolean {
    const { waitingForAddress, waiting } = this.#options.limits;
    const address = comparable(bareOf(stanza.attrs.to ?? ""));
    const lane = this.#lanes.get(address);
    if (this.#waiting >= waiting || (lane?.length ?? 0) >= waitingForAddress) return false;
    this.#waiting += 1;
    if (lane !== undefined) {
      lane.push(stanza);
      return true;
    }
    const opened = [stanza];
    this.#lanes.set(address, opened);
    void this.#walk(address, opened);
    return true;
  }

  /** Resolves once all handlers have ended. */
  async idle(): Promise<void> {
    if (this.#waiting === 0) return;
    await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
  }

  async #walk(address: string, lane: Element[]): Promise<void> {
    for (let stanza = lane[0]; stanza !== undefined; stanza = lane[0]) {
      await this.#handle(stanza);
      lane.shift();
      this.#waiting -= 1;
    }
    this.#lanes.delete(address);
    if (this.#waiting === 0) for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  async #handle(stanza: Element): Promise<void> {
    const { runtime, limits, handle } = this.#options;
    const { from, to, id, type } = stanza.attrs;
    const fields = { stanza: stanza.name, from, to, id, type };
    const slow = runtime.timers.after(limits.slowHandler, () =>
      runtime.log.warn(fields, "a stanza's handler is slow"),
    );
    try {
      await handle(stanza);
    } catch (error) {
      runtime.log.error({ ...fields, err: error }, "a stanza's handler failed");
    } finally {
      slow.cancel();
    }
  }
}
