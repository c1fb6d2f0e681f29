import { DEFAULT_LIMITS } from "../../csp/index.js";

/** What one client may take of the server. Times in milliseconds. */
export interface HttpLimits {
  /** Longest body, in octets. */
  readonly body: number;
  /** Longest request line with all headers, in octets. */
  readonly head: number;
  /** From the first octet of a request, or the start of its connection, to the end of its headers. */
  readonly headTime: number;
  /** The same to the end of its body. */
  readonly requestTime: number;
  /** How long a connection may wait for its next request. */
  readonly idleTime: number;
  /** How long a connection may stand still while a request is answered; longer than any poll is held. */
  readonly stallTime: number;
  /** How long octets behind an incomplete body are waited for. */
  readonly tailTime: number;
  /** How long what a refused client goes on sending is swallowed, so that it can read the refusal. */
  readonly lingerTime: number;
  /** How long requests under way may take when the server stops. */
  readonly drainTime: number;
  /** Connections at one time. */
  readonly connections: number;
  /** Requests of one connection that are taken in before its first is answered. */
  readonly pipelined: number;
}

/** Generous for phones in a bad network: GPRS needs a minute for a picture. */
export const DEFAULT_HTTP_LIMITS: HttpLimits = {
  body: DEFAULT_LIMITS.bytes,
  head: 16_384,
  headTime: 30_000,
  requestTime: 120_000,
  idleTime: 120_000,
  stallTime: 120_000,
  tailTime: 2_000,
  lingerTime: 2_000,
  drainTime: 10_000,
  connections: 10_000,
  pipelined: 8,
};
