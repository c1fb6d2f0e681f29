import { KeyedLock } from "../../keyed-lock.js";
import type { SubscriptionRow } from "../../storage/index.js";
import type { BridgeContext } from "../context.js";
import { partsOf, type SubscriptionStep, type SubscriptionType, stateOf, step } from "./subscription.js";

/** What a stanza of a contact's changed. */
export interface Heard extends SubscriptionStep {
  readonly before: SubscriptionRow;
}

/** The presence subscriptions of our users. Users and contacts are bare JIDs. */
export class Roster {
  readonly #context: Pick<BridgeContext, "storage" | "xmpp">;
  readonly #lock = new KeyedLock();

  constructor(context: Pick<BridgeContext, "storage" | "xmpp">) {
    this.#context = context;
  }

  async get(user: string, contact: string): Promise<SubscriptionRow> {
    const row = await this.#context.storage.subscriptions.get(user, contact);
    return row ?? { user, contact, state: "none", pendingOut: false, pendingIn: false };
  }

  ofUser(user: string): Promise<readonly SubscriptionRow[]> {
    return this.#context.storage.subscriptions.ofUser(user);
  }

  /**
   * The user asks, agrees, takes back or declines. Nothing is sent where that means nothing in the present state.
   * @throws LinkDown; then nothing has changed
   */
  send(user: string, contact: string, type: SubscriptionType): Promise<void> {
    return this.#lock.run(user, async () => {
      const before = await this.get(user, contact);
      const { state, passes } = step(stateOf(before), "out", type);
      if (!passes) return;
      await this.#context.xmpp.presence.subscription(user, contact, type);
      await this.#context.storage.subscriptions.put({ user, contact, ...partsOf(state) });
    });
  }

  /** The contact asks, agrees, takes back or declines; an answer that goes without saying is given. */
  hear(user: string, contact: string, type: SubscriptionType): Promise<Heard> {
    return this.#lock.run(user, async () => {
      const before = await this.get(user, contact);
      const taken = step(stateOf(before), "in", type);
      await this.#context.storage.subscriptions.put({ user, contact, ...partsOf(taken.state) });
      if (taken.reply !== undefined)
        await this.#context.xmpp.presence.subscription(user, contact, taken.reply);
      return { ...taken, before };
    });
  }
}
