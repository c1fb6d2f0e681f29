import { type Database, flag } from "./database.js";
import type { ContactLists, ListMember, ListRow } from "./repositories.js";

type Row = Omit<ListRow, "isDefault"> & { readonly isDefault: number };

const read = (row: Row): ListRow => ({ ...row, isDefault: row.isDefault === 1 });

/** What spellings of a slug share. */
const keyOf = (slug: string) => slug.normalize("NFC").toLowerCase();

const SELECT = "SELECT user, slug, display_name AS displayName, is_default AS isDefault FROM lists";

function createMembers(database: Database) {
  const all = database.prepare<[string, string], ListMember>(
    "SELECT contact, name FROM list_members WHERE user = ? AND list = ? ORDER BY position",
  );
  const put = database.prepare<[string, string, string, string]>(`
    INSERT INTO list_members (user, list, contact, name) VALUES (?, ?, ?, ?)
    ON CONFLICT (user, list, contact) DO UPDATE SET name = excluded.name
  `);
  const remove = database.prepare<[string, string, string]>(
    "DELETE FROM list_members WHERE user = ? AND list = ? AND contact = ?",
  );
  const holding = database
    .prepare<[string, string], string>(`
      SELECT slug FROM list_members JOIN lists ON lists.user = list_members.user AND key = list
      WHERE list_members.user = ? AND contact = ? ORDER BY lists.rowid
    `)
    .pluck();
  return {
    members: (user, slug) => database.look(() => all.all(user, keyOf(slug))),
    putMember: (user, slug, { contact, name }) =>
      database.commit(() => {
        put.run(user, keyOf(slug), contact, name);
      }),
    removeMember: (user, slug, contact) =>
      database.commit(() => remove.run(user, keyOf(slug), contact).changes > 0),
    holding: (user, contact) => database.look(() => holding.all(user, contact)),
  } satisfies Partial<ContactLists>;
}

export function createContactLists(database: Database): ContactLists {
  const ofUser = database.prepare<[string], Row>(`${SELECT} WHERE user = ? ORDER BY rowid`);
  const find = database.prepare<[string, string], Row>(`${SELECT} WHERE user = ? AND key = ?`);
  const unmake = database.prepare<[string]>("UPDATE lists SET is_default = 0 WHERE user = ? AND is_default");
  const put = database.prepare<[Row & { readonly key: string }]>(`
    INSERT INTO lists (user, key, slug, display_name, is_default) VALUES (@user, @key, @slug, @displayName, @isDefault)
    ON CONFLICT (user, key) DO UPDATE SET display_name = excluded.display_name, is_default = excluded.is_default
  `);
  const remove = database.prepare<[string, string]>("DELETE FROM lists WHERE user = ? AND key = ?");
  const putAll = database.transaction((list: ListRow) => {
    if (list.isDefault) unmake.run(list.user);
    put.run({ ...list, key: keyOf(list.slug), isDefault: flag(list.isDefault) });
  });
  return {
    ofUser: (user) => database.look(() => ofUser.all(user).map(read)),
    find: (user, slug) =>
      database.look(() => {
        const row = find.get(user, keyOf(slug));
        return row && read(row);
      }),
    put: (list) =>
      database.commit(() => {
        putAll.immediate(list);
      }),
    remove: (user, slug) => database.commit(() => remove.run(user, keyOf(slug)).changes > 0),
    ...createMembers(database),
  };
}
