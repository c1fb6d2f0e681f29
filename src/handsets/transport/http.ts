import { createServer, type Server, type ServerOptions } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { listen } from "../../listening.js";
import type { Runtime } from "../../runtime.js";
import type { Exchange } from "../exchange.js";
import { addressOf } from "../network.js";
import { Crowd } from "./crowd.js";
import { rawRefusal } from "./http-answer.js";
import type { Breach, UnreadPacket } from "./http-body.js";
import { HttpConnection } from "./http-connection.js";
import { DEFAULT_HTTP_LIMITS, type HttpLimits } from "./http-limits.js";
import { type Arrival, takeRequest } from "./http-request.js";

export interface HttpOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Where phones post to; everything else is not found. */
  readonly path: string;
  /** Certificate chain and key as PEM. Some phones speak no TLS at all (S60). */
  readonly tls?: { readonly cert: string | Buffer; readonly key: string | Buffer };
  readonly exchange: Exchange;
  readonly limits?: Partial<HttpLimits>;
  readonly runtime: Pick<Runtime, "timers" | "log">;
}

/** The HTTP binding (WV CSP Transport, HTTP data channel). */
export interface HttpServer {
  /** Rejects if the port can't be had. */
  start(): Promise<void>;
  /** Takes no more connections, finishes the requests that are under way, then closes the connections. */
  stop(): Promise<void>;
  /** The port in use. */
  readonly port: number;
}

/** A server for the data channel of phones. What it must and must not do is told by what phones read. */
export function createHttpServer(options: HttpOptions): HttpServer {
  return new HttpBinding(options);
}

class HttpBinding implements HttpServer {
  readonly #options: HttpOptions;
  readonly #limits: HttpLimits;
  readonly #crowd: Crowd;
  readonly #connections = new WeakMap<Socket, HttpConnection>();
  readonly #server: Server;
  #isStopping = false;

  constructor(options: HttpOptions) {
    this.#options = options;
    this.#limits = { ...DEFAULT_HTTP_LIMITS, ...options.limits };
    this.#crowd = new Crowd(this.#limits.connections);
    this.#server = serverOf(options.tls, this.#limits);
    this.#attach();
  }

  get port(): number {
    return (this.#server.address() as AddressInfo | null)?.port ?? this.#options.port;
  }

  start(): Promise<void> {
    return listen(this.#server, this.#options, "HTTP", this.#options.runtime.log);
  }

  stop(): Promise<void> {
    this.#isStopping = true;
    return new Promise((resolve) => {
      const timer = this.#options.runtime.timers.after(this.#limits.drainTime, () => {
        this.#server.closeAllConnections();
      });
      this.#server.close(() => {
        timer.cancel();
        resolve();
      });
      this.#crowd.closeIdle();
    });
  }

  #attach(): void {
    const server = this.#server;
    const { log } = this.#options.runtime;
    server.on(this.#options.tls ? "secureConnection" : "connection", (socket: Socket) => this.#admit(socket));
    server.on("request", (request, response) => this.#take({ request, response, goOn: () => {} }));
    server.on("checkContinue", (request, response) =>
      this.#take({ request, response, goOn: () => response.writeContinue() }),
    );
    server.on("clientError", (error, socket) => this.#breakOff(error, socket as Socket));
    server.on("tlsClientError", (error: Error, socket: Socket) => {
      log.debug({ err: error, peer: socket.remoteAddress }, "TLS handshake failed");
      socket.destroy();
    });
  }

  #admit(socket: Socket): void {
    const connection = new HttpConnection(socket, addressOf(socket), this.#crowd, this.#limits);
    this.#connections.set(socket, connection);
    socket.once("close", () => this.#crowd.release(connection));
    this.#crowd.admit(connection);
  }

  #take(arrival: Omit<Arrival, "connection">): void {
    const connection = this.#connections.get(arrival.request.socket);
    if (connection === undefined) return;
    const { path, exchange, runtime } = this.#options;
    const context = { path, exchange, runtime, limits: this.#limits, isLast: () => this.#isStopping };
    takeRequest({ ...arrival, connection }, context);
  }

  #breakOff(error: ClientError, socket: Socket): void {
    const connection = this.#connections.get(socket);
    const breach = breachOf(error);
    if (connection === undefined || breach === undefined) {
      socket.destroy();
      return;
    }
    connection.breakOff(breach, unreadOf(error));
    if (!connection.isBusy && connection.isOpen) socket.end(rawRefusal(breach), () => socket.destroySoon());
  }
}

/** An error of Node's HTTP parser, or of the socket. */
interface ClientError extends NodeJS.ErrnoException {
  readonly rawPacket?: Buffer;
  readonly bytesParsed?: number;
}

const BREACHES: Readonly<Record<string, Breach>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Undefined where the connection itself is gone. */
function breachOf({ code = "" }: ClientError): Breach | undefined {
  return BREACHES[code] ?? (code.startsWith("HPE_") ? 400 : undefined);
}

/** What stood where the next request should begin. */
function unreadOf({ code, rawPacket, bytesParsed = 0 }: ClientError): UnreadPacket | undefined {
  const isBehindRequest = code === "HPE_INVALID_METHOD" || code === "HPE_CLOSED_CONNECTION";
  return isBehindRequest && rawPacket ? { octets: rawPacket, parsed: bytesParsed } : undefined;
}

/** Of how many looks a deadline is watched by. */
const LOOKS = 4;
const LONGEST_BETWEEN_LOOKS = 1_000;

function serverOf(tls: HttpOptions["tls"], limits: HttpLimits): Server {
  const options: ServerOptions = {
    maxHeaderSize: limits.head,
    headersTimeout: limits.headTime,
    requestTimeout: limits.requestTime,
    keepAliveTimeout: limits.idleTime,
    connectionsCheckingInterval: Math.min(LONGEST_BETWEEN_LOOKS, limits.headTime / LOOKS),
    // Programs of phones leave it out in HTTP/1.1 too.
    requireHostHeader: false,
    noDelay: true,
  };
  const server = tls
    ? createTlsServer({ ...options, ...tls, handshakeTimeout: limits.headTime })
    : createServer(options);
  server.timeout = limits.stallTime;
  // Also counts connections that are still shaking hands.
  if (tls) server.maxConnections = limits.connections;
  return server;
}
