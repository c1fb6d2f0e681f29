import type { KnownContent } from "../../../src/csp/index.js";
import { type Handler, type Handlers, Refusal, type Session } from "../../../src/handsets/index.js";

/** What a phone is answered, with what follows the answer done; a refusal is the Status that it becomes. */
export async function answerOf(
  handlers: Handlers | undefined,
  session: Session,
  request: KnownContent,
): Promise<KnownContent> {
  const handler = handlers?.[request.kind] as Handler<typeof request.kind> | undefined;
  if (handler === undefined) return { kind: "Status", Result: { Code: 405 } };
  try {
    const { content, after } = await handler(session, request);
    await after?.();
    return content;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { kind: "Status", Result: { Code: error.status } };
  }
}
