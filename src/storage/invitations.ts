import { type Database, flag, orNull, orUndefined } from "./database.js";
import type { InvitationRow, Invitations } from "./repositories.js";

interface Row {
  readonly id: string;
  readonly direction: InvitationRow["direction"];
  readonly user: string;
  readonly session: string | null;
  readonly peer: string;
  readonly room: string;
  readonly type: InvitationRow["type"];
  readonly form: "mediated" | "direct" | null;
  readonly password: string | null;
  readonly thread: string | null;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly grants: number;
  readonly isSeen: number;
}

const read = (row: Row): InvitationRow => ({
  ...row,
  session: orUndefined(row.session),
  form: orUndefined(row.form),
  password: orUndefined(row.password),
  thread: orUndefined(row.thread),
  grants: row.grants === 1,
  isSeen: row.isSeen === 1,
});

const write = (row: InvitationRow): Row => ({
  ...row,
  session: orNull(row.session),
  form: orNull(row.form),
  password: orNull(row.password),
  thread: orNull(row.thread),
  grants: flag(row.grants),
  isSeen: flag(row.isSeen),
});

const SELECT = `
  SELECT id, direction, user, session, peer, room, type, form, password, thread,
    created_at AS createdAt, expires_at AS expiresAt, grants, is_seen AS isSeen
  FROM invitations
`;

const PUT = `
  INSERT INTO invitations (id, direction, user, session, peer, room, type, form, password, thread,
    created_at, expires_at, grants, is_seen)
  VALUES (@id, @direction, @user, @session, @peer, @room, @type, @form, @password, @thread,
    @createdAt, @expiresAt, @grants, @isSeen)
  ON CONFLICT (user, direction, id, peer) DO UPDATE SET
    session = excluded.session, room = excluded.room, type = excluded.type,
    form = excluded.form, password = excluded.password, thread = excluded.thread,
    created_at = excluded.created_at, expires_at = excluded.expires_at,
    grants = excluded.grants, is_seen = excluded.is_seen
`;

const KEY = "WHERE user = ? AND direction = ? AND id = ? AND peer = ?";
const ORDER = "ORDER BY expires_at, user, direction, id, peer";

export function createInvitations(database: Database): Invitations {
  const put = database.prepare<[Row]>(PUT);
  const ofId = database.prepare<[string, string, string], Row>(
    `${SELECT} WHERE user = ? AND direction = ? AND id = ? ${ORDER}`,
  );
  const forRoom = database.prepare<[string, string], Row>(`${SELECT} WHERE user = ? AND room = ? ${ORDER}`);
  const ofRoom = database.prepare<[string], Row>(`${SELECT} WHERE room = ? ${ORDER}`);
  const remove = database.prepare<[string, string, string, string]>(`DELETE FROM invitations ${KEY}`);
  const marks = {
    grants: database.prepare<[string, string, string, string]>(`UPDATE invitations SET grants = 1 ${KEY}`),
    isSeen: database.prepare<[string, string, string, string]>(`UPDATE invitations SET is_seen = 1 ${KEY}`),
  };
  const expired = database.prepare<[number], Row>(`${SELECT} WHERE expires_at <= ? ${ORDER}`);
  return {
    put: (row) =>
      database.commit(() => {
        put.run(write(row));
      }),
    ofId: (user, direction, id) => database.look(() => ofId.all(user, direction, id).map(read)),
    forRoom: (user, room) => database.look(() => forRoom.all(user, room).map(read)),
    ofRoom: (room) => database.look(() => ofRoom.all(room).map(read)),
    remove: ({ user, direction, id, peer }) =>
      database.commit(() => {
        remove.run(user, direction, id, peer);
      }),
    mark: ({ user, direction, id, peer }, what) =>
      database.commit(() => {
        marks[what].run(user, direction, id, peer);
      }),
    expired: (now) => database.look(() => expired.all(now).map(read)),
  };
}
