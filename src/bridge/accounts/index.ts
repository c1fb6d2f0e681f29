import type { Timer } from "../../runtime.js";
import type { AccountOrder } from "../../storage/index.js";
import { LinkDown } from "../../xmpp/index.js";
import type { BridgeContext, Topic } from "../context.js";
import type { Partings } from "./ports.js";

/** Milliseconds between two looks at what operators ordered. */
const PAUSE = 2000;
/** Milliseconds until a removal that failed is tried again. Sessions are ended at each look. */
const RESPITE = 60_000;
/** After so many tries, an account is removed with what cannot be undone left behind. */
const MOST_TRIES = 10;

const FAREWELLS: Readonly<Record<AccountOrder["what"], string>> = {
  "log out": "The password was changed",
  removal: "The account was removed",
};

interface Failed {
  readonly tries: number;
  readonly until: number;
}

/**
 * Carries out what operators order by `hamlet account` while the gateway runs, or have ordered while it did not: only the
 * gateway can end sessions and speak to contacts.
 */
export class AccountOrders implements Topic {
  readonly #context: BridgeContext;
  readonly #partings: Partings;
  /** By user. */
  readonly #failed = new Map<string, Failed>();
  #next: Timer | undefined;
  #hasStopped = false;
  #looking: Promise<void> | undefined;

  constructor(context: BridgeContext, partings: Partings) {
    this.#context = context;
    this.#partings = partings;
  }

  /** Phones that are to be put out are, before they ask for much. */
  started(): Promise<void> {
    return this.#look();
  }

  async stopping(): Promise<void> {
    this.#hasStopped = true;
    this.#next?.cancel();
    await this.#looking;
  }

  /** Each look plans the next. */
  async #look(): Promise<void> {
    this.#looking = this.#fulfillAll();
    await this.#looking;
    if (!this.#hasStopped) this.#next = this.#context.runtime.timers.after(PAUSE, () => void this.#look());
  }

  /** Those that need no stream come first, and none waits for another that fails. */
  async #fulfillAll(): Promise<void> {
    const { storage, runtime, xmpp } = this.#context;
    try {
      const orders = await storage.accounts.orders();
      const ready = await Promise.all(orders.map((order) => this.#putOut(order)));
      for (const [index, order] of orders.entries()) {
        if (this.#hasStopped || !xmpp.isOnline) return;
        if (ready[index] === true && order.what === "removal") await this.#remove(order);
      }
    } catch (error) {
      runtime.log.error({ err: error }, "what was ordered for accounts could not be read");
    }
  }

  /**
   * Ends the sessions that are not to be. Never rejects.
   * @returns whether there were none any more: the rooms that they left must have ended before others are destroyed, since
   *   ejabberd never answers what reaches a room that is just ending
   */
  async #putOut(order: AccountOrder): Promise<boolean> {
    const { handsets } = this.#context;
    const { user, what, at } = order;
    const isMeant = (startedAt: number) => what === "removal" || startedAt <= at;
    const sessions = handsets.sessionsOf(user).filter(({ startedAt }) => isMeant(startedAt));
    await this.#attempt(order, async () => {
      for (const { id } of sessions) await handsets.disconnect(id, FAREWELLS[what]);
      if (what === "log out") await this.#done(order);
    });
    return sessions.length === 0;
  }

  async #remove(order: AccountOrder): Promise<void> {
    const { xmpp, runtime } = this.#context;
    const { user } = order;
    const { messages, presence, rooms } = this.#partings;
    const failed = this.#failed.get(user);
    if (failed !== undefined && failed.until > runtime.clock.now()) return;
    await this.#attempt(order, async () => {
      if (failed === undefined || failed.tries < MOST_TRIES) await rooms.destroyRooms(user);
      else runtime.log.error({ user }, "rooms of a removed user are left behind");
      await messages.returnAll(user);
      await presence.endSubscriptions(user);
      await xmpp.settled();
      await this.#done(order);
      this.#failed.delete(user);
    });
  }

  async #attempt({ user, what }: AccountOrder, work: () => Promise<void>): Promise<void> {
    const { clock, log } = this.#context.runtime;
    try {
      await work();
    } catch (error) {
      // What is left is done when there is a stream again.
      if (error instanceof LinkDown) return;
      const tries = (this.#failed.get(user)?.tries ?? 0) + 1;
      this.#failed.set(user, { tries, until: clock.now() + RESPITE });
      log.warn({ user, what, tries, err: error }, "an operator's order for an account is tried again");
    }
  }

  async #done(order: AccountOrder): Promise<void> {
    const { storage, runtime } = this.#context;
    await storage.accounts.fulfilled(order);
    const { user, what } = order;
    runtime.log.info({ user, what }, "an operator's order for an account was carried out");
  }
}
