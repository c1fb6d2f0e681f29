import type { Timer, Timers } from "../../runtime.js";
import { LinkDown } from "../operations.js";
import { type Resolvers, withResolvers } from "./deadline.js";
import { StreamFault } from "./faults.js";
import type { LinkLimits } from "./limits.js";
import type { Stream } from "./stream.js";

interface Options {
  readonly stream: Stream;
  readonly limits: LinkLimits;
  readonly timers: Timers;
}

interface Waiting {
  readonly text: string;
  readonly done: Resolvers<void>;
}

/**
 * What waits to be written to one stream. The library buffers without bound what a server does not read; here nothing
 * is written while the socket is full, and beyond the bounds nothing is taken.
 */
export class SendQueue {
  readonly #options: Options;
  readonly #waiting: Waiting[] = [];
  readonly #written = new Set<Waiting>();
  #size = 0;
  #empty: Resolvers<void> | undefined;
  #stuck: Timer | undefined;
  #isOpen = true;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Stanzas that the system has not taken yet. */
  get length(): number {
    return this.#waiting.length + this.#written.size;
  }

  /** Resolves once the system has taken it. @throws LinkDown */
  async add(text: string): Promise<void> {
    if (!this.#isOpen) throw new LinkDown("the stream is closed");
    const { queuedStanzas, queuedCharacters } = this.#options.limits;
    if (this.#waiting.length >= queuedStanzas || this.#size + text.length > queuedCharacters) {
      throw new LinkDown("too much waits to be written");
    }
    const entry = { text, done: withResolvers<void>() };
    this.#waiting.push(entry);
    this.#size += text.length;
    this.#pump();
    await entry.done.promise;
  }

  /** The socket has room again. */
  drained(): void {
    this.#stuck?.cancel();
    this.#stuck = undefined;
    this.#pump();
  }

  /** Resolves once nothing waits any more, also by a break. */
  async emptied(): Promise<void> {
    if (this.length === 0) return;
    this.#empty ??= withResolvers<void>();
    await this.#empty.promise;
  }

  /** Takes nothing more; what has not been taken by the system is lost. */
  close(): void {
    this.#isOpen = false;
    this.#stuck?.cancel();
    const lost = [...this.#written, ...this.#waiting.splice(0)];
    this.#written.clear();
    this.#size = 0;
    for (const entry of lost) entry.done.reject(new LinkDown("the stream broke"));
    this.#empty?.resolve();
  }

  #pump(): void {
    const { stream, limits, timers } = this.#options;
    let count = 0;
    while (this.#isOpen && count < this.#waiting.length && !stream.isFull) {
      const entry = this.#waiting[count];
      count += 1;
      if (entry !== undefined) this.#write(entry);
    }
    this.#waiting.splice(0, count);
    if (this.#isOpen && this.#waiting.length > 0) {
      this.#stuck ??= timers.after(limits.drainTimeout, () => stream.fail(new StreamFault("stuck")));
    }
  }

  #write(entry: Waiting): void {
    this.#size -= entry.text.length;
    this.#written.add(entry);
    this.#options.stream.write(entry.text).then(
      () => this.#settle(entry, () => entry.done.resolve()),
      () => this.#settle(entry, () => entry.done.reject(new LinkDown("the stream broke"))),
    );
  }

  #settle(entry: Waiting, settle: () => void): void {
    this.#written.delete(entry);
    settle();
    if (this.length === 0) this.#empty?.resolve();
  }
}
