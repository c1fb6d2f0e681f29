import type { EnvironmentContext, JestEnvironmentConfig } from "@jest/environment";
import type { Circus } from "@jest/types";
import { TestEnvironment } from "jest-environment-node";
import type { Diagnostic } from "./diagnostics.js";

const MOST_LINES = 150;
const LONGEST_LINE = 1000;

/** Node's environment; after a test that failed it shows what the programs in `hamletDiagnostics` logged. */
export default class ReportingEnvironment extends TestEnvironment {
  readonly #diagnostics = new Set<Diagnostic>();

  constructor(config: JestEnvironmentConfig, context: EnvironmentContext) {
    super(config, context);
    this.global.hamletDiagnostics = this.#diagnostics;
  }

  handleTestEvent(event: Circus.Event): void {
    if (event.name !== "test_fn_failure" && event.name !== "hook_failure") return;
    const title = event.name === "hook_failure" ? `a ${event.hook.type} hook` : event.test.name;
    for (const diagnostic of this.#diagnostics) {
      const { name } = diagnostic;
      const lines = diagnostic
        .report()
        .trimEnd()
        .split("\n")
        .slice(-MOST_LINES)
        .map((line) => line.slice(0, LONGEST_LINE));
      process.stderr.write(`\n--- ${name}, as "${title}" failed ---\n${lines.join("\n")}\n`);
    }
  }
}
