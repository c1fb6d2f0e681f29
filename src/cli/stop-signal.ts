/** Resolves with the first signal to stop; a second one ends the process at once. */
export function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const taken = (signal: NodeJS.Signals) => {
      for (const each of ["SIGTERM", "SIGINT"] as const) {
        process.removeListener(each, taken);
        process.once(each, () => process.exit(1));
      }
      resolve(signal);
    };
    process.on("SIGTERM", taken);
    process.on("SIGINT", taken);
  });
}
