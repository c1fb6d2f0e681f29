/** What one client may take of the CIR port. Times in milliseconds. */
export interface CirLimits {
  /** From the start of a connection to its HELO. */
  readonly helloTime: number;
  /** Without any line, or poll that follows a call; Android sends PING after 20 minutes, S60 after 15. */
  readonly idleTime: number;
  /** Between two lines to a phone: S60 looks at the start of what it reads only, so lines must not arrive as one. */
  readonly lineGap: number;
  /** A phone that does not poll is woken again, if there is reason to, no sooner than this. */
  readonly wakeAgain: number;
  /** Longest line, in octets. */
  readonly line: number;
  /** Lines that wait to be written to one phone. */
  readonly queue: number;
  /** Connections that have not said HELO yet. */
  readonly strangers: number;
  /** Sessions connected at one time. */
  readonly connections: number;
}

export const DEFAULT_CIR_LIMITS: CirLimits = {
  helloTime: 10_000,
  idleTime: 45 * 60_000,
  lineGap: 250,
  wakeAgain: 60_000,
  line: 256,
  queue: 8,
  strangers: 1_000,
  connections: 100_000,
};
