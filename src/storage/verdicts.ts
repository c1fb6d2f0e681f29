import type { Database } from "./database.js";
import type { VerdictRow, Verdicts } from "./repositories.js";

type Row = Omit<VerdictRow, "verdict"> & { readonly verdict: string };

export function createVerdicts(database: Database): Verdicts {
  const put = database.prepare<[Row]>(
    "INSERT INTO verdicts (id, user, verdict) VALUES (@id, @user, @verdict) ON CONFLICT DO NOTHING",
  );
  const all = database.prepare<[], Row>("SELECT id, user, verdict FROM verdicts ORDER BY rowid");
  const remove = database.prepare<[string]>("DELETE FROM verdicts WHERE id = ?");
  return {
    put: ({ id, user, verdict }) =>
      database.commit(() => {
        put.run({ id, user, verdict: JSON.stringify(verdict) });
      }),
    all: () =>
      database.look(() => all.all().map((row) => ({ ...row, verdict: JSON.parse(row.verdict) as unknown }))),
    remove: (ids) =>
      database.commit(() => {
        for (const id of ids) remove.run(id);
      }),
  };
}
