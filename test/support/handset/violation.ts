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
