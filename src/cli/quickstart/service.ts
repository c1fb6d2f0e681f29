import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";

/** How a server program is run in the foreground. */
export interface Command {
  /** What it is called in messages. */
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
}

const MOST_OUTPUT = 1 << 20;
const BETWEEN_ATTEMPTS = 20;

/** Linux: the kernel ends the server when this process is gone, however it went. */
function tied(command: Command): readonly string[] {
  const line = [command.program, ...command.args];
  return process.platform === "linux" ? ["setpriv", "--pdeathsig", "KILL", ...line] : line;
}

/** A server program as a child of this process, in a process group of its own, which ends with this process. */
export class Service {
  readonly #command: Command;
  #child: ChildProcess | undefined;
  #output = "";
  #ended: Promise<void> = Promise.resolve();

  constructor(command: Command) {
    this.#command = command;
  }

  /** What it printed, of all runs; the latest MiB. */
  get output(): string {
    return this.#output;
  }

  /** Process id; undefined while it does not run. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * Starts the program and waits until it serves.
   * @param isReady asks the server once; false while it does not answer
   * @param within milliseconds
   * @throws Error with the end of its output, if the program ends or is not ready in time; it runs no more then
   */
  async start(isReady: () => Promise<boolean>, within = 30_000): Promise<void> {
    if (this.#child !== undefined) throw new Error(`${this.#command.name} runs already`);
    this.#spawn();
    const deadline = AbortSignal.timeout(within);
    while (!(await isReady())) {
      if (this.#child === undefined) throw this.#failure("ended instead of starting");
      if (deadline.aborted) {
        await this.kill();
        throw this.#failure(`was not ready within ${within} ms`);
      }
      await pause(BETWEEN_ATTEMPTS);
    }
  }

  /** Asks it to end (SIGTERM) and waits for that; without effect while it does not run. */
  stop(): Promise<void> {
    return this.#end("SIGTERM");
  }

  /** Ends it at once (SIGKILL), and all that it started. */
  kill(): Promise<void> {
    return this.#end("SIGKILL");
  }

  #spawn(): void {
    const { folder, env } = this.#command;
    const [program = "", ...args] = tied(this.#command);
    const child = spawn(program, args, {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    this.#child = child;
    const keep = (text: string) => {
      this.#output = (this.#output + text).slice(-MOST_OUTPUT);
    };
    child.stdout.setEncoding("utf8").on("data", keep);
    child.stderr.setEncoding("utf8").on("data", keep);
    this.#ended = new Promise((resolve) => {
      const end = (how: string) => {
        keep(`[${this.#command.name} ${how}]\n`);
        if (this.#child === child) this.#child = undefined;
        resolve();
      };
      child.once("error", (error) => end(`could not be run: ${error.message}`));
      child.once("close", (code, signal) => end(`ended with ${code ?? signal}`));
    });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const pid = this.#child?.pid;
    if (pid !== undefined) {
      try {
        // SIGTERM is for the server alone, which then ends what it started.
        process.kill(signal === "SIGKILL" ? -pid : pid, signal);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
      }
    }
    await this.#ended;
  }

  #failure(problem: string): Error {
    const tail = this.#output.trimEnd().split("\n").slice(-20).join("\n");
    return new Error(`${this.#command.name} ${problem}:\n${tail}`);
  }
}
