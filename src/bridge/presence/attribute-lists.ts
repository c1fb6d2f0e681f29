import type { FieldsOf } from "../../csp/index.js";
import { type Answer, answer, Refusal, type RequestOf, type Session } from "../../handsets/index.js";
import { readUser, userIdFor } from "../addresses.js";
import { findList, listIdOf } from "../contacts/lists.js";
import type { BridgeContext } from "../context.js";
import { Outcome } from "../outcome.js";
import type { AttributeList, AttributeName } from "./attributes.js";
import type { Authorization } from "./authorization.js";
import type { Grants } from "./grants.js";
import type { AttributeLists, StoredNames } from "./records.js";
import type { Roster } from "./roster.js";
import type { Showing } from "./showing.js";

interface Parts {
  readonly grants: Grants;
  readonly roster: Roster;
  readonly showing: Showing;
  readonly authorization: Authorization;
}

/** Users that lists of attributes can be for. */
const MOST_NAMED = 1000;

type ListsOf = FieldsOf<"GetAttributeList-Response">["Presence"];

interface Change {
  /** Undefined: the list goes. */
  readonly names: StoredNames | undefined;
  readonly userIds: readonly string[];
  readonly listIds: readonly string[];
  readonly isDefault: boolean;
}

/** Lists of attributes that single users, contact lists or everybody may see (CreateAttributeList and its like). */
export class AttributeListRequests {
  readonly #context: BridgeContext;
  readonly #parts: Parts;

  constructor(context: BridgeContext, parts: Parts) {
    this.#context = context;
    this.#parts = parts;
  }

  create(session: Session, request: RequestOf<"CreateAttributeList-Request">): Promise<Answer> {
    return this.#change(session, {
      names: Object.keys(request.PresenceSubList) as AttributeName[],
      userIds: request.UserID ?? [],
      listIds: request.ContactList ?? [],
      isDefault: request.DefaultList,
    });
  }

  remove(session: Session, request: RequestOf<"DeleteAttributeList-Request">): Promise<Answer> {
    return this.#change(session, {
      names: undefined,
      userIds: request.UserID ?? [],
      listIds: request.ContactList ?? [],
      isDefault: request.DefaultList,
    });
  }

  async read(session: Session, request: RequestOf<"GetAttributeList-Request">): Promise<Answer> {
    const lists = await this.#parts.grants.records.attributeLists(session.user.jid);
    const outcome = new Outcome("presence");
    const userIds = [...(request.User ?? []).map(({ UserID }) => UserID), ...(request.UserID ?? [])];
    const found: NonNullable<ListsOf>[number][] = [];
    for (const text of userIds)
      await outcome.attempt({ UserID: [text] }, () => {
        const { jid } = readUser(text, this.#context.space);
        const UserID = userIdFor(session, jid, this.#context.space);
        found.push({ UserID, PresenceSubList: [emptyAttributes(lists.users?.[jid])] });
      });
    for (const text of request.ContactList ?? [])
      await outcome.attempt({ ContactList: [text] }, async () => {
        const { slug } = await findList(this.#context, session, text);
        const names = lists.lists?.[slug.toLowerCase()];
        found.push({ ContactList: listIdOf(session, slug), PresenceSubList: [emptyAttributes(names)] });
      });
    const shown = request.DefaultList ? emptyAttributes(lists.default) : undefined;
    return answer({
      kind: "GetAttributeList-Response",
      Result: outcome.result(session),
      ...(shown && { DefaultAttributeList: { PresenceSubList: [shown] } }),
      Presence: found,
    });
  }

  async #change(session: Session, { names, userIds, listIds, isDefault }: Change): Promise<Answer> {
    const user = session.user.jid;
    const outcome = new Outcome("presence");
    if (userIds.length > MOST_NAMED) throw new Refusal("bad-parameter", "There are too many users.");
    const users: string[] = [];
    const slugs: string[] = [];
    for (const text of userIds)
      await outcome.attempt({ UserID: [text] }, () => users.push(readUser(text, this.#context.space).jid));
    for (const text of listIds)
      await outcome.attempt({ ContactList: [text] }, async () =>
        slugs.push((await findList(this.#context, session, text)).slug.toLowerCase()),
      );
    // Written once, since what is written is all lists of the user.
    await this.#parts.grants.change(user, ({ default: former, ...lists }: AttributeLists) => {
      const kept = isDefault ? names : former;
      const changed = {
        users: replaced(lists.users, users, names),
        lists: replaced(lists.lists, slugs, names),
      };
      if (Object.keys(changed.users).length > MOST_NAMED) throw new Refusal("too-many-contacts");
      return { ...changed, ...(kept !== undefined && { default: kept }) };
    });
    return answer({ kind: "Status", Result: outcome.result(session) }, () => this.#apply(user));
  }

  /** Answers what is open and now decided, and shows each contact what he may see. */
  async #apply(user: string): Promise<void> {
    const { authorization, roster, showing } = this.#parts;
    for (const { contact } of await roster.ofUser(user)) await authorization.reconsider(user, contact);
    await showing.update(user);
  }
}

function replaced(
  lists: Readonly<Record<string, StoredNames>> | undefined,
  keys: readonly string[],
  names: StoredNames | undefined,
): Readonly<Record<string, StoredNames>> {
  const changed = new Set(keys);
  const others = Object.entries(lists ?? {}).filter(([key]) => !changed.has(key));
  const added = names === undefined ? [] : [...changed].map((key): [string, StoredNames] => [key, names]);
  return Object.fromEntries([...others, ...added]);
}

function emptyAttributes(names: StoredNames | undefined): AttributeList {
  return Object.fromEntries((names ?? []).map((name) => [name, {}]));
}
