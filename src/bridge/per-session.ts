import type { Session } from "../handsets/index.js";

/** Something for each session, to be found by session and by user. */
export class PerSession<T> {
  readonly #values = new Map<string, T>();
  readonly #ofUsers = new Map<string, Set<string>>();

  set({ id, user }: Session, value: T): void {
    this.#values.set(id, value);
    const ids = this.#ofUsers.get(user.jid) ?? new Set();
    this.#ofUsers.set(user.jid, ids.add(id));
  }

  get(sessionId: string): T | undefined {
    return this.#values.get(sessionId);
  }

  delete({ id, user }: Session): void {
    this.#values.delete(id);
    const ids = this.#ofUsers.get(user.jid);
    ids?.delete(id);
    if (ids?.size === 0) this.#ofUsers.delete(user.jid);
  }

  /** @param user bare JID */
  ofUser(user: string): readonly T[] {
    return [...(this.#ofUsers.get(user) ?? [])].flatMap((id) => this.#values.get(id) ?? []);
  }

  /** Bare JIDs of those who have sessions. */
  users(): readonly string[] {
    return [...this.#ofUsers.keys()];
  }

  all(): readonly T[] {
    return [...this.#values.values()];
  }
}
