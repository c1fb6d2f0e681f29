import {
  type Entry,
  type FieldValue,
  type FormField,
  type Inbound,
  type Item,
  LinkDown,
  type Occupant,
  type RoomInfo,
  type RoomOperations,
  StanzaError,
} from "../../../src/xmpp/index.js";

type Affiliation = Occupant["affiliation"];
type Operation = keyof RoomOperations;

interface Inside {
  readonly as: string;
  readonly nick: string;
}

interface Room {
  readonly occupants: Map<string, Inside>;
  readonly affiliations: Map<string, Affiliation>;
  form: FormField[];
}

const bare = (jid: string) => jid.split("/")[0] ?? jid;
const FLAGS: readonly (readonly [field: string, on: string, off: string])[] = [
  ["muc#roomconfig_membersonly", "muc_membersonly", "muc_open"],
  ["muc#roomconfig_persistentroom", "muc_persistent", "muc_temporary"],
  ["muc#roomconfig_publicroom", "muc_public", "muc_hidden"],
];

/** A MUC service in memory, as far as Hamlet can tell it from a real one; only those of ours are told of events. */
export class FakeMuc {
  readonly rooms = new Map<string, Room>();
  /** Names of the operations that were called, with the room. */
  readonly calls: string[] = [];
  isOnline = true;
  /** Of rooms that are made. */
  form: readonly FormField[];
  /** What a form does not make true. */
  readonly stubborn = new Set<string>();
  /** Features and fields that every room announces besides. */
  readonly announced = new Map<string, string>();
  readonly #domain: string;
  readonly #failures: { operation: Operation; condition: string; times: number }[] = [];
  #events: Inbound[] = [];
  readonly #held = new Map<Operation, Promise<void>>();
  /** Those whose knowledge of their rooms was lost, as by a restart of Hamlet. */
  readonly #forgotten = new Set<string>();

  /** @param domain of our own users */
  constructor(domain: string, form: readonly FormField[]) {
    this.#domain = domain;
    this.form = form;
  }

  /** The next calls of an operation fail. */
  fail(operation: Operation, condition: string, times = 1): void {
    this.#failures.push({ operation, condition, times });
  }

  /** The service is slow with an operation, until what this returns is called. */
  hold(operation: Operation): () => void {
    let release: () => void = () => undefined;
    this.#held.set(operation, new Promise((resolve) => (release = resolve)));
    return release;
  }

  /** What the service has told our users since the last time. */
  take(): readonly Inbound[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  room(name: string): Room {
    const room = this.rooms.get(name);
    if (room === undefined) throw new StanzaError("item-not-found");
    return room;
  }

  /** A room of somebody else's. */
  found(name: string, fields: Readonly<Record<string, FieldValue>> = {}): Room {
    const form = this.form.map((field) => ({ ...field, value: fields[field.name] ?? field.value }));
    const room = { occupants: new Map<string, Inside>(), affiliations: new Map<string, Affiliation>(), form };
    this.rooms.set(name, room);
    return room;
  }

  /** A Jabber user, or anybody, comes in. */
  arrive(name: string, as: string, nick: string): void {
    const room = this.room(name);
    room.occupants.set(as, { as, nick });
    this.#tellOthers(name, as, "joined", { as, nick });
  }

  depart(name: string, as: string): void {
    const room = this.room(name);
    const inside = room.occupants.get(as);
    if (inside === undefined) return;
    room.occupants.delete(as);
    this.#tellOthers(name, as, "left", inside);
    if (room.occupants.size === 0 && !this.#is(room, "muc#roomconfig_persistentroom"))
      this.rooms.delete(name);
  }

  /** Something is said by an occupant, or by the room where there is no nickname. */
  utter(
    name: string,
    nick: string | undefined,
    body: string,
    more: { id?: string; sentAt?: number } = {},
  ): void {
    for (const to of this.#ours(this.room(name))) {
      const from = nick === undefined ? name : `${name}/${nick}`;
      const { id, sentAt } = more;
      this.#events.push({
        kind: "room-message",
        from,
        to,
        room: name,
        nick,
        id,
        body,
        thread: undefined,
        sentAt,
      });
    }
  }

  /** Our occupants are out, without a word to them, as after a restart of the server. */
  lose(name: string): void {
    this.rooms.delete(name);
  }

  /** Hamlet starts anew: it knows of no occupant; the service still does. */
  forget(): void {
    for (const { occupants } of this.rooms.values())
      for (const as of occupants.keys()) this.#forgotten.add(as);
  }

  /** What the service lists. */
  listed(): readonly Item[] {
    return [...this.rooms]
      .filter(([, room]) => this.#is(room, "muc#roomconfig_publicroom"))
      .map(([jid]) => ({ jid, name: this.#info(jid).name }));
  }

  readonly operations: RoomOperations = {
    enter: (room, nick, as, { mayCreate }) =>
      this.#do("enter", room, () => this.#enter(room, nick, as, mayCreate)),
    // Of an occupant that it does not know, the XMPP leg says nothing to the room.
    leave: (room, as) =>
      this.#isKnown(room, as)
        ? this.#do("leave", room, () => this.depart(room, as))
        : Promise.resolve(void this.calls.push(`leave ${room}`)),
    occupants: (room, as) => (this.#isKnown(room, as) ? this.#seenBy(this.room(room)) : undefined),
    say: ({ room, as, id, body }) =>
      this.#do("say", room, () => this.utter(room, this.#inside(room, as).nick, body, { id })),
    whisper: ({ room, as }) => this.#do("whisper", room, () => void this.#inside(room, as)),
    refuseWhisper: ({ room, as }) => this.#do("refuseWhisper", room, () => void this.#inside(room, as)),
    setSubject: (room, as) => this.#do("setSubject", room, () => void this.#inside(room, as)),
    configuration: (room, as) =>
      this.#do("configuration", room, () => this.#owned(room, as).form.map((field) => ({ ...field }))),
    configure: (room, as, fields) => this.#do("configure", room, () => this.#configure(room, as, fields)),
    setAffiliation: (room, as, jid, affiliation) =>
      this.#do("setAffiliation", room, () => void this.#owned(room, as).affiliations.set(jid, affiliation)),
    affiliated: (room, as, affiliation) =>
      this.#do("affiliated", room, () =>
        [...this.#owned(room, as).affiliations].filter(([, has]) => has === affiliation).map(([jid]) => jid),
      ),
    destroy: (room, as, reason) => this.#do("destroy", room, () => this.#destroy(room, as, reason)),
    invite: ({ room }) => this.#do("invite", room, () => undefined),
    inviteDirectly: ({ room }) => this.#do("inviteDirectly", room, () => undefined),
    decline: ({ room }) => this.#do("decline", room, () => undefined),
    info: (room) => this.#do("info", room, () => this.#info(room)),
    probed: () => Promise.resolve(),
    isInside: (room, nick, as) =>
      this.#do("isInside", room, () => this.rooms.get(room)?.occupants.get(as)?.nick === nick),
    resume: (room, _nick, as) => this.#do("resume", room, () => this.#entry(room, as, false)),
  };

  async #do<T>(operation: Operation, room: string, work: () => T): Promise<T> {
    await Promise.resolve();
    if (!this.isOnline) throw new LinkDown("The stream is down.");
    this.calls.push(`${operation} ${room}`);
    const failure = this.#failures.find((each) => each.operation === operation && each.times > 0);
    if (failure !== undefined) {
      failure.times--;
      throw new StanzaError(failure.condition);
    }
    await this.#held.get(operation);
    return work();
  }

  #enter(name: string, nick: string, as: string, mayCreate: boolean): Entry {
    const isNew = !this.rooms.has(name);
    if (isNew && !mayCreate) throw new StanzaError("item-not-found");
    const room = this.rooms.get(name) ?? this.found(name);
    if (isNew) room.affiliations.set(bare(as), "owner");
    const affiliation = room.affiliations.get(bare(as)) ?? "none";
    if (affiliation === "outcast") throw new StanzaError("forbidden");
    if (affiliation === "none" && this.#is(room, "muc#roomconfig_membersonly"))
      throw new StanzaError("registration-required");
    const rival = [...room.occupants.values()].find((other) => other.nick === nick);
    if (rival !== undefined && bare(rival.as) !== bare(as)) throw new StanzaError("conflict");
    room.occupants.set(as, { as, nick });
    this.#forgotten.delete(as);
    this.#tellOthers(name, as, "joined", { as, nick });
    return this.#entry(name, as, isNew);
  }

  #entry(name: string, as: string, isCreated: boolean): Entry {
    this.#forgotten.delete(as);
    const room = this.room(name);
    const { nick } = this.#inside(name, as);
    const occupants = this.#seenBy(room);
    const self = occupants.find((occupant) => occupant.nick === nick);
    if (self === undefined) throw new StanzaError("not-acceptable");
    return { nick, occupants, self, isCreated };
  }

  #configure(name: string, as: string, fields: ReadonlyMap<string, FieldValue>): void {
    const room = this.#owned(name, as);
    if ([...fields.keys()].some((field) => room.form.every((each) => each.name !== field)))
      throw new StanzaError("bad-request");
    room.form = room.form.map((field) =>
      this.stubborn.has(field.name) ? field : { ...field, value: fields.get(field.name) ?? field.value },
    );
  }

  #destroy(name: string, as: string, reason: string | undefined): void {
    const room = this.#owned(name, as);
    const told = this.#ours(room).filter((to) => to !== as);
    this.rooms.delete(name);
    for (const to of told) {
      const nick = room.occupants.get(to)?.nick ?? "";
      const from = `${name}/${nick}`;
      this.#events.push({ kind: "removed", from, to, room: name, nick, why: "destroyed", reason });
    }
  }

  #info(name: string): RoomInfo {
    const room = this.room(name);
    const value = (field: string) => room.form.find((each) => each.name === field)?.value;
    const text = (field: string) => {
      const found = value(field);
      return typeof found === "string" ? found : "";
    };
    return {
      name: text("muc#roomconfig_roomname"),
      features: new Set(FLAGS.map(([field, on, off]) => (this.#is(room, field) ? on : off))),
      fields: new Map([
        ["muc#roominfo_occupants", String(room.occupants.size)],
        ["muc#roominfo_description", text("muc#roomconfig_roomdesc")],
        ["muc#roomconfig_roomname", text("muc#roomconfig_roomname")],
        ...this.announced,
      ]),
    };
  }

  #owned(name: string, as: string): Room {
    const room = this.room(name);
    if (room.affiliations.get(bare(as)) !== "owner") throw new StanzaError("forbidden");
    return room;
  }

  #inside(name: string, as: string): Inside {
    const inside = this.rooms.get(name)?.occupants.get(as);
    if (inside === undefined) throw new StanzaError("not-acceptable");
    return inside;
  }

  #is(room: Room, field: string): boolean {
    return room.form.find(({ name }) => name === field)?.value === "1";
  }

  #isKnown(name: string, as: string): boolean {
    return !this.#forgotten.has(as) && this.rooms.get(name)?.occupants.has(as) === true;
  }

  #ours({ occupants }: Room): readonly string[] {
    return [...occupants.keys()].filter((as) => bare(as).endsWith(`@${this.#domain}`));
  }

  #seenBy(room: Room): readonly Occupant[] {
    return [...room.occupants.values()].map((inside) => this.#occupant(room, inside));
  }

  #occupant(room: Room, { as, nick }: Inside): Occupant {
    const affiliation = room.affiliations.get(bare(as)) ?? "none";
    const role = affiliation === "owner" || affiliation === "admin" ? "moderator" : "participant";
    const isShown = room.form.find(({ name }) => name === "muc#roomconfig_whois")?.value === "anyone";
    return { nick, jid: isShown ? as : undefined, affiliation, role };
  }

  #tellOthers(name: string, as: string, change: "joined" | "left", inside: Inside): void {
    const room = this.room(name);
    for (const to of this.#ours(room)) {
      if (to === as) continue;
      const occupant = this.#occupant(room, inside);
      const from = `${name}/${inside.nick}`;
      this.#events.push({ kind: "occupant", from, to, room: name, occupant, change, formerNick: undefined });
    }
  }
}
