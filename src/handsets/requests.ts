import type { KnownContent, PrimitiveName } from "../csp/index.js";
import type { Session } from "./session.js";

/** A phone's request of one kind. */
export type RequestOf<N extends PrimitiveName> = Extract<KnownContent, { readonly kind: N }>;

/** The answer to a request. */
export interface Answer {
  readonly content: KnownContent;
  /** Runs once the answer is on its way; for what the phone must see after it. */
  readonly after?: () => Promise<void>;
}

/**
 * Answers one kind of request of a phone that is logged in and agreed to the service. Throws `Refusal` to say no;
 * anything else it throws is answered with 500 and logged.
 */
export type Handler<N extends PrimitiveName> = (session: Session, request: RequestOf<N>) => Promise<Answer>;

/** By primitive; a request without handler is answered with 405. */
export type Handlers = { readonly [N in PrimitiveName]?: Handler<N> };

/** The answer that says that all went well. */
export function ok(after?: () => Promise<void>): Answer {
  const content: KnownContent = { kind: "Status", Result: { Code: 200 } };
  return after === undefined ? { content } : { content, after };
}

/** An answer with content of its own. */
export function answer(content: KnownContent, after?: () => Promise<void>): Answer {
  return after === undefined ? { content } : { content, after };
}
