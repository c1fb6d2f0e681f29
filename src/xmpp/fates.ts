import type { Runtime } from "../runtime.js";
import type { Inbound, IncomingMessage, Invitation } from "./inbound.js";
import { bareOf, localOf } from "./jid.js";
import {
  type MessageOperations,
  type PresenceOperations,
  StanzaError,
  type XmppEvents,
} from "./operations.js";

interface Options {
  readonly events: XmppEvents;
  readonly messages: Pick<MessageOperations, "refuse">;
  readonly presence: Pick<PresenceOperations, "subscription">;
  readonly runtime: Pick<Runtime, "log" | "timers">;
}

/** Milliseconds after which a handler is told of in the log: all else of its user waits. */
const SLOW = 10_000;

/** Kinds that need a user behind the address; the others concern what Hamlet itself has said or entered. */
const FOR_USERS: readonly Inbound["kind"][] = ["message", "subscription", "presence", "invitation"];

/** Sees to it that each event is either taken by the bridge, or answered, or dropped where no answer may be. */
export class Fates {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Never rejects. */
  async deliver(event: Inbound): Promise<void> {
    const { events, runtime } = this.#options;
    const { log, timers } = runtime;
    const { kind, from, to } = event;
    const slow = timers.after(SLOW, () => log.warn({ kind, from, to }, "the handler of an event is slow"));
    try {
      if (FOR_USERS.includes(event.kind) && !(await this.#isForUser(event))) await this.#unknown(event);
      else await events.received(event);
    } catch (error) {
      log.error({ kind, from, to, err: error }, "an event failed");
      const { condition, text } =
        error instanceof StanzaError ? error : new StanzaError("internal-server-error");
      await this.#refuse(event, condition, text);
    } finally {
      slow.cancel();
    }
  }

  /** For an event that cannot even wait. */
  async overflow(event: Inbound): Promise<void> {
    const { kind, from, to } = event;
    this.#options.runtime.log.warn({ kind, from, to }, "too much waits; an event is refused");
    await this.#refuse(event, "resource-constraint", "too many messages wait");
  }

  async #isForUser(event: Inbound): Promise<boolean> {
    return localOf(event.to) !== undefined && (await this.#options.events.directory.exists(bareOf(event.to)));
  }

  /** RFC 6121 section 8.5.1. */
  async #unknown(event: Inbound): Promise<void> {
    if (event.kind !== "subscription") return this.#refuse(event, "service-unavailable");
    if (event.type !== "probe") return;
    await this.#options.presence.subscription(event.to, event.from, "unsubscribed");
  }

  async #refuse(event: Inbound, condition: string, text?: string): Promise<void> {
    if (!isRefusable(event)) return;
    const { from, to, id } = event;
    const details = { ...(id !== undefined && { id }), ...(text !== undefined && { text }) };
    try {
      await this.#options.messages.refuse({ from: to, to: from, condition, ...details });
    } catch (error) {
      this.#options.runtime.log.debug({ from, to, err: error }, "a refusal could not be sent");
    }
  }
}

/** What a person has sent and waits for; of headlines nobody is told (RFC 6121 section 8.5.2.2.1), rooms never are. */
function isRefusable(event: Inbound): event is IncomingMessage | Invitation {
  if (event.kind === "invitation") return event.form === "direct";
  return event.kind === "message" && event.type !== "headline";
}
