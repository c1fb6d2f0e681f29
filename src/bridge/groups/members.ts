import type { FieldsOf } from "../../csp/index.js";
import {
  type Answer,
  answer,
  type Handlers,
  Refusal,
  type RequestOf,
  type Session,
} from "../../handsets/index.js";
import type { Occupant } from "../../xmpp/index.js";
import { bareJid, checkExists, jidOf, readUser, userIdFor } from "../addresses.js";
import type { BridgeContext } from "../context.js";
import { Outcome } from "../outcome.js";
import { orRefuse } from "../refusals.js";
import type { Groups } from "./groups.js";

type Affiliation = Occupant["affiliation"];
type Members = Pick<FieldsOf<"AddGroupMembers-Request">, "UserList" | "UserIDList">;
type Entities = NonNullable<RequestOf<"RejectList-Request">["AddList"]>;

interface Named {
  readonly id: { readonly UserID: string[] } | { readonly ScreenName: { SName: string; GroupID: string }[] };
  /** Bare JID. @throws Refusal */
  jid(): string;
}

/** Who belongs to a group, with which rights, and who is kept out: affiliations of the room (XEP-0045 section 5.2). */
export class MemberLists {
  readonly #context: BridgeContext;
  readonly #groups: Groups;

  constructor(context: BridgeContext, groups: Groups) {
    this.#context = context;
    this.#groups = groups;
  }

  get handlers(): Handlers {
    return {
      "GetGroupMembers-Request": (session, request) => this.#read(session, request),
      "AddGroupMembers-Request": (session, request) => this.#add(session, request),
      "RemoveGroupMembers-Request": (session, request) => this.#remove(session, request),
      "MemberAccess-Request": (session, request) => this.#access(session, request),
      "RejectList-Request": (session, request) => this.#reject(session, request),
    };
  }

  async #read(session: Session, { GroupID }: RequestOf<"GetGroupMembers-Request">): Promise<Answer> {
    const room = this.#groups.roomOf(GroupID);
    const { privileges } = this.#context.mappings.groupProperties;
    const [admins, mods, users] = [
      await this.#affiliated(session, room, privileges.Admin),
      await this.#affiliated(session, room, privileges.Mod),
      await this.#affiliated(session, room, privileges.User),
    ];
    const list = (jids: readonly string[]) => this.#list(session, jids);
    return answer({
      kind: "GetGroupMembers-Response",
      ...(admins.length > 0 && { Admin: list(admins) }),
      ...(mods.length > 0 && { Mod: list(mods) }),
      // In 1.3 there is no place for them.
      ...(users.length > 0 && session.version !== "1.3" && { Users: list(users) }),
    });
  }

  async #add(session: Session, request: RequestOf<"AddGroupMembers-Request">): Promise<Answer> {
    const room = await this.#groups.manageable(request.GroupID);
    const outcome = new Outcome("muc");
    for (const named of this.#named(session, room, request))
      await this.#set(session, room, named, "member", outcome);
    return answer({ kind: "Status", Result: outcome.result(session) });
  }

  /** One who is kept out is no member, and stays so. */
  async #remove(session: Session, request: RequestOf<"RemoveGroupMembers-Request">): Promise<Answer> {
    const room = await this.#groups.manageable(request.GroupID);
    const members = await this.#membersOf(session, room);
    const outcome = new Outcome("muc");
    for (const named of this.#named(session, room, request)) {
      const jid = () => {
        const found = named.jid();
        if (members?.has(found) === false) throw new Refusal("not-a-member");
        return found;
      };
      await this.#set(session, room, { id: named.id, jid }, "none", outcome);
    }
    return answer({ kind: "Status", Result: outcome.result(session) });
  }

  /** Undefined for a phone that may have lost the answer by which somebody was a member no longer. */
  async #membersOf(session: Session, room: string): Promise<ReadonlySet<string> | undefined> {
    if (session.quirks.has("repeats-what-is-done")) return undefined;
    const members: string[] = [];
    for (const affiliation of ["owner", "admin", "member"] as const)
      members.push(...(await this.#affiliated(session, room, affiliation)));
    return new Set(members.map(bareJid));
  }

  async #access(session: Session, request: RequestOf<"MemberAccess-Request">): Promise<Answer> {
    const room = await this.#groups.manageable(request.GroupID);
    const { privileges } = this.#context.mappings.groupProperties;
    const outcome = new Outcome("muc");
    const levels = [
      [request.Admin, privileges.Admin],
      [request.Mod, privileges.Mod],
      [request.Users, privileges.User],
    ] as const;
    for (const [members, affiliation] of levels) {
      for (const named of this.#named(session, room, members ?? {}))
        await this.#set(session, room, named, affiliation, outcome);
    }
    return answer({ kind: "Status", Result: outcome.result(session) });
  }

  async #reject(session: Session, request: RequestOf<"RejectList-Request">): Promise<Answer> {
    const room = await this.#groups.manageable(request.GroupID);
    const outcome = new Outcome("muc");
    for (const named of this.#entities(session, room, request.AddList ?? {}))
      await this.#set(session, room, named, "outcast", outcome);
    for (const named of this.#entities(session, room, request.RemoveList ?? {}))
      await this.#set(session, room, named, "none", outcome);
    if (outcome.hasFailures) return answer({ kind: "Status", Result: outcome.result(session) });
    const rejected = await this.#affiliated(session, room, "outcast");
    return answer({ kind: "RejectList-Response", ...this.#list(session, rejected) });
  }

  async #affiliated(session: Session, room: string, affiliation: Affiliation): Promise<readonly string[]> {
    const service = bareJid(this.#groups.keeper.service);
    const { rooms } = this.#context.xmpp;
    const jids = await orRefuse("muc", () => rooms.affiliated(room, jidOf(session), affiliation));
    return jids.filter((jid) => bareJid(jid) !== service);
  }

  /** The names go in one element each: with several, Prosody sees to the first alone. */
  async #set(session: Session, room: string, named: Named, affiliation: Affiliation, outcome: Outcome) {
    await outcome.attempt(named.id, async () => {
      const jid = named.jid();
      if (jid === bareJid(this.#groups.keeper.service)) throw new Refusal("insufficient-group-privileges");
      // One who is gone can still be taken out.
      if (affiliation !== "none") await checkExists(jid, this.#context);
      await this.#context.xmpp.rooms.setAffiliation(room, jidOf(session), jid, affiliation);
    });
  }

  #list(session: Session, jids: readonly string[]): Members {
    const ids = jids.map((jid) => userIdFor(session, jid, this.#context.space));
    return session.version === "1.3"
      ? { UserIDList: { UserID: ids } }
      : { UserList: { User: ids.map((UserID) => ({ UserID })) } };
  }

  #named(session: Session, room: string, { UserList, UserIDList }: Members): readonly Named[] {
    const inUsers = (UserList?.User ?? []).map(({ UserID }) => UserID);
    const UserID = [...inUsers, ...(UserList?.UserID ?? []), ...(UserIDList?.UserID ?? [])];
    return this.#entities(session, room, { UserID, ScreenName: UserList?.ScreenName ?? [] });
  }

  #entities(session: Session, room: string, { UserID = [], ScreenName = [] }: Entities): readonly Named[] {
    const users = UserID.map(
      (id): Named => ({
        id: { UserID: [id] },
        jid: () => readUser(id, this.#context.space).jid,
      }),
    );
    const names = ScreenName.map(
      (name): Named => ({
        id: { ScreenName: [name] },
        jid: () => this.#jidOfNick(session, room, name.SName),
      }),
    );
    return [...users, ...names];
  }

  #jidOfNick(session: Session, room: string, screenName: string): string {
    const as = jidOf(session);
    const nick = this.#groups.nickIn(room, as, screenName);
    const occupant = this.#groups.inside(room, as).find((each) => each.nick === nick);
    if (occupant?.jid === undefined) throw new Refusal("unknown-user");
    return bareJid(occupant.jid);
  }
}
