import { KeyedLock } from "../../keyed-lock.js";
import type { OccupancyRow, Storage } from "../../storage/index.js";
import type { BridgeContext } from "../context.js";
import type { GroupNews, Person } from "./news.js";

/** One of our sessions in a room. The row is on disk; the rest is of this life of Hamlet only. */
export interface Seat {
  row: OccupancyRow;
  /** Its entry is under way. */
  isEntering: boolean;
  /** It is being taken up, or in, again. */
  returning: Promise<void> | undefined;
  /** The phone knows that it is inside: from here on it can be told what happens there. */
  isAnnounced: boolean;
  /** What happened before that. */
  readonly pending: GroupNews[];
  /** Ids of what the phone said and has not come back yet. */
  readonly said: Set<string>;
  /** What the room was entered with, to enter it again. */
  password: string | undefined;
  subject: string | undefined;
  /** By nickname, those of whom the phone knows that they are inside; empty where it is not told. */
  readonly known: Map<string, Person>;
}

/** Which of our sessions are in which rooms. Changes are on disk before they are seen. */
export class Occupancies {
  readonly #context: Pick<BridgeContext, "storage">;
  /** By session, then by room. */
  readonly #sessions = new Map<string, Map<string, Seat>>();
  readonly #occupants = new Map<string, Seat>();
  /** What is written of one session in one room is written in order. */
  readonly #writing = new KeyedLock();
  #loading: Promise<void> | undefined;

  constructor(context: Pick<BridgeContext, "storage">) {
    this.#context = context;
  }

  /** Takes up what an earlier life of Hamlet left; to be awaited before anything else. */
  load(): Promise<void> {
    this.#loading ??= this.#load().catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  find(session: string, room: string): Seat | undefined {
    return this.#sessions.get(session)?.get(room);
  }

  /** @param as full JID of the occupant */
  at(room: string, as: string): Seat | undefined {
    return this.#occupants.get(occupantKey(room, as));
  }

  ofSession(session: string): readonly Seat[] {
    return [...(this.#sessions.get(session)?.values() ?? [])];
  }

  async add(row: OccupancyRow, password: string | undefined): Promise<Seat> {
    await this.#write(row, (rows) => rows.put(row));
    await this.#supersede(row);
    const seat = seatOf(row, false);
    seat.password = password;
    this.#seat(seat);
    return seat;
  }

  /** Without effect on a seat that is given up meanwhile. */
  async change(seat: Seat, changes: Partial<OccupancyRow>): Promise<void> {
    const { session, room } = seat.row;
    await this.#write(seat.row, async (rows) => {
      if (this.find(session, room) !== seat) return;
      const row = { ...seat.row, ...changes };
      await rows.put(row);
      seat.row = row;
    });
  }

  /** @param keepRow the occupant may still be inside for the server: the row stays, for `Recovery.strays` */
  async remove(seat: Seat, keepRow = false): Promise<void> {
    const { session, room } = seat.row;
    if (this.find(session, room) !== seat) return;
    this.#unseat(seat);
    await (keepRow ? this.keep(seat) : this.#write(seat.row, (rows) => rows.remove(session, room)));
  }

  /** An occupant without a seat, who may still be inside for the server. */
  async keep(seat: Seat): Promise<void> {
    await this.#write(seat.row, (rows) => rows.put({ ...seat.row, isInside: false }));
  }

  /** Every row on disk, with its seat where there is one. */
  async all(): Promise<readonly { readonly row: OccupancyRow; readonly seat: Seat | undefined }[]> {
    const rows = await this.#context.storage.occupancies.all();
    return rows.map((row) => ({ row, seat: this.find(row.session, row.room) }));
  }

  /** Removes a row for good. */
  async discard(row: OccupancyRow): Promise<void> {
    const { session, room } = row;
    const seat = this.find(session, room);
    if (seat !== undefined) this.#unseat(seat);
    await this.#write(row, (rows) => rows.remove(session, room));
  }

  #write(of: OccupancyRow, work: (rows: Storage["occupancies"]) => Promise<void>): Promise<void> {
    return this.#writing.run(`${of.session} ${of.room}`, () => work(this.#context.storage.occupancies));
  }

  /** What an earlier session of the phone left to be taken out is this one's from now on. */
  async #supersede({ session, room, as }: OccupancyRow): Promise<void> {
    for (const row of await this.#context.storage.occupancies.ofRoom(room)) {
      const isFormer = row.as === as && row.session !== session && this.find(row.session, room) === undefined;
      if (isFormer) await this.#context.storage.occupancies.remove(row.session, room);
    }
  }

  /** Those who are known to be inside come last: of two under one address, the place is theirs. */
  async #load(): Promise<void> {
    const rows = await this.#context.storage.occupancies.all();
    for (const isInside of [false, true])
      for (const row of rows) if (row.isInside === isInside) this.#seat(seatOf(row, isInside));
  }

  #seat(seat: Seat): void {
    const { session, room, as } = seat.row;
    const seats = this.#sessions.get(session) ?? new Map<string, Seat>();
    this.#sessions.set(session, seats.set(room, seat));
    this.#occupants.set(occupantKey(room, as), seat);
  }

  #unseat(seat: Seat): void {
    const { session, room, as } = seat.row;
    const seats = this.#sessions.get(session);
    seats?.delete(room);
    if (seats?.size === 0) this.#sessions.delete(session);
    const key = occupantKey(room, as);
    if (this.#occupants.get(key) === seat) this.#occupants.delete(key);
  }
}

function occupantKey(room: string, as: string): string {
  return `${room} ${as}`;
}

function seatOf(row: OccupancyRow, isAnnounced: boolean): Seat {
  return {
    row,
    isEntering: false,
    returning: undefined,
    isAnnounced,
    pending: [],
    said: new Set(),
    password: undefined,
    subject: undefined,
    known: new Map(),
  };
}
