import { type Database, orUndefined } from "./database.js";
import type { Accounts } from "./repositories.js";
import type { Seal } from "./seal.js";

interface Row {
  readonly password: Buffer;
  readonly lastSeen: number | null;
}

export function createAccounts(database: Database, seal: Seal): Accounts {
  const put = database.prepare<[string, Buffer]>(
    "INSERT INTO accounts (user, password) VALUES (?, ?) ON CONFLICT (user) DO UPDATE SET password = excluded.password",
  );
  const remove = database.prepare<[string]>("DELETE FROM accounts WHERE user = ?");
  const get = database.prepare<[string], Row>(
    "SELECT password, last_seen AS lastSeen FROM accounts WHERE user = ?",
  );
  const list = database.prepare<[], string>("SELECT user FROM accounts ORDER BY user").pluck();
  const see = database.prepare<[number, string]>("UPDATE accounts SET last_seen = ? WHERE user = ?");
  return {
    put: (user, password) =>
      database.commit(() => {
        put.run(user, seal.close(password, user));
      }),
    remove: (user) => database.commit(() => remove.run(user).changes > 0),
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
