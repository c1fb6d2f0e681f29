import type { Database } from "./database.js";
import type { AccessLists, AccessRow } from "./repositories.js";

export function createAccessLists(database: Database): AccessLists {
  const ofUser = database.prepare<[string], AccessRow>(
    "SELECT user, list, entity FROM access WHERE user = ? ORDER BY list, entity",
  );
  const add = database.prepare<[AccessRow]>(
    "INSERT INTO access (user, list, entity) VALUES (@user, @list, @entity) ON CONFLICT DO NOTHING",
  );
  const remove = database.prepare<[AccessRow]>(
    "DELETE FROM access WHERE user = @user AND list = @list AND entity = @entity",
  );
  const inUse = database.prepare<[string], string>("SELECT list FROM access_in_use WHERE user = ?").pluck();
  const use = database.prepare<[string, string]>(
    "INSERT INTO access_in_use (user, list) VALUES (?, ?) ON CONFLICT DO NOTHING",
  );
  const disuse = database.prepare<[string, string]>("DELETE FROM access_in_use WHERE user = ? AND list = ?");
  return {
    ofUser: (user) => database.look(() => ofUser.all(user)),
    add: (row) =>
      database.commit(() => {
        add.run(row);
      }),
    remove: (row) =>
      database.commit(() => {
        remove.run(row);
      }),
    inUse: (user) =>
      database.look(() => {
        const lists = inUse.all(user);
        return { block: lists.includes("block"), grant: lists.includes("grant") };
      }),
    setInUse: (user, list, isInUse) =>
      database.commit(() => {
        (isInUse ? use : disuse).run(user, list);
      }),
  };
}
