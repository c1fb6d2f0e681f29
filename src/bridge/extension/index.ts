import { codeOf, type KnownContent, type StatusName } from "../../csp/index.js";
import {
  type Answer,
  answer,
  type Handlers,
  type Lapse,
  type Notice,
  type NoticeKinds,
  ok,
  Refusal,
  type RequestOf,
  type Session,
} from "../../handsets/index.js";
import type { Inbound, MessageError, OccupantPresence, Removed } from "../../xmpp/index.js";
import { bareJid, domainOf, groupIdOf, jidOf } from "../addresses.js";
import type { Topic } from "../context.js";
import type { ExtensionEvent } from "../extend-conversation.js";
import type { GroupListener } from "../groups/ports.js";
import type { InvitationListener } from "../invitations/index.js";
import { atMost } from "../patience.js";
import { type EffectNeeds, ExtensionEffects, type Preparation, peerInvitationId } from "./effects.js";
import { ExtensionRecovery } from "./recovery.js";
import { type Rejected, type RequestNeeds, readRequest } from "./request.js";
import { ExtensionRunner } from "./runner.js";

export type { OwnRooms } from "./effects.js";

/** Milliseconds that the end of a session waits for its extensions. */
const PATIENCE = 3000;
/** Milliseconds that a room has to be made in, so that the phone still waits for its answer. */
const MAKING = 25_000;
/** EC-46. */
const MOST_PER_SESSION = 20;

interface ResponsePayload {
  readonly room: string;
  readonly extensionId: string;
  readonly reason: StatusName;
}

export type ExtensionNeeds = Omit<EffectNeeds, "preparations" | "tryAgain"> & RequestNeeds;

/** ExtendConversation: joins the state machine to the phone that asks, the room, and those who are invited. */
export class Extensions implements Topic, GroupListener, InvitationListener {
  readonly services = ["EXCON"] as const;
  readonly #needs: ExtensionNeeds;
  readonly #preparations = new Map<string, Preparation>();
  /** Rooms whose initiators were shown their ExtendConversation-Response, and have not answered yet. */
  readonly #shown = new Set<string>();
  readonly #runner: ExtensionRunner;
  readonly #recovery: ExtensionRecovery;

  constructor(needs: ExtensionNeeds) {
    this.#needs = needs;
    const tryAgain = (room: string) => this.#recovery.later(room);
    const effects = new ExtensionEffects({ ...needs, preparations: this.#preparations, tryAgain });
    this.#runner = new ExtensionRunner(needs.context, effects);
    this.#recovery = new ExtensionRecovery(needs.context, this.#runner);
  }

  readonly handlers: Handlers = {
    "ExtendConversation-Request": (session, request) => this.#extend(session, request),
  };

  readonly notices: NoticeKinds = {
    "extension-response": {
      render: (_session: Session, { payload }: Notice): KnownContent => {
        const { room, extensionId, reason } = payload as ResponsePayload;
        // EC-48: a phone that sees it again did not answer, which must not keep the others waiting.
        if (this.#shown.has(room)) void this.#told(room);
        else this.#shown.add(room);
        return {
          kind: "ExtendConversation-Response",
          GroupID: groupIdOf(room),
          ExtendConversationID: extensionId,
          Result: { Code: codeOf(reason) },
        };
      },
      answered: (_session: Session, { payload }: Notice) => {
        void this.#told((payload as ResponsePayload).room);
        return Promise.resolve("settled");
      },
      lapsed: ({ payload }: Notice, why: Lapse) => {
        const { room } = payload as ResponsePayload;
        if (why === "session-ended") this.#shown.delete(room);
        else void this.#told(room);
        return Promise.resolve();
      },
    },
  };

  async received(event: Inbound): Promise<void> {
    switch (event.kind) {
      case "occupant":
        return this.#sawOccupant(event);
      case "removed":
        return this.#putOut(event);
      case "decline":
        return this.refused(event.room, bareJid(event.decliner), bareJid(event.to));
      case "message-error":
        return this.#bounced(event);
      default:
        return;
    }
  }

  /** GroupListener: a phone of ours has its JoinGroup-Response (EC-22 before EC-23). */
  async joined({ user }: Session, room: string): Promise<void> {
    await this.#runner.load();
    if (this.#runner.get(room)?.peer === user.jid) void this.#runner.dispatch(room, { type: "peer-joined" });
  }

  /** GroupListener. */
  async left(session: Session, room: string): Promise<void> {
    await this.#runner.load();
    if (this.#runner.get(room)?.session === session.id)
      void this.#runner.dispatch(room, { type: "initiator-gone" });
  }

  /** InvitationListener, and declines of Jabber users. */
  async refused(room: string, user: string, inviter: string | undefined): Promise<void> {
    await this.#runner.load();
    const extension = this.#runner.get(room);
    const isOwn = inviter === undefined || inviter === extension?.initiator;
    if (extension === undefined || !isOwn) return this.#uninvite(room, user, inviter);
    const event: ExtensionEvent =
      extension.peer === user ? { type: "peer-refused" } : { type: "invitee-refused", user };
    void this.#runner.dispatch(room, event);
  }

  /** Waits, so that a room which is to be destroyed does not die meanwhile of the initiator's leaving it. */
  async sessionEnded(session: Session): Promise<void> {
    await this.#runner.load();
    const own = this.#runner.all().filter((extension) => extension.session === session.id);
    const ends = own.map(({ room }) => this.#runner.dispatch(room, { type: "initiator-gone" }));
    await atMost(this.#needs.context.runtime.timers, PATIENCE, Promise.all(ends));
  }

  /** The time of the peer runs, with or without a stream. */
  started(): Promise<void> {
    return this.#runner.load();
  }

  async online(): Promise<void> {
    await this.#needs.context.xmpp.rooms.probed();
    await this.#recovery.everything();
  }

  stopping(): Promise<void> {
    this.#runner.stop();
    this.#recovery.stop();
    return Promise.resolve();
  }

  async #extend(session: Session, request: RequestOf<"ExtendConversation-Request">): Promise<Answer> {
    const { context, conversations, rooms } = this.#needs;
    await this.#runner.load();
    const room = rooms.newRoom();
    if (!context.xmpp.isOnline) throw new Refusal("service-unavailable");
    const { id, peer, invitees, note, rejected, ...preparation } = await readRequest(
      session,
      request,
      this.#needs,
    );
    const initiator = session.user.jid;
    const thread = await conversations.threadOf(initiator, peer);
    this.#checkFree(session, id);
    this.#preparations.set(room, preparation);
    const extension = { id, session: session.id, initiator, peer, invitees, thread, note, room };
    const reason = await this.#inTime(room, this.#runner.start(extension));
    if (reason !== "ok") throw new Refusal(reason);
    return accepted(rejected);
  }

  /** EC-18: a request that fails leaves nothing behind, also where it fails by its time. */
  async #inTime(room: string, started: Promise<StatusName>): Promise<StatusName> {
    const { timers } = this.#needs.context.runtime;
    let reason: StatusName = "request-timeout";
    const answered = started.then((answer) => {
      reason = answer;
    });
    await atMost(timers, MAKING, answered);
    if (reason === "request-timeout") {
      this.#preparations.delete(room);
      void this.#runner.dispatch(room, { type: "given-up" });
    }
    return reason;
  }

  /** Phones of ours are waited for with `joined`; of others, their presence tells. */
  #sawOccupant({ room, to, change, occupant }: OccupantPresence): void {
    const extension = this.#runner.get(room);
    if (extension === undefined || change !== "joined" || !this.#isInitiators(room, to)) return;
    const jid = occupant.jid === undefined ? undefined : bareJid(occupant.jid);
    if (jid !== undefined && domainOf(jid) === this.#needs.context.space.home) return;
    // Where the room hides addresses, the first to come is the peer: nobody else may enter yet.
    if (jid === undefined || jid === extension.peer)
      void this.#runner.dispatch(room, { type: "peer-joined" });
  }

  /**
   * The initiator's occupant is out. Where nobody meant that, as when the server could not reach it for a while, it may
   * come back; that takes stanzas which wait for this one, so that nothing waits for it here.
   */
  #putOut({ room, to, why }: Removed): Promise<void> {
    const extension = this.#runner.get(room);
    if (extension === undefined || !this.#isInitiators(room, to)) return Promise.resolve();
    if (why === "gone" || why === "error") this.#recovery.lookUnasked(room);
    else void this.#runner.dispatch(room, { type: "room-gone" });
    return Promise.resolve();
  }

  /**
   * EC-6, EC-46; at once before the start, since another request may have come in meanwhile. The id of one that has failed
   * is free, though its room may still be to be cleared away.
   */
  #checkFree(session: Session, id: string): void {
    const open = this.#runner.all().filter((extension) => extension.session === session.id);
    if (open.some((extension) => extension.id === id && extension.phase !== "closing")) {
      throw new Refusal("bad-parameter", "ExtendConversationID is in use");
    }
    if (open.length >= MOST_PER_SESSION) throw new Refusal("group-limit-of-server");
  }

  /** A direct invitation came back. Mediated ones are the room's, and it keeps their errors to itself. */
  #bounced({ from, to, id, condition }: MessageError): void {
    for (const { room, peer, phase } of this.#runner.all()) {
      if (id !== peerInvitationId(room) || peer !== bareJid(from) || !this.#isInitiators(room, to)) continue;
      const reason = condition.startsWith("remote-server") ? "domain-not-supported" : "cannot-deliver";
      const preparation = this.#preparations.get(room);
      if (phase === "creating" && preparation !== undefined) preparation.bounced = reason;
      else if (phase === "waiting") void this.#runner.dispatch(room, { type: "invitation-bounced", reason });
    }
  }

  /** EC-12: an invitation into an extended chat by others than its initiator, or when that has left, was refused. */
  async #uninvite(room: string, user: string, inviter: string | undefined): Promise<void> {
    const { context, invitations } = this.#needs;
    if ((await context.storage.rooms.get(room))?.purpose !== "extension") return;
    if (inviter !== undefined && (await invitations.hasInvited(room, inviter, user))) return;
    await invitations.withdraw(room, user, inviter);
  }

  #told(room: string): Promise<void> {
    this.#shown.delete(room);
    return this.#runner.dispatch(room, { type: "told" });
  }

  /** Whether a JID is the initiator's occupant of a room. */
  #isInitiators(room: string, jid: string): boolean {
    const extension = this.#runner.get(room);
    const session = extension && this.#needs.context.handsets.session(extension.session);
    return session !== undefined && jidOf(session) === jid;
  }
}

/** EC-37. */
function accepted(rejected: readonly Rejected[]): Answer {
  if (rejected.length === 0) return ok();
  const Result = { Code: codeOf("partly-done"), DetailedResult: rejected };
  return answer({ kind: "Status", Result });
}
