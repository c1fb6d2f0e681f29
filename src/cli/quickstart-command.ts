import { type Command, InvalidArgumentError, Option } from "commander";
import type { QuickstartOptions } from "./quickstart/quickstart.js";
import { complain } from "./report.js";
import { stopSignal } from "./stop-signal.js";

const LEVELS = ["debug", "info", "warn", "error", "silent"];

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError("A port is a number from 1 to 65535.");
}

async function run(options: QuickstartOptions): Promise<void> {
  const [{ explain }, { Narrator }, { quickstart }] = await Promise.all([
    import("../gateway.js"),
    import("./quickstart/narrator.js"),
    import("./quickstart/quickstart.js"),
  ]);
  // What nobody waits for must not end it in the middle, nor pass unseen.
  process.on("unhandledRejection", (error) => complain(explain(error)));
  try {
    await quickstart(options, new Narrator(process.stdout), stopSignal());
    process.exit(0);
  } catch (error) {
    complain(explain(error));
    process.exit(1);
  }
}

/** `hamlet quickstart`. */
export function addQuickstartCommand(program: Command): void {
  program
    .command("quickstart")
    .description(
      "Brings up an XMPP server and the gateway, plays a conversation between two phones and two Jabber users, and " +
        "stays up for real ones until Ctrl-C.",
    )
    .option("--prepare", "only install what is missing, and play nothing", false)
    .option("--exit", "end after the play", false)
    .option("--port <number>", "TCP port for phones (default: 8080, or another if that is in use)", portOf)
    .option("--folder <folder>", "keep all files there (default: a new folder, removed at the end)")
    .option("--open-xmpp", "let Jabber clients of the network connect, without encryption", false)
    .addOption(new Option("--log <level>", "what the gateway logs").choices(LEVELS).default("error"))
    .action((options: QuickstartOptions) => run(options));
}
