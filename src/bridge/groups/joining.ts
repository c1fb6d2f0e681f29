import {
  type Answer,
  answer,
  type Handlers,
  ok,
  Refusal,
  type RequestOf,
  type Session,
} from "../../handsets/index.js";
import { LinkDown } from "../../xmpp/index.js";
import type { BridgeContext } from "../context.js";
import { withItems, withNotes } from "../fitting.js";
import { orRefuse, refusalOf } from "../refusals.js";
import type { Groups } from "./groups.js";
import { personOf } from "./news.js";
import { PeopleWriter } from "./people.js";
import { privilegeOf } from "./properties.js";

/** Joining, leaving, and what a phone that is inside asks about that. */
export class Joining {
  readonly #context: BridgeContext;
  readonly #groups: Groups;

  constructor(context: BridgeContext, groups: Groups) {
    this.#context = context;
    this.#groups = groups;
  }

  get handlers(): Handlers {
    return {
      "JoinGroup-Request": (session, request) => this.#join(session, request),
      "LeaveGroup-Request": (session, request) => this.#leave(session, request),
      "SubscribeGroupNotice-Request": (session, request) => this.#subscribe(session, request),
      "GetJoinedUsers-Request": (session, request) => this.#joinedUsers(session, request),
    };
  }

  async #join(session: Session, request: RequestOf<"JoinGroup-Request">): Promise<Answer> {
    const { GroupID: groupId, ScreenName, JoinedRequest, SubscribeNotification } = request;
    const room = this.#groups.roomOf(groupId);
    await this.#takeUp(session, room, groupId);
    const { occupants, nick } = await this.#groups.enter(session, room, {
      nick: nickFrom(ScreenName),
      groupId,
      wantsNotices: SubscribeNotification === true,
      password: await this.#password(session, room),
    });
    const note = (await this.#groups.keeper.find(room))?.welcomeNote;
    const writer = new PeopleWriter(session, groupId, this.#context.space);
    const people = this.#groups.people(room, occupants);
    const self = people.filter((person) => person.nick === nick);
    // Phones that do not say whether they want to see the others mostly do.
    const others = JoinedRequest === false ? [] : people.filter((person) => person.nick !== nick);
    const alone = withNotes(session, (cut) => ({
      kind: "JoinGroup-Response",
      ...(JoinedRequest !== false && writer.inside(self)),
      ...(note !== undefined && { WelcomeNote: { ContentType: "text/plain", ContentData: cut(note) } }),
    }));
    // The phone is inside by now: what it cannot parse would tell it that it is not.
    const content = withItems(session, others, (shown) => ({
      ...alone,
      ...(JoinedRequest !== false && writer.inside([...shown, ...self])),
    }));
    const untold = writer.missesAnswer && JoinedRequest !== false ? [...self, ...others] : [];
    return answer(content, () => this.#groups.announce(session, room, untold));
  }

  /**
   * Of a phone that is inside already: it may be quicker after a restart than its way back. S60 learns the ids of its
   * own groups from a search, and goes on with those.
   */
  async #takeUp(session: Session, room: string, groupId: string): Promise<void> {
    await this.#groups.occupancies.load();
    if (this.#groups.occupancies.find(session.id, room)?.isAnnounced !== true) return;
    if (this.#context.xmpp.isOnline) {
      const seat = await this.#groups.seatIn(session, groupId);
      await orRefuse("muc-join", () => this.#groups.recovery.revive(session, seat));
    } else if (session.quirks.has("repeats-what-is-done")) throw refusalOf(new LinkDown(), "muc-join");
  }

  /** As the invitation had it. */
  async #password({ user }: Session, room: string): Promise<string | undefined> {
    const open = await this.#context.storage.invitations.forRoom(user.jid, room);
    return open.find(({ direction, password }) => direction === "in" && password !== undefined)?.password;
  }

  async #leave(session: Session, { GroupID }: RequestOf<"LeaveGroup-Request">): Promise<Answer> {
    const left = answer({ kind: "LeaveGroup-Response", GroupID, Result: { Code: 200 } });
    const mayRepeat = session.quirks.has("repeats-what-is-done");
    if (mayRepeat && !(await this.#groups.isInside(session, this.#groups.roomOf(GroupID)))) return left;
    const seat = await this.#groups.seatIn(session, GroupID);
    await this.#groups.leave(session, seat);
    this.#groups.tidySoon(seat.row.room);
    return left;
  }

  async #subscribe(session: Session, request: RequestOf<"SubscribeGroupNotice-Request">): Promise<Answer> {
    const seat = await this.#groups.seatIn(session, request.GroupID);
    switch (request.SubscribeType) {
      case "G": {
        const Value = seat.row.wantsNotices ? "T" : "F";
        return answer({ kind: "SubscribeGroupNotice-Response", Value });
      }
      case "S":
      case "U":
        await this.#groups.subscribe(seat, request.SubscribeType === "S");
        return ok();
      default:
        throw new Refusal("bad-parameter");
    }
  }

  /** Those who have a say in the group see who else has. */
  async #joinedUsers(session: Session, { GroupID }: RequestOf<"GetJoinedUsers-Request">): Promise<Answer> {
    const { room, as, nick } = (await this.#groups.seatIn(session, GroupID)).row;
    const table = this.#context.mappings.groupProperties;
    const inside = this.#groups.inside(room, as);
    const self = inside.find((occupant) => occupant.nick === nick);
    const people = new PeopleWriter(session, GroupID, this.#context.space);
    const { fixed } = await this.#groups.promises(room);
    const isPlain = fixed.size > 0 || privilegeOf(self, table) === "User";
    const content = withItems(session, inside, (shown) => ({
      kind: "GetJoinedUsers-Response",
      ...(isPlain
        ? { UserMapList: people.mapped(shown.map(personOf)) }
        : { AdminMapList: people.mappedByRights(shown, table) }),
    }));
    return answer(content);
  }
}

/** The screen name that a phone asks for; undefined where it leaves that open. */
export function nickFrom(screenName: { readonly SName: string } | undefined): string | undefined {
  const nick = screenName?.SName.trim();
  return nick === "" ? undefined : nick;
}
