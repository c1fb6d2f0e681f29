import { type Database, flag } from "./database.js";
import type { SubscriptionRow, Subscriptions } from "./repositories.js";

interface Row {
  readonly user: string;
  readonly contact: string;
  readonly state: SubscriptionRow["state"];
  readonly pendingOut: number;
  readonly pendingIn: number;
}

const read = (row: Row): SubscriptionRow => ({
  ...row,
  pendingOut: row.pendingOut === 1,
  pendingIn: row.pendingIn === 1,
});

const saysNothing = ({ state, pendingOut, pendingIn }: SubscriptionRow) =>
  state === "none" && !pendingOut && !pendingIn;

const SELECT =
  "SELECT user, contact, state, pending_out AS pendingOut, pending_in AS pendingIn FROM subscriptions";

export function createSubscriptions(database: Database): Subscriptions {
  const get = database.prepare<[string, string], Row>(`${SELECT} WHERE user = ? AND contact = ?`);
  const ofUser = database.prepare<[string], Row>(`${SELECT} WHERE user = ? ORDER BY contact`);
  const remove = database.prepare<[string, string]>(
    "DELETE FROM subscriptions WHERE user = ? AND contact = ?",
  );
  const put = database.prepare<[Row]>(`
    INSERT INTO subscriptions (user, contact, state, pending_out, pending_in)
    VALUES (@user, @contact, @state, @pendingOut, @pendingIn)
    ON CONFLICT (user, contact) DO UPDATE SET
      state = excluded.state, pending_out = excluded.pending_out, pending_in = excluded.pending_in
  `);
  return {
    get: (user, contact) =>
      database.look(() => {
        const row = get.get(user, contact);
        return row && read(row);
      }),
    put: (row) =>
      database.commit(() => {
        if (saysNothing(row)) remove.run(row.user, row.contact);
        else put.run({ ...row, pendingOut: flag(row.pendingOut), pendingIn: flag(row.pendingIn) });
      }),
    ofUser: (user) => database.look(() => ofUser.all(user).map(read)),
  };
}
