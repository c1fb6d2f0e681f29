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

/** How many stanzas are remembered. */
const REMEMBERED = 5;

/** A stream that is online, with its queue and its pings. All three end together. */
export class Session {
  readonly pings: Pings;
  readonly #options: Options;
  readonly #queue: SendQueue;
  readonly #last: object[] = [];

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
    const text = serialise(stanza, this.#options.domain, this.#options.limits.stanzaSize);
    const { id, type, from, to } = stanza.attrs;
    this.#last.push({ stanza: stanza.name, id, type, from, to, characters: text.length });
    if (this.#last.length > REMEMBERED) this.#last.shift();
    await this.#queue.add(text);
  }

  /** What was sent last, for the log: a server that closes the stream for a stanza does not say for which. */
  get last(): readonly object[] {
    return this.#last;
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
