import { type Database, orUndefined } from "./database.js";
import type { AccountOrder, Accounts } from "./repositories.js";
import type { Seal } from "./seal.js";

interface Row {
  readonly password: Buffer;
  readonly lastSeen: number | null;
}

interface NewPassword {
  readonly user: string;
  readonly password: Buffer;
}

/** An account that is closed is none, but for what is left to do about it. */
const OPEN = "ordered IS NOT 'removal'";

function statements(database: Database) {
  return {
    put: database.prepare<[NewPassword]>(`
      INSERT INTO accounts (user, password) VALUES (@user, @password)
      ON CONFLICT (user) DO UPDATE SET password = excluded.password WHERE ${OPEN}
    `),
    change: database.prepare<[NewPassword & { readonly at: number }]>(`
      UPDATE accounts SET password = @password, ordered = 'log out', ordered_at = @at WHERE user = @user AND ${OPEN}
    `),
    close: database.prepare<[number, string]>(
      `UPDATE accounts SET ordered = 'removal', ordered_at = ? WHERE user = ? AND ${OPEN}`,
    ),
    get: database.prepare<[string], Row>(
      `SELECT password, last_seen AS lastSeen FROM accounts WHERE user = ? AND ${OPEN}`,
    ),
    list: database.prepare<[], string>(`SELECT user FROM accounts WHERE ${OPEN} ORDER BY user`).pluck(),
    see: database.prepare<[number, string]>("UPDATE accounts SET last_seen = ? WHERE user = ?"),
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
  const { put, change, close, get, list, see, orders, clear, remove } = statements(database);
  return {
    put: (user, password) =>
      database.commit(() => put.run({ user, password: seal.close(password, user) }).changes > 0),
    changePassword: (user, password, at) =>
      database.commit(() => change.run({ user, password: seal.close(password, user), at }).changes > 0),
    close: (user, at) => database.commit(() => close.run(at, user).changes > 0),
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
