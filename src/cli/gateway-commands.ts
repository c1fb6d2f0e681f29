import type { Command } from "commander";
import type { Gateway } from "../gateway.js";
import { complain } from "./report.js";
import { stopSignal } from "./stop-signal.js";

interface Flags {
  readonly config: string;
}

async function run(gateway: Gateway, signal: Promise<NodeJS.Signals>): Promise<void> {
  process.on("unhandledRejection", (error) =>
    gateway.log.error({ err: error }, "a failure that nobody waited for"),
  );
  process.on("uncaughtException", (error) => {
    gateway.log.error({ err: error }, "Hamlet cannot go on");
    process.exit(1);
  });
  const name = await signal;
  gateway.log.info({ signal: name }, "stopping");
  await gateway.stop();
  gateway.log.info({}, "stopped");
}

async function serve({ config }: Flags): Promise<void> {
  const { explain, start } = await import("../gateway.js");
  const signal = stopSignal();
  try {
    await run(await start(config), signal);
    process.exit(0);
  } catch (error) {
    complain(explain(error));
    process.exit(1);
  }
}

async function checkConfig({ config }: Flags): Promise<void> {
  const { check } = await import("../gateway.js");
  const faults = check(config);
  process.stdout.write(faults.length === 0 ? "the configuration is good\n" : `${faults.join("\n")}\n`);
  if (faults.length > 0) process.exitCode = 1;
}

/** `hamlet serve` and `hamlet check`. */
export function addGatewayCommands(program: Command): void {
  program
    .command("serve")
    .description("Runs the gateway until it gets SIGTERM or SIGINT; logs JSON lines to standard output.")
    .requiredOption("--config <file>", "configuration file")
    .action((flags: Flags) => serve(flags));
  program
    .command("check")
    .description("Checks the configuration and the mappings, and tells each fault.")
    .requiredOption("--config <file>", "configuration file")
    .action((flags: Flags) => checkConfig(flags));
}
