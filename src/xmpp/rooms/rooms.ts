import type { Inbound } from "../inbound.js";
import { bareOf } from "../jid.js";
import { type RoomOperations, StanzaError } from "../operations.js";
import { bounce } from "../outgoing/messages.js";
import type { Element } from "../xml.js";
import { Administration } from "./administration.js";
import { Confirmations } from "./confirmations.js";
import { isInside, roomInfo } from "./discovery.js";
import { Entering } from "./entering.js";
import { Occupancies, type RoomSurroundings } from "./occupancies.js";
import {
  declineMessage,
  directInvite,
  mediatedInvite,
  roomMessage,
  subjectMessage,
  whisperMessage,
} from "./stanzas.js";

/** Conditions by which a room says that it does not know us (any more). */
const STRANGER = ["not-acceptable", "item-not-found", "recipient-unavailable", "gone"];

const SPOKEN_TO_ALL: readonly Inbound["kind"][] = ["room-message", "room-subject"];
/** What one who is leaving does not hear any more. */
const SPOKEN: readonly Inbound["kind"][] = [...SPOKEN_TO_ALL, "private-message"];

/** Group chat (XEP-0045): the operations, and what comes in from rooms. */
export class Rooms {
  readonly #occupancies: Occupancies;
  readonly #entering: Entering;
  readonly #administration: Administration;
  readonly #confirmations: Confirmations;
  readonly #around: RoomSurroundings;
  #probed: Promise<void> = Promise.resolve();

  constructor(around: RoomSurroundings) {
    this.#around = around;
    this.#occupancies = new Occupancies(around);
    this.#entering = new Entering(this.#occupancies, around);
    this.#administration = new Administration(around.link, around.runtime.log);
    this.#confirmations = new Confirmations(around);
  }

  /** Takes a presence, if it comes from a room that `to` is in. */
  receivePresence(stanza: Element): boolean {
    return this.#occupancies.receive(stanza);
  }

  /** Whether `to` is in the room that `from` is, or is in. */
  isOccupied(from: string, to: string): boolean {
    return this.#occupancies.seats.find(bareOf(from), to) !== undefined;
  }

  /** Whether any of ours is in the room that the JID is, or is in. */
  isRoom(jid: string): boolean {
    return this.#occupancies.seats.has(bareOf(jid));
  }

  /** Hands on what a message from a room said, after the entry that it may have overtaken. */
  relay(event: Inbound): void {
    if (this.#confirmations.hears(event)) return;
    const seat = this.#occupancies.seats.find(bareOf(event.from), event.to);
    if (seat?.occupancy.phase === "leaving" && SPOKEN.includes(event.kind)) return;
    if (seat === undefined && SPOKEN_TO_ALL.includes(event.kind)) {
      this.#occupancies.strays.keep(bareOf(event.from), event);
      return;
    }
    if (seat === undefined) this.#around.emit(event);
    else this.#occupancies.relay(seat, event);
    const isStranger = event.kind === "message-error" && STRANGER.includes(event.condition);
    if (seat?.occupancy.phase === "inside" && isStranger) void this.#occupancies.probe(seat);
  }

  offline(): void {
    this.#occupancies.offline();
  }

  /** Ends all that waits. Our occupants stay inside, for a later life. */
  stop(): void {
    this.#occupancies.offline();
    this.#occupancies.strays.close();
  }

  /** @returns when all rooms have been asked whether we are still inside */
  online(): Promise<void> {
    this.#probed = this.#occupancies.online();
    return this.#probed;
  }

  /** What the bridge gets. */
  operations(): RoomOperations {
    return { ...this.#presences(), ...this.#messages(), ...this.#requests() };
  }

  #presences(): Pick<RoomOperations, "enter" | "leave" | "resume" | "occupants"> {
    const inside = (room: string, as: string) => {
      const occupancy = this.#occupancies.seats.find(room, as)?.occupancy;
      return occupancy?.phase === "inside" ? occupancy : undefined;
    };
    return {
      enter: (room, nick, as, { mayCreate, ...password }) =>
        this.#entering.enter({ room, nick, as, ...password }, mayCreate),
      leave: (room, as) => this.#occupancies.leave(room, as),
      resume: (room, nick, as) => this.#entering.resume({ room, nick, as }),
      occupants: (room, as) => inside(room, as)?.entry().occupants,
    };
  }

  #messages(): Pick<
    RoomOperations,
    "say" | "whisper" | "refuseWhisper" | "setSubject" | "invite" | "inviteDirectly" | "decline"
  > {
    const { link, runtime } = this.#around;
    const id = () => runtime.random.token(20);
    return {
      say: (message) => this.#speak(message.room, message.as, roomMessage(message)),
      whisper: (message) => this.#speak(message.room, message.as, whisperMessage(message)),
      refuseWhisper: ({ room, nick, as, ...rest }) =>
        link.send(bounce({ from: as, to: `${room}/${nick}`, condition: "forbidden", ...rest })),
      setSubject: (room, as, subject) => this.#speak(room, as, subjectMessage(room, as, id(), subject)),
      invite: (invitation) => this.#invite({ id: id(), ...invitation }),
      inviteDirectly: (invitation) => link.send(directInvite({ id: id(), ...invitation })),
      decline: (invitation) => link.send(declineMessage({ id: id(), ...invitation })),
    };
  }

  #requests(): Pick<
    RoomOperations,
    | "configuration"
    | "configure"
    | "setAffiliation"
    | "affiliated"
    | "destroy"
    | "info"
    | "probed"
    | "isInside"
  > {
    const { link, limits } = this.#around;
    const administration = this.#administration;
    return {
      configuration: (room, as) => administration.configuration(room, as),
      configure: (room, as, fields) => administration.configure(room, as, fields),
      setAffiliation: (room, as, jid, affiliation, reason) =>
        administration.setAffiliation(room, as, { jid, affiliation, reason }),
      affiliated: (room, as, affiliation) => administration.affiliated(room, as, affiliation),
      destroy: (room, as, reason) => this.#destroy(room, as, reason),
      info: (room, as) => roomInfo(link, room, as),
      probed: () => this.#probed,
      isInside: (room, nick, as) => isInside(link, { room, nick, as }, limits.pingTimeout),
    };
  }

  /** Who is not inside would only get an error back, later and without a cause. */
  async #speak(room: string, as: string, stanza: Element): Promise<void> {
    if (this.#occupancies.seats.find(room, as)?.occupancy.phase !== "inside") {
      throw new StanzaError("not-acceptable", "not inside the room");
    }
    await this.#around.link.send(stanza);
  }

  async #invite(invitation: Parameters<typeof mediatedInvite>[0]): Promise<void> {
    const { room, as } = invitation;
    const occupancy = this.#occupancies.seats.find(room, as)?.occupancy;
    if (occupancy?.phase !== "inside") throw new StanzaError("not-acceptable", "not inside the room");
    await this.#confirmations.send(mediatedInvite(invitation), { room, as, nick: occupancy.nick });
  }

  /** One's own destruction of a room is a way to leave it, of which no event tells. */
  async #destroy(room: string, as: string, reason: string | undefined): Promise<void> {
    const seat = this.#occupancies.seats.find(room, as);
    const { phase } = seat?.occupancy ?? {};
    if (seat !== undefined && phase === "inside") seat.occupancy.phase = "leaving";
    try {
      await this.#administration.destroy(room, as, reason);
    } catch (error) {
      if (seat !== undefined && phase === "inside") seat.occupancy.phase = "inside";
      throw error;
    }
    if (seat !== undefined) this.#occupancies.seats.remove(seat);
  }
}
