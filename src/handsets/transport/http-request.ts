import type { IncomingMessage, ServerResponse } from "node:http";
import type { Runtime } from "../../runtime.js";
import type { Exchange, ExchangeRequest } from "../exchange.js";
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

/** Answers one request; never rejects, so that the next request of the connection gets its turn. */
export async function answerRequest(arrival: Arrival, context: RequestContext): Promise<void> {
  const { response, connection } = arrival;
  if (!connection.isOpen) return;
  try {
    await exchangeOrRefuse(arrival, context);
  } catch (error) {
    context.runtime.log.error({ error, peer: connection.address }, "A request could not be answered");
    if (response.headersSent) connection.close();
    else await turnAway(arrival, { status: 500 }, context);
  }
}

async function exchangeOrRefuse(arrival: Arrival, context: RequestContext): Promise<void> {
  const { request, connection, goOn } = arrival;
  const { limits } = context;
  const refuseWith = (status: number) => turnAway(arrival, { status }, context);
  if (!isPath(request.url ?? "", context.path)) return refuseWith(404);
  if (request.method !== "POST") return turnAway(arrival, { status: 405, allow: "POST" }, context);
  if (announcesTooMuch(request, limits.body)) return refuseWith(413);
  goOn();
  const result = await readBody(request, limits.body, connection.onBreach);
  if (result.kind === "body") return exchangeBody(arrival, result.body, context);
  const status = statusFor(result);
  if (status !== undefined) await refuseWith(status);
}

function turnAway(arrival: Arrival, answer: HttpAnswer, { limits, runtime }: RequestContext): Promise<void> {
  const { request, response, connection } = arrival;
  const { onBreach } = connection;
  return refuse(request, response, answer, { linger: limits.lingerTime, timers: runtime.timers, onBreach });
}

async function exchangeBody(arrival: Arrival, read: Buffer, context: RequestContext): Promise<void> {
  const { request, response, connection } = arrival;
  const body = await connection.completed(read, context.runtime.timers);
  const answer = await context.exchange(toExchange(request, body, connection.address));
  let isWritten = false;
  try {
    isWritten = await writeAnswer(response, answer, context.isLast() || connection.isBroken);
  } finally {
    answer.delivered?.(isWritten);
  }
}

function statusFor(result: Exclude<BodyResult, { kind: "body" }>): number | undefined {
  switch (result.kind) {
    case "too-large":
      return 413;
    case "broken":
      return result.breach;
    case "gone":
      return undefined;
  }
}

function toExchange(request: IncomingMessage, body: Uint8Array, remoteAddress: string): ExchangeRequest {
  const {
    "content-type": contentType,
    "user-agent": userAgent,
    msisdn,
    "x-msisdn": xMsisdn,
  } = request.headers;
  const number = [msisdn, xMsisdn].flat().find((value) => value !== undefined);
  return {
    body,
    contentType,
    remoteAddress,
    ...(userAgent !== undefined && { userAgent }),
    ...(number !== undefined && { msisdn: number }),
  };
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
