import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";
import { accounts, type Gateway, start as startGateway } from "../../gateway.js";
import { type Cast, DOMAINS, secret } from "./cast.js";
import { EVERYWHERE, LOOPBACK, networkAddresses } from "./network.js";
import { PATIENCE, PlayError } from "./play-error.js";
import { Ports } from "./ports.js";
import { addProsodyAccount, lua, type ProsodyPorts, prepareProsody, startProsody } from "./prosody.js";
import type { Service } from "./service.js";

/** How the stage is set. */
export interface StageOptions {
  /** Holds all files; is there already. */
  readonly folder: string;
  /** TCP port for phones. Default: 8080, or another if that is in use. */
  readonly port?: number;
  /** Whether the XMPP server takes clients from the network, which are not encrypted. */
  readonly isXmppOpen: boolean;
  readonly logLevel: string;
}

const HTTP = 8080;
const CIR = 8081;
const XMPP = 5222;
const BETWEEN_ATTEMPTS = 50;

const example = (name: string) => fileURLToPath(new URL(`../../../config/prosody/${name}`, import.meta.url));

interface AllPorts extends ProsodyPorts {
  readonly phones: number;
  readonly cir: number;
}

async function serverPorts({ isXmppOpen }: StageOptions, free: Ports): Promise<ProsodyPorts> {
  return {
    client: await free.prefer(XMPP, isXmppOpen ? EVERYWHERE : LOOPBACK),
    component: await free.take(),
    http: await free.take(),
  };
}

async function phonePorts({ port }: StageOptions, free: Ports): Promise<Pick<AllPorts, "phones" | "cir">> {
  const phones = port ?? (await free.prefer(HTTP, EVERYWHERE));
  return { phones, cir: await free.prefer(phones === CIR ? CIR + 1 : CIR, EVERYWHERE) };
}

/** Where nothing else is said, names and rooms are those of the example configuration. */
async function startServer(
  { folder, isXmppOpen }: StageOptions,
  ports: ProsodyPorts,
  componentSecret: string,
  { bob, carol }: Cast,
): Promise<Service> {
  const home = join(folder, "prosody");
  const prosody = await prepareProsody({
    folder: home,
    ports,
    base: example("hamlet.cfg.lua"),
    modules: example("modules"),
    more: [
      ...(isXmppOpen ? ['c2s_interfaces = { "*" }'] : []),
      `Component ${lua(DOMAINS.phones)}`,
      `component_secret = ${lua(componentSecret)}`,
    ],
  });
  for (const { jid, password } of [bob, carol]) await addProsodyAccount(home, jid, password);
  await startProsody(prosody, ports, DOMAINS.users);
  return prosody;
}

async function writeConfig(
  { folder, logLevel }: StageOptions,
  ports: AllPorts,
  componentSecret: string,
): Promise<string> {
  const file = join(folder, "hamlet.yaml");
  const [publicHost = LOOPBACK] = networkAddresses();
  const config = {
    domain: DOMAINS.phones,
    xmpp: {
      component: { host: LOOPBACK, port: ports.component, secret: componentSecret },
      muc: DOMAINS.rooms,
    },
    imps: {
      http: { host: EVERYWHERE, port: ports.phones },
      cir: { tcp: { host: EVERYWHERE, port: ports.cir, publicHost } },
    },
    storage: { url: "sqlite:hamlet.db" },
    operator: { host: LOOPBACK, port: 0 },
    log: { level: logLevel },
  };
  await writeFile(file, stringify(config), { mode: 0o600 });
  return file;
}

async function addPhones(config: string, { alice, dave }: Cast): Promise<void> {
  const admin = await accounts(config);
  try {
    const known = await admin.list();
    for (const { userId, password } of [alice, dave]) {
      await (known.includes(userId) ? admin.passwd(userId, password) : admin.add(userId, password));
    }
  } finally {
    await admin.close();
  }
}

async function whenReady({ ports }: Gateway): Promise<void> {
  const deadline = AbortSignal.timeout(PATIENCE);
  while (!(await fetch(`http://${LOOPBACK}:${ports.operator}/readyz`)).ok) {
    if (deadline.aborted)
      throw new PlayError(
        `Hamlet and Prosody did not come together within ${PATIENCE / 1000} seconds; --log info tells more.`,
      );
    await pause(BETWEEN_ATTEMPTS);
  }
}

/** What ends the parts, in the order in which they were started. */
type Undo = (() => Promise<void>)[];

async function strike(undo: Undo): Promise<void> {
  for (const end of undo.splice(0).reverse()) await end();
}

/** An XMPP server and a gateway that run, joined, with the accounts of the cast. */
export class Stage {
  readonly ports: AllPorts;
  readonly #undo: Undo;

  private constructor(ports: AllPorts, undo: Undo) {
    this.ports = ports;
    this.#undo = undo;
  }

  /** Starts all; where something fails, what was started before is ended again. @throws Error with a sentence */
  static async set(options: StageOptions, cast: Cast): Promise<Stage> {
    const free = new Ports();
    const componentSecret = secret(20);
    const server = await serverPorts(options, free);
    const prosody = await startServer(options, server, componentSecret, cast);
    const undo = [() => prosody.stop()];
    try {
      // Looked for as late as can be: what is free now may be taken soon.
      const ports = { ...server, ...(await phonePorts(options, free)) };
      const config = await writeConfig(options, ports, componentSecret);
      await addPhones(config, cast);
      const gateway = await startGateway(config);
      undo.push(() => gateway.stop());
      await whenReady(gateway);
      return new Stage(ports, undo);
    } catch (error) {
      await strike(undo);
      throw error;
    }
  }

  /** Where phones of this machine send their messages. */
  get url(): string {
    return `http://${LOOPBACK}:${this.ports.phones}/`;
  }

  /** Ends all. */
  strike(): Promise<void> {
    return strike(this.#undo);
  }
}
