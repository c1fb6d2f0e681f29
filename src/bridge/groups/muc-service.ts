import type { Timer } from "../../runtime.js";
import { LinkDown, StanzaError } from "../../xmpp/index.js";
import type { BridgeContext } from "../context.js";
import { serviceJid } from "./room-keeper.js";

const MUC = "http://jabber.org/protocol/muc";
/** Milliseconds after which a service that is not as it should be is asked again. */
const PAUSE = 60_000;

/**
 * Looks whether the service that is to host groups is one (XEP-0045 section 6.1), each time that the stream comes up: a
 * wrong name would show otherwise only in the statuses that phones get when they make a group.
 */
export class MucService {
  readonly #context: Pick<BridgeContext, "xmpp" | "settings" | "runtime" | "space">;
  #trouble: string | undefined;
  #again: Timer | undefined;
  #hasStopped = false;

  constructor(context: Pick<BridgeContext, "xmpp" | "settings" | "runtime" | "space">) {
    this.#context = context;
  }

  /** Why there can be no groups, for a person to read; as of the last look. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Asks, and goes on to ask until all is well or the stream is down. Never rejects. */
  async look(): Promise<void> {
    const { settings, runtime } = this.#context;
    this.#again?.cancel();
    if (settings.mucService === undefined) return;
    try {
      this.#found(await this.#flawOf(settings.mucService));
    } catch (error) {
      // The next stream brings the next look.
      if (!(error instanceof LinkDown)) runtime.log.error({ err: error }, "the MUC service was not asked");
    }
  }

  /** No further look of its own accord. */
  stop(): void {
    this.#hasStopped = true;
    this.#again?.cancel();
  }

  #found(flaw: string | undefined): void {
    const { timers, log } = this.#context.runtime;
    if (flaw !== undefined && flaw !== this.#trouble) log.error({ key: "xmpp.muc" }, flaw);
    if (flaw === undefined && this.#trouble !== undefined) log.info({}, "the MUC service is there now");
    this.#trouble = flaw;
    if (flaw !== undefined && !this.#hasStopped) this.#again = timers.after(PAUSE, () => void this.look());
  }

  /** @throws LinkDown */
  async #flawOf(service: string): Promise<string | undefined> {
    const { xmpp } = this.#context;
    try {
      const features = await xmpp.queries.features(serviceJid(this.#context), service);
      if (features.has(MUC)) return undefined;
      return `There can be no groups: ${service} is no MUC service. Set xmpp.muc to the name of the one to use.`;
    } catch (error) {
      if (!(error instanceof StanzaError)) throw error;
      return (
        `There can be no groups: the XMPP server does not reach a MUC service at ${service} (${error.message}). ` +
        "Set xmpp.muc to the name of one that it has."
      );
    }
  }
}
