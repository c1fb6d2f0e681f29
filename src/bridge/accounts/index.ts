import type { Timer } from "../../runtime.js";
import type { AccountOrder } from "../../storage/index.js";
import { LinkDown } from "../../xmpp/index.js";
import type { BridgeContext, Topic } from "../context.js";
import type { Partings } from "./ports.js";

/** Milliseconds between two looks at what operators ordered. */
const PAUSE = 2000;

const FAREWELLS: Readonly<Record<AccountOrder["what"], string>> = {
  "log out": "The password was changed",
  removal: "The account was removed",
};

/**
 * Carries out what operators order by `hamlet account` while the gateway runs, or have ordered while it did not: only the
 * gateway can end sessions and speak to contacts.
 */
export class AccountOrders implements Topic {
  readonly #context: BridgeContext;
  readonly #partings: Partings;
  #next: Timer | undefined;
  #hasStopped = false;
  #looking: Promise<void> | undefined;

  constructor(context: BridgeContext, partings: Partings) {
    this.#context = context;
    this.#partings = partings;
  }

  async online(): Promise<void> {
    await this.#look();
  }

  async stopping(): Promise<void> {
    this.#hasStopped = true;
    this.#next?.cancel();
    await this.#looking;
  }

  /** One look at a time; each plans the next. */
  async #look(): Promise<void> {
    if (this.#looking !== undefined) return this.#looking;
    this.#next?.cancel();
    this.#looking = this.#fulfillAll();
    await this.#looking;
    this.#looking = undefined;
    if (!this.#hasStopped) this.#next = this.#context.runtime.timers.after(PAUSE, () => void this.#look());
  }

  async #fulfillAll(): Promise<void> {
    const { storage, runtime } = this.#context;
    try {
      for (const order of await storage.accounts.orders()) await this.#fulfill(order);
    } catch (error) {
      // What is left is done when the stream is up again.
      if (!(error instanceof LinkDown))
        runtime.log.error({ err: error }, "an account could not be looked after");
    }
  }

  async #fulfill(order: AccountOrder): Promise<void> {
    const { handsets, storage, xmpp, runtime } = this.#context;
    const { user, what, at } = order;
    // While they are in use: ejabberd never answers what reaches a room that is just ending.
    if (what === "removal") await this.#partings.destroyRooms(user);
    for (const session of handsets.sessionsOf(user))
      if (session.startedAt < at) await handsets.disconnect(session.id, FAREWELLS[what]);
    if (what === "removal") {
      await this.#partings.endSubscriptions(user);
      await xmpp.settled();
    }
    await storage.accounts.fulfilled(order);
    runtime.log.info({ user, what }, "an operator's order for an account was carried out");
  }
}
