import {
  type Answer,
  answer,
  type Handlers,
  ok,
  Refusal,
  type RequestOf,
  type Session,
} from "../../handsets/index.js";
import type { ListRow } from "../../storage/index.js";
import type { BridgeContext, Topic } from "../context.js";
import { withItems } from "../fitting.js";
import { Outcome } from "../outcome.js";
import { findList, listIdOf, readListId } from "./lists.js";
import { addMembers, nicknamesOf, removeMembers } from "./members.js";
import type { ListWatcher } from "./ports.js";
import { changesIn, propertiesOf } from "./properties.js";

/** Lists that a user can have. */
const MOST_LISTS = 50;
const FIRST_LIST = { slug: "friends", displayName: "Friends", isDefault: true };

/**
 * Contact lists, which Hamlet keeps. Being on a list subscribes nobody; a phone does that by SubscribePresence-Request.
 * A user without any list gets one when his phone first asks, since some phones can only add to a list that is there.
 */
export function contactsTopic(context: BridgeContext, watcher: ListWatcher): Topic {
  const requests = new ListRequests(context, watcher);
  const handlers: Handlers = {
    "GetList-Request": (session) => requests.all(session),
    "CreateList-Request": (session, request) => requests.create(session, request),
    "DeleteList-Request": (session, request) => requests.remove(session, request),
    "ListManage-Request": (session, request) => requests.manage(session, request),
  };
  return { handlers, services: ["GCLI", "CCLI", "DCLI", "MCLS"] };
}

class ListRequests {
  readonly #context: BridgeContext;
  readonly #watcher: ListWatcher;

  constructor(context: BridgeContext, watcher: ListWatcher) {
    this.#context = context;
    this.#watcher = watcher;
  }

  /** The default list is named apart, and not among the others: phones would show it twice. */
  async all(session: Session): Promise<Answer> {
    const { lists } = this.#context.storage;
    const user = session.user.jid;
    if ((await lists.ofUser(user)).length === 0) await lists.put({ user, ...FIRST_LIST });
    const rows = await lists.ofUser(user);
    const first = rows.find(({ isDefault }) => isDefault);
    return answer({
      kind: "GetList-Response",
      ContactList: rows.filter((row) => row !== first).map(({ slug }) => listIdOf(session, slug)),
      ...(first && { DefaultContactList: listIdOf(session, first.slug) }),
    });
  }

  async create(session: Session, request: RequestOf<"CreateList-Request">): Promise<Answer> {
    const { lists } = this.#context.storage;
    const user = session.user.jid;
    const slug = readListId(session, request.ContactList, this.#context.space);
    const changes = changesIn(request.ContactListProperties);
    const rows = await lists.ofUser(user);
    const existing = await lists.find(user, slug);
    if (existing !== undefined && !session.quirks.has("repeats-what-is-done"))
      throw new Refusal("contact-list-exists");
    if (existing === undefined && rows.length >= MOST_LISTS) throw new Refusal("too-many-contact-lists");
    const isDefault = !rows.some((row) => row.isDefault);
    // Of one that is there, it says who is on it and its name; that it is the default, it is not to lose.
    const list: ListRow =
      existing === undefined
        ? { user, slug, displayName: "", isDefault, ...changes }
        : { ...existing, displayName: changes.displayName ?? existing.displayName };
    const outcome = new Outcome("user");
    await outcome.attempt({}, () => lists.put(list));
    const added = await addMembers(this.#context, session, list, request.NickList ?? {}, outcome);
    await this.#watcher.added(user, slug, added);
    return answer({ kind: "Status", Result: outcome.result(session) });
  }

  async remove(session: Session, { ContactList: text }: RequestOf<"DeleteList-Request">): Promise<Answer> {
    const { lists } = this.#context.storage;
    const { user, slug } = await findList(this.#context, session, text);
    const members = await lists.members(user, slug);
    await lists.remove(user, slug);
    await this.#watcher.removed(
      user,
      slug,
      members.map(({ contact }) => contact),
    );
    return ok();
  }

  /** Reads or changes a list: a request that names no change reads, also in CSP 1.1, which has no ReceiveList. */
  async manage(session: Session, request: RequestOf<"ListManage-Request">): Promise<Answer> {
    const { AddNickList, RemoveNickList, ContactListProperties, ReceiveList } = request;
    const list = await findList(this.#context, session, request.ContactList);
    const outcome = new Outcome("user");
    if (ContactListProperties !== undefined) {
      const changed = { ...list, ...changesIn(ContactListProperties) };
      await outcome.attempt({}, () => this.#context.storage.lists.put(changed));
    }
    if (AddNickList !== undefined) {
      const added = await addMembers(this.#context, session, list, AddNickList, outcome);
      await this.#watcher.added(list.user, list.slug, added);
    }
    if (RemoveNickList !== undefined) {
      const removed = await removeMembers(this.#context, list, RemoveNickList, outcome);
      await this.#watcher.removed(list.user, list.slug, removed);
    }
    const isRead = !AddNickList && !RemoveNickList && !ContactListProperties;
    if (ReceiveList ?? isRead) return this.#show(session, list.slug, outcome);
    return answer({ kind: "ListManage-Response", Result: outcome.result(session) });
  }

  async #show(session: Session, slug: string, outcome: Outcome): Promise<Answer> {
    const { lists } = this.#context.storage;
    const list = await lists.find(session.user.jid, slug);
    if (list === undefined) throw new Refusal("unknown-contact-list");
    const members = nicknamesOf(this.#context, session, await lists.members(list.user, slug));
    const content = withItems(session, members, (NickName, others) => ({
      kind: "ListManage-Response",
      Result: outcome.result(
        session,
        others.map(({ UserID = "" }) => UserID),
      ),
      NickList: { NickName },
      ContactListProperties: propertiesOf(list),
    }));
    return answer(content);
  }
}
