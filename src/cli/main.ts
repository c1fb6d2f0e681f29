import { Command } from "commander";
import { addCodecCommands } from "./codec-commands.js";

// A reader that has seen enough closes the pipe; that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

const program = new Command("hamlet").description(
  "A gateway between IMPS (Wireless Village) phones and XMPP.",
);
addCodecCommands(program);

await program.parseAsync();
