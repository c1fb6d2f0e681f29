import type { Socket } from "node:net";
import type { Timers } from "../../runtime.js";
import { localAddressOf } from "../network.js";
import type { Crowd, Guest } from "./crowd.js";
import { type Breach, behindBody, isCutOff, type OnBreach, type UnreadPacket } from "./http-body.js";
import type { HttpLimits } from "./http-limits.js";

const PACKETS_OF_A_TAIL = 32;

/** One connection of a client: its requests are answered one after another, in the order in which they came. */
export class HttpConnection implements Guest {
  readonly address: string;
  /** Read at once: it is not known any more when the socket is closed. */
  readonly localAddress: string | undefined;
  readonly #socket: Socket;
  readonly #crowd: Crowd;
  readonly #limits: HttpLimits;
  readonly #listeners = new Set<(breach: Breach) => void>();
  #turn: Promise<void> = Promise.resolve();
  #underWay = 0;
  #breach: Breach | undefined;
  /** What came when nothing could be read any more, from the packet on in which that began. */
  readonly #unread: UnreadPacket[] = [];

  constructor(socket: Socket, address: string, crowd: Crowd, limits: HttpLimits) {
    this.#socket = socket;
    this.address = address;
    this.localAddress = localAddressOf(socket);
    this.#crowd = crowd;
    this.#limits = limits;
  }

  get isBusy(): boolean {
    return this.#underWay > 0;
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed && this.#socket.writable;
  }

  /** Whether nothing more can be read: answers under way still go out, and the last of them closes. */
  get isBroken(): boolean {
    return this.#breach !== undefined;
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Runs `answer`, which never rejects, when all earlier requests of this connection are answered. */
  inTurn(answer: () => Promise<void>): void {
    this.#underWay++;
    this.#turn = this.#turn.then(answer).then(() => {
      this.#underWay--;
      this.#crowd.touch(this);
      if (this.isBroken && !this.isBusy) this.#socket.destroySoon();
      else this.pace();
    });
  }

  /** Reads on only as far as answering keeps up. */
  pace(): void {
    if (this.#underWay > this.#limits.pipelined) this.#socket.pause();
    else if (this.#socket.isPaused()) this.#socket.resume();
  }

  /** What came can't be read as HTTP, or comes too slowly. */
  breakOff(breach: Breach, unread: UnreadPacket | undefined): void {
    this.#breach ??= breach;
    if (unread !== undefined && this.isBusy && this.#unread.length < PACKETS_OF_A_TAIL)
      this.#unread.push(unread);
    for (const listener of [...this.#listeners]) listener(this.#breach);
  }

  readonly onBreach: OnBreach = (listener) => {
    if (this.#breach !== undefined) listener(this.#breach);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The body of the request whose turn it is, completed by what came behind it. */
  completed(body: Buffer, timers: Timers): Promise<Buffer> {
    const limit = this.#limits.body;
    const isLast = this.#underWay === 1;
    if (!isLast || !isCutOff(body)) return Promise.resolve(body);
    return new Promise((resolve) => {
      const whole = () => Buffer.concat([body, this.#behind(body)]).subarray(0, limit);
      const check = () => {
        if (!isCutOff(whole()) || whole().length === limit) settle();
      };
      const settle = () => {
        this.#listeners.delete(check);
        timer.cancel();
        resolve(whole());
      };
      const timer = timers.after(this.#limits.tailTime, settle);
      this.#listeners.add(check);
      check();
    });
  }

  #behind(body: Buffer): Buffer {
    const [first, ...later] = this.#unread;
    if (first === undefined) return Buffer.alloc(0);
    return Buffer.concat([behindBody(body, first), ...later.map(({ octets }) => octets)]);
  }
}
