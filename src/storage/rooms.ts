import { type Database, orNull, orUndefined } from "./database.js";
import type { RoomRow, Rooms } from "./repositories.js";

type Row = Omit<RoomRow, "settings" | "welcomeNote" | "thread"> & {
  readonly settings: string | null;
  readonly welcomeNote: string | null;
  readonly thread: string | null;
};

const read = (row: Row): RoomRow => ({
  ...row,
  settings: row.settings === null ? undefined : (JSON.parse(row.settings) as RoomRow["settings"]),
  welcomeNote: orUndefined(row.welcomeNote),
  thread: orUndefined(row.thread),
});

const written = (row: RoomRow): Row => ({
  ...row,
  settings: row.settings === undefined ? null : JSON.stringify(row.settings),
  welcomeNote: orNull(row.welcomeNote),
  thread: orNull(row.thread),
});

const SELECT = `
  SELECT room, owner, purpose, creator, settings, welcome_note AS welcomeNote, thread, created_at AS createdAt
  FROM rooms
`;

export function createRooms(database: Database): Rooms {
  const put = database.prepare<[Row]>(`
    INSERT INTO rooms (room, owner, purpose, creator, settings, welcome_note, thread, created_at)
    VALUES (@room, @owner, @purpose, @creator, @settings, @welcomeNote, @thread, @createdAt)
    ON CONFLICT (room) DO UPDATE SET
      owner = excluded.owner, purpose = excluded.purpose, creator = excluded.creator,
      settings = excluded.settings, welcome_note = excluded.welcome_note, thread = excluded.thread, created_at = excluded.created_at
  `);
  const get = database.prepare<[string], Row>(`${SELECT} WHERE room = ?`);
  const remove = database.prepare<[string]>("DELETE FROM rooms WHERE room = ?");
  const all = database.prepare<[], Row>(`${SELECT} ORDER BY created_at, room`);
  const ofCreator = database.prepare<[string], Row>(`${SELECT} WHERE creator = ? ORDER BY created_at, room`);
  const count = database.prepare<[], number>("SELECT count(*) FROM rooms").pluck();
  return {
    put: (row) =>
      database.commit(() => {
        put.run(written(row));
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
    ofCreator: (creator) => database.look(() => ofCreator.all(creator).map(read)),
    count: () => database.look(() => count.get() ?? 0),
  };
}
