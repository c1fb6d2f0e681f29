/** Writes a sentence on what went wrong, and makes the exit code 1. */
export function complain(sentence: string): void {
  process.stderr.write(`error: ${sentence}\n`);
  process.exitCode = 1;
}
