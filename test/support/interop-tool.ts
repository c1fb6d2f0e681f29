import { spawnSync } from "node:child_process";

/** Runs a program with arguments and input to its end and returns what it printed. */
export type Run = (args: readonly string[], input?: Uint8Array) => Buffer;

const MOST_OUTPUT = 1 << 29;

function spawn(command: string, args: readonly string[], input: Uint8Array = Buffer.alloc(0)) {
  return spawnSync(command, args, { input, maxBuffer: MOST_OUTPUT });
}

/**
 * A program of another project, to be run. To be called outside of the tests, so that they fail as one.
 * @throws Error naming the Debian package to install if the program is not there
 */
export function requireTool(command: string, debianPackage: string): Run {
  const { error } = spawn(command, ["-h"]);
  if (error !== undefined && "code" in error && error.code === "ENOENT") {
    throw new Error(`${command} was not found: install the Debian package ${debianPackage}.`);
  }
  return (args, input) => {
    const { error, status, stdout, stderr } = spawn(command, args, input);
    if (error !== undefined) throw error;
    if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr.toString().trim()}`);
    return stdout;
  };
}
