import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { listens, servesClients } from "./probes.js";
import { Service } from "./service.js";

/** Loopback ports of a Prosody. */
export interface ProsodyPorts {
  readonly client: number;
  readonly component: number;
  /** WebSocket under `/xmpp-websocket`. */
  readonly http: number;
}

/** A Prosody that keeps all it has in one folder. */
export interface ProsodySetup {
  readonly folder: string;
  readonly ports: ProsodyPorts;
  /** A configuration file to start from. */
  readonly base: string;
  /** Where further modules are. */
  readonly modules?: string;
  /** Lines of configuration that follow; of the global section until they say otherwise. */
  readonly more?: readonly string[];
}

const CONFIG = "prosody.cfg.lua";

/** A Lua string. */
export function lua(text: string): string {
  // Lua reads JSON's escapes, but for \u, with which JSON writes control characters.
  return JSON.stringify(text).replace(/\\(?:u00([0-9a-f]{2})|.)/g, (whole, hex: string | undefined) =>
    hex === undefined ? whole : `\\${String(Number.parseInt(hex, 16)).padStart(3, "0")}`,
  );
}

function configuration({ folder, ports, base, modules, more = [] }: ProsodySetup): string {
  const inside = (name: string) => lua(join(folder, name));
  return [
    `Include ${lua(base)}`,
    `data_path = ${inside("data")}`,
    `certificates = ${inside("certs")}`,
    `pidfile = ${inside("prosody.pid")}`,
    ...(modules === undefined ? [] : [`plugin_paths = { ${lua(modules)} }`]),
    `c2s_ports = { ${ports.client} }`,
    `component_ports = { ${ports.component} }`,
    `http_ports = { ${ports.http} }`,
    // Whoever starts it owns the folder.
    "run_as_root = true",
    ...more,
    "",
  ].join("\n");
}

/** Writes an account where Prosody, running or not, finds it. It hashes the password at the first login. */
export async function addProsodyAccount(folder: string, jid: string, password: string): Promise<void> {
  const encode = (text: string) =>
    Array.from(Buffer.from(text), (octet) => {
      const char = String.fromCharCode(octet);
      return /[A-Za-z0-9]/.test(char) ? char : `%${octet.toString(16).padStart(2, "0")}`;
    }).join("");
  const [name = "", domain = ""] = jid.split("@");
  const accounts = join(folder, "data", encode(domain), "accounts");
  await mkdir(accounts, { recursive: true });
  await writeFile(join(accounts, `${encode(name)}.dat`), `return { ["password"] = ${lua(password)} };\n`, {
    mode: 0o600,
  });
}

/** Prepares a Prosody in its folder; to be started with `startProsody`. */
export async function prepareProsody(setup: ProsodySetup): Promise<Service> {
  const { folder } = setup;
  await mkdir(join(folder, "data"), { recursive: true });
  await mkdir(join(folder, "certs"), { recursive: true });
  await writeFile(join(folder, CONFIG), configuration(setup), { mode: 0o600 });
  const args = ["-F", "--config", join(folder, CONFIG)];
  return new Service({ name: "Prosody", program: "prosody", args, folder });
}

/** Starts a prepared Prosody and waits until it serves the clients of a domain, and components. */
export function startProsody(service: Service, ports: ProsodyPorts, domain: string): Promise<void> {
  return service.start(
    async () => (await servesClients(ports.client, domain)) && (await listens(ports.component)),
  );
}
