import { closeSync, openSync, rmSync } from "node:fs";
import type { Database } from "./database.js";
import type { Migration } from "./migrations.js";
import { StorageError } from "./repositories.js";

/** "HAML": tells Hamlet's stores from other SQLite databases. */
const APPLICATION_ID = 0x48414d4c;

const TABLE = `
  CREATE TABLE IF NOT EXISTS migrations (
    number INTEGER PRIMARY KEY,
    what TEXT NOT NULL,
    applied_at INTEGER NOT NULL
  ) STRICT
`;

/** Number of the last migration that a store has seen. */
function versionOf(database: Database): number {
  const { last } = database.prepare("SELECT max(number) AS last FROM migrations").get() as {
    last: number | null;
  };
  return last ?? 0;
}

function apply(database: Database, migrations: readonly Migration[]): void {
  database.exec(TABLE);
  database.pragma(`application_id = ${APPLICATION_ID}`);
  const done = versionOf(database);
  const note = database.prepare("INSERT INTO migrations VALUES (?, ?, unixepoch() * 1000)");
  for (const { number, what, sql } of migrations) {
    if (number <= done) continue;
    database.exec(sql);
    note.run(number, what);
  }
}

/** Brings a store up to date in one transaction, which another process that does the same waits for. */
export function migrate(database: Database, migrations: readonly Migration[]): void {
  database.transaction(() => apply(database, migrations)).immediate();
}

/** @throws StorageError where the file is damaged, of another program or of a newer Hamlet */
export function examine(database: Database, migrations: readonly Migration[]): void {
  const application = database.pragma("application_id", { simple: true });
  const [problem] = database.pragma("quick_check(1)", { simple: false }) as { quick_check: string }[];
  if (problem?.quick_check !== "ok") {
    throw new StorageError(`${database.name} is damaged (${problem?.quick_check ?? "no answer"}).`);
  }
  if (application !== APPLICATION_ID) {
    throw new StorageError(`${database.name} is no store of Hamlet's.`);
  }
  const newest = migrations.at(-1)?.number ?? 0;
  const version = versionOf(database);
  if (version > newest) {
    throw new StorageError(
      `${database.name} was written by a newer Hamlet (its version is ${version}, this Hamlet knows ${newest}).`,
    );
  }
}

/** Brings an existing store up to date; a copy of how it was stays beside it, named after its version. */
export function upgrade(database: Database, migrations: readonly Migration[]): void {
  const version = versionOf(database);
  if (version === (migrations.at(-1)?.number ?? 0)) return;
  const copy = `${database.name}.version-${version}`;
  rmSync(copy, { force: true });
  closeSync(openSync(copy, "wx", 0o600));
  database.prepare("VACUUM INTO ?").run(copy);
  migrate(database, migrations);
}
