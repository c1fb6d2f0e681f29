import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { listen } from "../../listening.js";
import type { Runtime } from "../../runtime.js";
import { CirConnection } from "./cir-connection.js";
import { type CirLimits, DEFAULT_CIR_LIMITS } from "./cir-limits.js";
import { Crowd } from "./crowd.js";

/** What stands in the line that wakes a phone. */
export interface CirGreeting {
  /** CSP version, such as `1.1`. */
  readonly version: string;
  /** SessionCookie: S60 ignores a line that does not contain it. */
  readonly cookie: string;
}

export interface CirTcpOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Tells how the phone of a session is woken; undefined for an unknown session. */
  readonly hello: (sessionId: string) => CirGreeting | undefined;
  readonly runtime: Pick<Runtime, "clock" | "timers" | "log">;
  readonly limits?: Partial<CirLimits>;
}

/** The standalone TCP channel on which the server tells phones that something waits for them. */
export interface CirTcp {
  /** Rejects if the port can't be had. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** The port in use. */
  readonly port: number;
  /** Whether the phone of a session has its channel open. */
  isConnected(sessionId: string): boolean;
  /**
   * Tells the phone to poll: once until it has. Without a connection, as soon as it makes one.
   * @returns whether it is connected
   */
  wake(sessionId: string): boolean;
  /** The phone has polled, so that it may be woken again. */
  polled(sessionId: string): void;
  /** The session has ended. */
  drop(sessionId: string): void;
}

/** A server for the standalone TCP binding of CIR. */
export function createCirTcp(options: CirTcpOptions): CirTcp {
  return new CirTcpBinding(options);
}

interface Connected {
  readonly connection: CirConnection;
  readonly line: string;
}

class CirTcpBinding implements CirTcp {
  readonly #options: CirTcpOptions;
  readonly #limits: CirLimits;
  readonly #strangers: Crowd;
  readonly #sessions = new Map<string, Connected>();
  readonly #connections = new Set<CirConnection>();
  /** Sessions that were to be woken and have not polled since, with the time of the last line, if any. */
  readonly #unanswered = new Map<string, number | undefined>();
  readonly #server: Server;

  constructor(options: CirTcpOptions) {
    this.#options = options;
    this.#limits = { ...DEFAULT_CIR_LIMITS, ...options.limits };
    this.#strangers = new Crowd(this.#limits.strangers);
    this.#server = createServer((socket) => this.#admit(socket));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo | null)?.port ?? this.#options.port;
  }

  start(): Promise<void> {
    return listen(this.#server, this.#options, "CIR", this.#options.runtime.log);
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      for (const connection of this.#connections) connection.close();
    });
  }

  isConnected(sessionId: string): boolean {
    return this.#sessions.has(sessionId);
  }

  wake(sessionId: string): boolean {
    const { clock } = this.#options.runtime;
    const connected = this.#sessions.get(sessionId);
    const last = this.#unanswered.get(sessionId);
    if (connected === undefined) {
      this.#unanswered.set(sessionId, last);
    } else if (last === undefined || clock.now() - last >= this.#limits.wakeAgain) {
      this.#unanswered.set(sessionId, clock.now());
      connected.connection.sendOnce(connected.line);
    }
    return connected !== undefined;
  }

  polled(sessionId: string): void {
    // Android sends PING only after 20 minutes without any line, so one that is called often never does.
    if (this.#unanswered.get(sessionId) !== undefined) this.#sessions.get(sessionId)?.connection.heard();
    this.#unanswered.delete(sessionId);
  }

  drop(sessionId: string): void {
    this.#unanswered.delete(sessionId);
    this.#sessions.get(sessionId)?.connection.close();
    this.#sessions.delete(sessionId);
  }

  #admit(socket: Socket): void {
    const listener = {
      hello: (connection: CirConnection, sessionId: string) => this.#hello(connection, sessionId),
      closed: (connection: CirConnection) => this.#forget(connection),
    };
    const connection = new CirConnection(socket, listener, this.#limits, this.#options.runtime.timers);
    this.#connections.add(connection);
    this.#strangers.admit(connection);
  }

  #hello(connection: CirConnection, sessionId: string): void {
    const { clock, log } = this.#options.runtime;
    const greeting = this.#greetingFor(sessionId);
    const former = this.#sessions.get(sessionId);
    const isFull = former === undefined && this.#sessions.size >= this.#limits.connections;
    if (greeting === undefined || isFull) {
      log.debug({ peer: connection.address, isFull }, "A CIR connection was refused");
      connection.close();
      return;
    }
    const line = wakeLine(greeting);
    this.#strangers.release(connection);
    this.#sessions.set(sessionId, { connection, line });
    former?.connection.close();
    connection.accept(sessionId);
    if (!this.#unanswered.has(sessionId)) return;
    this.#unanswered.set(sessionId, clock.now());
    connection.send(line);
  }

  #greetingFor(sessionId: string): CirGreeting | undefined {
    try {
      return this.#options.hello(sessionId);
    } catch (error) {
      this.#options.runtime.log.error(
        { err: error },
        "A CIR connection could not be matched with its session",
      );
      return undefined;
    }
  }

  #forget(connection: CirConnection): void {
    this.#connections.delete(connection);
    this.#strangers.release(connection);
    const { sessionId } = connection;
    if (sessionId !== undefined && this.#sessions.get(sessionId)?.connection === connection)
      this.#sessions.delete(sessionId);
  }
}

/** A cookie comes from the phone: what would break the line is left out. */
function wakeLine({ version, cookie }: CirGreeting): string {
  return `WVCI ${version} ${cookie.replace(/[^\x20-\x7e]/g, "")}`;
}
