import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { makeCast } from "./cast.js";
import { tellHowToConnect } from "./farewell.js";
import { installProsody, thisMachine } from "./installation.js";
import type { Narrator } from "./narrator.js";
import { networkAddresses } from "./network.js";
import { play } from "./play.js";
import { Stage } from "./stage.js";

export interface QuickstartOptions {
  /** Only installs what is missing. */
  readonly prepare: boolean;
  /** Ends after the play. */
  readonly exit: boolean;
  /** TCP port for phones. */
  readonly port?: number;
  /** Keeps all files there. Default: a new folder, which is removed at the end. */
  readonly folder?: string;
  readonly openXmpp: boolean;
  /** Log level of the gateway. */
  readonly log: string;
}

async function makeFolder(name: string | undefined): Promise<string> {
  if (name === undefined) return mkdtemp(join(tmpdir(), "hamlet-quickstart-"));
  const folder = resolve(name);
  // Not with its parents: in /proc, Node.js would try that for ever.
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  return folder;
}

async function perform(
  options: QuickstartOptions,
  folder: string,
  narrator: Narrator,
  stop: Promise<unknown>,
): Promise<void> {
  const { port, openXmpp: isXmppOpen, log: logLevel } = options;
  const cast = makeCast();
  const stage = await Stage.set({ folder, isXmppOpen, logLevel, ...(port !== undefined && { port }) }, cast);
  try {
    const played = play(stage, cast, narrator);
    const end = await Promise.race([
      played.then(() => "played" as const),
      stop.then(() => "stopped" as const),
    ]);
    if (end === "stopped") return void played.catch(() => undefined);
    narrator.heading("All of it came as it should.");
    if (options.exit) return;
    tellHowToConnect(narrator, cast, {
      ports: stage.ports,
      addresses: networkAddresses(),
      isXmppOpen,
      folder,
    });
    await stop;
  } finally {
    await stage.strike();
  }
}

/**
 * Brings up an XMPP server, which is installed where it is missing, and a gateway, plays a conversation, and
 * stays until it is stopped.
 * @param stop resolves when it is to end
 * @throws Error with a sentence that tells what went wrong; nothing is left running then
 */
export async function quickstart(
  options: QuickstartOptions,
  narrator: Narrator,
  stop: Promise<unknown>,
): Promise<void> {
  await installProsody(thisMachine(), (what) => narrator.say(what));
  if (options.prepare) return;
  narrator.say("Starting the XMPP server Prosody and the gateway, with a configuration of their own.");
  const folder = await makeFolder(options.folder);
  try {
    await perform(options, folder, narrator, stop);
  } finally {
    if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
  }
}
