import {
  type Content,
  leafFor,
  PRIMITIVES,
  type PrimitiveName,
  VERSIONS,
  type Version,
} from "../csp/index.js";
import type { Runtime } from "../runtime.js";
import type { OwnHandlers } from "./negotiation.js";
import type { PhoneSession } from "./phone-session.js";
import { Refusal } from "./refusal.js";
import type { Answer, Handlers } from "./requests.js";
import { adapted, refusalStatus, statusFor } from "./statuses.js";
import { inTime } from "./time-limit.js";

type AnyHandler = (session: PhoneSession, request: Content) => Promise<Answer>;

const versionsOf: ReadonlyMap<string, readonly Version[]> = new Map(
  PRIMITIVES.map(({ name, versions }) => [name, versions]),
);

/** Whether only later versions have the primitive. Phones keep using those that later versions dropped. */
function isLater(kind: PrimitiveName, version: Version): boolean {
  const versions = versionsOf.get(kind) ?? [];
  return versions.every((each) => VERSIONS.indexOf(each) > VERSIONS.indexOf(version));
}

/** The leaf that has to be agreed for a request, in the session's version or the first later one that has it. */
function leafNeeded(kind: PrimitiveName, version: Version) {
  const later = VERSIONS.filter((each) => each > version && isLater(kind, version));
  return [version, ...later].map((each) => leafFor(kind, each)).find((leaf) => leaf !== undefined);
}

/** Gives every request of a session to its handler, and makes an answer of whatever comes of that. */
export class Dispatcher {
  readonly #runtime: Runtime;
  readonly #own: OwnHandlers;
  readonly #handlers: () => Handlers;

  constructor(runtime: Runtime, own: OwnHandlers, handlers: () => Handlers) {
    this.#runtime = runtime;
    this.#own = own;
    this.#handlers = handlers;
  }

  /** Whether the bridge knows what to do with such a primitive. */
  hasHandler(kind: string): boolean {
    return this.#handlers()[kind as PrimitiveName] !== undefined;
  }

  /** Answers a request. Never rejects. */
  async answer(session: PhoneSession, request: Content): Promise<Answer> {
    const { version } = session;
    try {
      const { content, after } = await inTime(this.#runtime, this.#handled(session, request));
      const fitting = { content: adapted(content, session) };
      return after === undefined ? fitting : { ...fitting, after };
    } catch (error) {
      if (error instanceof Refusal) return { content: adapted(refusalStatus(error, version), session) };
      const fields = { session: session.id, user: session.user.jid, request: request.kind, err: error };
      this.#runtime.log.error(fields, "a request of a phone could not be answered");
      return { content: statusFor("internal-error", version) };
    }
  }

  async #handled(session: PhoneSession, request: Content): Promise<Answer> {
    const { kind } = request;
    if (kind === "Unknown") throw new Refusal("service-not-supported");
    const handler = (this.#own[kind] ?? this.#handlers()[kind]) as AnyHandler | undefined;
    if (handler === undefined || isLater(kind, session.version)) throw new Refusal("service-not-supported");
    const leaf = leafNeeded(kind, session.version);
    if (leaf !== undefined && !session.services.has(leaf)) throw new Refusal("service-not-agreed");
    return handler(session, request);
  }
}
