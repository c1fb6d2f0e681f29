import type { Random } from "../../runtime.js";
import type { Criteria } from "./criteria.js";

/** Searches of a session that are kept; the oldest makes way. */
const MOST_SEARCHES = 5;
const FIRST_IDS = 10_000;

/** What a search has found. */
export interface Found {
  /** SearchID: unique in the session. */
  readonly id: number;
  readonly of: Criteria["of"];
  /** As the phone reads them. */
  readonly ids: readonly string[];
  /** What one answer tells at most. */
  readonly limit: number;
}

/** The searches of a session. */
export class Findings {
  readonly #kept = new Map<number, Found>();
  #nextId: number;

  /** @param random so that an id of before a restart is hardly one of after it */
  constructor(random: Pick<Random, "fraction">) {
    this.#nextId = 1 + Math.floor(random.fraction() * FIRST_IDS);
  }

  add(found: Omit<Found, "id">): Found {
    const kept = { id: this.#nextId++, ...found };
    this.#kept.set(kept.id, kept);
    for (const id of this.#kept.keys()) if (this.#kept.size > MOST_SEARCHES) this.#kept.delete(id);
    return kept;
  }

  get(id: number): Found | undefined {
    return this.#kept.get(id);
  }

  /** @returns whether there was one */
  drop(id: number): boolean {
    return this.#kept.delete(id);
  }
}
