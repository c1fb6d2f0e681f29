import { type Database, flag } from "./database.js";
import type { Occupancies, OccupancyRow } from "./repositories.js";

type Row = Omit<OccupancyRow, "wantsNotices" | "isInside"> & {
  readonly wantsNotices: number;
  readonly isInside: number;
};

const read = (row: Row): OccupancyRow => ({
  ...row,
  wantsNotices: row.wantsNotices === 1,
  isInside: row.isInside === 1,
});

const SELECT = `
  SELECT session, user, occupant AS "as", room, nick, group_id AS groupId, wants_notices AS wantsNotices, is_inside AS isInside
  FROM occupancies
`;

export function createOccupancies(database: Database): Occupancies {
  const put = database.prepare<[Row]>(`
    INSERT INTO occupancies (session, user, occupant, room, nick, group_id, wants_notices, is_inside)
    VALUES (@session, @user, @as, @room, @nick, @groupId, @wantsNotices, @isInside)
    ON CONFLICT (session, room) DO UPDATE SET
      user = excluded.user, occupant = excluded.occupant, nick = excluded.nick,
      group_id = excluded.group_id,      wants_notices = excluded.wants_notices, is_inside = excluded.is_inside
  `);
  const remove = database.prepare<[string, string]>("DELETE FROM occupancies WHERE session = ? AND room = ?");
  const get = database.prepare<[string, string], Row>(`${SELECT} WHERE session = ? AND room = ?`);
  const ofRoom = database.prepare<[string], Row>(`${SELECT} WHERE room = ? ORDER BY session`);
  const all = database.prepare<[], Row>(`${SELECT} ORDER BY session, room`);
  return {
    put: (row) =>
      database.commit(() => {
        put.run({ ...row, wantsNotices: flag(row.wantsNotices), isInside: flag(row.isInside) });
      }),
    remove: (session, room) =>
      database.commit(() => {
        remove.run(session, room);
      }),
    get: (session, room) =>
      database.look(() => {
        const row = get.get(session, room);
        return row && read(row);
      }),
    ofRoom: (room) => database.look(() => ofRoom.all(room).map(read)),
    all: () => database.look(() => all.all().map(read)),
  };
}
