import { type Database, orUndefined } from "./database.js";
import type { AccountOrder, Accounts } from "./repositories.js";
import type { Seal } from "./seal.js";

interface Row {
  readonly password: Buffer;
  readonly lastSeen: number | null;
}

interface NewRow {
  readonly user: string;
  readonly password: Buffer;
  readonly ordered: AccountOrder["what"] | null;
  readonly at: number | null;
}

/** An account that is closed is none, but for what is left to do about it. */
const OPEN = "ordered IS NOT 'removal'";

function statements(database: Database) {
  return {
    put: database.prepare<[NewRow]>(`
      INSERT INTO accounts (user, password, ordered, ordered_at) VALUES (@user, @password, @ordered, @at)
      ON CONFLICT (user) DO UPDATE SET password = excluded.password
    `),
    takeClosed: database
      .prepare<[string], number>(
        "DELETE FROM accounts WHERE user = ? AND ordered = 'removal' RETURNING ordered_at",
      )
      .pluck(),
    get: database.prepare<[string], Row>(
      `SELECT password, last_seen AS lastSeen FROM accounts WHERE user = ? AND ${OPEN}`,
    ),
    list: database.prepare<[], string>(`SELECT user FROM accounts WHERE ${OPEN} ORDER BY user`).pluck(),
    see: database.prepare<[number, string]>("UPDATE accounts SET last_seen = ? WHERE user = ?"),
    order: database.prepare<[AccountOrder]>(
      `UPDATE accounts SET ordered = @what, ordered_at = @at WHERE user = @user AND ${OPEN}`,
    ),
    orders: database.prepare<[], AccountOrder>(
      "SELECT user, ordered AS what, ordered_at AS at FROM accounts WHERE ordered IS NOT NULL ORDER BY ordered_at",
    ),
    clear: database.prepare<[AccountOrder]>(`
      UPDATE accounts SET ordered = NULL, ordered_at = NULL
      WHERE user = @user AND ordered = @what AND ordered_at = @at
    `),
    remove: database.prepare<[AccountOrder]>(
      "DELETE FROM accounts WHERE user = @user AND ordered = @what AND ordered_at = @at",
    ),
  };
}

export function createAccounts(database: Database, seal: Seal): Accounts {
  const { put, takeClosed, get, list, see, order, orders, clear, remove } = statements(database);
  return {
    put: (user, password) =>
      database.commit(() => {
        // Of the account that was closed, sessions may still be on.
        const closedAt = takeClosed.get(user);
        const ordered = closedAt === undefined ? null : "log out";
        put.run({ user, password: seal.close(password, user), ordered, at: closedAt ?? null });
      }),
    endSessions: (user, at) =>
      database.commit(() => {
        order.run({ user, what: "log out", at });
      }),
    close: (user, at) => database.commit(() => order.run({ user, what: "removal", at }).changes > 0),
    orders: () => database.look(() => orders.all()),
    fulfilled: (done) =>
      database.commit(() => {
        (done.what === "removal" ? remove : clear).run(done);
      }),
    password: (user) =>
      database.look(() => {
        const row = get.get(user);
        return row && seal.open(row.password, user);
      }),
    exists: (user) => database.look(() => get.get(user) !== undefined),
    list: () => database.look(() => list.all()),
    lastSeen: (user) => database.look(() => orUndefined(get.get(user)?.lastSeen ?? null)),
    setLastSeen: (user, at) =>
      database.commit(() => {
        see.run(at, user);
      }),
  };
}
