import { type FieldsOf, formatAddress } from "../../csp/index.js";
import { type Answer, answer, type RequestOf, type Session } from "../../handsets/index.js";
import { readContact, userIdFor } from "../addresses.js";
import type { Access } from "../blocking/access.js";
import { membersOf } from "../contacts/lists.js";
import type { BridgeContext } from "../context.js";
import { largestParsable, withItems } from "../fitting.js";
import { Outcome } from "../outcome.js";
import type { AttributeList } from "./attributes.js";
import type { KnownPresence } from "./known.js";
import type { Roster } from "./roster.js";
import type { Showing } from "./showing.js";
import { isSeenBy, seesContact } from "./subscription.js";
import { type ContactView, describeContact, namesIn, type Requested, select } from "./translate.js";

interface Parts {
  readonly roster: Roster;
  readonly showing: Showing;
  readonly known: KnownPresence;
  readonly access: Access;
}

type Presence = NonNullable<FieldsOf<"GetPresence-Response">["Presence"]>[number];

/** What phones get to see when they look: at contacts, at their own user, at who watches them. */
export class Looking {
  readonly #context: BridgeContext;
  readonly #parts: Parts;

  constructor(context: BridgeContext, parts: Parts) {
    this.#context = context;
    this.#parts = parts;
  }

  /** What a user may know of a contact at the moment; of one whom he blocks, nothing but that he is away. */
  async view(user: string, contact: string): Promise<ContactView> {
    const { roster, known, access } = this.#parts;
    if (!seesContact(await roster.get(user, contact))) return { situation: "unknown" };
    if (await access.isBlocked(user, contact)) return { situation: "unavailable", last: undefined };
    return known.view(user, contact, this.#context.mappings.presence);
  }

  async presence(session: Session, request: RequestOf<"GetPresence-Request">): Promise<Answer> {
    const names = namesIn(request.PresenceSubList);
    const outcome = new Outcome("presence");
    const found = new Map<string, AttributeList>();
    const look = async (contact: string) => {
      found.set(contact, await this.#attributes(session, contact, names));
    };
    const userIds = [...(request.User ?? []).map(({ UserID }) => UserID), ...(request.UserID ?? [])];
    for (const text of userIds)
      await outcome.attempt({ UserID: [text] }, async () => look(await readContact(text, this.#context)));
    for (const text of request.ContactList ?? [])
      await outcome.attempt({ ContactList: [text] }, async () => {
        for (const { contact } of await membersOf(this.#context, session, text)) await look(contact);
      });
    const presences: Presence[] = [...found].map(([contact, attributes]) => ({
      UserID: userIdFor(session, contact, this.#context.space),
      PresenceSubList: [attributes],
    }));
    const content = withItems(session, presences, (Presence, others) => ({
      kind: "GetPresence-Response",
      Result: outcome.result(
        session,
        others.map(({ UserID = "" }) => UserID),
      ),
      Presence,
    }));
    return answer(content);
  }

  async watchers(session: Session, request: RequestOf<"GetWatcherList-Request">): Promise<Answer> {
    const rows = (await this.#parts.roster.ofUser(session.user.jid)).filter(isSeenBy);
    const shown = rows.slice(0, request.MaxWatcherList ?? rows.length);
    const users = shown.map(({ contact }) => ({ UserID: userIdFor(session, contact, this.#context.space) }));
    const content = withItems(session, users, (User) =>
      session.version === "1.1"
        ? { kind: "GetWatcherList-Response", User }
        : {
            kind: "GetWatcherList-Response",
            ...(session.version === "1.3" && { WatcherCount: rows.length }),
            Watcher: User.map((each) => ({
              User: each,
              ...(session.version === "1.3" && { WatcherStatus: "CURRENT_SUBSCRIBER" as const }),
            })),
          },
    );
    return answer(content);
  }

  async #attributes(session: Session, contact: string, names: Requested): Promise<AttributeList> {
    if (contact === session.user.jid) return this.#own(session, names);
    return describeContact(
      await this.view(session.user.jid, contact),
      this.#context.mappings.presence,
      names,
    );
  }

  /** Phones ask for their own presence at login, and some go on only if it says something. */
  #own(session: Session, names: Requested): AttributeList {
    const usual: AttributeList = {
      ClientInfo: { Qualifier: true, ClientType: session.capabilities.clientType },
      Alias: { Qualifier: true, PresenceValue: session.user.user },
    };
    return parsable(session, select({ ...usual, ...this.#parts.showing.attributesOf(session) }, names));
  }
}

/** The attributes; as "not known" those that are too long for the phone, such as a picture that it published itself. */
function parsable(session: Session, attributes: AttributeList): AttributeList {
  const lengthOf = ([, value]: [string, object]) => JSON.stringify(value).length;
  const names = Object.entries(attributes)
    .sort((one, other) => lengthOf(one) - lengthOf(other))
    .map(([name]) => name);
  const write = (most: number): AttributeList =>
    Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [
        name,
        names.indexOf(name) < most ? (value as object) : { Qualifier: false },
      ]),
    );
  const UserID = formatAddress(session.user, session.style);
  const most = largestParsable(session, names.length, (size) => ({
    kind: "GetPresence-Response",
    Result: { Code: 200 },
    Presence: [{ UserID, PresenceSubList: [write(size)] }],
  }));
  return write(most);
}
