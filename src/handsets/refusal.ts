import { codeOf, type StatusName } from "../csp/index.js";

/**
 * Thrown where a phone's request is refused; it is answered with this status. The catalogue of reasons is the status
 * table (`mappings/csp/status-codes.yaml`): stable name, code, sentence and XMPP condition stand in one row there.
 */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly reason: StatusName;
  /** The CSP status code, before `adaptStatus`. */
  readonly status: number;
  /** Shown to the phone's owner: short ASCII; the table's sentence unless given. */
  readonly description: string | undefined;

  constructor(reason: StatusName, description?: string) {
    super(description ?? reason);
    this.reason = reason;
    this.status = codeOf(reason);
    this.description = description;
  }
}
