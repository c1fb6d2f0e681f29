import type { Runtime } from "../../runtime.js";
import type { Inbound } from "../inbound.js";
import { domainOf } from "../jid.js";
import { withResolvers } from "../link/deadline.js";
import type { Link } from "../link/link.js";
import { type Entry, LinkDown, StanzaError } from "../operations.js";
import { parseRoomPresence } from "../parsing/room-presence.js";
import type { Element } from "../xml.js";
import { isInside } from "./discovery.js";
import type { RoomLimits } from "./limits.js";
import { Occupancy, type Outcome } from "./occupancy.js";
import { newSeat, type Seat, Seats } from "./seats.js";
import { joinPresence, leavePresence } from "./stanzas.js";
import { Strays } from "./strays.js";

/** What occupancies live on. */
export interface RoomSurroundings {
  readonly link: Pick<Link, "send" | "request" | "state">;
  readonly runtime: Runtime;
  readonly limits: RoomLimits;
  /** Hands an event to the bridge, in its turn. */
  emit(event: Inbound): void;
}

/** Who of ours is in which room: follows each room's presence, and sees to it that both sides agree. */
export class Occupancies {
  readonly seats = new Seats();
  readonly strays: Strays;
  readonly #around: RoomSurroundings;

  constructor(around: RoomSurroundings) {
    this.#around = around;
    this.strays = new Strays(around.limits.strays);
  }

  /** False for a presence of no room that we are in. */
  receive(stanza: Element): boolean {
    const presence = parseRoomPresence(stanza);
    const seat = presence && this.seats.find(presence.room, presence.to);
    if (presence === undefined || seat === undefined) return false;
    this.#apply(seat, seat.occupancy.receive(presence));
    return true;
  }

  #apply(seat: Seat, outcome: Outcome): void {
    switch (outcome.kind) {
      case "entered":
        seat.timer?.cancel();
        seat.entering.resolve(outcome.entry);
        break;
      case "refused":
        this.seats.remove(seat);
        seat.entering.reject(outcome.error);
        break;
      case "changed":
        this.relay(seat, outcome.event);
        break;
      case "removed":
        this.seats.remove(seat);
        this.relay(seat, outcome.event);
        break;
      case "left":
        this.seats.remove(seat);
        break;
      case "nothing":
        break;
    }
  }

  /** Hands an event on, or keeps it while the occupant is not yet known to be inside. */
  relay(seat: Seat, event: Inbound): void {
    if (seat.held === undefined) this.#around.emit(event);
    else if (seat.held.length < this.#around.limits.held) seat.held.push(event);
    else
      this.#around.runtime.log.warn(
        { room: event.from, kind: event.kind },
        "too much during an entry; left out",
      );
  }

  /** Lets out what was held, once those who waited for the entry have had their turn. */
  release(seat: Seat): void {
    this.#around.runtime.timers.after(0, () => {
      const held = seat.held ?? [];
      seat.held = undefined;
      for (const event of held) this.#around.emit(event);
    });
  }

  /**
   * Enters, also a room that we are in already, which then tells anew who is inside. What happens in it is held until
   * `release`.
   * @param early what was said to us there before
   * @throws StanzaError, LinkDown; then we are outside
   */
  async join(
    wish: { room: string; nick: string; as: string; password?: string },
    early: Inbound[] = [],
  ): Promise<Entry> {
    const { link, limits, runtime } = this.#around;
    if (link.state !== "online") throw new LinkDown("not connected");
    const former = this.seats.find(wish.room, wish.as);
    if (former !== undefined && former.occupancy.phase !== "leaving")
      throw new StanzaError("conflict", "already there");
    await former?.gone.promise;
    if (this.seats.size >= limits.occupancies)
      throw new StanzaError("resource-constraint", "too many occupants");
    const seat = newSeat(new Occupancy(wish.room, wish.nick, wish.as, limits.occupants), early);
    this.seats.add(seat);
    seat.timer = runtime.timers.after(limits.entryTimeout, () =>
      this.#giveUp(seat, new StanzaError("remote-server-timeout", "the room did not answer")),
    );
    link.send(joinPresence(wish)).catch((error: Error) => this.#giveUp(seat, error));
    return seat.entering.promise;
  }

  /** Ends an entering from our side; the room may have let us in all the same. */
  #giveUp(seat: Seat, error: Error): void {
    if (seat.occupancy.phase !== "entering") return;
    seat.entering.reject(error);
    this.#startLeaving(seat).catch(() => undefined);
  }

  /**
   * Leaves, and waits until the room has taken note of it. While there is no stream, it is done when there is one
   * again.
   */
  async leave(room: string, as: string): Promise<void> {
    const seat = this.seats.find(room, as);
    if (seat === undefined) return;
    seat.entering.reject(new StanzaError("not-acceptable", "left before the entry was complete"));
    if (seat.occupancy.phase !== "leaving") await this.#startLeaving(seat);
    else if (this.#around.link.state !== "online") throw new LinkDown("not connected");
    await seat.gone.promise;
  }

  /** Keeps the seat until the room has answered, so that what it still sends is recognised. */
  async #startLeaving(seat: Seat): Promise<void> {
    const { link, limits, runtime } = this.#around;
    const { occupancy } = seat;
    occupancy.phase = "leaving";
    seat.timer?.cancel();
    seat.timer = runtime.timers.after(limits.leaveTimeout, () => this.seats.remove(seat));
    try {
      await link.send(leavePresence(occupancy));
    } catch (error) {
      if (error instanceof LinkDown) seat.timer.cancel();
      else this.seats.remove(seat);
      throw error;
    }
  }

  /** The stream is gone. Servers keep our occupants inside, until something cannot be delivered to them. */
  offline(): void {
    for (const seat of this.seats.all()) {
      if (seat.occupancy.phase === "inside") continue;
      seat.timer?.cancel();
      seat.entering.reject(new LinkDown("the stream broke while entering"));
      seat.gone.reject(new LinkDown("the stream broke while leaving"));
      seat.gone = withResolvers();
      seat.occupancy.phase = "leaving";
    }
  }

  /**
   * The stream is back: leaves where that could not be said, and finds out where we are still inside. Who is has
   * missed nothing, since all that could not be delivered would have put him out.
   */
  async online(): Promise<void> {
    this.strays.online(this.#around.runtime.timers);
    const silent = new Set<string>();
    const seats = this.seats.all();
    for (const seat of seats)
      if (seat.occupancy.phase === "leaving") this.#startLeaving(seat).catch(() => undefined);
    const waiting = seats.filter(({ occupancy }) => occupancy.phase === "inside");
    const work = async () => {
      for (let seat = waiting.shift(); seat !== undefined; seat = waiting.shift()) {
        const service = domainOf(seat.occupancy.room);
        if (!silent.has(service) && !(await this.probe(seat))) silent.add(service);
      }
    };
    await Promise.all(Array.from({ length: this.#around.limits.pings }, work));
  }

  /** Finds out whether one is still inside, and tells if not. False where the room cannot be reached. */
  async probe(seat: Seat): Promise<boolean> {
    if (seat.isProbed) return true;
    seat.isProbed = true;
    try {
      if (!(await isInside(this.#around.link, seat.occupancy, this.#around.limits.pingTimeout)))
        this.#lost(seat);
      return true;
    } catch {
      return false;
    } finally {
      seat.isProbed = false;
    }
  }

  #lost(seat: Seat): void {
    const { room, as, nick, phase } = seat.occupancy;
    if (phase !== "inside" || this.seats.find(room, as) !== seat) return;
    this.seats.remove(seat);
    const from = `${room}/${nick}`;
    this.relay(seat, { kind: "removed", from, to: as, room, nick, why: "gone", reason: undefined });
  }
}
