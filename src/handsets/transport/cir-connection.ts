import type { Socket } from "node:net";
import type { Timer, Timers } from "../../runtime.js";
import { addressOf } from "../network.js";
import type { CirLimits } from "./cir-limits.js";
import type { Guest } from "./crowd.js";

/** What a connection tells of what it reads. */
export interface CirListener {
  /** The phone names its session: to be answered with `accept` or `close`. */
  hello(connection: CirConnection, sessionId: string): void;
  /** Once, whoever closed it. */
  closed(connection: CirConnection): void;
}

/** One connection of the CIR port: lines of ASCII in both directions, with its deadlines. */
export class CirConnection implements Guest {
  readonly address: string;
  readonly isBusy = false;
  readonly #socket: Socket;
  readonly #listener: CirListener;
  readonly #limits: CirLimits;
  readonly #timers: Timers;
  readonly #queue: string[] = [];
  #isWriting = false;
  #received = "";
  #sessionId: string | undefined;
  #deadline: Timer;

  constructor(socket: Socket, listener: CirListener, limits: CirLimits, timers: Timers) {
    this.address = addressOf(socket);
    this.#socket = socket;
    this.#listener = listener;
    this.#limits = limits;
    this.#timers = timers;
    this.#deadline = timers.after(limits.helloTime, () => this.close());
    socket.setNoDelay(true);
    socket.on("data", (octets) => this.#read(octets));
    socket.on("error", () => this.close());
    socket.once("end", () => this.close());
    socket.once("close", () => {
      this.#deadline.cancel();
      listener.closed(this);
    });
  }

  /** The session that the phone named, once that was accepted. */
  get sessionId(): string | undefined {
    return this.#sessionId;
  }

  accept(sessionId: string): void {
    this.#sessionId = sessionId;
    this.#confirm();
  }

  /** The phone is known to be at the other end: its time starts anew. */
  heard(): void {
    this.#deadline.cancel();
    this.#deadline = this.#timers.after(this.#limits.idleTime, () => this.close());
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Writes a line of its own, a while after the one before. */
  send(line: string): void {
    if (this.#queue.length >= this.#limits.queue) {
      this.close();
      return;
    }
    this.#queue.push(line);
    if (!this.#isWriting) this.#writeNext();
  }

  /** Writes a line, unless the same one waits to be written: a phone that is fast would have many waiting in a gap. */
  sendOnce(line: string): void {
    if (!this.#queue.includes(line)) this.send(line);
  }

  #writeNext(): void {
    const line = this.#queue.shift();
    this.#isWriting = line !== undefined && !this.#socket.destroyed;
    if (!this.#isWriting) return;
    this.#socket.write(`${line}\r\n`, "latin1", () => {
      this.#timers.after(this.#limits.lineGap, () => this.#writeNext());
    });
  }

  #read(octets: Buffer): void {
    this.#received += octets.toString("latin1");
    const lines = this.#received.split("\n");
    this.#received = lines.pop() ?? "";
    if (this.#received.length > this.#limits.line) this.close();
    for (const line of lines) {
      if (this.#socket.destroyed) return;
      if (line.length > this.#limits.line) this.close();
      else this.#take(line.trim());
    }
  }

  /** Phones write PING with and without a space behind it, so the first word counts. */
  #take(line: string): void {
    if (line === "") return;
    const [word = "", sessionId = ""] = line.split(/\s+/);
    const isKnown = this.#sessionId !== undefined;
    switch (word.toUpperCase()) {
      case "HELO":
        if (isKnown) this.close();
        else this.#listener.hello(this, sessionId);
        return;
      case "PING":
        if (isKnown) this.#confirm();
        else this.close();
        return;
      default:
        this.close();
    }
  }

  #confirm(): void {
    this.heard();
    this.send("OK");
  }
}
