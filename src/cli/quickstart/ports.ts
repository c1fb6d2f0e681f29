import { createServer } from "node:net";

const FIRST = 20_000;
const PER_PROCESS = 30;
const SLICES = 400;
/** Processes of one run have neighbouring ids: their slices lie far apart, so that one may grow beyond its own. */
const STRIDE = 37;

/** Whether nobody listens on a port. @param host address to listen on; default: loopback */
export function isFree(port: number, host = "127.0.0.1"): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

/**
 * Finds free ports below those that the system hands out by itself, beginning in a slice that depends on the process
 * id, so that processes which look at the same time do not find the same ones.
 */
export class Ports {
  #next = FIRST + ((process.pid * STRIDE) % SLICES) * PER_PROCESS;

  /** A port that nobody listens on, and that this object has not given before. @param host default: loopback */
  async take(host?: string): Promise<number> {
    for (;;) {
      const port = this.#next++;
      if (this.#next >= FIRST + SLICES * PER_PROCESS) this.#next = FIRST;
      if (await isFree(port, host)) return port;
    }
  }

  /** The port that is asked for if nobody listens on it, otherwise another. */
  async prefer(port: number, host?: string): Promise<number> {
    return (await isFree(port, host)) ? port : this.take(host);
  }
}
