import { createServer } from "node:net";

const FIRST = 20_000;
const PER_PROCESS = 30;
const SLICES = 400;

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/**
 * Finds free loopback ports below those that the system hands out by itself, beginning in a slice that depends on the
 * process id, so that processes which look at the same time do not find the same ones.
 */
export class Ports {
  #next = FIRST + (process.pid % SLICES) * PER_PROCESS;

  /** A port that nobody listens on, and that this object has not given before. */
  async take(): Promise<number> {
    for (;;) {
      const port = this.#next++;
      if (this.#next >= FIRST + SLICES * PER_PROCESS) this.#next = FIRST;
      if (await isFree(port)) return port;
    }
  }
}
