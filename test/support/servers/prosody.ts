import { fileURLToPath } from "node:url";
import { Ports } from "../../../src/cli/quickstart/ports.js";
import {
  addProsodyAccount,
  lua,
  prepareProsody,
  startProsody as startPrepared,
} from "../../../src/cli/quickstart/prosody.js";
import { DOMAIN, type ServerOptions, type Settings, XmppServer } from "./xmpp-server.js";

const path = (relative: string) => fileURLToPath(new URL(`../../../${relative}`, import.meta.url));

/** What differs from the example configuration, whose rooms are not used. */
function stockRooms({ rooms }: Settings): readonly string[] {
  return [`Component ${lua(rooms)} "muc"`];
}

function profileRooms({ rooms, component }: Settings): readonly string[] {
  return [`Component ${lua(rooms)} "muc"`, `admins = { ${lua(`service@${component.domain}`)} }`];
}

function more(settings: Settings): readonly string[] {
  const { component, domains, flavour } = settings;
  return [
    ...domains.filter((domain) => domain !== DOMAIN).map((domain) => `VirtualHost ${lua(domain)}`),
    `Component ${lua(component.domain)}`,
    `component_secret = ${lua(component.secret)}`,
    'component_conflict_resolve = "kick_old"',
    ...(flavour === "stock" ? stockRooms(settings) : profileRooms(settings)),
  ];
}

/** Starts a Prosody, which is ready when this resolves (0.3 s). */
export async function startProsody(options: ServerOptions = {}): Promise<XmppServer> {
  const free = new Ports();
  const ports = { client: await free.take(), component: await free.take(), http: await free.take() };
  return XmppServer.run(options, async (settings, folder) => {
    const service = await prepareProsody({
      folder,
      ports,
      base: path("config/prosody/hamlet.cfg.lua"),
      modules: path("config/prosody/modules"),
      more: more(settings),
    });
    return {
      name: "prosody",
      service,
      ports,
      start: () => startPrepared(service, ports, DOMAIN),
      addUser: (jid, password) => addProsodyAccount(folder, jid, password),
    };
  });
}
