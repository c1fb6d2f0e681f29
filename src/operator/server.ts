import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { listen } from "../listening.js";
import type { Log } from "../runtime.js";

/** How a part of Hamlet is: ready, or a sentence on why it is not. */
export interface Part {
  readonly isReady: boolean;
  readonly reason?: string;
  /** The rest is of use without it, so that Hamlet counts as ready all the same. */
  readonly isOptional?: boolean;
}

export type Parts = Readonly<Record<string, Part>>;

export interface OperatorOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Asked anew for each request, by name of the part. */
  readonly parts: () => Parts | Promise<Parts>;
  readonly log: Log;
}

/** The operator's HTTP server. */
export interface Operator {
  /** The port in use. */
  start(): Promise<number>;
  stop(): Promise<void>;
}

interface Reply {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

function readiness(parts: Parts): Reply {
  const isReady = Object.values(parts).every((part) => part.isReady || part.isOptional === true);
  return { status: isReady ? 200 : 503, body: { ready: isReady, parts } };
}

function reply(request: IncomingMessage, parts: OperatorOptions["parts"]): Reply | Promise<Reply> {
  const pages: Readonly<Record<string, (() => Reply | Promise<Reply>) | undefined>> = {
    "/healthz": () => ({ status: 200, body: { alive: true } }),
    "/readyz": async () => readiness(await parts()),
  };
  const [path = ""] = (request.url ?? "").split("?");
  const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
  if (page === undefined) return { status: 404, body: { error: "There is no such page." } };
  if (request.method === "GET" || request.method === "HEAD") return page();
  return {
    status: 405,
    body: { error: "This page can only be read (GET)." },
    headers: { allow: "GET, HEAD" },
  };
}

function write(response: ServerResponse, { status, body, headers }: Reply): void {
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    ...headers,
  });
  response.end(text);
}

/** Health and readiness for those who watch over Hamlet. */
export function createOperator({ host, port, parts, log }: OperatorOptions): Operator {
  /** Never rejects. */
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    try {
      write(response, await reply(request, parts));
    } catch (error) {
      log.error({ err: error, url: request.url }, "a request of the operator failed");
      write(response, { status: 500, body: { error: "This failed; the log tells why." } });
    }
  };
  const server = createServer((request, response) => {
    request.resume();
    void answer(request, response);
  });
  return {
    async start() {
      await listen(server, { host, port }, "operator's", log);
      return (server.address() as AddressInfo).port;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
