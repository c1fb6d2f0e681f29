import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createSecureContext } from "node:tls";
import type { BridgeContext, BridgeRoom, Mappings } from "../bridge/index.js";
import type { Handsets, HandsetsOptions, QuirkTable } from "../handsets/index.js";
import { createOperator, type Operator, type Part, type Parts } from "../operator/index.js";
import type { Log, Runtime } from "../runtime.js";
import type { Storage } from "../storage/index.js";
import type { Xmpp, XmppOptions } from "../xmpp/index.js";
import { addressSpace, type Config } from "./config.js";
import { listening, StartError } from "./explain.js";
import { type AllMappings, loadMappings, strayMappings } from "./mapping-files.js";

/** A gateway that runs. */
export interface Gateway {
  /** The ports in use, which differ from those configured where these were 0. */
  readonly ports: { readonly http: number; readonly cir?: number; readonly operator: number };
  readonly log: Log;
  /** Ends it: no new work, what is under way is finished, what waits stays stored. */
  stop(): Promise<void>;
}

/** What the legs and the bridge are made by. */
export interface Makers {
  xmpp(options: XmppOptions): Xmpp;
  handsets(options: HandsetsOptions): Handsets;
  bridge(context: BridgeContext): BridgeRoom;
}

const { version } = createRequire(import.meta.url)("../../package.json") as { readonly version: string };

const WILDCARDS: readonly string[] = ["0.0.0.0", "::", "*"];

/** Phones are told a host that they can reach: the one that is listened on, or else that by which each came. */
function cirOptions({ imps }: Config): Pick<HandsetsOptions, "cirTcp"> {
  const { tcp } = imps.cir;
  if (tcp === false) return {};
  const host = WILDCARDS.includes(tcp.host) ? undefined : tcp.host;
  const { publicHost = host, publicPort } = tcp;
  const told = { publicHost, ...(publicPort !== undefined && { publicPort }) };
  return { cirTcp: { host: tcp.host, port: tcp.port, ...told } };
}

/** @throws StartError where the files hold something else */
export function tlsOptions({ imps }: Config): Pick<HandsetsOptions["http"], "tls"> {
  if (imps.http.tls === undefined) return {};
  const { cert, key } = imps.http.tls;
  const tls = { cert: readFileSync(cert), key: readFileSync(key) };
  try {
    createSecureContext(tls);
    return { tls };
  } catch (error) {
    throw new StartError(`imps.http.tls: ${cert} and ${key} are no certificate and its key, as PEM.`, {
      cause: error,
    });
  }
}

/** What the configuration says to the IMPS leg. */
function handsetsOptions(
  config: Config,
  quirks: QuirkTable,
  storage: Storage,
  runtime: Runtime,
): HandsetsOptions {
  const { http, session, provider } = config.imps;
  const { name, description, url } = provider;
  return {
    space: addressSpace(config),
    http: { host: http.host, port: http.port, path: http.path, ...tlsOptions(config) },
    ...cirOptions(config),
    quirks,
    session,
    provider: { name, ...(description !== undefined && { description }), ...(url !== undefined && { url }) },
    accounts: storage.accounts,
    sessions: storage.sessions,
    notices: storage.notices,
    runtime,
  };
}

/** Seconds that a phone has to follow an invitation. */
const INVITATION_VALIDITY = 600;

/** What the configuration says to the bridge. */
function bridgeContext(
  config: Config,
  mappings: Mappings,
  rooms: Pick<BridgeContext, "storage" | "xmpp" | "handsets" | "runtime">,
): BridgeContext {
  const { joinTimeout, maxGroups, welcomeNote } = config.imps.extendConversation;
  return {
    ...rooms,
    space: addressSpace(config),
    mappings,
    settings: {
      mucService: config.xmpp.muc,
      extendConversation: { joinTimeout, maxGroups, welcomeNote },
      invitationValidity: INVITATION_VALIDITY,
    },
  };
}

interface Rooms {
  readonly storage: Storage;
  readonly handsets: Handsets;
  readonly xmpp: Xmpp;
  readonly bridge: BridgeRoom;
}

function groupsPart({ groupTrouble }: BridgeRoom): Part {
  if (groupTrouble === undefined) return { isReady: true, isOptional: true };
  return { isReady: false, isOptional: true, reason: groupTrouble };
}

async function storagePart(storage: Storage): Promise<Part> {
  const reason = await storage.outage();
  return reason === undefined ? { isReady: true } : { isReady: false, reason };
}

async function partsOf({ storage, handsets, xmpp, bridge }: Rooms): Promise<Parts> {
  return {
    storage: await storagePart(storage),
    handsets: handsets.isListening
      ? { isReady: true }
      : { isReady: false, reason: "The ports for phones are not open." },
    xmpp: xmpp.isOnline
      ? { isReady: true }
      : { isReady: false, reason: xmpp.trouble ?? "There is no stream to the XMPP server yet." },
    groups: groupsPart(bridge),
  };
}

/** What has been started and how it is ended: last first, all of it, whatever fails. */
function createUndoing(log: Log) {
  const steps: { readonly what: string; readonly end: () => Promise<void> }[] = [];
  return {
    add: (what: string, end: () => Promise<void>) => {
      steps.push({ what, end });
    },
    async all(): Promise<void> {
      for (const { what, end } of steps.splice(0).reverse()) {
        try {
          await end();
        } catch (error) {
          log.error({ err: error, part: what }, "a part did not end as it should");
        }
      }
    },
  };
}

type Undoing = ReturnType<typeof createUndoing>;

function makeOperator(config: Config, runtime: Runtime, rooms: Rooms): Operator {
  return createOperator({ ...config.operator, parts: () => partsOf(rooms), log: runtime.log });
}

interface Plan {
  readonly config: Config;
  readonly mappings: AllMappings;
  readonly runtime: Runtime;
  readonly make: Makers;
}

async function startParts(
  { config, mappings, runtime, make }: Plan,
  storage: Storage,
  undoing: Undoing,
): Promise<Gateway["ports"]> {
  const { domain, xmpp: link } = config;
  const { component } = link;
  const xmpp = make.xmpp({ domain, component, name: config.imps.provider.name, version, runtime });
  const handsets = make.handsets(handsetsOptions(config, mappings.quirks, storage, runtime));
  const bridge = make.bridge(bridgeContext(config, mappings.bridge, { storage, xmpp, handsets, runtime }));
  undoing.add("xmpp", () => xmpp.stop());
  undoing.add("bridge", () => bridge.stop());
  undoing.add("handsets", () => handsets.stop());
  // Stored sessions are there again before the stream is up: what they were doing is looked after then.
  await listening("imps", () => handsets.start(bridge.forHandsets));
  await bridge.start();
  xmpp.start(bridge.forXmpp);
  const operator = makeOperator(config, runtime, { storage, handsets, xmpp, bridge });
  const port = await listening("operator", () => operator.start());
  undoing.add("operator", () => operator.stop());
  return { ...handsets.ports, operator: port };
}

/**
 * Puts the parts together and starts them; where one fails, those before it are ended again.
 * @throws Error whose message tells the operator what is in the way
 */
export async function compose(
  config: Config,
  runtime: Runtime,
  open: (config: Config) => Promise<Storage>,
  make: Makers,
): Promise<Gateway> {
  const { log } = runtime;
  const mappings = loadMappings(config.mappings);
  for (const stray of strayMappings(config.mappings)) log.warn({}, stray);
  if (config.imps.cir.udp !== undefined) log.warn({}, "imps.cir.udp: CIR over UDP is not supported yet");
  const undoing = createUndoing(log);
  try {
    const storage = await open(config);
    undoing.add("storage", () => storage.close());
    const ports = await startParts({ config, mappings, runtime, make }, storage, undoing);
    log.info({ domain: config.domain, version, ports }, "started");
    return { ports, log, stop: () => undoing.all() };
  } catch (error) {
    await undoing.all();
    throw error;
  }
}
