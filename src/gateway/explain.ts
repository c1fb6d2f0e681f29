/** Thrown where Hamlet cannot start; the message is a sentence for the operator. */
export class StartError extends Error {
  override readonly name = "StartError";
}

const LISTENING: Readonly<Record<string, string>> = {
  EADDRINUSE: "is in use by another program",
  EACCES: "may not be used by this user (ports below 1024 need a privilege)",
  EADDRNOTAVAIL: "is not an address of this machine",
  ENOTFOUND: "is a host name that is not known",
  EAI_AGAIN: "is a host name that cannot be looked up now",
};

/**
 * Runs what starts a part that listens.
 * @param key what the configuration calls its address
 * @throws StartError where that address cannot be had
 */
export async function listening<T>(key: string, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    const {
      code = "",
      port,
      address,
      hostname,
    } = error as NodeJS.ErrnoException & {
      port?: number;
      address?: string;
      hostname?: string;
    };
    const problem = LISTENING[code];
    if (problem === undefined) throw error;
    const where = [address ?? hostname, port].filter((part) => part !== undefined).join(" port ");
    throw new StartError(`${key}: ${where} ${problem}.`, { cause: error });
  }
}

/** An error in one plain sentence (faults of a configuration: one line each). */
export function explain(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
