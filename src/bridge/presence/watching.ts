import type { FieldsOf, KnownContent } from "../../csp/index.js";
import {
  isParsable,
  type Notice,
  type NoticeKind,
  type Session,
  type SessionEnd,
} from "../../handsets/index.js";
import { userIdFor } from "../addresses.js";
import type { BridgeContext } from "../context.js";
import { largestParsable } from "../fitting.js";
import { PerSession } from "../per-session.js";
import type { AttributeList, AttributeName } from "./attributes.js";
import {
  loadNames,
  type PresenceRecordsOf,
  type StoredList,
  type StoredWatch,
  storeNames,
} from "./records.js";
import { type ContactView, describeContact, type Requested } from "./translate.js";

export const PRESENCE = "presence";

type Presence = FieldsOf<"PresenceNotification-Request">["Presence"][number];

const MOST_PER_NOTICE = 50;
/** Milliseconds in which a phone may come back after its session expired, and go on watching. */
const COMES_BACK = 24 * 3600_000;

/** A contact, and what a phone is to be told of him. */
interface News {
  readonly contact: string;
  readonly presence: Presence;
}

interface Watch {
  readonly session: Session;
  readonly users: Map<string, Requested>;
  readonly lists: Map<string, StoredList>;
  /** What the phone was told last of each contact, as JSON. */
  readonly told: Map<string, string>;
  /** Contacts of whom there is news. */
  readonly news: Set<string>;
  /** Contacts in notifications that are not acknowledged, by notice id. */
  readonly open: Map<string, ReadonlySet<string>>;
  isAnnounced: boolean;
}

/** Where the presence of contacts is to be found. */
export type Viewer = (user: string, contact: string) => Promise<ContactView>;

/**
 * What phones have subscribed to, and the notifications that they get. Between two polls, changes add up: a phone gets
 * the latest state of each contact, many contacts in one notification, and nothing that it has been told already.
 */
export class Watching {
  readonly #context: BridgeContext;
  readonly #records: PresenceRecordsOf;
  readonly #view: Viewer;
  readonly #watches = new PerSession<Watch>();

  constructor(context: BridgeContext, records: PresenceRecordsOf, view: Viewer) {
    this.#context = context;
    this.#records = records;
    this.#view = view;
  }

  readonly kind: NoticeKind = {
    render: (session, notice) => this.#render(session, notice),
    answered: async (session, notice) => {
      const watch = this.#watches.get(session.id);
      watch?.open.delete(notice.id);
      if (watch !== undefined && watch.news.size > 0) await this.#announce(watch);
      return "settled";
    },
    lapsed: ({ id, session = "" }) => {
      const watch = this.#watches.get(session);
      for (const contact of watch?.open.get(id) ?? []) watch?.news.add(contact);
      watch?.open.delete(id);
      if (watch !== undefined) watch.isAnnounced = false;
      return Promise.resolve();
    },
  };

  /** Returns whether the phone takes itself to be subscribed already. */
  async start(session: Session, how: "login" | "restored"): Promise<boolean> {
    const stored = await this.#records.watch(session.user.jid, session.device);
    const kept = how === "restored" ? ofSession(stored, session) : await this.#ofExpired(stored, session);
    const watch: Watch = {
      session,
      users: new Map(
        Object.entries(kept?.users ?? {}).map(([contact, names]) => [contact, loadNames(names)]),
      ),
      lists: new Map(Object.entries(kept?.lists ?? {})),
      told: new Map(),
      news: new Set(),
      open: new Map(),
      isAnnounced: false,
    };
    this.#watches.set(session, watch);
    session.spellings?.restore(kept?.spellings ?? {});
    if (kept !== undefined && how === "login") await this.#save(watch);
    return kept !== undefined;
  }

  async end(session: Session, why: SessionEnd): Promise<void> {
    this.#watches.delete(session);
    if (why !== "expired") return;
    const { user, device, cookie } = session;
    // Read anew: a session that expired while Hamlet was down never started here.
    const stored = ofSession(await this.#records.watch(user.jid, device), session);
    if (stored === undefined) return;
    const expired = { cookie, at: this.#context.runtime.clock.now() };
    await this.#records.putWatch(user.jid, device, { ...stored, expired });
  }

  /** Subscribes a phone to single users. */
  async addUsers(session: Session, contacts: readonly string[], names: Requested): Promise<void> {
    const watch = this.#watches.get(session.id);
    for (const contact of contacts) watch?.users.set(contact, names);
    await this.#save(watch);
  }

  /** Subscribes a phone to those on a list. @param follows whether also to those who come later */
  async addList(
    session: Session,
    slug: string,
    members: readonly string[],
    options: { names: Requested; follows: boolean },
  ): Promise<void> {
    const watch = this.#watches.get(session.id);
    const { follows } = options;
    watch?.lists.set(slug.toLowerCase(), { names: storeNames(options.names), follows, members });
    await this.#save(watch);
  }

  async removeUsers(session: Session, contacts: readonly string[]): Promise<void> {
    const watch = this.#watches.get(session.id);
    for (const contact of contacts) watch?.users.delete(contact);
    await this.#forgetUnwatched(watch);
  }

  async removeList(session: Session, slug: string): Promise<void> {
    const watch = this.#watches.get(session.id);
    watch?.lists.delete(slug.toLowerCase());
    await this.#forgetUnwatched(watch);
  }

  /** Contacts came onto a list. Returns whether a phone follows it. */
  async listGrew(user: string, slug: string, contacts: readonly string[]): Promise<boolean> {
    let isFollowed = false;
    for (const watch of this.#watches.ofUser(user)) {
      const list = watch.lists.get(slug.toLowerCase());
      if (list === undefined || !list.follows) continue;
      isFollowed = true;
      const members = [...new Set([...list.members, ...contacts])];
      watch.lists.set(slug.toLowerCase(), { ...list, members });
      await this.#save(watch);
    }
    return isFollowed;
  }

  async listShrank(user: string, slug: string, contacts: readonly string[]): Promise<void> {
    for (const watch of this.#watches.ofUser(user)) {
      const list = watch.lists.get(slug.toLowerCase());
      if (list === undefined) continue;
      const members = list.members.filter((member) => !contacts.includes(member));
      watch.lists.set(slug.toLowerCase(), { ...list, members });
      await this.#forgetUnwatched(watch);
    }
  }

  /** Whether a session of the user's has subscribed to the contact. */
  isWatched(user: string, contact: string): boolean {
    return this.#watches.ofUser(user).some((watch) => requestedBy(watch, contact) !== "nothing");
  }

  /** All contacts that a user's sessions have subscribed to. */
  watchedBy(user: string): ReadonlySet<string> {
    return new Set(this.#watches.ofUser(user).flatMap(contactsIn));
  }

  /** There may be news of a contact. */
  async refresh(user: string, contact: string): Promise<void> {
    for (const watch of this.#watches.ofUser(user)) await this.#refresh(watch, contact);
  }

  /** A phone has (again) subscribed: it is told of these contacts whatever it was told before. */
  async tell(session: Session, contacts: Iterable<string>): Promise<void> {
    const watch = this.#watches.get(session.id);
    if (watch === undefined) return;
    for (const contact of contacts) watch.news.add(contact);
    if (watch.news.size > 0) await this.#announce(watch);
  }

  /** To Android, a login under the cookie of before opens no new session: it does not subscribe again. */
  async #ofExpired(
    stored: StoredWatch | undefined,
    { cookie, user }: Session,
  ): Promise<StoredWatch | undefined> {
    if (stored?.expired === undefined || stored.expired.cookie !== cookie) return undefined;
    if (this.#context.runtime.clock.now() - stored.expired.at >= COMES_BACK) return undefined;
    const lists: Record<string, StoredList> = {};
    for (const [slug, list] of Object.entries(stored.lists)) {
      // Other devices may have changed them meanwhile.
      const rows = await this.#context.storage.lists.members(user.jid, slug);
      const members = rows.map(({ contact }) => contact);
      const isWatched = (contact: string) => list.follows || list.members.includes(contact);
      lists[slug] = { ...list, members: members.filter(isWatched) };
    }
    return { ...stored, lists };
  }

  async #refresh(watch: Watch, contact: string): Promise<void> {
    const attributes = await this.#describe(watch, contact);
    if (attributes === undefined || watch.told.get(contact) === JSON.stringify(attributes)) {
      watch.news.delete(contact);
      return;
    }
    watch.news.add(contact);
    await this.#announce(watch);
  }

  async #announce(watch: Watch): Promise<void> {
    if (watch.isAnnounced) return;
    watch.isAnnounced = true;
    const { session } = watch;
    await this.#context.handsets.outbox.post({
      id: this.#context.runtime.random.token(16),
      user: session.user.jid,
      session: session.id,
      kind: PRESENCE,
      payload: null,
      createdAt: this.#context.runtime.clock.now(),
      replaces: PRESENCE,
      durable: false,
    });
  }

  async #render(session: Session, { id }: Notice): Promise<KnownContent | undefined> {
    const watch = this.#watches.get(session.id);
    if (watch === undefined) return undefined;
    watch.isAnnounced = false;
    const gathered = await this.#gather(watch, watch.open.get(id) ?? new Set());
    const most = largestParsable(session, gathered.length, (size) => notification(gathered.slice(0, size)));
    for (const { contact } of gathered.slice(most)) {
      watch.told.delete(contact);
      watch.news.add(contact);
    }
    const told = gathered.slice(0, most);
    if (told.length === 0) {
      // Such a notice is settled, and nobody will answer it.
      watch.open.delete(id);
      return undefined;
    }
    watch.open.set(id, new Set(told.map(({ contact }) => contact)));
    return notification(told);
  }

  /** What is to be told again, and the news, of as many contacts as one notice may name. */
  async #gather(watch: Watch, again: ReadonlySet<string>): Promise<readonly News[]> {
    const { session, news } = watch;
    const gathered: News[] = [];
    for (const contact of new Set([...again, ...news])) {
      if (gathered.length === MOST_PER_NOTICE) break;
      news.delete(contact);
      const attributes = await this.#describe(watch, contact);
      if (attributes === undefined) continue;
      watch.told.set(contact, JSON.stringify(attributes));
      const UserID = userIdFor(session, contact, this.#context.space);
      const entry = { contact, presence: { UserID, PresenceSubList: [attributes] } };
      if (isParsable(session, notification([entry]))) gathered.push(entry);
      else this.#context.runtime.log.info({ session: session.id, contact }, "presence too long for a phone");
    }
    return gathered;
  }

  async #describe(watch: Watch, contact: string): Promise<AttributeList | undefined> {
    const requested = requestedBy(watch, contact);
    if (requested === "nothing") return undefined;
    const view = await this.#view(watch.session.user.jid, contact);
    return describeContact(view, this.#context.mappings.presence, requested);
  }

  async #forgetUnwatched(watch: Watch | undefined): Promise<void> {
    for (const contact of [...(watch?.told.keys() ?? []), ...(watch?.news ?? [])])
      if (watch !== undefined && requestedBy(watch, contact) === "nothing") {
        watch.told.delete(contact);
        watch.news.delete(contact);
      }
    await this.#save(watch);
  }

  /** Kept on disk, since a session goes on when Hamlet starts anew, and its phone does not subscribe again. */
  async #save(watch: Watch | undefined): Promise<void> {
    if (watch === undefined) return;
    const { session, users, lists } = watch;
    await this.#records.putWatch(session.user.jid, session.device, {
      session: session.id,
      users: Object.fromEntries([...users].map(([contact, names]) => [contact, storeNames(names)])),
      lists: Object.fromEntries(lists),
      ...(session.spellings && { spellings: Object.fromEntries(session.spellings.byJid) }),
    });
  }
}

function notification(news: readonly News[]): KnownContent {
  return { kind: "PresenceNotification-Request", Presence: news.map(({ presence }) => presence) };
}

function ofSession(stored: StoredWatch | undefined, { id }: Session): StoredWatch | undefined {
  return stored?.session === id ? stored : undefined;
}

function contactsIn({ users, lists }: Watch): readonly string[] {
  return [...users.keys(), ...[...lists.values()].flatMap(({ members }) => members)];
}

/** The attributes that a session wants of a contact: what it asked for him alone, else what it asked for his lists. */
function requestedBy({ users, lists }: Watch, contact: string): Requested | "nothing" {
  if (users.has(contact)) return users.get(contact);
  const holding = [...lists.values()].filter(({ members }) => members.includes(contact));
  if (holding.length === 0) return "nothing";
  if (holding.some(({ names }) => names === null)) return undefined;
  return new Set(holding.flatMap(({ names }): readonly AttributeName[] => names ?? []));
}
