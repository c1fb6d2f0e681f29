import type { FieldsOf, StatusContext } from "../csp/index.js";
import { Refusal, type Session } from "../handsets/index.js";
import { refusalOf } from "./refusals.js";

/** The Result of an answer. */
export type Result = FieldsOf<"Status">["Result"];

type DetailedResult = NonNullable<Result["DetailedResult"]>[number];

const ID_NAMES = ["UserID", "GroupID", "MessageID", "ScreenName", "ContactList"] as const;

/** The id that something failed for, in the phone's own spelling. */
export type FailedId = Pick<DetailedResult, (typeof ID_NAMES)[number]>;

/** How a request ends that names several ids: each may fail for itself. */
export class Outcome {
  readonly #context: StatusContext;
  readonly #failed = new Map<number, DetailedResult>();
  #succeeded = 0;

  /** @param context what is being done, for failures on the XMPP side */
  constructor(context: StatusContext) {
    this.#context = context;
  }

  get hasFailures(): boolean {
    return this.#failed.size > 0;
  }

  /**
   * Does the work for one id. A failure is noted; undefined is returned then.
   * @throws what is neither a refusal nor a failure on the XMPP side
   */
  async attempt<T>(id: FailedId, work: () => T | Promise<T>): Promise<T | undefined> {
    try {
      const value = await work();
      this.#succeeded++;
      return value;
    } catch (error) {
      this.fail(id, error);
      return undefined;
    }
  }

  /** Notes a failure. @throws the error, where it is neither a refusal nor a failure on the XMPP side */
  fail(id: FailedId, error: unknown): void {
    this.#note(refusalOf(error, this.#context), id);
  }

  /**
   * 200; 201 with the details where only some failed; the code of the failure where nothing went well, 900 where there
   * are several. Phones that take 201 for a failure get 200: the rest of their request is done.
   * @param unsaid users for whom there is no room in the answer
   */
  result(session: Session, unsaid: readonly string[] = []): Result {
    const details = [...this.#failed.values()];
    if (unsaid.length > 0) details.push({ Code: new Refusal("response-too-large").status, UserID: unsaid });
    const [first, ...others] = details;
    if (first === undefined) return { Code: 200 };
    if (this.#succeeded + unsaid.length > 0)
      return session.quirks.has("partial-is-failure")
        ? { Code: 200 }
        : { Code: 201, DetailedResult: details };
    return others.length === 0 ? { Code: first.Code } : { Code: 900, DetailedResult: details };
  }

  #note(refusal: Refusal, id: FailedId): void {
    const former = this.#failed.get(refusal.status) ?? { Code: refusal.status };
    const joined = Object.fromEntries(
      ID_NAMES.flatMap((key) => {
        const ids = [...(former[key] ?? []), ...(id[key] ?? [])];
        return ids.length === 0 ? [] : [[key, ids]];
      }),
    );
    this.#failed.set(refusal.status, { Code: refusal.status, ...joined });
  }
}
