import { type Database, orNull, orUndefined } from "./database.js";
import type { ConversationRow, Conversations } from "./repositories.js";

type Row = Omit<ConversationRow, "room"> & { readonly room: string | null };

const read = (row: Row): ConversationRow => ({ ...row, room: orUndefined(row.room) });

const SELECT = "SELECT user, peer, thread, room, used_at AS usedAt FROM conversations";

export function createConversations(database: Database): Conversations {
  const get = database.prepare<[string, string], Row>(`${SELECT} WHERE user = ? AND peer = ?`);
  const byThread = database.prepare<[string, string], Row>(
    `${SELECT} WHERE user = ? AND thread = ? ORDER BY used_at DESC LIMIT 1`,
  );
  const put = database.prepare<[Row]>(`
    INSERT INTO conversations (user, peer, thread, room, used_at) VALUES (@user, @peer, @thread, @room, @usedAt)
    ON CONFLICT (user, peer) DO UPDATE SET
      thread = excluded.thread, room = excluded.room, used_at = excluded.used_at
  `);
  const prune = database.prepare<[number]>(`
    DELETE FROM conversations WHERE used_at < ?
      AND (room IS NULL OR room NOT IN (SELECT room FROM rooms UNION SELECT room FROM occupancies))
  `);
  return {
    get: (user, peer) =>
      database.look(() => {
        const row = get.get(user, peer);
        return row && read(row);
      }),
    put: (row) =>
      database.commit(() => {
        put.run({ ...row, room: orNull(row.room) });
      }),
    byThread: (user, thread) =>
      database.look(() => {
        const row = byThread.get(user, thread);
        return row && read(row);
      }),
    prune: (before) =>
      database.commit(() => {
        prune.run(before);
      }),
  };
}
