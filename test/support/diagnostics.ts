/**
 * What the test environment shows when a test fails: the logs of the programs that took part. Anything that runs one
 * registers here; `environment.ts` asks.
 */
export interface Diagnostic {
  /** Heading of what it tells. */
  readonly name: string;
  /** What happened lately, as text. */
  report(): string;
}

declare global {
  /** Set by the test environment. */
  var hamletDiagnostics: Set<Diagnostic> | undefined;
}

/** Shows this one's report whenever a test fails, until the returned function is called. */
export function reportOnFailure(diagnostic: Diagnostic): () => void {
  globalThis.hamletDiagnostics?.add(diagnostic);
  return () => void globalThis.hamletDiagnostics?.delete(diagnostic);
}
