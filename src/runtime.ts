/**
 * What the program takes from its surroundings, handed to the rooms so that tests can set the time. Types only, for all
 * rooms but `csp` and `cli`.
 */

/** Tells the time. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00Z. */
  now(): number;
}

/** A timer that runs. */
export interface Timer {
  /** Without effect once it has fired. */
  cancel(): void;
}

/** Starts timers. */
export interface Timers {
  /** @param delay milliseconds */
  after(delay: number, run: () => void): Timer;
}

/** Makes identifiers. */
export interface Random {
  /** Unguessable text of `a-z0-9`, of the given length. */
  token(length: number): string;
  /** Uniform in [0, 1), for jitter. */
  fraction(): number;
}

/** What a line of the log tells besides its sentence. */
export interface LogFields {
  readonly [name: string]: unknown;
  /** Written with its type, message and stack. */
  readonly err?: unknown;
  /** Under this name an Error would be written as `{}`. */
  readonly error?: never;
}

/** Writes the log: one structured line per call. */
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

/** The surroundings of the program. */
export interface Runtime {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
}
