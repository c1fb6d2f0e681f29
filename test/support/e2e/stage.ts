import { setTimeout as pause } from "node:timers/promises";
import Sqlite from "better-sqlite3";
import type { Version } from "../../../src/csp/index.js";
import { type Hamlet, type HamletOptions, startHamlet } from "../hamlet.js";
import { Handset, type PhoneOptions } from "../handset/index.js";
import { JabberUser, type JabberUserOptions } from "../jabber/index.js";
import { startEjabberd, startProsody, type XmppServer } from "../servers/index.js";

/** The servers that scenarios are played on: as its makers ship it, and as `config/` sets it up. */
export const SERVERS = {
  "stock Prosody": () => startProsody({ flavour: "stock" }),
  Prosody: () => startProsody({ flavour: "profile" }),
  ejabberd: () => startEjabberd({ flavour: "profile" }),
} as const;

export type ServerName = keyof typeof SERVERS;

export const ALL_SERVERS = ["stock Prosody", "Prosody", "ejabberd"] as const satisfies readonly ServerName[];
/** Two that differ most. */
export const TWO_SERVERS = ["Prosody", "ejabberd"] as const satisfies readonly ServerName[];

/** Every version in both syntaxes. */
export const FORMS = (["1.1", "1.2", "1.3"] as const).flatMap((version: Version) =>
  (["wbxml", "xml"] as const).map((syntax) => ({ version, syntax })),
);

const PASSWORD = "secret";
const ACCOUNTS = 100;
/** Milliseconds between polls: tests are less patient than people. */
const POLL_EVERY = 20;

export type StagePhoneOptions = Partial<Omit<PhoneOptions, "url">>;
export type StageJabberOptions = Partial<Omit<JabberUserOptions, "port">>;

export interface StageOptions {
  /** Laid over the gateway's configuration. */
  readonly config?: HamletOptions["config"];
}

/** A server, the gateway, and whoever comes: each person is new unless named, so scenarios do not disturb each other. */
export class Stage {
  readonly server: XmppServer;
  readonly hamlet: Hamlet;
  readonly #phones: Handset[] = [];
  readonly #people: JabberUser[] = [];
  #count = 0;

  private constructor(server: XmppServer, hamlet: Hamlet) {
    this.server = server;
    this.hamlet = hamlet;
  }

  static async open(name: ServerName, { config = {} }: StageOptions = {}): Promise<Stage> {
    const server = await SERVERS[name]();
    try {
      const users = Array.from({ length: ACCOUNTS }, (_, index) => [`alice${index + 1}`, PASSWORD]);
      const accounts = Object.fromEntries(users) as Record<string, string>;
      return new Stage(server, await startHamlet({ server, accounts, config }));
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  /** UserID of a phone user who was nobody's yet. */
  newUserId(): string {
    this.#count++;
    if (this.#count > ACCOUNTS) throw new Error("More phones than accounts");
    return `wv:alice${this.#count}`;
  }

  /** A phone that is off. */
  handset(options: StagePhoneOptions = {}): Handset {
    const { userId = this.newUserId(), password = PASSWORD, pollEvery = POLL_EVERY, ...others } = options;
    const phone = new Handset({ url: this.hamlet.imps, userId, password, pollEvery, ...others });
    this.#phones.push(phone);
    return phone;
  }

  /** A phone that is logged in. */
  async phone(options: StagePhoneOptions = {}): Promise<Handset> {
    const phone = this.handset(options);
    await phone.login();
    return phone;
  }

  /** A person with an account on the server, and no connection. */
  async person(options: StageJabberOptions = {}): Promise<JabberUser> {
    this.#count++;
    const { jid = `bob${this.#count}@${this.server.domain}`, password = PASSWORD, ...others } = options;
    if (options.jid === undefined) await this.server.addUser(jid, password);
    const person = new JabberUser({ jid, password, port: this.server.ports.client, ...others });
    this.#people.push(person);
    return person;
  }

  /** A person who is online. */
  async jabber(options: StageJabberOptions = {}): Promise<JabberUser> {
    const person = await this.person(options);
    await person.connect();
    return person;
  }

  /** Bare JID of a phone's user. */
  jidOf({ userId }: Pick<Handset, "userId">): string {
    const [name = "", domain = this.server.component.domain] = userId.replace(/^wv:/i, "").split("@");
    return `${name}@${domain}`;
  }

  /** Resolves once the server is known to have taken all that phones have sent. */
  async allTaken(): Promise<void> {
    const store = new Sqlite(this.hamlet.storeFile, { readonly: true });
    const open = store.prepare("SELECT 1 FROM sent_messages WHERE NOT is_settled");
    try {
      while (open.get() !== undefined) await pause(POLL_EVERY);
    } finally {
      store.close();
    }
  }

  /** Everybody leaves, without a word. */
  async clear(): Promise<void> {
    for (const phone of this.#phones.splice(0)) phone.close();
    await Promise.all(this.#people.splice(0).map((person) => person.close()));
  }

  async close(): Promise<void> {
    await this.clear();
    await this.hamlet.close();
    await this.server.close();
  }
}

/** How a phone names a Jabber user or a room's occupant. */
export function wv({ jid }: Pick<JabberUser, "jid">): string {
  return `wv:${jid}`;
}
