import type { Runtime, Timer } from "../../runtime.js";
import type { PhoneSession } from "../phone-session.js";
import { emptyQueue, hasMore, type QueueEffect, type QueueEvent, type QueueState, step } from "./queue.js";

type Told = Extract<QueueEffect, { type: "send" | "taken" | "unwritable" }>;

/** How many TransactionIDs are reserved on disk at a time: after a restart, counting goes on behind them. */
const RESERVED = 100;
/** With so many left, more are reserved: those are used while the disk writes. */
const LEFT = 20;

export interface LineHooks {
  /** Calls the phone, if it has a channel for that and is not talking to us anyway. */
  readonly wake: (session: PhoneSession) => void;
  /** The reserved TransactionIDs are nearly used up: the session is to be stored. */
  readonly reserve: (session: PhoneSession) => void;
}

/** The queue of one session with its timer. */
export class Line {
  readonly session: PhoneSession;
  readonly #runtime: Runtime;
  readonly #hooks: LineHooks;
  #state: QueueState;
  #reserved: number;
  #timer: { readonly at: number; readonly timer: Timer } | undefined;

  constructor(session: PhoneSession, runtime: Runtime, hooks: LineHooks, nextTransaction: number) {
    this.session = session;
    this.#runtime = runtime;
    this.#hooks = hooks;
    this.#state = emptyQueue(session.openLimit, nextTransaction);
    this.#reserved = nextTransaction + RESERVED;
  }

  /** The first TransactionID that is not used and not reserved. */
  get reserved(): number {
    return this.#reserved;
  }

  get hasMore(): boolean {
    return hasMore(this.#state, this.#runtime.clock.now());
  }

  /** Whether a transaction is open and still wanted. */
  isWanted(transaction: string): boolean {
    return this.#state.open.some((open) => open.transaction === transaction && !open.isOver);
  }

  /** Whether the phone is being told of it, or has been without answering yet. */
  isTelling(id: string): boolean {
    return this.#state.open.some((open) => open.id === id && !open.isOver);
  }

  /** Takes a step; carries out what concerns time and tells the log of what is parked, and returns the rest. */
  apply(event: QueueEvent): readonly Told[] {
    const [state, effects] = step(this.#state, event);
    this.#state = state;
    if (state.next + LEFT > this.#reserved) {
      this.#reserved = state.next + RESERVED;
      this.#hooks.reserve(this.session);
    }
    const told: Told[] = [];
    for (const effect of effects) {
      if (effect.type === "wake") this.#hooks.wake(this.session);
      else if (effect.type === "check") this.#checkAt(effect.at);
      else if (effect.type === "parked") this.#logParked(effect.id);
      else told.push(effect);
    }
    return told;
  }

  stop(): void {
    this.#timer?.timer.cancel();
    this.#timer = undefined;
  }

  #logParked(notice: string): void {
    const fields = { session: this.session.id, user: this.session.user.jid, notice };
    this.#runtime.log.warn(fields, "a phone never answered a notice: not told again in this session");
  }

  #checkAt(at: number): void {
    if (this.#timer !== undefined && this.#timer.at <= at) return;
    this.stop();
    const timer = this.#runtime.timers.after(Math.max(1, at - this.#runtime.clock.now()), () => {
      this.#timer = undefined;
      this.apply({ type: "checked", now: this.#runtime.clock.now() });
    });
    this.#timer = { at, timer };
  }
}
