import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A TCP connection that a test writes to octet by octet, and that keeps all that comes back. */
export class RawConnection {
  readonly socket: Socket;
  /** What each read gave: how the server's writes were cut. */
  readonly pieces: string[] = [];
  readonly #closed: Promise<void>;
  #isClosed = false;
  #waiting: (() => void)[] = [];

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (piece) => {
      this.pieces.push(piece.toString("latin1"));
      this.#wake();
    });
    socket.on("error", () => {});
    this.#closed = new Promise((resolve) => {
      socket.once("close", () => {
        this.#isClosed = true;
        this.#wake();
        resolve();
      });
    });
  }

  /** @param isHalfOpen keeps the own side open when the other ends */
  static async open(port: number, isHalfOpen = false): Promise<RawConnection> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true, allowHalfOpen: isHalfOpen });
    await once(socket, "connect");
    return new RawConnection(socket);
  }

  /** All that came, as Latin-1. */
  get received(): string {
    return this.pieces.join("");
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Resolves when the octets are handed to the network. */
  write(data: string | Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      this.socket.write(data, () => resolve());
    });
  }

  /** Waits until what came satisfies a condition; rejects with what came if the server closes before. */
  async until(isEnough: (received: string) => boolean): Promise<string> {
    while (!isEnough(this.received)) {
      if (this.#isClosed) throw new Error(`The connection closed after ${JSON.stringify(this.received)}`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    return this.received;
  }

  /** Waits until the server has closed. */
  closed(): Promise<void> {
    return this.#closed;
  }

  /** Goes away without a word. */
  drop(): void {
    this.socket.resetAndDestroy();
  }

  close(): void {
    this.socket.destroy();
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
