import type { StatusName } from "../../csp/index.js";
import type { Session } from "../../handsets/index.js";
import { LinkDown, StanzaError } from "../../xmpp/index.js";
import { jidOf, localOf } from "../addresses.js";
import type { BridgeContext } from "../context.js";
import type { Conversations } from "../conversations.js";
import type { Extension, ExtensionEffect, ExtensionEvent } from "../extend-conversation.js";
import type { SilentEntry } from "../groups/ports.js";
import type { Invitations, Memberships } from "../invitations/index.js";
import { isSilence, refusalOf } from "../refusals.js";

/** The rooms of Hamlet's own making. */
export interface OwnRooms extends Memberships {
  /** A name that no room has, and that phones can hold. @throws Refusal where there is no service for rooms */
  newRoom(): string;
  create(room: {
    readonly room: string;
    readonly purpose: "extension";
    readonly creator: string;
    readonly welcomeNote?: string;
    readonly thread: string;
  }): Promise<unknown>;
  /** The owner's occupant leaves; it can still do all that owners do. */
  serviceLeaves(room: string): Promise<void>;
  destroy(room: string): Promise<void>;
}

/** What is not part of the state, since it is of use only while the room is being made; gone once that is given up. */
export interface Preparation {
  readonly wantsNotices: boolean;
  readonly welcomeNote: string | undefined;
  /** The invitation of the peer came back meanwhile. */
  bounced?: StatusName;
}

/** What the effects need beside the context. */
export interface EffectNeeds {
  readonly context: BridgeContext;
  readonly conversations: Conversations;
  readonly rooms: OwnRooms;
  readonly groups: SilentEntry;
  readonly invitations: Pick<Invitations, "sender" | "cancel" | "withdraw" | "hasInvited">;
  /** By room. */
  readonly preparations: Map<string, Preparation>;
  /** The room did not answer: what is left to do is to be done later. */
  tryAgain(room: string): void;
}

/** Id of the notice that tells the outcome: one per extension, however often it is posted. */
function responseId(room: string): string {
  return `x-${localOf(room) ?? room}`.slice(0, 40);
}

/** Id of the stanza that invites the peer into a room. */
export function peerInvitationId(room: string): string {
  return `extend-${localOf(room) ?? room}`;
}

/** What all invitations into an extended chat have in common. */
function invitation(session: Session, { room, note }: Extension) {
  return { room, as: jidOf(session), ...(note !== undefined && note !== "" && { reason: note }) };
}

/** The initiator's occupant was lost, and is being brought back. */
function isOutside(error: unknown): boolean {
  return error instanceof StanzaError && error.condition === "not-acceptable";
}

/** Does what an extension asks for. */
export class ExtensionEffects {
  readonly #needs: EffectNeeds;

  constructor(needs: EffectNeeds) {
    this.#needs = needs;
  }

  async perform(effect: ExtensionEffect, extension: Extension): Promise<ExtensionEvent | undefined> {
    switch (effect.type) {
      case "prepare":
        return this.#prepare(extension);
      case "respond":
        return this.#respond(extension, effect.reason);
      case "admit-initiator":
        return this.#admit(extension);
      case "open-to-initiator":
        return this.#open(extension);
      case "invite":
        return this.#invite(extension, effect.user);
      case "withdraw":
        return this.#withdraw(extension, effect.user);
      case "clear-away":
        return this.#clearAway(extension);
      default:
        return undefined;
    }
  }

  async #prepare(extension: Extension): Promise<ExtensionEvent> {
    const { room } = extension;
    const { handsets } = this.#needs.context;
    const session = handsets.session(extension.session);
    if (session === undefined) return { type: "initiator-gone" };
    let stage: "extend" | "extend-invite" = "extend";
    try {
      await this.#makeRoom(session, extension);
      if (!this.#needs.preparations.has(room)) return { type: "given-up" };
      stage = "extend-invite";
      await this.#invitePeer(session, extension);
    } catch (error) {
      return { type: "preparation-failed", reason: refusalOf(error, stage).reason };
    }
    const bounced = this.#needs.preparations.get(room)?.bounced;
    this.#needs.preparations.delete(room);
    return bounced === undefined ? { type: "prepared" } : { type: "invitation-bounced", reason: bounced };
  }

  /** The initiator enters before it counts as joined, since invitations come from inside (EC-13, EC-17). */
  async #makeRoom(session: Session, { room, initiator, thread }: Extension): Promise<void> {
    const { rooms, groups, preparations } = this.#needs;
    const { wantsNotices = false, welcomeNote } = preparations.get(room) ?? {};
    await rooms.create({
      room,
      purpose: "extension",
      creator: initiator,
      thread,
      ...(welcomeNote !== undefined && { welcomeNote }),
    });
    await rooms.makeMember(room, initiator);
    await groups.enterSilently(session, room, { wantsNotices });
  }

  /** EC-19. What bounces at once does so before the server has dealt with the ping behind it. */
  async #invitePeer(session: Session, extension: Extension): Promise<void> {
    const { invitations, rooms, context } = this.#needs;
    const { room, peer, thread } = extension;
    const id = peerInvitationId(room);
    await invitations.sender.send({ ...invitation(session, extension), id, to: peer, continues: thread });
    await rooms.serviceLeaves(room);
    await context.xmpp.settled();
  }

  /** EC-23, EC-27, EC-48. That it goes on is told only when the phone has it, so that nobody hears of it before. */
  async #respond(extension: Extension, reason: StatusName): Promise<ExtensionEvent | undefined> {
    const { handsets, runtime } = this.#needs.context;
    await handsets.outbox.post({
      id: responseId(extension.room),
      user: extension.initiator,
      session: extension.session,
      kind: "extension-response",
      payload: { room: extension.room, extensionId: extension.id, reason },
      createdAt: runtime.clock.now(),
      durable: true,
    });
    return reason === "ok" ? undefined : { type: "told" };
  }

  async #admit({ session: id, room, initiator, peer, thread }: Extension): Promise<undefined> {
    const { context, groups, conversations } = this.#needs;
    const session = context.handsets.session(id);
    if (session === undefined) return;
    await conversations.continuedIn(initiator, peer, thread, room);
    await groups.admit(session, room);
  }

  async #open({ session: id, room }: Extension): Promise<undefined> {
    const session = this.#needs.context.handsets.session(id);
    if (session !== undefined) await this.#needs.groups.open(session, room);
  }

  /** EC-30: a C3 has no chat to continue. */
  async #invite(extension: Extension, user: string): Promise<ExtensionEvent | undefined> {
    const { context, invitations } = this.#needs;
    const session = context.handsets.session(extension.session);
    if (session === undefined) return undefined;
    try {
      await invitations.sender.send({ ...invitation(session, extension), to: user });
    } catch (error) {
      this.#log(extension, error);
      // The stream will be back, and then this invitation is still to be sent.
      if (error instanceof LinkDown) return undefined;
      if (isSilence(error) || isOutside(error)) {
        this.#needs.tryAgain(extension.room);
        return undefined;
      }
    }
    return { type: "invited", user };
  }

  async #withdraw({ room, initiator }: Extension, user: string): Promise<undefined> {
    await this.#needs.invitations.withdraw(room, user, initiator);
  }

  /** With the initiator still inside: what reaches a room that is just ending, ejabberd never answers. */
  async #clearAway(extension: Extension): Promise<ExtensionEvent | undefined> {
    const { room, peer, session } = extension;
    const { context, groups, invitations, preparations } = this.#needs;
    preparations.delete(room);
    await invitations.cancel(room, peer);
    const end = await this.#destroy(extension);
    if (end === "unknown") return undefined;
    const initiator = context.handsets.session(session);
    if (initiator !== undefined) await groups.leaveSilently(initiator, room);
    // One who could not leave a room that stands is still to be taken out of it.
    if (end === "gone") await context.storage.occupancies.remove(session, room);
    return { type: "cleared" };
  }

  /** What became of the room; where that is unknown, this is to be tried again. */
  async #destroy(extension: Extension): Promise<"gone" | "refused" | "unknown"> {
    try {
      await this.#needs.rooms.destroy(extension.room);
      return "gone";
    } catch (error) {
      // Once the stream is back, the extension is taken up.
      if (error instanceof LinkDown) return "unknown";
      this.#log(extension, error);
      if (!isSilence(error)) return "refused";
      this.#needs.tryAgain(extension.room);
      return "unknown";
    }
  }

  /** Whether the peer's entry is under way, or about to be told of. */
  async isPeerComing({ room, peer }: Extension): Promise<boolean> {
    const rows = await this.#needs.context.storage.occupancies.ofRoom(room);
    return rows.some(({ user }) => user === peer);
  }

  #log({ room, id }: Extension, error: unknown): void {
    if (!(error instanceof StanzaError || error instanceof LinkDown)) throw error;
    const fields = { room, extension: id, reason: error.message };
    this.#needs.context.runtime.log.warn(fields, "part of an extended chat failed");
  }
}
