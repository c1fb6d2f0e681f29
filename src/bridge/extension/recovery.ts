import type { Timer } from "../../runtime.js";
import type { OccupancyRow } from "../../storage/index.js";
import { type Entry, LinkDown, StanzaError } from "../../xmpp/index.js";
import { bareJid } from "../addresses.js";
import type { BridgeContext } from "../context.js";
import type { Extension, ExtensionEvent } from "../extend-conversation.js";
import { isSilence } from "../refusals.js";
import type { ExtensionRunner } from "./runner.js";

/** Milliseconds until a room that did not answer is asked again: at first, and at most. */
const SOON = 10_000;
const LATE = 600_000;

interface Appointment {
  readonly timer: Timer;
  readonly delay: number;
}

/** Finds out how things are with extensions that something has interrupted, and lets them go on from there. */
export class ExtensionRecovery {
  readonly #context: BridgeContext;
  readonly #runner: ExtensionRunner;
  /** By room. */
  readonly #appointments = new Map<string, Appointment>();
  #hasStopped = false;

  constructor(context: BridgeContext, runner: ExtensionRunner) {
    this.#context = context;
    this.#runner = runner;
  }

  /** Looks after what was under way when the stream, or Hamlet, went down. */
  async everything(): Promise<void> {
    await this.#runner.load();
    for (const { room, phase } of this.#runner.all()) {
      // One that is just being made notices by itself.
      if (phase === "creating" && this.#runner.isOfThisLife(room)) continue;
      this.#forget(room);
      await this.look(room);
    }
  }

  /** Without effect where no extension is about the room. */
  async look(room: string): Promise<void> {
    const extension = this.#runner.get(room);
    if (extension === undefined) return this.#forget(room);
    try {
      const event = await this.#stateOf(extension);
      void this.#goOn(room, event);
    } catch (error) {
      // With the stream, everything is looked after.
      if (error instanceof LinkDown) return;
      if (!isSilence(error)) throw error;
      this.later(room);
    }
  }

  /** What follows may meet the same silence, after which the room is asked later still. */
  async #goOn(room: string, event: ExtensionEvent): Promise<void> {
    const former = this.#appointments.get(room);
    former?.timer.cancel();
    await this.#runner.dispatch(room, event);
    if (this.#appointments.get(room) === former) this.#forget(room);
  }

  /** A room did not answer, which says nothing of how things are in it. */
  later(room: string): void {
    if (this.#hasStopped) return;
    const former = this.#appointments.get(room);
    former?.timer.cancel();
    const delay = Math.min(former === undefined ? SOON : former.delay * 2, LATE);
    const timer = this.#context.runtime.timers.after(delay, () => this.lookUnasked(room));
    this.#appointments.set(room, { timer, delay });
  }

  /** Looks, where nobody waits for it. */
  lookUnasked(room: string): void {
    this.look(room).catch((err: unknown) => {
      this.#context.runtime.log.error({ room, err }, "an extension of a chat was not looked after");
    });
  }

  stop(): void {
    this.#hasStopped = true;
    for (const room of this.#appointments.keys()) this.#forget(room);
  }

  #forget(room: string): void {
    this.#appointments.get(room)?.timer.cancel();
    this.#appointments.delete(room);
  }

  /** @throws StanzaError where the room does not answer; LinkDown */
  async #stateOf(extension: Extension): Promise<ExtensionEvent> {
    const { handsets, storage } = this.#context;
    const { room, phase, peer } = extension;
    const resumed = { type: "resumed", isPeerInside: false } as const;
    if (phase === "creating" || phase === "closing") return resumed;
    const session = handsets.session(extension.session);
    if (session === undefined) return { type: "initiator-gone" };
    const occupancy = await storage.occupancies.get(session.id, room);
    if (occupancy === undefined) return { type: "room-gone" };
    try {
      const { occupants } = await this.#comeBack(occupancy);
      const isPeerInside = occupants.some(({ jid }) => jid !== undefined && bareJid(jid) === peer);
      return { ...resumed, isPeerInside };
    } catch (error) {
      if (error instanceof StanzaError && !isSilence(error)) return { type: "room-gone" };
      throw error;
    }
  }

  /** @throws StanzaError where the room is gone, or closed to the initiator; LinkDown */
  async #comeBack({ room, nick, as }: OccupancyRow): Promise<Entry> {
    const { rooms } = this.#context.xmpp;
    if (await rooms.isInside(room, nick, as)) return rooms.resume(room, nick, as);
    return rooms.enter(room, nick, as, { mayCreate: false });
  }
}
