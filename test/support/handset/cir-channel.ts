import { setTimeout as pause } from "node:timers/promises";
import { RawConnection } from "./raw-connection.js";
import { Violation } from "./violation.js";

/** The CIR connection of an emulated phone. */
export class CirChannel {
  readonly #connection: RawConnection;
  #taken = 0;

  private constructor(connection: RawConnection) {
    this.#connection = connection;
  }

  /** Connects and greets. @throws Violation if the server does not confirm */
  static async open(port: number, sessionId: string): Promise<CirChannel> {
    const connection = await RawConnection.open(port);
    await connection.write(`HELO ${sessionId}\r\n`);
    const channel = new CirChannel(connection);
    try {
      await connection.until((received) => received.includes("\n"));
    } catch {
      throw new Violation(`HELO ${sessionId} was not confirmed on the CIR connection`);
    }
    if (channel.#next() !== "OK") throw new Violation(`HELO was answered with ${connection.received}`);
    return channel;
  }

  get isOpen(): boolean {
    return !this.#connection.isClosed;
  }

  /** Whether a call has come that was not taken yet; takes all that have come. @throws Violation */
  takeCalls(cookie: string): boolean {
    let isCalled = false;
    for (let line = this.#next(); line !== undefined; line = this.#next()) {
      if (line === "OK") continue;
      if (!line.startsWith("WVCI ") || !line.includes(cookie))
        throw new Violation(`The line ${line} on the CIR connection is ignored`);
      isCalled = true;
    }
    return isCalled;
  }

  /** Resolves when something has come, the connection is closed, or that many milliseconds have passed. */
  async change(wait: number): Promise<void> {
    const over = new AbortController();
    const { length } = this.#connection.received;
    const arrival = this.#connection.until((received) => received.length > length).catch(() => undefined);
    await Promise.race([arrival, pause(wait, undefined, { signal: over.signal }).catch(() => undefined)]);
    over.abort();
  }

  ping(): Promise<void> {
    return this.#connection.write("PING \r\n");
  }

  /** Goes without a word, as a phone that lost its network. */
  drop(): void {
    this.#connection.drop();
  }

  close(): void {
    this.#connection.close();
  }

  #next(): string | undefined {
    const lines = this.#connection.received.split("\r\n").slice(0, -1);
    const line = lines[this.#taken];
    if (line !== undefined) this.#taken++;
    return line;
  }
}
