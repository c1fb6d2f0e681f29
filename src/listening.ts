import type { Server } from "node:net";
import type { Log } from "./runtime.js";

/** Where a server takes connections. */
export interface Place {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

/**
 * Resolves once the server takes connections, and rejects where it cannot. What goes wrong later is logged.
 * @param name of the server, for the log
 */
export function listen(server: Server, { host, port }: Place, name: string, log: Log): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.removeListener("error", reject);
      server.on("error", (error) => log.error({ err: error }, `The ${name} server has a problem`));
      resolve();
    });
  });
}
