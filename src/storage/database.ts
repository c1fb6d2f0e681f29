import Sqlite from "better-sqlite3";
import { Health } from "./health.js";
import { StorageError, StorageOutage } from "./repositories.js";

/** Milliseconds that a write waits for another process's, such as `hamlet account` beside `hamlet serve`. */
const BUSY_TIMEOUT = 10_000;

// By name: its class is another one in each realm that loads the library.
const isSqliteError = (error: unknown): error is Error & { readonly code: string } =>
  typeof error === "object" && error !== null && "name" in error && error.name === "SqliteError";

/** What would befall any other write too. */
const OUTAGE = /^SQLITE_(?:BUSY|CANTOPEN|FULL|IOERR|NOMEM|PERM|PROTOCOL|READONLY)/;

const isOutage = (error: unknown): boolean => isSqliteError(error) && OUTAGE.test(error.code);

/** SQLite's own words are kept as the cause. */
export function storageError(error: unknown, file: string): Error {
  if (!isSqliteError(error)) return error instanceof Error ? error : new StorageError(String(error));
  const { code, message } = error;
  const because = { cause: error };
  if (code === "SQLITE_CONSTRAINT_FOREIGNKEY") {
    return new StorageError("What this belongs to (an account or a contact list) is not there.", because);
  }
  if (code === "SQLITE_NOTADB" || code.startsWith("SQLITE_CORRUPT")) {
    return new StorageError(`${file} is damaged or no SQLite database (${message}).`, because);
  }
  if (code.startsWith("SQLITE_READONLY") || code === "SQLITE_PERM") {
    return new StorageError(`${file} cannot be written (${message}).`, because);
  }
  if (code.startsWith("SQLITE_CANTOPEN")) {
    return new StorageError(`${file} cannot be opened or created (${message}).`, because);
  }
  return new StorageError(`${file} cannot be used (${message}).`, because);
}

/** Something to be done with the store, and who waits for it. */
interface Task {
  readonly work: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A connection to SQLite. What is to be written while the process takes in what has come goes to disk together: a disk
 * takes as long for one transaction as for many rows in it.
 */
export class Database extends Sqlite {
  readonly health = new Health();
  readonly #waiting: Task[] = [];
  #isProbed = false;

  /** Resolves once the work is on disk. What fails leaves the rest of its transaction as it is. */
  commit<T>(work: () => T): Promise<T> {
    if (this.memory) return this.#now(work);
    if (this.#waiting.length === 0) setImmediate(() => this.flush());
    return this.#later(work);
  }

  /** Reads. Comes behind what is waiting to be written, and resolves with it: nobody is told what may yet be lost. */
  look<T>(work: () => T): Promise<T> {
    return this.#waiting.length === 0 ? this.#now(work) : this.#later(work);
  }

  /**
   * Why nothing can be written; undefined: it can. Where that was not tried lately, a few octets are written; to a store
   * in memory, anything can be.
   */
  async outage(): Promise<string | undefined> {
    if (!this.memory && !this.health.isFresh) {
      this.#isProbed = true;
      // Who asks is told by what it has done to the health.
      await this.commit(() => undefined).catch(() => undefined);
    }
    return this.health.outage;
  }

  /** Does all that waits. Never throws: who waits is told. */
  flush(): void {
    const tasks = this.#waiting.splice(0);
    if (tasks.length === 0) return;
    try {
      this.exec("BEGIN IMMEDIATE");
      const tellings = tasks.map((task) => this.#attempt(task));
      this.#commit();
      for (const tell of tellings) tell();
    } catch (error) {
      if (this.inTransaction) this.exec("ROLLBACK");
      const failure = this.#failure(error);
      for (const { reject } of tasks) reject(failure);
    }
  }

  /** A transaction that changes nothing succeeds on a full disk: where success is to say something, it changes something. */
  #commit(): void {
    const isProbe = this.#isProbed || this.health.outage !== undefined;
    this.#isProbed = false;
    // This writes its page even where the number is the same.
    if (isProbe) this.pragma("user_version = 0");
    this.exec("COMMIT");
    if (isProbe) this.health.worked();
  }

  #failure(error: unknown): Error {
    const described = this.#described(error);
    if (!isOutage(error)) return described;
    this.health.failed(described.message);
    return new StorageOutage(described.message, { cause: error });
  }

  /** @returns tells who waits. @throws what has undone the transaction */
  #attempt({ work, resolve, reject }: Task): () => void {
    try {
      const value = work();
      return () => resolve(value);
    } catch (error) {
      if (!this.inTransaction || isOutage(error)) throw error;
      return () => reject(this.#described(error));
    }
  }

  #now<T>(work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      try {
        resolve(work());
      } catch (error) {
        reject(this.#described(error));
      }
    });
  }

  #later<T>(work: () => T): Promise<T> {
    return new Promise<unknown>((resolve, reject) => {
      this.#waiting.push({ work, resolve, reject });
    }) as Promise<T>;
  }

  #described(error: unknown): Error {
    return storageError(error, this.memory ? "The store in memory" : this.name);
  }
}

/**
 * Opens a database and prepares it.
 * @param file path, or `:memory:`
 * @param prepare closes the database where it throws
 */
export function connect<T>(file: string, prepare: (database: Database) => T): T {
  const database = new Database(file, { timeout: BUSY_TIMEOUT });
  try {
    return prepare(database);
  } catch (error) {
    database.close();
    throw error;
  }
}

/** From here on, a transaction that has ended is on disk, and several processes can use the database at once. */
export function makeDurable(database: Database): void {
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.pragma("foreign_keys = ON");
}

/** How SQLite holds a truth value. */
export const flag = (value: boolean): 0 | 1 => (value ? 1 : 0);

/** How SQLite holds what is not there. */
export const orNull = <T>(value: T | undefined): T | null => value ?? null;

/** The reverse of `orNull`. */
export const orUndefined = <T>(value: T | null): T | undefined => value ?? undefined;
