import { KeyedLock } from "../../keyed-lock.js";
import type { Storage } from "../../storage/index.js";
import type { AttributeName } from "./attributes.js";
import type { Requested } from "./translate.js";

/** Names of attributes as JSON; null: all. */
export type StoredNames = readonly AttributeName[] | null;

export const storeNames = (names: Requested): StoredNames => (names === undefined ? null : [...names]);
export const loadNames = (names: StoredNames): Requested => (names === null ? undefined : new Set(names));

/** Who may see which attributes of a user (CreateAttributeList), and what was granted to single users. */
export interface AttributeLists {
  readonly default?: StoredNames;
  /** By bare JID. */
  readonly users?: Readonly<Record<string, StoredNames>>;
  /** By the name of the contact list in lower case. */
  readonly lists?: Readonly<Record<string, StoredNames>>;
}

/** What a session has subscribed to. */
export interface StoredWatch {
  readonly session: string;
  /** Where the session fell silent: its cookie, and when, in milliseconds since the epoch. */
  readonly expired?: { readonly cookie: string | undefined; readonly at: number };
  /** By bare JID. */
  readonly users: Readonly<Record<string, StoredNames>>;
  /** By the name of the contact list in lower case. */
  readonly lists: Readonly<Record<string, StoredList>>;
  /** How the phone spells users, by bare JID, where that matters to it. */
  readonly spellings?: Readonly<Record<string, string>>;
}

export interface StoredList {
  readonly names: StoredNames;
  /** Members that come later are subscribed to as well. */
  readonly follows: boolean;
  readonly members: readonly string[];
}

/** Contacts, by bare JID. */
export type Marked = Readonly<Record<string, true>>;

/**
 * What presence keeps of a user besides what his devices publish. It lies beside that, under names that no device has:
 * theirs hold no slash.
 */
export class PresenceRecordsOf {
  readonly #storage: Pick<Storage, "presence">;
  readonly #lock = new KeyedLock();

  constructor(storage: Pick<Storage, "presence">) {
    this.#storage = storage;
  }

  async attributeLists(user: string): Promise<AttributeLists> {
    return (await this.#storage.presence.published(user, "/attribute-lists")) ?? {};
  }

  putAttributeLists(user: string, lists: AttributeLists): Promise<void> {
    return this.#storage.presence.publish(user, "/attribute-lists", { ...lists });
  }

  /** Contacts who said no: they are not asked again by each login. */
  denials(user: string): Promise<Marked> {
    return this.#marked(user, "/denials");
  }

  setDenied(user: string, contact: string, isDenied: boolean): Promise<void> {
    return this.#mark(user, "/denials", contact, isDenied);
  }

  /** Contacts whom the user no longer watches, which they could not be told for want of a stream. */
  partings(user: string): Promise<Marked> {
    return this.#marked(user, "/partings");
  }

  setParting(user: string, contact: string, isParting: boolean): Promise<void> {
    return this.#mark(user, "/partings", contact, isParting);
  }

  async watch(user: string, device: string): Promise<StoredWatch | undefined> {
    return (await this.#storage.presence.published(user, `/watch/${device}`)) as StoredWatch | undefined;
  }

  putWatch(user: string, device: string, watch: StoredWatch): Promise<void> {
    return this.#storage.presence.publish(user, `/watch/${device}`, { ...watch });
  }

  async #marked(user: string, name: string): Promise<Marked> {
    return ((await this.#storage.presence.published(user, name)) ?? {}) as Marked;
  }

  /** One after the other: two sessions of a user must not undo what the other writes. */
  #mark(user: string, name: string, contact: string, isMarked: boolean): Promise<void> {
    return this.#lock.run(user, async () => {
      const { [contact]: former, ...others } = await this.#marked(user, name);
      if ((former === true) === isMarked) return;
      await this.#storage.presence.publish(user, name, { ...others, ...(isMarked && { [contact]: true }) });
    });
  }
}
