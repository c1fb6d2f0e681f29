import type { Component, Element } from "@xmpp/component";
import type { Timers } from "../../runtime.js";
import { within, withResolvers } from "./deadline.js";
import { faultOf, StreamFault } from "./faults.js";
import { guardedComponent, octets } from "./library.js";
import type { LinkLimits } from "./limits.js";
import type { Place } from "./trouble.js";

export interface StreamOptions {
  readonly place: Place;
  readonly secret: string;
  readonly limits: LinkLimits;
  readonly timers: Timers;
}

/** Who is given what comes in. Must not throw. */
export interface StreamSink {
  received(stanza: Element): void;
  /** One beyond the limits, without its children. */
  excessive(stanza: Element): void;
  /** The socket has room again. */
  drained(): void;
}

/** One component stream from its connection to its end; another one needs another object. */
export class Stream {
  readonly #options: StreamOptions;
  readonly #entity: Component;
  readonly #end = withResolvers<never>();
  #fault: StreamFault | undefined;
  #sink: StreamSink | undefined;
  #early: ((sink: StreamSink) => void)[] = [];

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#entity = guardedComponent({
      place: options.place,
      limits: options.limits,
      excessive: (stanza) => this.#hand((sink) => sink.excessive(stanza)),
    });
    this.#entity.on("stanza", (stanza: Element) => this.#hand((sink) => sink.received(stanza)));
    this.#entity.on("error", (error: unknown) => this.fail(faultOf(error)));
    this.#entity.on("close", () => this.fail(new StreamFault("closed")));
    this.#entity.on("disconnect", () => this.fail(new StreamFault("closed")));
  }

  /** Never resolves; rejects with the StreamFault that ended the stream. */
  get ended(): Promise<never> {
    return this.#end.promise;
  }

  /**
   * Connects and shakes hands, with a deadline on every step: the library's `start` waits for ever where the server
   * is silent, and leaves a rejection unhandled where it resets the connection.
   * @throws StreamFault
   */
  async open(): Promise<void> {
    const { connectTimeout, headerTimeout, handshakeTimeout } = this.#options.limits;
    const { domain } = this.#options.place;
    await this.#step("connect", connectTimeout, () => this.#entity.connect(""));
    this.#entity.socket?.on("drain", () => this.#sink?.drained());
    const header = await this.#step("header", headerTimeout, () => this.#entity.open({ domain }));
    const id = octets(header.attrs.id ?? "");
    await this.#step("handshake", handshakeTimeout, () =>
      this.#entity.authenticate(id, octets(this.#options.secret)),
    );
  }

  /** Hands on what has come so far, and then all that comes. */
  attach(sink: StreamSink): void {
    this.#sink = sink;
    for (const hand of this.#early.splice(0)) hand(sink);
  }

  /** Whether more written now would only pile up in the process. */
  get isFull(): boolean {
    return this.#entity.socket?.writableNeedDrain ?? true;
  }

  /** Resolves once the system has taken it. @throws when the stream breaks */
  write(text: string): Promise<void> {
    return this.#entity.write(text);
  }

  /** Ends the stream at once. Only the first fault counts. */
  fail(fault: StreamFault): void {
    if (this.#fault !== undefined) return;
    this.#fault = fault;
    this.#end.reject(fault);
    const socket = this.#entity.socket;
    if (socket === null) return;
    // What the library sends at the end (a stream error, the closing tag) goes out before.
    this.#options.timers.after(0, () => socket.destroy());
  }

  /** Takes leave of the server and waits for its farewell. Never rejects. */
  async close(): Promise<void> {
    if (this.#fault !== undefined) return;
    const late = new StreamFault("silent", "close");
    const leave = Promise.race([this.#entity.stop(), this.ended]);
    await within(this.#options.timers, this.#options.limits.closeTimeout, leave, late).catch(() => {});
    this.fail(new StreamFault("closed"));
  }

  #hand(hand: (sink: StreamSink) => void): void {
    if (this.#fault !== undefined) return;
    if (this.#sink === undefined) this.#early.push(hand);
    else hand(this.#sink);
  }

  async #step<T>(name: string, time: number, work: () => Promise<T>): Promise<T> {
    if (this.#fault !== undefined) throw this.#fault;
    const late = new StreamFault("silent", name);
    try {
      return await within(this.#options.timers, time, Promise.race([work(), this.ended]), late);
    } catch (error) {
      this.fail(faultOf(error));
      throw this.#fault ?? faultOf(error);
    }
  }
}
