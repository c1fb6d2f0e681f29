import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { Runtime } from "../runtime.js";
import { createAccessLists } from "./access.js";
import { createAccounts } from "./accounts.js";
import { createConversations } from "./conversations.js";
import { connect, type Database, makeDurable, storageError } from "./database.js";
import { createExtensions } from "./extensions.js";
import { createWhole, keyBeside, obstacleTo } from "./files.js";
import { createInvitations } from "./invitations.js";
import { createContactLists } from "./lists.js";
import { examine, migrate, upgrade } from "./migrate.js";
import { MIGRATIONS, type Migration } from "./migrations.js";
import { createNotices } from "./notices.js";
import { createOccupancies } from "./occupancies.js";
import { createPresenceRecords } from "./presence.js";
import { type Storage, StorageError } from "./repositories.js";
import { createRooms } from "./rooms.js";
import { type Seal, sealStore, unsealStore } from "./seal.js";
import { createSentMessages } from "./sent-messages.js";
import { createSessions } from "./sessions.js";
import { createSubscriptions } from "./subscriptions.js";
import { createVerdicts } from "./verdicts.js";

const MEMORY = ":memory:";

export interface StorageOptions {
  /** What a relative path is relative to; the working folder unless given. */
  readonly folder?: string;
  /** Seals the passwords; what stands in the file `hamlet.key` beside the database unless given. */
  readonly sealKey?: string;
  /** Where the log is told when the store cannot be written, and when it can again. */
  readonly watcher?: Pick<Runtime, "clock" | "log">;
}

/**
 * Where a store is.
 * @returns a path, or `:memory:`
 * @throws StorageError where there is no such kind of store
 */
export function locateStore(url: string, folder = "."): string {
  if (/^postgres(ql)?:/.test(url))
    throw new StorageError("PostgreSQL is not supported yet; use sqlite:FILE.");
  const path = /^sqlite:(.+)$/s.exec(url)?.[1];
  if (path === undefined) throw new StorageError("The store must be given as sqlite:FILE.");
  return path === MEMORY ? MEMORY : resolve(folder, path);
}

/**
 * Why there can be no store at a place, as far as can be told without making one; undefined: there can.
 * @param url as for `openStorage`
 */
export function storeObstacle(url: string, folder?: string): string | undefined {
  try {
    const file = locateStore(url, folder);
    return file === MEMORY ? undefined : obstacleTo(file);
  } catch (error) {
    if (error instanceof StorageError) return error.message;
    throw error;
  }
}

/** Makes a new store in an empty file or in memory, and leaves it open. */
function found(file: string, key: string, migrations: readonly Migration[]): [Database, Seal] {
  return connect(file, (database) => {
    makeDurable(database);
    migrate(database, migrations);
    return [database, sealStore(database, key)];
  });
}

function openFile(
  file: string,
  sealKey: string | undefined,
  migrations: readonly Migration[],
): [Database, Seal] {
  const obstacle = obstacleTo(file);
  if (obstacle !== undefined) throw new StorageError(obstacle);
  const isNew = !existsSync(file);
  const key = sealKey ?? keyBeside(file, isNew);
  if (isNew) createWhole(file, (draft) => found(draft, key, migrations)[0].close());
  // SQLite would take an empty file for a new database; it may be what is left of an old one.
  if (statSync(file).size === 0)
    throw new StorageError(`${file} is empty, which no store of Hamlet's ever is.`);
  return connect(file, (database) => {
    examine(database, migrations);
    const seal = unsealStore(database, key);
    makeDurable(database);
    upgrade(database, migrations);
    return [database, seal];
  });
}

function openDatabase(
  file: string,
  sealKey: string | undefined,
  migrations: readonly Migration[],
): [Database, Seal] {
  return file === MEMORY
    ? found(file, sealKey ?? "kept nowhere", migrations)
    : openFile(file, sealKey, migrations);
}

function repositories(database: Database, seal: Seal): Storage {
  return {
    accounts: createAccounts(database, seal),
    sessions: createSessions(database),
    notices: createNotices(database),
    lists: createContactLists(database),
    subscriptions: createSubscriptions(database),
    access: createAccessLists(database),
    presence: createPresenceRecords(database),
    conversations: createConversations(database),
    sent: createSentMessages(database),
    verdicts: createVerdicts(database),
    occupancies: createOccupancies(database),
    rooms: createRooms(database),
    extensions: createExtensions(database),
    invitations: createInvitations(database),
    outage: () => database.outage(),
    close: () => {
      database.flush();
      return database.look(() => {
        database.close();
      });
    },
  };
}

/**
 * Opens a store, which is made where there is none, and brings it up to date.
 * @param url `sqlite:FILE`, or `sqlite::memory:` for one that is gone when it is closed
 * @param migrations the history of the store; another one for tests
 * @throws StorageError where it cannot be used as it is; it is left untouched then
 */
export function openStorage(
  url: string,
  options: StorageOptions = {},
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<Storage> {
  return new Promise((done, failed) => {
    const file = locateStore(url, options.folder);
    try {
      const [database, seal] = openDatabase(file, options.sealKey, migrations);
      if (options.watcher !== undefined) database.health.watch(options.watcher);
      done(repositories(database, seal));
    } catch (error) {
      failed(storageError(error, file));
    }
  });
}
