import { type Database, orNull, orUndefined } from "./database.js";
import type { ExtensionRow, Extensions } from "./repositories.js";

interface Row {
  readonly room: string;
  readonly session: string;
  readonly extensionId: string;
  readonly state: string;
  readonly deadline: number | null;
}

const read = (row: Row): ExtensionRow => ({
  ...row,
  state: JSON.parse(row.state) as unknown,
  deadline: orUndefined(row.deadline),
});

const SELECT = "SELECT room, session, extension_id AS extensionId, state, deadline FROM extensions";

export function createExtensions(database: Database): Extensions {
  const put = database.prepare<[Row]>(`
    INSERT INTO extensions (room, session, extension_id, state, deadline)
    VALUES (@room, @session, @extensionId, @state, @deadline)
    ON CONFLICT (room) DO UPDATE SET
      session = excluded.session, extension_id = excluded.extension_id, state = excluded.state,
      deadline = excluded.deadline
  `);
  const get = database.prepare<[string], Row>(`${SELECT} WHERE room = ?`);
  const remove = database.prepare<[string]>("DELETE FROM extensions WHERE room = ?");
  const all = database.prepare<[], Row>(`${SELECT} ORDER BY rowid`);
  return {
    put: (row) =>
      database.commit(() => {
        put.run({ ...row, state: JSON.stringify(row.state ?? null), deadline: orNull(row.deadline) });
      }),
    get: (room) =>
      database.look(() => {
        const row = get.get(room);
        return row && read(row);
      }),
    remove: (room) =>
      database.commit(() => {
        remove.run(room);
      }),
    all: () => database.look(() => all.all().map(read)),
  };
}
