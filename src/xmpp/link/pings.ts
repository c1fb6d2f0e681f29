import type { Element } from "@xmpp/component";
import type { Runtime, Timer } from "../../runtime.js";
import { LinkDown } from "../operations.js";
import { comparable } from "./addresses.js";
import { type Resolvers, withResolvers } from "./deadline.js";
import type { LinkLimits } from "./limits.js";
import { xml } from "./xml.js";

/** So often a ping gets its time again while the server goes on talking: it may be busy with what came before. */
const GRACE = 3;

interface Options {
  readonly domain: string;
  readonly limits: LinkLimits;
  readonly runtime: Runtime;
  readonly send: (stanza: Element) => Promise<void>;
  /** A ping went unanswered for its time in silence, or several times as long in all. */
  readonly dead: () => void;
}

/**
 * Pings (XEP-0199) to the own domain over one stream. They come back to ourselves, behind all that was sent before:
 * proof that both directions live, and that the server has dealt with it. At most one is under way.
 */
export class Pings {
  readonly #options: Options;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #expected: { readonly id: string; readonly back: Resolvers<void> } | undefined;
  #idle: Timer | undefined;
  #late: Timer | undefined;
  #lastProof: number;
  #isHeard = false;
  #isOpen = true;

  constructor(options: Options) {
    this.#options = options;
    this.#lastProof = options.runtime.clock.now();
    this.#watch(options.limits.idle);
  }

  /** Resolves once a ping sent after this call is back; callers meanwhile share one. @throws LinkDown */
  async settled(): Promise<void> {
    if (this.#running === undefined) return this.#start();
    this.#next ??= this.#running.catch(() => {}).then(() => this.#running ?? this.#start());
    return this.#next;
  }

  /** The server has answered something of ours. */
  proof(): void {
    this.#lastProof = this.#options.runtime.clock.now();
  }

  /** The server has sent something, whatever it was. */
  heard(): void {
    this.#isHeard = true;
  }

  /** Whether the stanza is the ping coming back, or an error in its place, which shows as much. */
  claim(stanza: Element): boolean {
    const { from = "", to = "", id } = stanza.attrs;
    if (!stanza.is("iq") || id === undefined || id !== this.#expected?.id) return false;
    const own = comparable(this.#options.domain);
    if (comparable(from) !== own || comparable(to) !== own) return false;
    this.#expected.back.resolve();
    return true;
  }

  close(): void {
    this.#isOpen = false;
    this.#idle?.cancel();
    this.#expected?.back.reject(new LinkDown("the stream broke"));
  }

  #start(): Promise<void> {
    this.#next = undefined;
    this.#running = this.#ping().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #ping(): Promise<void> {
    if (!this.#isOpen) throw new LinkDown("the stream is closed");
    const { domain, runtime, send } = this.#options;
    const id = runtime.random.token(16);
    const back = withResolvers<void>();
    this.#expected = { id, back };
    try {
      await send(xml("iq", { type: "get", id, from: domain, to: domain }, xml("ping", "urn:xmpp:ping")));
      if (this.#isOpen) this.#expire(GRACE);
      await back.promise;
      this.proof();
    } finally {
      this.#late?.cancel();
      this.#expected = undefined;
    }
  }

  #expire(grace: number): void {
    const { limits, runtime, dead } = this.#options;
    this.#isHeard = false;
    this.#late = runtime.timers.after(limits.pingTimeout, () => {
      if (this.#isHeard && grace > 0) this.#expire(grace - 1);
      else dead();
    });
  }

  #watch(delay: number): void {
    const { limits, runtime } = this.#options;
    this.#idle = runtime.timers.after(delay, () => {
      const silence = runtime.clock.now() - this.#lastProof;
      if (silence >= limits.idle) this.settled().catch(() => {});
      this.#watch(silence >= limits.idle ? limits.idle : limits.idle - silence);
    });
  }
}
