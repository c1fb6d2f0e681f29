import { Fates } from "./fates.js";
import type { Inbound } from "./inbound.js";
import { within } from "./link/deadline.js";
import { createLink, type Link, type LinkListener } from "./link/index.js";
import type { Xmpp, XmppEvents, XmppOptions } from "./operations.js";
import { messageOperations } from "./outgoing/messages.js";
import { presenceOperations } from "./outgoing/presences.js";
import { queryOperations } from "./outgoing/queries.js";
import { parseMessage } from "./parsing/message.js";
import { addresses } from "./parsing/parts.js";
import { parsePresence } from "./parsing/presence.js";
import { DEFAULT_LIMITS, type RoomLimits } from "./rooms/limits.js";
import { Rooms } from "./rooms/rooms.js";
import { Services } from "./services/services.js";
import { type TurnLimits, Turns } from "./turns.js";
import type { Element } from "./xml.js";

/** How long the end waits for what has come in. Milliseconds. */
const IDLE_TIMEOUT = 10_000;

/** Events that may wait for the bridge. */
const EVENT_LIMITS: TurnLimits = { forAddress: 5_000, inAll: 50_000 };

/** The XMPP leg; nothing happens before its `start`. */
export function createXmpp(options: XmppOptions): Xmpp {
  const { domain, component, runtime } = options;
  return new XmppLeg(options, createLink({ domain, ...component, runtime }));
}

/** The XMPP leg over any link. */
export class XmppLeg implements Xmpp {
  readonly rooms: Xmpp["rooms"];
  readonly messages: Xmpp["messages"];
  readonly presence: Xmpp["presence"];
  readonly queries: Xmpp["queries"];
  readonly #options: XmppOptions;
  readonly #link: Link;
  readonly #rooms: Rooms;
  #life: { readonly events: XmppEvents; readonly fates: Fates; readonly turns: Turns<Inbound> } | undefined;

  constructor(options: XmppOptions, link: Link, limits: Partial<RoomLimits> = {}) {
    const { runtime } = options;
    this.#options = options;
    this.#link = link;
    this.#rooms = new Rooms({
      link,
      runtime,
      limits: { ...DEFAULT_LIMITS, ...limits },
      emit: (event) => this.#emit(event),
    });
    const isRoom = (jid: string) => this.#rooms.isRoom(jid);
    this.rooms = this.#rooms.operations();
    this.messages = messageOperations({ link, random: runtime.random, isRoom });
    this.presence = presenceOperations({
      link,
      isRoom,
      device: (user, resource) => this.#life?.events.directory.device(user, resource),
    });
    this.queries = queryOperations(link);
  }

  get isOnline(): boolean {
    return this.#link.state === "online";
  }

  get trouble(): string | undefined {
    return this.#link.trouble;
  }

  start(events: XmppEvents): void {
    const { messages, presence } = this;
    const fates = new Fates({ events, messages, presence, runtime: this.#options.runtime });
    const turns = new Turns<Inbound>((event) => fates.deliver(event), EVENT_LIMITS);
    this.#life = { events, fates, turns };
    this.#link.start(this.#listener(events));
  }

  async stop(): Promise<void> {
    await this.#untilIdle();
    await this.#link.stop();
    this.#rooms.stop();
  }

  /** A handler that hangs, or more and more that comes in, must not hold up the end. */
  async #untilIdle(): Promise<void> {
    const { timers, log } = this.#options.runtime;
    const idle = this.#life?.turns.idle() ?? Promise.resolve();
    try {
      await within(timers, IDLE_TIMEOUT, idle, new Error("events still wait"));
    } catch (error) {
      log.warn({ err: error }, "stopped before all events were dealt with");
    }
  }

  settled(): Promise<void> {
    return this.#link.settled();
  }

  async handedOver(): Promise<void> {
    await this.#link.settled();
    await this.#life?.turns.passed();
  }

  #listener(events: XmppEvents): LinkListener {
    const { name, version, runtime } = this.#options;
    const services = new Services({
      name,
      version,
      clock: runtime.clock,
      directory: events.directory,
      isFellow: (asker, own) => this.#rooms.isOccupied(asker, own),
    });
    return {
      received: (stanza) => this.#received(stanza),
      asked: (iq) => services.answer(iq),
      online: async () => {
        // Rooms may be slow to answer, which must not hold up all else.
        await Promise.all([this.#rooms.online(), events.online()]);
      },
      offline: () => {
        this.#rooms.offline();
        events.offline();
      },
    };
  }

  /**
   * Read at once; what is to be done about it waits for its turn, so that an operation that the handler of an event waits
   * for is never behind that event.
   */
  #received(stanza: Element): void {
    if (stanza.is("presence")) {
      if (this.#rooms.receivePresence(stanza)) return;
      const event = parsePresence(stanza);
      if (event !== undefined) this.#emit(event);
    } else if (stanza.is("message")) {
      const { from, to } = addresses(stanza);
      const event = parseMessage(stanza, this.#rooms.isOccupied(from, to));
      if (event !== undefined) this.#rooms.relay(event);
    }
  }

  #emit(event: Inbound): void {
    if (this.#life === undefined || this.#life.turns.add(event.to, event)) return;
    void this.#life.fates.overflow(event);
  }
}
