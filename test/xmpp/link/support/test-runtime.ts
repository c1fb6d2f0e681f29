import type { Runtime, Timer, Timers } from "../../../../src/runtime.js";

interface Armed {
  readonly delay: number;
  readonly due: number;
  readonly run: () => void;
}

/** Timers that go off when a test says so, told apart by their delay. */
export class TestTimers implements Timers {
  readonly #armed = new Set<Armed>();
  #wake: (() => void)[] = [];
  now = 1_000_000;

  after(delay: number, run: () => void): Timer {
    if (delay === 0) {
      const handle = setImmediate(run);
      return { cancel: () => clearImmediate(handle) };
    }
    const armed = { delay, due: this.now + delay, run };
    this.#armed.add(armed);
    for (const wake of this.#wake.splice(0)) wake();
    return { cancel: () => this.#armed.delete(armed) };
  }

  /** Delays of the timers that run. */
  get delays(): number[] {
    return [...this.#armed].map(({ delay }) => delay).sort((a, b) => a - b);
  }

  /** Waits until a timer of that delay runs, and lets it go off. */
  async fire(delay: number): Promise<void> {
    for (;;) {
      const armed = [...this.#armed].find((each) => each.delay === delay);
      if (armed !== undefined) {
        this.#armed.delete(armed);
        this.now = Math.max(this.now, armed.due);
        armed.run();
        return;
      }
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }
}

export interface LogLine {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly fields: object;
  readonly message: string;
}

export interface TestRuntime extends Runtime {
  readonly timers: TestTimers;
  readonly lines: LogLine[];
}

/** Surroundings in which a test sets time and chance. */
export function testRuntime(fraction = 0): TestRuntime {
  const timers = new TestTimers();
  const lines: LogLine[] = [];
  let tokens = 0;
  const line = (level: LogLine["level"]) => (fields: object, message: string) => {
    lines.push({ level, fields, message });
  };
  return {
    timers,
    lines,
    clock: { now: () => timers.now },
    random: {
      token: (length) => {
        tokens += 1;
        return String(tokens).padStart(length, "t");
      },
      fraction: () => fraction,
    },
    log: { debug: line("debug"), info: line("info"), warn: line("warn"), error: line("error") },
  };
}
