import { KeyedLock } from "../keyed-lock.js";
import type { BridgeContext } from "./context.js";

const THREAD_LENGTH = 24;
/** For how long the thread of a chat is kept that nobody uses. Milliseconds. */
const UNUSED_LIFE = 30 * 24 * 3600_000;

/**
 * The thread of each one-to-one chat (RFC 6121 section 5.2.5): phones know none, so Hamlet keeps one per pair. What the
 * peer last wrote in is taken over, so that both stay in one conversation.
 */
export class Conversations {
  readonly #context: Pick<BridgeContext, "storage" | "runtime">;
  /** The phone and the peer may write at the same time. */
  readonly #serial = new KeyedLock();

  constructor(context: Pick<BridgeContext, "storage" | "runtime">) {
    this.#context = context;
  }

  /** The thread to write in; begun where there is none. @param user and @param peer bare JIDs */
  async threadOf(user: string, peer: string): Promise<string> {
    return this.#serial.run(`${user} ${peer}`, async () => {
      const known = await this.#context.storage.conversations.get(user, peer);
      const thread = known?.thread ?? this.#context.runtime.random.token(THREAD_LENGTH);
      await this.#put(user, peer, thread, known?.room);
      return thread;
    });
  }

  /** The peer wrote, in that thread if it named one. */
  async heard(user: string, peer: string, thread: string | undefined): Promise<void> {
    await this.#serial.run(`${user} ${peer}`, async () => {
      const known = await this.#context.storage.conversations.get(user, peer);
      const next = thread ?? known?.thread ?? this.#context.runtime.random.token(THREAD_LENGTH);
      const isSame = known === undefined || known.thread === next;
      await this.#put(user, peer, next, isSame ? known?.room : undefined);
    });
  }

  /** From now on the chat goes on in a room. */
  async continuedIn(user: string, peer: string, thread: string, room: string): Promise<void> {
    await this.#serial.run(`${user} ${peer}`, () => this.#put(user, peer, thread, room));
  }

  /** Whether a chat with the peer is going on: in that thread, or without one lately. @param within milliseconds */
  async isGoingOn(user: string, peer: string, thread: string | undefined, within: number): Promise<boolean> {
    const known = await this.#context.storage.conversations.get(user, peer);
    if (known === undefined) return false;
    if (thread !== undefined && thread === known.thread) return true;
    return thread === undefined && this.#context.runtime.clock.now() - known.usedAt <= within;
  }

  /** Anybody who writes begins a chat; those that nobody uses do not stay for ever. */
  async prune(): Promise<void> {
    await this.#context.storage.conversations.prune(this.#context.runtime.clock.now() - UNUSED_LIFE);
  }

  async #put(user: string, peer: string, thread: string, room: string | undefined): Promise<void> {
    const usedAt = this.#context.runtime.clock.now();
    await this.#context.storage.conversations.put({ user, peer, thread, room, usedAt });
  }
}
