import { type Database, flag } from "./database.js";
import type { SentMessages, SentRow } from "./repositories.js";

type Row = Omit<SentRow, "wantsReport" | "isSettled"> & {
  readonly wantsReport: number;
  readonly isSettled: number;
};

const read = (row: Row): SentRow => ({
  ...row,
  wantsReport: row.wantsReport === 1,
  isSettled: row.isSettled === 1,
});

const SELECT = `
  SELECT id, user, sender AS "from", recipient AS "to", body, thread, wants_report AS wantsReport,
    is_settled AS isSettled, sent_at AS sentAt
  FROM sent_messages
`;

const PUT = `
  INSERT INTO sent_messages (id, user, sender, recipient, body, thread, wants_report, is_settled, sent_at)
  VALUES (@id, @user, @from, @to, @body, @thread, @wantsReport, @isSettled, @sentAt)
  ON CONFLICT (id) DO UPDATE SET
    user = excluded.user, sender = excluded.sender, recipient = excluded.recipient, body = excluded.body,
    thread = excluded.thread, wants_report = excluded.wants_report, is_settled = excluded.is_settled,
    sent_at = excluded.sent_at
`;

export function createSentMessages(database: Database): SentMessages {
  const put = database.prepare<[Row]>(PUT);
  const get = database.prepare<[string], Row>(`${SELECT} WHERE id = ?`);
  const drop = database.prepare<[string]>("DELETE FROM sent_messages WHERE id = ? AND NOT wants_report");
  const mark = database.prepare<[string]>("UPDATE sent_messages SET is_settled = 1 WHERE id = ?");
  const remove = database.prepare<[string]>("DELETE FROM sent_messages WHERE id = ?");
  const unsettled = database.prepare<[], Row>(`${SELECT} WHERE NOT is_settled ORDER BY sent_at, position`);
  const prune = database.prepare<[number]>("DELETE FROM sent_messages WHERE is_settled AND sent_at < ?");
  const settle = database.transaction((ids: readonly string[]) => {
    for (const id of ids) {
      drop.run(id);
      mark.run(id);
    }
  });
  return {
    put: (row) =>
      database.commit(() => {
        put.run({ ...row, wantsReport: flag(row.wantsReport), isSettled: flag(row.isSettled) });
      }),
    get: (id) =>
      database.look(() => {
        const row = get.get(id);
        return row && read(row);
      }),
    settle: (ids) =>
      database.commit(() => {
        settle.immediate(ids);
      }),
    remove: (id) =>
      database.commit(() => {
        remove.run(id);
      }),
    unsettled: () => database.look(() => unsettled.all().map(read)),
    prune: (before) => database.commit(() => prune.run(before).changes),
  };
}
