import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Service } from "../../../src/cli/quickstart/service.js";
import { reportOnFailure } from "../diagnostics.js";

/**
 * `stock`: rooms at conference.localhost, with the server's own defaults: anybody creates rooms.
 * `profile`: rooms at rooms.localhost, as in `config/`: only the gateway does, and the defaults suit it.
 */
export type Flavour = "stock" | "profile";

export interface ServerOptions {
  readonly flavour?: Flavour;
  /** Passwords by local part (of localhost) or bare JID; the domains of JIDs become virtual hosts. */
  readonly users?: Readonly<Record<string, string>>;
  /** The external component. Default: imps.localhost, secret "change-me", as in `config/`. */
  readonly component?: { readonly domain: string; readonly secret: string };
}

export interface ServerPorts {
  readonly client: number;
  readonly component: number;
  readonly http: number;
}

/** What the runners of the servers have to offer; `XmppServer` is made of it. */
export interface ServerRunner {
  readonly name: "prosody" | "ejabberd";
  readonly service: Service;
  readonly ports: ServerPorts;
  start(): Promise<void>;
  addUser(jid: string, password: string): Promise<void>;
}

export const DOMAIN = "localhost";
const COMPONENT = { domain: "imps.localhost", secret: "change-me" };

/** The options with all that was left out. */
export interface Settings {
  readonly flavour: Flavour;
  /** Passwords by bare JID. */
  readonly users: ReadonlyMap<string, string>;
  readonly domains: readonly string[];
  readonly component: { readonly domain: string; readonly secret: string };
  readonly rooms: string;
}

function bare(user: string): string {
  return user.includes("@") ? user : `${user}@${DOMAIN}`;
}

function settingsOf({ flavour = "stock", users = {}, component = COMPONENT }: ServerOptions): Settings {
  const jids = new Map(Object.entries(users).map(([user, password]) => [bare(user), password]));
  const domains = new Set([DOMAIN, ...[...jids.keys()].map((jid) => jid.slice(jid.indexOf("@") + 1))]);
  const rooms = `${flavour === "stock" ? "conference" : "rooms"}.${DOMAIN}`;
  return { flavour, users: jids, domains: [...domains], component, rooms };
}

/** A real XMPP server on free loopback ports, with its data in a folder of its own. */
export class XmppServer {
  readonly host = "127.0.0.1";
  readonly domain = DOMAIN;
  readonly flavour: Flavour;
  /** The room service. */
  readonly rooms: string;
  readonly component: { readonly domain: string; readonly secret: string };
  readonly #runner: ServerRunner;
  readonly #folder: string;
  readonly #forget: () => void;

  private constructor(settings: Settings, runner: ServerRunner, folder: string) {
    this.flavour = settings.flavour;
    this.rooms = settings.rooms;
    this.component = settings.component;
    this.#runner = runner;
    this.#folder = folder;
    this.#forget = reportOnFailure({ name: runner.name, report: () => runner.service.output });
  }

  /** Prepares a server in a new folder, starts it and adds the users. */
  static async run(
    options: ServerOptions,
    prepare: (settings: Settings, folder: string) => Promise<ServerRunner>,
  ): Promise<XmppServer> {
    const settings = settingsOf(options);
    const folder = await mkdtemp(join(tmpdir(), "hamlet-server-"));
    const server = new XmppServer(settings, await prepare(settings, folder), folder);
    try {
      await server.start();
      for (const [jid, password] of settings.users) await server.addUser(jid, password);
    } catch (error) {
      await server.close();
      throw error;
    }
    return server;
  }

  get name(): "prosody" | "ejabberd" {
    return this.#runner.name;
  }

  get ports(): ServerPorts {
    return this.#runner.ports;
  }

  /** All that it logged, of all runs. */
  get log(): string {
    return this.#runner.service.output;
  }

  /** Process id; undefined while it is down. */
  get pid(): number | undefined {
    return this.#runner.service.pid;
  }

  /** Starts it again after `stop` or `kill`, with the same ports and data. */
  start(): Promise<void> {
    return this.#runner.start();
  }

  /** Ends it in order; the data stay. */
  stop(): Promise<void> {
    return this.#runner.service.stop();
  }

  /** kill -9; the data stay. */
  kill(): Promise<void> {
    return this.#runner.service.kill();
  }

  async restart(how: "clean" | "kill" = "clean"): Promise<void> {
    await (how === "clean" ? this.stop() : this.kill());
    await this.start();
  }

  /** Adds an account to the running server. @param user local part or bare JID */
  addUser(user: string, password: string): Promise<void> {
    return this.#runner.addUser(bare(user), password);
  }

  /** Ends it for good and removes its data. */
  async close(): Promise<void> {
    await this.kill();
    this.#forget();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
