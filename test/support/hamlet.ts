import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";
import { Ports } from "../../src/cli/quickstart/ports.js";
import { Service } from "../../src/cli/quickstart/service.js";
import { accounts } from "../../src/gateway.js";
import { reportOnFailure } from "./diagnostics.js";
import type { XmppServer } from "./servers/index.js";

/** What a configuration file holds: mappings, lists, texts, numbers. */
export type Setting = string | number | boolean | readonly Setting[] | { readonly [key: string]: Setting };
type Settings = { readonly [key: string]: Setting };

export interface HamletOptions {
  readonly server: Pick<XmppServer, "component" | "host" | "ports" | "rooms">;
  /** Passwords of phone users by name. */
  readonly accounts?: Readonly<Record<string, string>>;
  /** Laid over the configuration, key by key, as in the file. */
  readonly config?: Settings;
  /** Resolve as soon as phones are served, whether or not the XMPP server is there. Default: false. */
  readonly isOffline?: boolean;
  /** Variables of the process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** How a command ended. */
export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const PROGRAM = fileURLToPath(new URL("../../bin/hamlet.js", import.meta.url));
const BUILT = fileURLToPath(new URL("../../dist/gateway.js", import.meta.url));
const BETWEEN_ATTEMPTS = 20;

const isGroup = (setting: Setting | undefined): setting is Settings =>
  typeof setting === "object" && !Array.isArray(setting);

function overlay(base: Settings, over: Settings): Settings {
  const merged = Object.entries(over).map(([key, value]) => {
    const below = base[key];
    return [key, isGroup(below) && isGroup(value) ? overlay(below, value) : value];
  });
  return { ...base, ...(Object.fromEntries(merged) as Settings) };
}

async function answersWell(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

/** Runs `hamlet` to its end. */
export function runHamlet(args: readonly string[], input = ""): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [PROGRAM, ...args]);
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.once("error", reject).once("close", (status) => resolve({ status, stdout, stderr }));
    child.stdin.on("error", () => undefined).end(input);
  });
}

/** The gateway as an operator runs it: the built program as a process of its own, on free loopback ports. */
export class Hamlet {
  /** Where phones send their messages. */
  readonly imps: string;
  /** TCP port of CIR channels. */
  readonly cirPort: number;
  /** Where the operator's pages are, without a slash at the end. */
  readonly operator: string;
  readonly configFile: string;
  readonly #folder: string;
  readonly #service: Service;
  readonly #forget: () => void;

  private constructor(
    folder: string,
    ports: { readonly http: number; readonly cir: number; readonly operator: number },
    env: Readonly<Record<string, string>>,
  ) {
    this.imps = `http://127.0.0.1:${ports.http}/`;
    this.cirPort = ports.cir;
    this.operator = `http://127.0.0.1:${ports.operator}`;
    this.configFile = join(folder, "hamlet.yaml");
    this.#folder = folder;
    const args = [PROGRAM, "serve", "--config", this.configFile];
    this.#service = new Service({ name: "Hamlet", program: process.execPath, args, folder, env });
    this.#forget = reportOnFailure({ name: "Hamlet", report: () => this.log });
  }

  /** Writes a configuration in a new folder, adds the accounts and starts the gateway. */
  static async run({
    server,
    accounts: users = {},
    config = {},
    env = {},
    ...options
  }: HamletOptions): Promise<Hamlet> {
    if (!existsSync(BUILT)) throw new Error("The gateway is not built: run `npm run build`.");
    const free = new Ports();
    const ports = { http: await free.take(), cir: await free.take(), operator: await free.take() };
    const { domain, secret } = server.component;
    const base: Settings = {
      domain,
      xmpp: { component: { host: server.host, port: server.ports.component, secret }, muc: server.rooms },
      imps: {
        http: { host: "127.0.0.1", port: ports.http },
        cir: { tcp: { host: "127.0.0.1", port: ports.cir } },
      },
      storage: { url: "sqlite:hamlet.db" },
      operator: { port: ports.operator },
      log: { level: "debug" },
    };
    const folder = await mkdtemp(join(tmpdir(), "hamlet-gateway-"));
    const hamlet = new Hamlet(folder, ports, env);
    try {
      await writeFile(hamlet.configFile, stringify(overlay(base, config)));
      await hamlet.addAccounts(users);
      await hamlet.start(options);
    } catch (error) {
      await hamlet.close();
      throw error;
    }
    return hamlet;
  }

  /** All that it logged, of all runs. */
  get log(): string {
    return this.#service.output;
  }

  /** Process id; undefined while it is down. */
  get pid(): number | undefined {
    return this.#service.pid;
  }

  /** Starts it again after `stop` or `kill`, with the same configuration and data. */
  start({ isOffline = false }: { readonly isOffline?: boolean | undefined } = {}): Promise<void> {
    return this.#service.start(() => answersWell(`${this.operator}/${isOffline ? "healthz" : "readyz"}`));
  }

  /** Ends it in order (SIGTERM); the data stay. */
  stop(): Promise<void> {
    return this.#service.stop();
  }

  /** kill -9; the data stay. */
  kill(): Promise<void> {
    return this.#service.kill();
  }

  async restart(how: "clean" | "kill" = "clean"): Promise<void> {
    await (how === "clean" ? this.stop() : this.kill());
    await this.start();
  }

  /** Resolves once readyz says what is expected: that phones and the XMPP server are served, or that they are not. */
  async whenReady(isReady = true): Promise<void> {
    while ((await answersWell(`${this.operator}/readyz`)) !== isReady) await pause(BETWEEN_ATTEMPTS);
  }

  /** Adds an account, also while the gateway runs. */
  addAccount(user: string, password: string): Promise<void> {
    return this.addAccounts({ [user]: password });
  }

  /** @param users passwords by name */
  async addAccounts(users: Readonly<Record<string, string>>): Promise<void> {
    const admin = await accounts(this.configFile);
    try {
      for (const [user, password] of Object.entries(users)) await admin.add(user, password);
    } finally {
      await admin.close();
    }
  }

  /** Removes an account, also while the gateway runs. */
  async removeAccount(user: string): Promise<void> {
    const admin = await accounts(this.configFile);
    try {
      await admin.remove(user);
    } finally {
      await admin.close();
    }
  }

  /** The file of its store; to be read only while it runs. */
  get storeFile(): string {
    return join(this.#folder, "hamlet.db");
  }

  /** Ends it for good and removes its data. */
  async close(): Promise<void> {
    await this.kill();
    this.#forget();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Starts a gateway for a server, which is ready when this resolves. */
export function startHamlet(options: HamletOptions): Promise<Hamlet> {
  return Hamlet.run(options);
}
