import { statSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { connect, type Database, makeDurable } from "../../src/storage/database.js";
import { openStorage, StorageError } from "../../src/storage/index.js";
import { TestRuntime } from "../support/bridge/runtime.js";
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

describe("a store that cannot be written", () => {
  /** One that another process holds, and what its log tells. */
  function held(name: string) {
    const { database, other } = databaseWithObserver(name);
    database.pragma("busy_timeout = 1");
    const runtime = new TestRuntime();
    database.health.watch(runtime);
    const told = () => runtime.lines.map(({ level }) => level);
    return { database, other, runtime, told };
  }

  it("says so from the first write that fails until one succeeds, and tells the log both once", async () => {
    const { database, other, told } = held("outage.db");
    expect(await database.outage()).toBeUndefined();
    other.exec("BEGIN IMMEDIATE");
    for (const letter of ["a", "b"])
      await expect(adding(database, letter)).rejects.toMatchObject({ name: "StorageOutage" });
    expect(await database.outage()).toMatch(/outage\.db cannot be used \(database is locked\)\.$/);
    expect(told()).toEqual(["error"]);
    other.exec("COMMIT");
    await adding(database, "c");
    expect(await database.outage()).toBeUndefined();
    expect(told()).toEqual(["error", "info"]);
  });

  it("is found by one who asks, without any other write, not oftener than each five seconds", async () => {
    const { database, other, runtime } = held("asked.db");
    expect(await database.outage()).toBeUndefined();
    other.exec("BEGIN IMMEDIATE");
    runtime.advance(4999);
    expect(await database.outage()).toBeUndefined();
    runtime.advance(1);
    expect(await database.outage()).toMatch(/locked/);
    other.exec("COMMIT");
    runtime.advance(4999);
    expect(await database.outage()).toMatch(/locked/);
    runtime.advance(1);
    expect(await database.outage()).toBeUndefined();
  });

  it("is not taken for well by a transaction that has nothing to write", async () => {
    const { database } = held("full.db");
    await adding(database, "a");
    const pages = Number(database.pragma("page_count", { simple: true }));
    database.pragma(`max_page_count = ${pages}`);
    await expect(adding(database, "b".repeat(10_000))).rejects.toThrow(/full/);
    const written = statSync(`${database.name}-wal`).size;
    await database.commit(() => database.prepare("DELETE FROM letters WHERE letter = 'z'").run());
    expect(statSync(`${database.name}-wal`).size).toBeGreaterThan(written);
    expect(await database.outage()).toBeUndefined();
  });

  it("is not one in which one write is wrong", async () => {
    const { database, told } = held("wrong.db");
    await adding(database, "a");
    await expect(adding(database, "a")).rejects.toMatchObject({ name: "StorageError" });
    expect([await database.outage(), told()]).toEqual([undefined, []]);
  });
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
