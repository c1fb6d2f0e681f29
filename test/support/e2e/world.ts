import { setTimeout as pause } from "node:timers/promises";
import Sqlite from "better-sqlite3";
import { type Hamlet, type Setting, startHamlet } from "../hamlet.js";
import { Handset, type PhoneOptions } from "../handset/index.js";
import { JabberUser } from "../jabber/index.js";
import { type Flavour, startEjabberd, startProsody, type XmppServer } from "../servers/index.js";

const PASSWORD = "secret";
const POLL_EVERY = 20;
/** Milliseconds that a server and the gateway may take to start on a busy machine. */
export const START = 60_000;
/** Milliseconds in which what was over is to be cleared away. */
const CLEARING = 5000;
/** What may be left of an extended chat that is over. */
const TABLES = ["extensions", "occupancies", "rooms"] as const;

export interface WorldOptions {
  readonly server: "prosody" | "ejabberd";
  readonly flavour: Flavour;
  /** Laid over the gateway's configuration. */
  readonly config?: { readonly [key: string]: Setting };
  /** How many users there are to take. Default: 60 and 20. */
  readonly phones?: number;
  readonly jabberUsers?: number;
}

/** The servers on which ExtendConversation is to work. */
export const SERVERS = [
  { server: "prosody", flavour: "stock" },
  { server: "prosody", flavour: "profile" },
  { server: "ejabberd", flavour: "stock" },
  { server: "ejabberd", flavour: "profile" },
] as const satisfies readonly WorldOptions[];

export type PhoneKind = Partial<Omit<PhoneOptions, "url" | "password">>;

const passwords = (prefix: string, count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index + 1}`, PASSWORD]));

/** A server and a gateway, with users whom nobody has used before. */
export class World {
  readonly server: XmppServer;
  readonly hamlet: Hamlet;
  readonly #phones: Handset[] = [];
  readonly #people: JabberUser[] = [];
  #lastPhone = 0;
  #lastPerson = 0;

  private constructor(server: XmppServer, hamlet: Hamlet) {
    this.server = server;
    this.hamlet = hamlet;
  }

  static async start({ server: name, flavour, config = {}, ...sizes }: WorldOptions): Promise<World> {
    const { phones = 60, jabberUsers = 20 } = sizes;
    const start = name === "prosody" ? startProsody : startEjabberd;
    const server = await start({ flavour, users: passwords("jabber", jabberUsers) });
    try {
      return new World(server, await startHamlet({ server, accounts: passwords("phone", phones), config }));
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  /** A phone that is logged in; of a new user, unless one is named. */
  async phone(kind: PhoneKind = {}): Promise<Handset> {
    this.#lastPhone += kind.userId === undefined ? 1 : 0;
    const userId = `wv:phone${this.#lastPhone}`;
    const phone = await Handset.loggedIn({
      url: this.hamlet.imps,
      userId,
      password: PASSWORD,
      version: "1.3",
      pollEvery: POLL_EVERY,
      ...kind,
    });
    this.#phones.push(phone);
    return phone;
  }

  /** The id of a phone user who is not logged in. */
  absentPhone(): string {
    this.#lastPhone++;
    return `wv:phone${this.#lastPhone}`;
  }

  /** A new Jabber user who is logged in. */
  async jabberUser(): Promise<JabberUser> {
    this.#lastPerson++;
    const jid = `jabber${this.#lastPerson}@${this.server.domain}`;
    const user = new JabberUser({ jid, password: PASSWORD, port: this.server.ports.client });
    await user.connect();
    this.#people.push(user);
    return user;
  }

  /** The bare JID of a phone user. */
  jidOf({ userId }: { readonly userId: string }): string {
    return `${userId.replace("wv:", "")}@${this.server.component.domain}`;
  }

  /** What the store of the gateway holds of extended chats. */
  leftovers(): Record<(typeof TABLES)[number], readonly unknown[]> {
    const store = new Sqlite(this.hamlet.storeFile, { readonly: true });
    try {
      const rows = (table: string) => store.prepare(`SELECT * FROM ${table}`).all();
      return { extensions: rows("extensions"), occupancies: rows("occupancies"), rooms: rows("rooms") };
    } finally {
      store.close();
    }
  }

  /** Brings the stopped gateway to where the time of all who were invited or are awaited is over. */
  lapse(): void {
    this.#alter((store) => {
      store.prepare("UPDATE extensions SET deadline = ?").run(Date.now());
      store.prepare("UPDATE invitations SET expires_at = ?").run(Date.now());
    });
  }

  /** Brings the stopped gateway to where the session of a phone is over. */
  expire({ sessionId }: Handset): void {
    this.#alter((store) => {
      store.prepare("UPDATE sessions SET expires_at = 0 WHERE id = ?").run(sessionId);
    });
  }

  #alter(change: (store: Sqlite.Database) => void): void {
    const store = new Sqlite(this.hamlet.storeFile);
    try {
      change(store);
    } finally {
      store.close();
    }
  }

  /** Stops the gateway once all seems to be cleared away, and tells what its store still holds. */
  async restAfterStop(): Promise<ReturnType<World["leftovers"]>> {
    await this.cleared();
    await this.hamlet.stop();
    return this.leftovers();
  }

  /** Waits until nothing is left of extended chats, or for long enough. */
  async cleared(): Promise<void> {
    const end = Date.now() + CLEARING;
    const isLeft = () => Object.values(this.leftovers()).some((rows) => rows.length > 0);
    while (isLeft() && Date.now() < end) await pause(POLL_EVERY);
  }

  /** Everybody goes home. */
  async clear(): Promise<void> {
    const phones = this.#phones.splice(0);
    const people = this.#people.splice(0);
    await Promise.all(phones.map((phone) => phone.logout().catch(() => undefined)));
    for (const phone of phones) phone.close();
    await Promise.all(people.map((person) => person.close().catch(() => undefined)));
  }

  async close(): Promise<void> {
    for (const phone of this.#phones) phone.close();
    await Promise.all(this.#people.map((person) => person.close().catch(() => undefined)));
    await Promise.all([this.hamlet.close(), this.server.close()]);
  }
}

/** Nothing is left of extended chats. */
export const NOTHING = { extensions: [], occupancies: [], rooms: [] };
