/** The server did what the emulated client could not live with. */
export class Violation extends Error {
  override readonly name = "Violation";
}

/** The server refused a request. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly status: number;

  constructor(request: string, status: number, description = "") {
    super(`${request} was refused with ${status} ${description}`.trimEnd());
    this.status = status;
  }
}

/** The status of what a phone did: that of the refusal, or 200. Anything else that went wrong, as it is. */
export function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 200,
    (error: unknown) => (error instanceof Refused ? error.status : error),
  );
}
