import { KeyedLock } from "../../keyed-lock.js";
import type { BridgeContext } from "../context.js";
import type { PresenceMapping } from "./mapping.js";
import { type AttributeLists, loadNames, PresenceRecordsOf, type StoredNames } from "./records.js";
import type { Requested } from "./translate.js";

/**
 * Who may see what of a user. A list of attributes for a user counts before those for contact lists that hold him, these
 * before the default list. Whoever is named by one, or is on a contact list of the user's, needs no further asking.
 */
export class Grants {
  readonly #context: Pick<BridgeContext, "storage">;
  readonly #mapping: PresenceMapping;
  readonly records: PresenceRecordsOf;
  readonly #lock = new KeyedLock();

  constructor(context: Pick<BridgeContext, "storage">, mapping: PresenceMapping) {
    this.#context = context;
    this.#mapping = mapping;
    this.records = new PresenceRecordsOf(context.storage);
  }

  /** The attributes that a contact may see once he sees the user's presence at all. */
  async permitted(user: string, contact: string): Promise<Requested> {
    const { list } = await this.#listFor(user, contact);
    return list === undefined ? undefined : loadNames(list);
  }

  /** Whether a contact's request to see the presence is answered with yes without asking the user. */
  async isForegone(user: string, contact: string): Promise<boolean> {
    const { list, holding } = await this.#listFor(user, contact);
    if (list === undefined) return holding.length > 0;
    return list === null || list.includes(this.#mapping.fromPhone.hidden.attribute);
  }

  /** The user lets the contact see these attributes. */
  grant(user: string, contact: string, names: StoredNames): Promise<void> {
    return this.change(user, ({ users, ...lists }) => ({ ...lists, users: { ...users, [contact]: names } }));
  }

  async revoke(user: string, contact: string): Promise<void> {
    const { users } = await this.records.attributeLists(user);
    if (users?.[contact] === undefined) return;
    await this.change(user, (lists) => {
      const { [contact]: _revoked, ...others } = lists.users ?? {};
      return { ...lists, users: others };
    });
  }

  /** One after the other: two sessions of a user must not undo what the other writes. */
  change(user: string, change: (lists: AttributeLists) => AttributeLists): Promise<void> {
    return this.#lock.run(user, async () =>
      this.records.putAttributeLists(user, change(await this.records.attributeLists(user))),
    );
  }

  async #listFor(
    user: string,
    contact: string,
  ): Promise<{ list: StoredNames | undefined; holding: readonly string[] }> {
    const lists = await this.records.attributeLists(user);
    const holding = await this.#context.storage.lists.holding(user, contact);
    const own = lists.users?.[contact];
    if (own !== undefined) return { list: own, holding };
    const ofLists = holding.flatMap((slug) => {
      const list = lists.lists?.[slug.toLowerCase()];
      return list === undefined ? [] : [list];
    });
    if (ofLists.length === 0) return { list: lists.default, holding };
    const list = ofLists.includes(null) ? null : ofLists.flatMap((names) => names ?? []);
    return { list, holding };
  }
}
