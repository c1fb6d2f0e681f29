import { readdirSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse, stringify } from "yaml";
import { Ports } from "../../../src/cli/quickstart/ports.js";
import { listens, servesClients } from "../../../src/cli/quickstart/probes.js";
import { Service } from "../../../src/cli/quickstart/service.js";
import { DOMAIN, type ServerOptions, type ServerPorts, type Settings, XmppServer } from "./xmpp-server.js";

const EXAMPLE = new URL("../../../config/ejabberd/hamlet.yml", import.meta.url);
/** Name servers may be slow, or not there: what is no domain of the server's is unknown without them. */
const NO_NAME_SERVERS = fileURLToPath(new URL("no-name-servers.inetrc", import.meta.url));

/** The parts of ejabberd's configuration that are changed here. */
interface Configuration {
  hosts: readonly string[];
  listen: { module: string; port: number; hosts?: unknown; request_handlers?: Record<string, string> }[];
  acl: { gateway: { user: readonly string[] } };
  modules: Record<string, unknown>;
  api_permissions?: unknown;
}

function adapt(example: Configuration, settings: Settings, ports: ServerPorts): Configuration {
  const { component, domains, flavour } = settings;
  const configuration = structuredClone(example);
  configuration.hosts = domains;
  for (const listener of configuration.listen) {
    if (listener.module === "ejabberd_c2s") listener.port = ports.client;
    if (listener.module === "ejabberd_service") {
      listener.port = ports.component;
      listener.hosts = { [component.domain]: { password: component.secret } };
    }
    if (listener.module === "ejabberd_http") {
      listener.port = ports.http;
      listener.request_handlers = { ...listener.request_handlers, "/api": "mod_http_api" };
    }
  }
  configuration.acl.gateway.user = [`service@${component.domain}`];
  configuration.modules.mod_http_api = {};
  configuration.api_permissions = {
    tests: { from: ["mod_http_api"], who: { ip: "127.0.0.1/8" }, what: ["register"] },
  };
  if (flavour === "stock") configuration.modules.mod_muc = { host: settings.rooms };
  return configuration;
}

/** Where Debian keeps ejabberd's libraries: /usr/lib/TRIPLET. Undefined where Erlang finds them by itself. */
function libraries(): string | undefined {
  return readdirSync("/usr/lib")
    .map((name) => join("/usr/lib", name))
    .find((folder) => {
      try {
        return readdirSync(folder).some((name) => name.startsWith("ejabberd-"));
      } catch {
        return false;
      }
    });
}

/**
 * An ejabberd whose configuration is `ejabberd.yml` in a folder. It runs in a bare Erlang: ejabberdctl insists on its own user, and on a named node, which needs the
 * machine's one epmd.
 */
export function ejabberdIn(folder: string): Service {
  const libs = libraries();
  return new Service({
    name: "ejabberd",
    program: "erl",
    args: [
      "-noinput",
      "+K",
      "true",
      "-mnesia",
      "dir",
      JSON.stringify(join(folder, "spool")),
      "-s",
      "ejabberd",
    ],
    folder,
    env: {
      EJABBERD_CONFIG_PATH: join(folder, "ejabberd.yml"),
      EJABBERD_LOG_PATH: join(folder, "ejabberd.log"),
      ERL_CRASH_DUMP_BYTES: "0",
      ERL_INETRC: NO_NAME_SERVERS,
      HOME: folder,
      ...(libs !== undefined && { ERL_LIBS: libs }),
    },
  });
}

async function register(port: number, jid: string, password: string): Promise<void> {
  const [user, host] = jid.split("@");
  const response = await fetch(`http://127.0.0.1:${port}/api/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ user, host, password }),
  });
  if (!response.ok) throw new Error(`ejabberd did not register ${jid}: ${await response.text()}`);
}

/** Starts an ejabberd, which is ready when this resolves (2 s). */
export async function startEjabberd(options: ServerOptions = {}): Promise<XmppServer> {
  const free = new Ports();
  const ports = { client: await free.take(), component: await free.take(), http: await free.take() };
  return XmppServer.run(options, async (settings, folder) => {
    await mkdir(join(folder, "spool"));
    const example = parse(await readFile(EXAMPLE, "utf8")) as Configuration;
    await writeFile(join(folder, "ejabberd.yml"), stringify(adapt(example, settings, ports)));
    const service = ejabberdIn(folder);
    const isReady = async () =>
      (await servesClients(ports.client, DOMAIN)) &&
      (await listens(ports.component)) &&
      (await listens(ports.http));
    return {
      name: "ejabberd",
      service,
      ports,
      start: () => service.start(isReady),
      addUser: (jid, password) => register(ports.http, jid, password),
    };
  });
}
