import type { Element } from "@xmpp/component";
import type { Runtime } from "../../runtime.js";
import { StreamFault } from "./faults.js";
import type { LinkLimits } from "./limits.js";
import { serialise } from "./outgoing.js";
import { Pings } from "./pings.js";
import { SendQueue } from "./send-queue.js";
import type { Stream } from "./stream.js";

interface Options {
  readonly stream: Stream;
  readonly domain: string;
  readonly limits: LinkLimits;
  readonly runtime: Runtime;
}

/** A stream that is online, with its queue and its pings. All three end together. */
export class Session {
  readonly pings: Pings;
  readonly #options: Options;
  readonly #queue: SendQueue;

  constructor(options: Options) {
    const { stream, domain, limits, runtime } = options;
    this.#options = options;
    this.#queue = new SendQueue({ stream, limits, timers: runtime.timers });
    this.pings = new Pings({
      domain,
      limits,
      runtime,
      send: (stanza) => this.send(stanza),
      dead: () => stream.fail(new StreamFault("dead")),
    });
  }

  /** @throws StanzaError, LinkDown: see Link.send */
  async send(stanza: Element): Promise<void> {
    await this.#queue.add(serialise(stanza, this.#options.domain, this.#options.limits.stanzaSize));
  }

  drained(): void {
    this.#queue.drained();
  }

  /** Resolves once nothing waits to be written any more. */
  async flushed(): Promise<void> {
    await this.#queue.emptied();
  }

  /** Everything that waits is told that the stream is no more. */
  close(): void {
    this.pings.close();
    this.#queue.close();
  }
}
