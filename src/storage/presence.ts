import type { Database } from "./database.js";
import type { PresenceRecords } from "./repositories.js";

export function createPresenceRecords(database: Database): PresenceRecords {
  const get = database
    .prepare<[string, string], string>("SELECT attributes FROM presence WHERE user = ? AND device = ?")
    .pluck();
  const put = database.prepare<[string, string, string]>(`
    INSERT INTO presence (user, device, attributes) VALUES (?, ?, ?)
    ON CONFLICT (user, device) DO UPDATE SET attributes = excluded.attributes
  `);
  return {
    published: (user, device) =>
      database.look(() => {
        const attributes = get.get(user, device);
        return attributes === undefined ? undefined : (JSON.parse(attributes) as Record<string, unknown>);
      }),
    publish: (user, device, attributes) =>
      database.commit(() => {
        put.run(user, device, JSON.stringify(attributes));
      }),
  };
}
