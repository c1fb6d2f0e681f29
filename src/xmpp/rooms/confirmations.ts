import type { Inbound } from "../inbound.js";
import { bareOf } from "../jid.js";
import { StanzaError } from "../operations.js";
import type { Element } from "../xml.js";
import { isInside } from "./discovery.js";
import type { RoomSurroundings } from "./occupancies.js";

interface Open {
  condition: string | undefined;
}

/** An occupant of ours. */
interface Speaker {
  readonly room: string;
  readonly nick: string;
  readonly as: string;
}

/**
 * Messages to rooms of which it matters whether they are taken. A room says so only where it refuses; a ping behind the
 * message comes back after that, since what one sends to a room is dealt with in order.
 */
export class Confirmations {
  readonly #around: Pick<RoomSurroundings, "link" | "limits">;
  /** By room and id of the message. */
  readonly #open = new Map<string, Open>();

  constructor(around: Pick<RoomSurroundings, "link" | "limits">) {
    this.#around = around;
  }

  /** @param message with an id. @throws StanzaError the room's refusal, or its silence; LinkDown */
  async send(message: Element, { room, nick, as }: Speaker): Promise<void> {
    const { link, limits } = this.#around;
    const key = keyOf(room, message.attrs.id);
    const open: Open = { condition: undefined };
    this.#open.set(key, open);
    try {
      await link.send(message);
      const isStillInside = await isInside(link, { room, nick, as }, limits.pingTimeout);
      if (open.condition !== undefined) throw new StanzaError(open.condition);
      if (!isStillInside) throw new StanzaError("not-acceptable", "not inside the room");
    } finally {
      this.#open.delete(key);
    }
  }

  /** Takes the refusal of a message that is waited for; false for anything else. */
  hears(event: Inbound): boolean {
    if (event.kind !== "message-error") return false;
    const open = this.#open.get(keyOf(bareOf(event.from), event.id));
    if (open === undefined) return false;
    open.condition ??= event.condition;
    return true;
  }
}

function keyOf(room: string, id: string | undefined): string {
  return `${room} ${id ?? ""}`;
}
