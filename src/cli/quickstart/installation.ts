import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Prosody is missing and cannot be installed; the message is a sentence that tells what to do. */
export class InstallationError extends Error {
  override readonly name = "InstallationError";
}

/** What the installation depends on. */
export interface Machine {
  readonly path: string;
  readonly isRoot: boolean;
  /** Debian's policy on whether a package may start its server. */
  readonly policyFile: string;
}

/** This machine. */
export function thisMachine(): Machine {
  const { PATH = "" } = process.env;
  return { path: PATH, isRoot: process.getuid?.() === 0, policyFile: "/usr/sbin/policy-rc.d" };
}

/**
 * Debian starts a server as soon as its package is installed, and at each boot. One that was not there before is to
 * do neither: it would take the ports of whoever wants them, and the quickstart starts its own.
 */
const INSTALL = `
set -e
policy=$1 package=$2
restore() {
  rm -f "$policy"
  if [ -e "$policy.before-hamlet" ]; then mv "$policy.before-hamlet" "$policy"; fi
}
apt-get update -qq
if [ -e "$policy" ]; then mv "$policy" "$policy.before-hamlet"; fi
trap restore EXIT
trap 'exit 1' HUP INT TERM
printf '#!/bin/sh\\nexit 101\\n' > "$policy"
chmod 755 "$policy"
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package"
if [ -d /run/systemd/system ]; then systemctl disable --quiet "$package"; fi
`;

const PACKAGE = "prosody";
const BY_HAND = "sudo apt-get install prosody && sudo systemctl disable --now prosody";

/** Whether a program is in one of the folders of a PATH. */
export function isProgram(name: string, path: string): boolean {
  return path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

function run([program = "", ...args]: readonly string[], path: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const env = { ...process.env, PATH: path };
    const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    child.once("error", ({ message }) => resolve({ status: null, output: message }));
    child.once("close", (status) => resolve({ status, output }));
  });
}

async function rootPrefix({ isRoot, path }: Machine): Promise<readonly string[]> {
  if (isRoot) return [];
  const sudo = ["sudo", "-n"];
  if ((await run([...sudo, "true"], path)).status === 0) return sudo;
  throw new InstallationError(
    `The XMPP server Prosody is missing, and installing it takes root: type \`${BY_HAND}\`, then start the quickstart again.`,
  );
}

/**
 * Installs Prosody where it is missing, without letting it run by itself.
 * @param tell called before it begins
 * @throws InstallationError
 */
export async function installProsody(machine: Machine, tell: (what: string) => void): Promise<void> {
  const { path, policyFile } = machine;
  if (isProgram(PACKAGE, path)) return;
  if (!isProgram("apt-get", path)) {
    throw new InstallationError(
      "The XMPP server Prosody is missing, and this is no Debian or Ubuntu: install Prosody 0.12 by hand, then start the quickstart again.",
    );
  }
  const prefix = await rootPrefix(machine);
  tell("Installing the XMPP server Prosody (apt-get install prosody); it is not started by itself.");
  const { status, output } = await run([...prefix, "sh", "-c", INSTALL, "sh", policyFile, PACKAGE], path);
  if (status === 0 && isProgram(PACKAGE, path)) return;
  const reason = status === 0 ? "there is no program of that name" : output.trimEnd().split("\n").at(-1);
  throw new InstallationError(
    `Prosody could not be installed (${reason}): type \`${BY_HAND}\` to see what is in the way.`,
  );
}
