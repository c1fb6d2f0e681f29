import type { Database } from "./database.js";
import type { SessionRow, Sessions } from "./repositories.js";

type Row = Omit<SessionRow, "state"> & { readonly state: string };

export function createSessions(database: Database): Sessions {
  const save = database.prepare<[Row]>(`
    INSERT INTO sessions (id, user, device, expires_at, state) VALUES (@id, @user, @device, @expiresAt, @state)
    ON CONFLICT (id) DO UPDATE SET
      user = excluded.user, device = excluded.device, expires_at = excluded.expires_at, state = excluded.state
  `);
  const remove = database.prepare<[string]>("DELETE FROM sessions WHERE id = ?");
  const all = database.prepare<[], Row>(
    "SELECT id, user, device, expires_at AS expiresAt, state FROM sessions",
  );
  return {
    save: ({ id, user, device, expiresAt, state }) =>
      database.commit(() => {
        save.run({ id, user, device, expiresAt, state: JSON.stringify(state ?? null) });
      }),
    remove: (id) =>
      database.commit(() => {
        remove.run(id);
      }),
    all: () =>
      database.look(() => all.all().map((row) => ({ ...row, state: JSON.parse(row.state) as unknown }))),
  };
}
