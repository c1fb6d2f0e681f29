/** One step of the store's history. Steps are only ever added: what has been released is never changed. */
export interface Migration {
  readonly number: number;
  readonly what: string;
  readonly sql: string;
}

const INITIAL = `
  CREATE TABLE seal (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    salt BLOB NOT NULL,
    proof BLOB NOT NULL
  ) STRICT;

  CREATE TABLE accounts (
    user TEXT PRIMARY KEY,
    password BLOB NOT NULL,
    last_seen INTEGER
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    user TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    device TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    state TEXT NOT NULL
  ) STRICT;
  CREATE INDEX sessions_of_user ON sessions (user);

  CREATE TABLE notices (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    user TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    session TEXT,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    replaces TEXT,
    durable INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX notices_of_user ON notices (user, position);
  CREATE INDEX notices_that_expire ON notices (expires_at) WHERE expires_at IS NOT NULL;

  CREATE TABLE lists (
    user TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    key TEXT NOT NULL,
    slug TEXT NOT NULL,
    display_name TEXT NOT NULL,
    is_default INTEGER NOT NULL,
    PRIMARY KEY (user, key)
  ) STRICT;
  CREATE UNIQUE INDEX default_list ON lists (user) WHERE is_default;

  CREATE TABLE list_members (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    user TEXT NOT NULL,
    list TEXT NOT NULL,
    contact TEXT NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (user, list, contact),
    FOREIGN KEY (user, list) REFERENCES lists (user, key) ON DELETE CASCADE
  ) STRICT;
  CREATE INDEX lists_holding_contact ON list_members (user, contact);

  CREATE TABLE subscriptions (
    user TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    contact TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('none', 'to', 'from', 'both')),
    pending_out INTEGER NOT NULL,
    pending_in INTEGER NOT NULL,
    PRIMARY KEY (user, contact)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE access (
    user TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    list TEXT NOT NULL CHECK (list IN ('block', 'grant')),
    entity TEXT NOT NULL,
    PRIMARY KEY (user, list, entity)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE access_in_use (
    user TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    list TEXT NOT NULL CHECK (list IN ('block', 'grant')),
    PRIMARY KEY (user, list)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE presence (
    user TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    device TEXT NOT NULL,
    attributes TEXT NOT NULL,
    PRIMARY KEY (user, device)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE conversations (
    user TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    peer TEXT NOT NULL,
    thread TEXT NOT NULL,
    room TEXT,
    used_at INTEGER NOT NULL,
    PRIMARY KEY (user, peer)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX conversations_by_thread ON conversations (user, thread, used_at);

  CREATE TABLE sent_messages (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    user TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    sender TEXT NOT NULL,
    recipient TEXT NOT NULL,
    body TEXT NOT NULL,
    thread TEXT NOT NULL,
    wants_report INTEGER NOT NULL,
    is_settled INTEGER NOT NULL,
    sent_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX sent_by_user ON sent_messages (user);
  CREATE INDEX sent_unsettled ON sent_messages (sent_at, position) WHERE NOT is_settled;
  CREATE INDEX sent_by_age ON sent_messages (sent_at);

  CREATE TABLE occupancies (
    session TEXT NOT NULL,
    user TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    occupant TEXT NOT NULL,
    room TEXT NOT NULL,
    nick TEXT NOT NULL,
    group_id TEXT NOT NULL,
    wants_notices INTEGER NOT NULL,
    is_inside INTEGER NOT NULL,
    PRIMARY KEY (session, room)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX occupancies_of_room ON occupancies (room);
  CREATE INDEX occupancies_of_user ON occupancies (user);

  CREATE TABLE rooms (
    room TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('extension', 'group')),
    creator TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    welcome_note TEXT,
    thread TEXT,
    created_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX rooms_by_creator ON rooms (creator);

  CREATE TABLE extensions (
    room TEXT PRIMARY KEY,
    session TEXT NOT NULL,
    extension_id TEXT NOT NULL,
    state TEXT NOT NULL,
    deadline INTEGER
  ) STRICT;
  CREATE INDEX extensions_by_id ON extensions (session, extension_id);

  -- An extension names its user only by way of its room and its session, each of which may be gone before it.
  CREATE TRIGGER extensions_of_account BEFORE DELETE ON accounts BEGIN
    DELETE FROM extensions
    WHERE room IN (SELECT room FROM rooms WHERE creator = OLD.user)
      OR session IN (SELECT id FROM sessions WHERE user = OLD.user);
  END;

  CREATE TABLE invitations (
    user TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
    id TEXT NOT NULL,
    session TEXT,
    peer TEXT NOT NULL,
    room TEXT NOT NULL,
    type TEXT NOT NULL CHECK (type IN ('EC', 'GR')),
    form TEXT CHECK (form IN ('mediated', 'direct')),
    password TEXT,
    thread TEXT,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (user, direction, id, peer)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX invitations_to_room ON invitations (room, user);
  CREATE INDEX invitations_by_expiry ON invitations (expires_at);
`;

const ORDERS = `
  ALTER TABLE accounts ADD COLUMN ordered TEXT CHECK (ordered IN ('log out', 'removal'));
  ALTER TABLE accounts ADD COLUMN ordered_at INTEGER;
  CREATE INDEX accounts_with_orders ON accounts (ordered) WHERE ordered IS NOT NULL;
`;

const VERDICTS = `
  CREATE TABLE verdicts (
    id TEXT PRIMARY KEY,
    user TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    verdict TEXT NOT NULL
  ) STRICT;
  CREATE INDEX verdicts_of_user ON verdicts (user);
`;

const ROOM_SETTINGS = `
  ALTER TABLE rooms ADD COLUMN settings TEXT;
`;

const CONVERSATIONS_BY_AGE = `
  CREATE INDEX conversations_by_age ON conversations (used_at);
`;

const INVITATION_STATE = `
  ALTER TABLE invitations ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE invitations ADD COLUMN grants INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE invitations ADD COLUMN is_seen INTEGER NOT NULL DEFAULT 0;
`;

/** In the order in which they are applied, numbered from 1 without gaps. */
export const MIGRATIONS: readonly Migration[] = [
  { number: 1, what: "Accounts and all that belongs to them", sql: INITIAL },
  { number: 2, what: "What operators order for accounts of a running gateway", sql: ORDERS },
  { number: 3, what: "What senders are yet to be told of their messages", sql: VERDICTS },
  { number: 4, what: "What rooms were asked to be like", sql: ROOM_SETTINGS },
  { number: 5, what: "Chats by when they were last used", sql: CONVERSATIONS_BY_AGE },
  { number: 6, what: "What became of invitations so far", sql: INVITATION_STATE },
];
