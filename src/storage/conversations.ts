import { type Database, perform } from "./database.js";
import type { ConversationRow, Conversations } from "./repositories.js";

const SELECT = "SELECT user, peer, thread, used_at AS usedAt FROM conversations";

export function createConversations(database: Database): Conversations {
  const get = database.prepare<[string, string], ConversationRow>(`${SELECT} WHERE user = ? AND peer = ?`);
  const byThread = database.prepare<[string, string], ConversationRow>(
    `${SELECT} WHERE user = ? AND thread = ? ORDER BY used_at DESC LIMIT 1`,
  );
  const put = database.prepare<[ConversationRow]>(`
    INSERT INTO conversations (user, peer, thread, used_at) VALUES (@user, @peer, @thread, @usedAt)
    ON CONFLICT (user, peer) DO UPDATE SET thread = excluded.thread, used_at = excluded.used_at
  `);
  return {
    get: (user, peer) => perform(database, () => get.get(user, peer)),
    put: (row) =>
      perform(database, () => {
        put.run(row);
      }),
    byThread: (user, thread) => perform(database, () => byThread.get(user, thread)),
  };
}
