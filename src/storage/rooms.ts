import { type Database, orNull, orUndefined } from "./database.js";
import type { RoomRow, Rooms } from "./repositories.js";

type Row = Omit<RoomRow, "welcomeNote" | "thread"> & {
  readonly welcomeNote: string | null;
  readonly thread: string | null;
};

const read = (row: Row): RoomRow => ({
  ...row,
  welcomeNote: orUndefined(row.welcomeNote),
  thread: orUndefined(row.thread),
});

const SELECT =
  "SELECT room, owner, purpose, creator, welcome_note AS welcomeNote, thread, created_at AS createdAt FROM rooms";

export function createRooms(database: Database): Rooms {
  const put = database.prepare<[Row]>(`
    INSERT INTO rooms (room, owner, purpose, creator, welcome_note, thread, created_at)
    VALUES (@room, @owner, @purpose, @creator, @welcomeNote, @thread, @createdAt)
    ON CONFLICT (room) DO UPDATE SET
      owner = excluded.owner, purpose = excluded.purpose, creator = excluded.creator,
      welcome_note = excluded.welcome_note, thread = excluded.thread, created_at = excluded.created_at
  `);
  const get = database.prepare<[string], Row>(`${SELECT} WHERE room = ?`);
  const remove = database.prepare<[string]>("DELETE FROM rooms WHERE room = ?");
  const all = database.prepare<[], Row>(`${SELECT} ORDER BY created_at, room`);
  const count = database.prepare<[], number>("SELECT count(*) FROM rooms").pluck();
  return {
    put: (row) =>
      database.commit(() => {
        put.run({ ...row, welcomeNote: orNull(row.welcomeNote), thread: orNull(row.thread) });
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
    count: () => database.look(() => count.get() ?? 0),
  };
}
