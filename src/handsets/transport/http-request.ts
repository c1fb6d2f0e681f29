import type { IncomingMessage, ServerResponse } from "node:http";
import type { Runtime } from "../../runtime.js";
import type { Exchange, ExchangeRequest } from "../exchange.js";
import { hostIn } from "../network.js";
import { type HttpAnswer, refuse, writeAnswer } from "./http-answer.js";
import { announcesTooMuch, type BodyResult, readBody } from "./http-body.js";
import type { HttpConnection } from "./http-connection.js";
import type { HttpLimits } from "./http-limits.js";

/** What answering a request takes. */
export interface RequestContext {
  readonly path: string;
  readonly exchange: Exchange;
  readonly limits: HttpLimits;
  readonly runtime: Pick<Runtime, "timers" | "log">;
  /** Whether the connection is to be closed after the answer. */
  readonly isLast: () => boolean;
}

/** A request with the connection that it came on. */
export interface Arrival {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly connection: HttpConnection;
  /** Tells the client to send the body, where it asked first (Expect: 100-continue). */
  readonly goOn: () => void;
}

/** How reading a request ended. */
type Reading = BodyResult | { readonly kind: "refused"; readonly answer: HttpAnswer };

/** Takes a request in: its body is read at once, and answered when its turn comes. */
export function takeRequest(arrival: Arrival, context: RequestContext): void {
  const { request, connection, goOn } = arrival;
  // Node reads on after each request, so only now does holding back last.
  request.once("end", () => connection.pace());
  const answer = refusalOf(request, context);
  if (answer === undefined) goOn();
  else request.resume();
  const reading: Promise<Reading> =
    answer === undefined
      ? readBody(request, context.limits.body, connection.onBreach)
      : Promise.resolve({ kind: "refused", answer });
  connection.inTurn(() => answerRequest(arrival, reading, context));
}

/** Never rejects, so that the next request of the connection gets its turn. */
async function answerRequest(
  arrival: Arrival,
  reading: Promise<Reading>,
  context: RequestContext,
): Promise<void> {
  const { response, connection } = arrival;
  if (!connection.isOpen) return;
  try {
    const result = await reading;
    if (result.kind === "body") await exchangeBody(arrival, result.body, context);
    else if (result.kind !== "gone") await turnAway(arrival, answerTo(result), context);
  } catch (error) {
    context.runtime.log.error({ err: error, peer: connection.address }, "A request could not be answered");
    if (response.headersSent) connection.close();
    else await turnAway(arrival, { status: 500 }, context);
  }
}

/** Why a request is refused whatever its body holds. */
function refusalOf(request: IncomingMessage, { path, limits }: RequestContext): HttpAnswer | undefined {
  if (!isPath(request.url ?? "", path)) return { status: 404 };
  if (request.method !== "POST") return { status: 405, allow: "POST" };
  return announcesTooMuch(request, limits.body) ? { status: 413 } : undefined;
}

function answerTo(result: Exclude<Reading, { kind: "body" | "gone" }>): HttpAnswer {
  switch (result.kind) {
    case "refused":
      return result.answer;
    case "too-large":
      return { status: 413 };
    case "broken":
      return { status: result.breach };
  }
}

function turnAway(arrival: Arrival, answer: HttpAnswer, { limits, runtime }: RequestContext): Promise<void> {
  const { request, response, connection } = arrival;
  const { onBreach } = connection;
  return refuse(request, response, answer, { linger: limits.lingerTime, timers: runtime.timers, onBreach });
}

async function exchangeBody(arrival: Arrival, read: Buffer, context: RequestContext): Promise<void> {
  const { request, response, connection } = arrival;
  const body = await connection.completed(read, context.runtime.timers);
  const answer = await context.exchange(toExchange(request, body, connection));
  let isWritten = false;
  try {
    isWritten = await writeAnswer(response, answer, context.isLast() || connection.isBroken);
  } finally {
    answer.delivered?.(isWritten);
  }
}

function toExchange(
  request: IncomingMessage,
  body: Uint8Array,
  { address: remoteAddress, localAddress }: HttpConnection,
): ExchangeRequest {
  const { "content-type": contentType, "user-agent": userAgent, host } = request.headers;
  const reachedAt = hostIn(host) ?? localAddress;
  return { body, contentType, remoteAddress, reachedAt, ...(userAgent !== undefined && { userAgent }) };
}

/**
 * Whether a request goes to the configured path. A query does not count, nor a slash at the end; and gateways send the
 * whole URL (RFC 9112, 3.2.2).
 */
export function isPath(target: string, path: string): boolean {
  const withoutOrigin = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, "");
  const withoutQuery = withoutOrigin.replace(/[?#].*$/s, "");
  return trimSlash(withoutQuery) === trimSlash(path);
}

function trimSlash(path: string): string {
  return path.replace(/\/+$/, "");
}
