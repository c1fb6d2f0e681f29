import type { Log } from "../../runtime.js";
import type { Notice, NoticeStore } from "../notices.js";

/**
 * A store from which notices are gone once they are removed, whether or not that can be written: what cannot, as on a full
 * disk, is tried again behind later writes. Calls about one notice must not overlap.
 */
export class PatientStore implements NoticeStore {
  readonly #store: NoticeStore;
  readonly #log: Log;
  /** Ids of what is removed, and still on disk. */
  readonly #left = new Set<string>();

  constructor(store: NoticeStore, log: Log) {
    this.#store = store;
    this.#log = log;
  }

  async put(notice: Notice): Promise<void> {
    if (this.#left.has(notice.id)) await this.#store.remove(notice.id);
    this.#left.delete(notice.id);
    await this.#store.put(notice);
    await this.catchUp();
  }

  /** Never rejects. */
  async remove(id: string): Promise<void> {
    try {
      await this.#store.remove(id);
    } catch (error) {
      this.#left.add(id);
      this.#log.warn({ notice: id, err: error }, "a notice that is over is still on disk");
      return;
    }
    await this.catchUp();
  }

  ofUser(user: string): Promise<readonly Notice[]> {
    return this.#valid(() => this.#store.ofUser(user));
  }

  count(user: string, kind: string): Promise<number> {
    return this.#store.count(user, kind);
  }

  expired(now: number): Promise<readonly Notice[]> {
    return this.#valid(() => this.#store.expired(now));
  }

  ofSessions(): Promise<readonly Notice[]> {
    return this.#valid(() => this.#store.ofSessions());
  }

  find(id: string): Promise<Notice | undefined> {
    return this.#left.has(id) ? Promise.resolve(undefined) : this.#store.find(id);
  }

  /** Tries again to remove what is left. Never rejects. */
  async catchUp(): Promise<void> {
    const removed = [...this.#left].map(async (id) => {
      await this.#store.remove(id);
      this.#left.delete(id);
    });
    await Promise.allSettled(removed);
  }

  async #valid(read: () => Promise<readonly Notice[]>): Promise<readonly Notice[]> {
    // As of now: it may leave the disk while that is read.
    const left = new Set(this.#left);
    const notices = await read();
    return left.size === 0 ? notices : notices.filter(({ id }) => !left.has(id));
  }
}
