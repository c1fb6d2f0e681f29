import { type Answer, answer, Refusal, type RequestOf, type Session } from "../../handsets/index.js";
import { LinkDown } from "../../xmpp/index.js";
import { readContact, readUser } from "../addresses.js";
import { findList } from "../contacts/lists.js";
import type { ListWatcher } from "../contacts/ports.js";
import type { BridgeContext } from "../context.js";
import { Outcome } from "../outcome.js";
import type { Authorization } from "./authorization.js";
import type { Grants } from "./grants.js";
import type { KnownPresence } from "./known.js";
import type { Roster } from "./roster.js";
import { seesContact } from "./subscription.js";
import { namesIn } from "./translate.js";
import type { Watching } from "./watching.js";

interface Parts {
  readonly roster: Roster;
  readonly grants: Grants;
  readonly watching: Watching;
  readonly known: KnownPresence;
  readonly authorization: Authorization;
}

/** Contacts that the phones of a user can watch. */
const MOST_WATCHED = 1000;

interface Named {
  readonly User?: readonly { readonly UserID: string }[];
  readonly UserID?: readonly string[];
}

const userIdsIn = ({ User = [], UserID = [] }: Named) => [...User.map((user) => user.UserID), ...UserID];

/**
 * Presence of contacts that phones subscribe to. What a session is told of ends with the session or by
 * UnsubscribePresence; the subscription on the XMPP side, which the contact has to agree to, lasts as long as he is on a
 * list of the user's: phones unsubscribe and subscribe their lists at each start.
 */
export class Subscribing implements ListWatcher {
  readonly #context: BridgeContext;
  readonly #parts: Parts;

  constructor(context: BridgeContext, parts: Parts) {
    this.#context = context;
    this.#parts = parts;
  }

  async subscribe(session: Session, request: RequestOf<"SubscribePresence-Request">): Promise<Answer> {
    const { watching } = this.#parts;
    const names = namesIn(request.PresenceSubList);
    const outcome = new Outcome("presence");
    const told = new Set<string>();
    for (const [contact, text] of await this.#named(session, userIdsIn(request), names, outcome))
      await outcome.attempt({ UserID: [text] }, async () => {
        await this.#whileOnline(() => this.#ask(session.user.jid, contact));
        told.add(contact);
      });
    for (const text of request.ContactList ?? [])
      await outcome.attempt({ ContactList: [text] }, async () => {
        const members = await this.#subscribeList(session, text, {
          names,
          follows: request.AutoSubscribe === true,
        });
        for (const member of members) told.add(member);
      });
    return answer({ kind: "Status", Result: outcome.result(session) }, () => watching.tell(session, told));
  }

  async unsubscribe(session: Session, request: RequestOf<"UnsubscribePresence-Request">): Promise<Answer> {
    const { watching } = this.#parts;
    const user = session.user.jid;
    const before = watching.watchedBy(user);
    const outcome = new Outcome("presence");
    const left: string[] = [];
    for (const text of userIdsIn(request))
      await outcome.attempt({ UserID: [text] }, () => left.push(readUser(text, this.#context.space).jid));
    await watching.removeUsers(session, left);
    for (const text of request.ContactList ?? [])
      await outcome.attempt({ ContactList: [text] }, async () => {
        const { slug } = await findList(this.#context, session, text);
        await watching.removeList(session, slug);
      });
    for (const contact of before) await this.#endUnlessWanted(user, contact);
    return answer({ kind: "Status", Result: outcome.result(session) });
  }

  async added(user: string, slug: string, contacts: readonly string[]): Promise<void> {
    if (contacts.length === 0) return;
    const { watching, authorization, grants } = this.#parts;
    const isFollowed = await watching.listGrew(user, slug, contacts);
    for (const contact of contacts) {
      await grants.records.setDenied(user, contact, false);
      await this.#whileOnline(async () => {
        await authorization.reconsider(user, contact);
        if (isFollowed) await this.#ask(user, contact);
      });
      if (isFollowed) await watching.refresh(user, contact);
    }
  }

  async removed(user: string, slug: string, contacts: readonly string[]): Promise<void> {
    await this.#parts.watching.listShrank(user, slug, contacts);
    for (const contact of contacts) await this.#endUnlessWanted(user, contact);
  }

  /** Makes up for what could not be said before, and for answers that may have been lost with an earlier stream. */
  async catchUp(user: string): Promise<void> {
    const { watching, roster, grants } = this.#parts;
    for (const contact of Object.keys(await grants.records.partings(user))) {
      if (!(await this.#isWanted(user, contact))) await this.#end(user, contact);
      await grants.records.setParting(user, contact, false);
    }
    for (const { contact, pendingOut } of await roster.ofUser(user))
      if (pendingOut && (await this.#isWanted(user, contact))) await roster.send(user, contact, "subscribe");
    for (const contact of watching.watchedBy(user)) await this.#ask(user, contact);
  }

  /** Subscribes a session to those named who are known. Written once, since what is written is all that it watches. */
  async #named(
    session: Session,
    userIds: readonly string[],
    names: ReturnType<typeof namesIn>,
    outcome: Outcome,
  ): Promise<ReadonlyMap<string, string>> {
    const { watching } = this.#parts;
    const read = new Map<string, string>();
    const watched = watching.watchedBy(session.user.jid);
    for (const text of userIds)
      try {
        const contact = await readContact(text, this.#context);
        if (!watched.has(contact) && watched.size + read.size >= MOST_WATCHED)
          throw new Refusal("too-many-contacts");
        read.set(contact, text);
      } catch (error) {
        outcome.fail({ UserID: [text] }, error);
      }
    await watching.addUsers(session, [...read.keys()], names);
    return read;
  }

  async #subscribeList(
    session: Session,
    text: string,
    options: { names: ReturnType<typeof namesIn>; follows: boolean },
  ): Promise<readonly string[]> {
    const { user, slug } = await findList(this.#context, session, text);
    const rows = await this.#context.storage.lists.members(user, slug);
    const members = rows.map(({ contact }) => contact);
    await this.#parts.watching.addList(session, slug, members, options);
    for (const contact of members) await this.#whileOnline(() => this.#ask(user, contact));
    return members;
  }

  /** Asks a contact to show his presence, unless he does, has been asked, or has said no. */
  async #ask(user: string, contact: string): Promise<void> {
    const row = await this.#parts.roster.get(user, contact);
    if (contact === user || seesContact(row) || row.pendingOut) return;
    if ((await this.#parts.grants.records.denials(user))[contact] === true) return;
    await this.#parts.roster.send(user, contact, "subscribe");
  }

  /** What cannot be sent now, is by `catchUp`. */
  async #whileOnline(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof LinkDown)) throw error;
    }
  }

  async #isWanted(user: string, contact: string): Promise<boolean> {
    const isListed = (await this.#context.storage.lists.holding(user, contact)).length > 0;
    return isListed || this.#parts.watching.isWatched(user, contact);
  }

  /** Ends a subscription that no session and no list is the reason for any more. */
  async #endUnlessWanted(user: string, contact: string): Promise<void> {
    if (await this.#isWanted(user, contact)) return;
    try {
      await this.#end(user, contact);
    } catch (error) {
      if (!(error instanceof LinkDown)) throw error;
      await this.#parts.grants.records.setParting(user, contact, true);
    }
  }

  /** @throws LinkDown */
  async #end(user: string, contact: string): Promise<void> {
    const { roster, known } = this.#parts;
    const row = await roster.get(user, contact);
    known.clear(user, contact);
    if (seesContact(row) || row.pendingOut) await roster.send(user, contact, "unsubscribe");
  }
}
