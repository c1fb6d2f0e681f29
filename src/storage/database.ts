import Sqlite from "better-sqlite3";
import { StorageError } from "./repositories.js";

/** A connection to SQLite. */
export type Database = Sqlite.Database;

/** Milliseconds that a write waits for another process's, such as `hamlet account` beside `hamlet serve`. */
const BUSY_TIMEOUT = 10_000;

// By name: its class is another one in each realm that loads the library.
const isSqliteError = (error: unknown): error is Error & { readonly code: string } =>
  error instanceof Error && error.name === "SqliteError";

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

/**
 * Opens a database and prepares it.
 * @param file path, or `:memory:`
 * @param prepare closes the database where it throws
 */
export function connect<T>(file: string, prepare: (database: Database) => T): T {
  const database = new Sqlite(file, { timeout: BUSY_TIMEOUT });
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

/** Runs work on a database; what fails is told as a StorageError. */
export function perform<T>(database: Database, work: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    try {
      resolve(work());
    } catch (error) {
      reject(storageError(error, database.memory ? "The store in memory" : database.name));
    }
  });
}

/** How SQLite holds a truth value. */
export const flag = (value: boolean): 0 | 1 => (value ? 1 : 0);

/** How SQLite holds what is not there. */
export const orNull = <T>(value: T | undefined): T | null => value ?? null;

/** The reverse of `orNull`. */
export const orUndefined = <T>(value: T | null): T | undefined => value ?? undefined;
