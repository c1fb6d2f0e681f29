import type { Command } from "commander";
import type { AccountAdmin } from "../gateway.js";
import { complain } from "./report.js";

interface Flags {
  readonly config: string;
}

/** More than any password has. */
const LONGEST_INPUT = 65_536;

/** A password from standard input, without the line break that `echo` adds. */
async function readPassword(): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > LONGEST_INPUT) break;
  }
  return Buffer.concat(chunks)
    .toString("utf8")
    .replace(/\r?\n$/, "");
}

async function withAccounts(flags: Flags, work: (admin: AccountAdmin) => Promise<void>): Promise<void> {
  const { accounts, explain } = await import("../gateway.js");
  try {
    const admin = await accounts(flags.config);
    try {
      await work(admin);
    } finally {
      await admin.close();
    }
  } catch (error) {
    complain(explain(error));
  }
}

const takesConfig = (command: Command) =>
  command.requiredOption("--config <file>", "configuration file of the gateway");

const takesPassword = (command: Command) =>
  takesConfig(command).requiredOption("--password-stdin", "read the password from standard input");

/** `hamlet account …`. */
export function addAccountCommands(program: Command): void {
  const account = program.command("account").description("Accounts of phones: add, remove, list, passwd.");
  takesPassword(account.command("add <user>"))
    .description("Adds an account: wv:alice or alice.")
    .action((user: string, flags: Flags) =>
      withAccounts(flags, async (admin) => admin.add(user, await readPassword())),
    );
  takesConfig(account.command("remove <user>"))
    .description("Removes an account with all that belongs to it.")
    .action((user: string, flags: Flags) => withAccounts(flags, (admin) => admin.remove(user)));
  takesPassword(account.command("passwd <user>"))
    .description("Changes a password.")
    .action((user: string, flags: Flags) =>
      withAccounts(flags, async (admin) => admin.passwd(user, await readPassword())),
    );
  takesConfig(account.command("list"))
    .description("Lists the accounts, one a line.")
    .action((flags: Flags) =>
      withAccounts(flags, async (admin) => {
        for (const user of await admin.list()) process.stdout.write(`${user}\n`);
      }),
    );
}
