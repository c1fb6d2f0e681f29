import { type Database, flag, orNull } from "./database.js";
import type { NoticeRow, Notices } from "./repositories.js";

interface Row {
  readonly id: string;
  readonly user: string;
  readonly session: string | null;
  readonly kind: string;
  readonly payload: string;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly replaces: string | null;
  readonly durable: number;
}

function read(row: Row): NoticeRow {
  const { session, payload, expiresAt, replaces, durable, ...rest } = row;
  return {
    ...rest,
    payload: JSON.parse(payload) as unknown,
    durable: durable === 1,
    ...(session !== null && { session }),
    ...(expiresAt !== null && { expiresAt }),
    ...(replaces !== null && { replaces }),
  };
}

const write = (notice: NoticeRow): Row => ({
  ...notice,
  session: orNull(notice.session),
  payload: JSON.stringify(notice.payload ?? null),
  expiresAt: orNull(notice.expiresAt),
  replaces: orNull(notice.replaces),
  durable: flag(notice.durable),
});

const SELECT = `
  SELECT id, user, session, kind, payload, created_at AS createdAt, expires_at AS expiresAt, replaces, durable
  FROM notices
`;

export function createNotices(database: Database): Notices {
  const put = database.prepare<[Row]>(`
    INSERT INTO notices (id, user, session, kind, payload, created_at, expires_at, replaces, durable)
    VALUES (@id, @user, @session, @kind, @payload, @createdAt, @expiresAt, @replaces, @durable)
    ON CONFLICT (id) DO NOTHING
  `);
  const remove = database.prepare<[string]>("DELETE FROM notices WHERE id = ?");
  const ofUser = database.prepare<[string], Row>(`${SELECT} WHERE user = ? ORDER BY position`);
  const count = database
    .prepare<[string, string], number>("SELECT count(*) FROM notices WHERE user = ? AND kind = ?")
    .pluck();
  const expired = database.prepare<[number], Row>(
    `${SELECT} WHERE expires_at <= ? ORDER BY expires_at, position`,
  );
  const ofSessions = database.prepare<[], Row>(`${SELECT} WHERE session IS NOT NULL ORDER BY position`);
  const find = database.prepare<[string], Row>(`${SELECT} WHERE id = ?`);
  return {
    put: (notice) =>
      database.commit(() => {
        put.run(write(notice));
      }),
    remove: (id) =>
      database.commit(() => {
        remove.run(id);
      }),
    ofUser: (user) => database.look(() => ofUser.all(user).map(read)),
    count: (user, kind) => database.look(() => count.get(user, kind) ?? 0),
    expired: (now) => database.look(() => expired.all(now).map(read)),
    ofSessions: () => database.look(() => ofSessions.all().map(read)),
    find: (id) =>
      database.look(() => {
        const row = find.get(id);
        return row && read(row);
      }),
  };
}
