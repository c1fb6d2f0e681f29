import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { openStorage, StorageError, storeObstacle } from "../../src/storage/index.js";
import { MIGRATIONS } from "../../src/storage/migrations.js";
import { openStorage as openWith } from "../../src/storage/open.js";
import { ALICE, temporaryFolder } from "./support.js";

describe("opening a store", () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let file: string;

  /** A store with one account, closed again. */
  async function madeStore(sealKey?: string): Promise<void> {
    const storage = await openStorage("sqlite:hamlet.db", {
      folder: folder.path,
      ...(sealKey && { sealKey }),
    });
    await storage.accounts.put(ALICE, "open sesame");
    await storage.close();
  }

  const reopen = (options: { sealKey?: string } = {}) =>
    openStorage("sqlite:hamlet.db", { folder: folder.path, ...options });

  beforeEach(() => {
    folder = temporaryFolder();
    file = join(folder.path, "hamlet.db");
  });

  afterEach(() => folder.remove());

  it("is refused where a folder is in the way, which can be told before", async () => {
    const url = `sqlite:${folder.path}`;
    const sentence = `${folder.path} is a folder, not a file.`;
    expect(storeObstacle(url)).toBe(sentence);
    await expect(openStorage(url)).rejects.toThrow(sentence);
  });

  describe("a new store", () => {
    it("is readable to its owner only, and so is its key", async () => {
      await madeStore();
      expect(readdirSync(folder.path).sort()).toEqual(["hamlet.db", "hamlet.key"]);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(statSync(join(folder.path, "hamlet.key")).mode & 0o777).toBe(0o600);
    });

    it("makes no key file where a key is given", async () => {
      await madeStore("a key of the operator");
      expect(readdirSync(folder.path)).toEqual(["hamlet.db"]);
    });

    it("is made once by those who open it at the same time", async () => {
      const [one, other] = await Promise.all([reopen(), reopen()]);
      await one.accounts.put(ALICE, "x");
      expect(await other.accounts.password(ALICE)).toBe("x");
      await one.close();
      await other.close();
    });

    it.each([
      ["a folder that is not there", "sqlite:nowhere/hamlet.db"],
      ["an unknown kind of store", "mysql://localhost"],
      ["PostgreSQL", "postgres://localhost/hamlet"],
      ["no file", "sqlite:"],
    ])("is not made in %s", async (_what, url) => {
      await expect(openStorage(url, { folder: folder.path })).rejects.toThrow(StorageError);
      expect(readdirSync(folder.path)).toEqual([]);
    });
  });

  describe("passwords", () => {
    it("cannot be read in the files", async () => {
      await madeStore();
      expect(readFileSync(file).includes("open sesame")).toBe(false);
    });

    it("open with the same key, from a file or given", async () => {
      await madeStore();
      const sealKey = readFileSync(join(folder.path, "hamlet.key"), "utf8").trim();
      rmSync(join(folder.path, "hamlet.key"));
      const storage = await reopen({ sealKey });
      expect(await storage.accounts.password(ALICE)).toBe("open sesame");
      await storage.close();
    });

    it("do not open with another key", async () => {
      await madeStore();
      await expect(reopen({ sealKey: "another key, also long" })).rejects.toThrow(/sealed with another key/);
    });

    it("do not open without a key, and none is made up", async () => {
      await madeStore();
      rmSync(join(folder.path, "hamlet.key"));
      await expect(reopen()).rejects.toThrow(/key for the passwords .* is missing/);
      expect(existsSync(join(folder.path, "hamlet.key"))).toBe(false);
    });

    it("do not open in the row of another user", async () => {
      await madeStore();
      const database = new Sqlite(file);
      database.exec(
        `INSERT INTO accounts (user, password) SELECT 'eve@imps.example.org', password FROM accounts`,
      );
      database.close();
      const storage = await reopen();
      await expect(storage.accounts.password("eve@imps.example.org")).rejects.toThrow(StorageError);
      await storage.close();
    });
  });

  describe("a file that is no whole store", () => {
    const refused = async (problem: RegExp) => {
      const before = readFileSync(file);
      await expect(reopen()).rejects.toThrow(StorageError);
      await expect(reopen()).rejects.toThrow(problem);
      expect(readFileSync(file).equals(before)).toBe(true);
    };

    it("is refused where it is no database", async () => {
      await madeStore();
      writeFileSync(file, "This is not a database, however long it may be. ".repeat(100));
      await refused(/damaged or no SQLite database/);
    });

    it("is refused where it is empty", async () => {
      await madeStore();
      truncateSync(file, 0);
      await refused(/is empty/);
    });

    it("is refused where its end is missing", async () => {
      await madeStore();
      truncateSync(file, statSync(file).size / 2);
      await refused(/damaged/);
    });

    it("is refused where pages are overwritten", async () => {
      await madeStore();
      const octets = readFileSync(file);
      writeFileSync(file, octets.fill(0x55, 4096 * 2, 4096 * 12));
      await refused(/damaged/);
    });

    it("is refused where it belongs to another program", async () => {
      await madeStore();
      rmSync(file);
      const database = new Sqlite(file);
      database.exec("CREATE TABLE migrations (number INTEGER)");
      database.close();
      await refused(/no store of Hamlet's/);
    });
  });

  describe("migrations", () => {
    const newer = [
      ...MIGRATIONS,
      {
        number: MIGRATIONS.length + 1,
        what: "Nicknames",
        sql: "ALTER TABLE accounts ADD COLUMN nickname TEXT; UPDATE accounts SET nickname = user;",
      },
    ];
    const failing = [...MIGRATIONS, { ...newer.at(-1), sql: "DROP TABLE notices; SELECT * FROM nowhere;" }];
    const backup = () => `${file}.version-${MIGRATIONS.length}`;

    it("bring an older store up to date, and keep a copy of it", async () => {
      await madeStore();
      const storage = await openWith("sqlite:hamlet.db", { folder: folder.path }, newer);
      expect(await storage.accounts.password(ALICE)).toBe("open sesame");
      await storage.close();
      const database = new Sqlite(file);
      expect(database.prepare("SELECT nickname FROM accounts").pluck().get()).toBe(ALICE);
      database.close();
      expect(statSync(backup()).mode & 0o777).toBe(0o600);
      copyFileSync(backup(), file);
      const older = await reopen();
      expect(await older.accounts.list()).toEqual([ALICE]);
      await older.close();
    });

    it("are not applied twice", async () => {
      await madeStore();
      await (await openWith("sqlite:hamlet.db", { folder: folder.path }, newer)).close();
      rmSync(backup());
      await (await openWith("sqlite:hamlet.db", { folder: folder.path }, newer)).close();
      expect(existsSync(backup())).toBe(false);
    });

    it("that fail leave the store as it was", async () => {
      await madeStore();
      const opening = openWith("sqlite:hamlet.db", { folder: folder.path }, failing as typeof newer);
      await expect(opening).rejects.toThrow(StorageError);
      const storage = await reopen();
      expect(await storage.notices.ofUser(ALICE)).toEqual([]);
      await storage.close();
    });

    it("of a newer Hamlet are a reason to refuse", async () => {
      await madeStore();
      await (await openWith("sqlite:hamlet.db", { folder: folder.path }, newer)).close();
      await expect(reopen()).rejects.toThrow(/written by a newer Hamlet/);
    });
  });
});
