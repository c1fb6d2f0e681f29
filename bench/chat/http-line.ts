import { once } from "node:events";
import { connect, type Socket } from "node:net";

const END_OF_HEAD = "\r\n\r\n";
const NOTHING: Buffer = Buffer.alloc(0);

/**
 * A phone's kept HTTP connection with one POST at a time, written and read by hand, so that the driver takes as little
 * of the processor as it can from what it measures.
 */
export class HttpLine {
  readonly #socket: Socket;
  readonly #contentType: string;
  #received: Buffer = NOTHING;
  #waiting: { resolve: (body: Buffer) => void; reject: (error: Error) => void } | undefined;
  /** POSTs answered. */
  count = 0;

  private constructor(socket: Socket, contentType: string) {
    this.#socket = socket;
    this.#contentType = contentType;
    socket.on("data", (octets) => this.#read(octets));
    socket.on("error", (error) => this.#fail(error));
    socket.once("close", () => this.#fail(new Error("The gateway closed an HTTP connection.")));
  }

  static async open(port: number, contentType: string): Promise<HttpLine> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    await once(socket, "connect");
    return new HttpLine(socket, contentType);
  }

  /** The octets of a POST, for `send`. */
  request(body: Uint8Array): Buffer {
    const head = [
      "POST / HTTP/1.1",
      "Host: imps.example.org",
      `Content-Type: ${this.#contentType}`,
      `Content-Length: ${body.length}`,
    ];
    return Buffer.concat([Buffer.from(head.join("\r\n") + END_OF_HEAD), body]);
  }

  /** Sends a whole POST. @returns the body of the answer */
  send(request: Buffer): Promise<Buffer> {
    if (this.#waiting !== undefined) throw new Error("A phone sends one POST at a time.");
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(octets: Buffer): void {
    this.#received = this.#received.length === 0 ? octets : Buffer.concat([this.#received, octets]);
    const end = this.#received.indexOf(END_OF_HEAD);
    if (end < 0) return;
    const head = this.#received.toString("latin1", 0, end);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1]);
    const start = end + END_OF_HEAD.length;
    if (!head.startsWith("HTTP/1.1 200") || Number.isNaN(length)) {
      this.#fail(new Error(`The gateway answered: ${head}`));
    } else if (this.#received.length >= start + length) {
      const body = this.#received.subarray(start, start + length);
      this.#received = this.#received.subarray(start + length);
      this.count++;
      const waiting = this.#waiting;
      this.#waiting = undefined;
      waiting?.resolve(body);
    }
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }
}
