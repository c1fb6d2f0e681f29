import type { StatusName } from "../../csp/index.js";
import type { Timer } from "../../runtime.js";
import type { BridgeContext } from "../context.js";
import {
  begin,
  type Extension,
  type ExtensionEffect,
  type ExtensionEvent,
  type NewExtension,
  type Step,
  step,
} from "../extend-conversation.js";

/** Does what the runner cannot do by itself. */
export interface Performer {
  /** Carries out an effect. Returns the event that it ends in. */
  perform(effect: ExtensionEffect, extension: Extension): Promise<ExtensionEvent | undefined>;
  /** Whether the peer's request to join came in time, though it is not answered yet. */
  isPeerComing(extension: Extension): Promise<boolean>;
}

/** Milliseconds after a start in which the stream may come up, and tell that the peer is inside, before its time is up. */
const GRACE = 10_000;
/** Milliseconds after which a peer that is coming is looked for again, and for how long. */
const COMING = 1000;
const LONGEST_COMING = 30_000;

interface Running {
  extension: Extension;
  readonly isOfThisLife: boolean;
  /** What happens to one extension happens in order. */
  queue: Promise<void>;
  /** When the time of the peer is up. Milliseconds since the epoch. */
  deadline: number | undefined;
  timer: Timer | undefined;
  answer: ((reason: StatusName) => void) | undefined;
}

type Needs = Pick<BridgeContext, "storage" | "runtime" | "settings">;

/** Drives the state machines: each new state is on disk before its effects happen, and effects happen in order. */
export class ExtensionRunner {
  readonly #context: Needs;
  readonly #performer: Performer;
  /** By room. */
  readonly #running = new Map<string, Running>();
  #loading: Promise<void> | undefined;

  constructor(context: Needs, performer: Performer) {
    this.#context = context;
    this.#performer = performer;
  }

  /** Begins an extension. Resolves with the Status that answers the request. */
  start(request: NewExtension): Promise<StatusName> {
    return new Promise((resolve) => {
      const first = begin(request);
      const running = this.#add(first[0], undefined, true);
      running.answer = resolve;
      this.#enqueue(running, () => this.#take(running, first));
    });
  }

  /**
   * Something happened in or to a room; without effect if no extension is about it. Never rejects.
   * @returns when all that it leads to is done
   */
  async dispatch(room: string, event: ExtensionEvent): Promise<void> {
    try {
      await this.load();
    } catch (err) {
      this.#context.runtime.log.error({ room, err }, "the extensions of chats could not be read");
      return;
    }
    const running = this.#running.get(room);
    if (running === undefined) return;
    this.#enqueue(running, () => this.#take(running, step(running.extension, event)));
    await running.queue;
  }

  /** Takes up what was under way when Hamlet stopped; to be awaited before anything else. */
  load(): Promise<void> {
    this.#loading ??= this.#load().catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  /** Whether an extension was begun since Hamlet started. */
  isOfThisLife(room: string): boolean {
    return this.#running.get(room)?.isOfThisLife === true;
  }

  all(): readonly Extension[] {
    return [...this.#running.values()].map(({ extension }) => extension);
  }

  get(room: string): Extension | undefined {
    return this.#running.get(room)?.extension;
  }

  /** No timer fires any more. What is under way stays on disk. */
  stop(): void {
    for (const running of this.#running.values()) this.#setTimer(running, undefined);
  }

  async #load(): Promise<void> {
    for (const { room, state, deadline } of await this.#context.storage.extensions.all()) {
      if (this.#running.has(room)) continue;
      const running = this.#add(state as Extension, deadline, false);
      if (running.extension.phase === "waiting") this.#startTimer(running, GRACE);
    }
  }

  #add(extension: Extension, deadline: number | undefined, isOfThisLife: boolean): Running {
    const running: Running = {
      extension,
      isOfThisLife,
      queue: Promise.resolve(),
      deadline,
      timer: undefined,
      answer: undefined,
    };
    this.#running.set(extension.room, running);
    return running;
  }

  #enqueue(running: Running, work: () => Promise<void>): void {
    const { room, id } = running.extension;
    running.queue = running.queue.then(work).catch((error: unknown) => {
      this.#context.runtime.log.error(
        { room, extension: id, err: error },
        "an extension of a chat got stuck",
      );
      running.answer?.("internal-error");
      running.answer = undefined;
    });
  }

  async #take(running: Running, [extension, effects]: Step): Promise<void> {
    if (effects.some(({ type }) => type === "start-timer")) {
      const { joinTimeout } = this.#context.settings.extendConversation;
      running.deadline ??= this.#context.runtime.clock.now() + joinTimeout * 1000;
    }
    running.extension = extension;
    await this.#save(running);
    // What effects end in is dealt with after all of them, so that none is lost where Hamlet stops in between.
    const events: ExtensionEvent[] = [];
    for (const effect of effects) {
      const event = await this.#carryOut(running, effect);
      if (event !== undefined) events.push(event);
    }
    for (const event of events) await this.#take(running, step(running.extension, event));
  }

  async #save({ extension, deadline }: Running): Promise<void> {
    const { extensions } = this.#context.storage;
    const { room, session, id, phase } = extension;
    if (phase === "over") {
      this.#running.delete(room);
      await extensions.remove(room);
    } else {
      await extensions.put({ room, session, extensionId: id, state: extension, deadline });
    }
  }

  async #carryOut(running: Running, effect: ExtensionEffect): Promise<ExtensionEvent | undefined> {
    switch (effect.type) {
      case "answer":
        running.answer?.(effect.reason);
        running.answer = undefined;
        return undefined;
      case "start-timer":
        this.#startTimer(running);
        return undefined;
      case "stop-timer":
        this.#setTimer(running, undefined);
        return undefined;
      default:
        return this.#performer.perform(effect, running.extension);
    }
  }

  #startTimer(running: Running, atLeast = 0): void {
    const left = (running.deadline ?? 0) - this.#context.runtime.clock.now();
    this.#setTimer(running, Math.max(atLeast, left));
  }

  #setTimer(running: Running, delay: number | undefined): void {
    running.timer?.cancel();
    running.timer =
      delay === undefined
        ? undefined
        : this.#context.runtime.timers.after(delay, () => void this.#timeIsUp(running));
  }

  /** What counts is when the peer asked to join (EC-27), however long the room takes to let it in. */
  async #timeIsUp(running: Running): Promise<void> {
    const { extension, timer, deadline = 0 } = running;
    const isLate = this.#context.runtime.clock.now() - deadline > LONGEST_COMING;
    const isComing = !isLate && (await this.#performer.isPeerComing(extension).catch(() => false));
    if (running.timer !== timer) return;
    if (isComing) this.#setTimer(running, COMING);
    else await this.dispatch(extension.room, { type: "time-is-up" });
  }
}
