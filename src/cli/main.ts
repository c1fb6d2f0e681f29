import { createRequire } from "node:module";
import { Command } from "commander";
import { addAccountCommands } from "./account-commands.js";
import { addCodecCommands } from "./codec-commands.js";
import { addGatewayCommands } from "./gateway-commands.js";
import { addQuickstartCommand } from "./quickstart-command.js";

// A reader that has seen enough closes the pipe; that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") process.stderr.write(`error: the output cannot be written: ${error.message}\n`);
  process.exit(error.code === "EPIPE" ? 0 : 1);
});

const { version } = createRequire(import.meta.url)("../../package.json") as { readonly version: string };

const program = new Command("hamlet")
  .description("A gateway between IMPS (Wireless Village) phones and XMPP.")
  .version(version)
  // So that `encode --version` is an option of encode.
  .enablePositionalOptions();
addGatewayCommands(program);
addQuickstartCommand(program);
addAccountCommands(program);
addCodecCommands(program);

await program.parseAsync();
