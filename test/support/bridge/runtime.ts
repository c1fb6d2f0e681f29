import type { Clock, Log, Random, Runtime, Timer, Timers } from "../../../src/runtime.js";

interface LogLine {
  readonly level: keyof Log;
  readonly fields: object;
  readonly message: string;
}

interface Alarm {
  readonly at: number;
  readonly run: () => void;
}

/** Surroundings that stand still until they are told to go on; texts of `Random` are counted, so that tests can name them. */
export class TestRuntime implements Runtime {
  readonly lines: LogLine[] = [];
  readonly #alarms = new Set<Alarm>();
  #now = Date.UTC(2026, 0, 5, 12, 0, 0);
  #tokens = 0;

  readonly clock: Clock = { now: () => this.#now };

  readonly timers: Timers = {
    after: (delay, run): Timer => {
      const alarm = { at: this.#now + delay, run };
      this.#alarms.add(alarm);
      return { cancel: () => void this.#alarms.delete(alarm) };
    },
  };

  readonly random: Random = {
    token: (length) => `t${(++this.#tokens).toString().padStart(length - 1, "0")}`,
    fraction: () => 0.5,
  };

  readonly log: Log = {
    debug: (fields, message) => this.#write("debug", fields, message),
    info: (fields, message) => this.#write("info", fields, message),
    warn: (fields, message) => this.#write("warn", fields, message),
    error: (fields, message) => this.#write("error", fields, message),
  };

  /** Lets time pass, and runs the timers that are due, in order. @param duration milliseconds */
  advance(duration: number): void {
    const end = this.#now + duration;
    for (;;) {
      const due = [...this.#alarms].filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0];
      if (due === undefined) break;
      this.#alarms.delete(due);
      this.#now = Math.max(this.#now, due.at);
      due.run();
    }
    this.#now = end;
  }

  #write(level: keyof Log, fields: object, message: string): void {
    this.lines.push({ level, fields, message });
  }
}
