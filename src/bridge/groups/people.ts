import { type AddressSpace, type FieldsOf, formatAddress, parseAddress } from "../../csp/index.js";
import type { Session } from "../../handsets/index.js";
import type { Occupant } from "../../xmpp/index.js";
import { userIdFor } from "../addresses.js";
import { type Person, personOf } from "./news.js";
import { privilegeOf } from "./properties.js";
import type { GroupPropertyTable } from "./property-table.js";

type Presence = NonNullable<FieldsOf<"GroupChangeNotice">["Joined"]>;
type JoinAnswer = Omit<FieldsOf<"JoinGroup-Response">, "WelcomeNote">;
type UserMapList = NonNullable<Presence["UserMapList"]>;
type AdminMapList = NonNullable<FieldsOf<"GetJoinedUsers-Response">["AdminMapList"]>;
type Speaker = FieldsOf<"NewMessage">["MessageInfo"]["Sender"];
export type Mapping = NonNullable<UserMapList["Mapping"]>[number];

/** Writes the people of one group for one phone, in the form that its version and program reads. */
export class PeopleWriter {
  readonly #session: Session;
  readonly #groupId: string;
  readonly #space: AddressSpace;

  /** @param groupId as this phone spells it */
  constructor(session: Session, groupId: string, space: AddressSpace) {
    this.#session = session;
    this.#groupId = groupId;
    this.#space = space;
  }

  /** Who is inside, in a JoinGroup-Response. */
  inside(people: readonly Person[]): JoinAnswer {
    if (this.#session.version === "1.1") return { UserList: { ScreenName: this.#screenNames(people) } };
    const UserMapList = this.mapped(people);
    // Android looks for it in one place in all versions.
    const isDirect = this.#session.version === "1.2" || this.#session.quirks.has("bare-user-map");
    return isDirect ? { UserMapList } : { Joined: { UserMapList } };
  }

  /** Whether the phone finds nobody in the answer to its request to join: of 1.1's lists, Android looks for none. */
  get missesAnswer(): boolean {
    return this.#session.version === "1.1" && this.#session.quirks.has("bare-user-map");
  }

  /** Who came, in a GroupChangeNotice. */
  joined(people: readonly Person[]): Presence {
    if (this.#session.version !== "1.1") return { UserMapList: this.mapped(people) };
    return this.#session.quirks.has("bare-user-map") ? this.#users(people) : this.#named(people);
  }

  /** Who went. */
  left(people: readonly Person[]): Presence {
    if (this.#session.quirks.has("bare-user-map")) return this.#users(people);
    // S60 reads a UserList in each version.
    return this.#session.version === "1.1"
      ? this.#named(people)
      : { UserList: { ScreenName: this.#screenNames(people) } };
  }

  /**
   * Who says something. S60 takes a message for one of a group by the screen name of its sender alone; Android shows the
   * id of the group in place of that.
   */
  speaker(person: Person): Speaker {
    const isById = this.#session.quirks.has("speakers-by-address");
    const UserID = isById ? this.#userId(person) : undefined;
    if (UserID !== undefined) return { User: { UserID } };
    return { Group: { ScreenName: { SName: person.nick, GroupID: this.#groupId } } };
  }

  /** Android knows people by address, and finds no screen name that stands for itself. */
  #users(people: readonly Person[]): Presence {
    const users = people.map((person) => this.#userId(person) ?? "").filter((UserID) => UserID !== "");
    return { UserList: { User: [...new Set(users)].map((UserID) => ({ UserID })) } };
  }

  mapped(people: readonly Person[]): UserMapList {
    const Mapping = this.mappings(people);
    if (!this.#session.quirks.has("bare-user-map")) return { UserMapping: { Mapping } };
    const ids = Mapping.map(({ UserID }) => UserID);
    return {
      Mapping: Mapping.filter(({ UserID }, at) => UserID === undefined || ids.indexOf(UserID) === at),
    };
  }

  /** Sorted by what they may do in the group. */
  mappedByRights(occupants: readonly Occupant[], table: GroupPropertyTable): AdminMapList {
    const at = (level: string) =>
      this.mappings(occupants.filter((each) => privilegeOf(each, table) === level).map(personOf));
    const [admins, mods, users] = [at("Admin"), at("Mod"), at("User")];
    return {
      ...(admins.length > 0 && { AdminMapping: { Mapping: admins } }),
      ...(mods.length > 0 && { ModMapping: { Mapping: mods } }),
      ...(users.length > 0 && { UserMapping: { Mapping: users } }),
    };
  }

  mappings(people: readonly Person[]): readonly Mapping[] {
    return people.map((person) => {
      const UserID = this.#userId(person);
      return { SName: person.nick, ...(UserID !== undefined && { UserID }) };
    });
  }

  #userId({ nick, jid }: Person): string | undefined {
    if (jid !== undefined) return userIdFor(this.#session, jid, this.#space);
    return this.#session.quirks.has("bare-user-map") ? this.#standIn(nick) : undefined;
  }

  /**
   * Of somebody whose address the room hides: that of nobody, which begins with his name in the group. Android takes a
   * screen name without UserID for an address, which most are not, and then never gets into the group.
   */
  #standIn(nick: string): string | undefined {
    const group = parseAddress(this.#groupId, this.#space);
    if (!group.ok || (group.address.kind !== "group" && group.address.kind !== "owned")) return undefined;
    const { address } = group;
    const [name, domain] =
      address.kind === "group"
        ? [address.room, address.domain]
        : [`${address.owner.user}/${address.resource}`, address.owner.domain];
    const made = parseAddress(`wv:${encodeURIComponent(`${nick}/${name}`)}@${domain}`, this.#space);
    return made.ok ? formatAddress(made.address, this.#session.style) : undefined;
  }

  #named(people: readonly Person[]): Presence {
    const ScreenName = this.#screenNames(people);
    return this.#session.quirks.has("joined-as-user-list") ? { UserList: { ScreenName } } : { ScreenName };
  }

  #screenNames(people: readonly Person[]) {
    return people.map(({ nick }) => ({ SName: nick, GroupID: this.#groupId }));
  }
}
