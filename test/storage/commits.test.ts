import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { connect, type Database, makeDurable } from "../../src/storage/database.js";
import { openStorage, StorageError } from "../../src/storage/index.js";
import { ALICE, BOB, temporaryFolder } from "./support.js";

const folder = temporaryFolder();
const open: { close(): void }[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});
afterAll(() => folder.remove());

/** A database with a table of letters, and what another process sees of it. */
function databaseWithObserver(name: string): {
  database: Database;
  seen: () => unknown[];
  other: Sqlite.Database;
} {
  const file = join(folder.path, name);
  const database = connect(file, (fresh) => fresh);
  makeDurable(database);
  database.exec("CREATE TABLE letters (letter TEXT PRIMARY KEY)");
  const other = new Sqlite(file);
  open.push(database, other);
  const letters = other.prepare("SELECT letter FROM letters ORDER BY letter").pluck();
  return { database, seen: () => letters.all(), other };
}

const adding = (database: Database, letter: string) =>
  database.commit(() => database.prepare("INSERT INTO letters VALUES (?)").run(letter).changes);
const counting = (database: Database) =>
  database.look(() => database.prepare("SELECT count(*) FROM letters").pluck().get());

it("writes what comes in one turn in one transaction, and says so when it is on disk", async () => {
  const { database, seen } = databaseWithObserver("together.db");
  const first = adding(database, "a").then(seen);
  const second = adding(database, "b");
  expect(seen()).toEqual([]);
  expect([await first, await second]).toEqual([["a", "b"], 1]);
});

it("tells a reader of what is being written, but not before it is on disk", async () => {
  const { database, seen } = databaseWithObserver("read.db");
  void adding(database, "a");
  const [count, visible] = await counting(database).then((read) => [read, seen()]);
  expect([count, visible]).toEqual([1, ["a"]]);
});

it("fails the one write that cannot be, and keeps its neighbours", async () => {
  const { database, seen } = databaseWithObserver("neighbours.db");
  const writes = ["a", "a", "b"].map((letter) => adding(database, letter));
  const outcomes = await Promise.allSettled(writes);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(outcomes[1]).toMatchObject({ reason: expect.any(StorageError) as unknown });
  expect(seen()).toEqual(["a", "b"]);
});

it("fails everything of a transaction that cannot be written, and goes on with the next", async () => {
  const { database, seen, other } = databaseWithObserver("locked.db");
  database.pragma("busy_timeout = 1");
  other.exec("BEGIN IMMEDIATE");
  const outcomes = await Promise.allSettled([
    adding(database, "a"),
    adding(database, "b"),
    counting(database),
  ]);
  other.exec("COMMIT");
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  await adding(database, "c");
  expect(seen()).toEqual(["c"]);
});

it("writes what waits when the store is closed", async () => {
  const url = `sqlite:${join(folder.path, "closed.db")}`;
  const storage = await openStorage(url);
  const writes = [storage.accounts.put(ALICE, "1"), storage.accounts.put(BOB, "2")];
  await storage.close();
  await Promise.all(writes);
  const again = await openStorage(url);
  expect(await again.accounts.list()).toEqual([ALICE, BOB]);
  await again.close();
});
