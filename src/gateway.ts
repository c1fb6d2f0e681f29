import { createBridge } from "./bridge/index.js";
import { type AccountAdmin, createAccountAdmin } from "./gateway/account-admin.js";
import { compose, type Gateway, type Makers, tlsOptions } from "./gateway/compose.js";
import { type Config, ConfigError, type Environment, loadConfig } from "./gateway/config.js";
import { StartError } from "./gateway/explain.js";
import { loadMappings, strayMappings } from "./gateway/mapping-files.js";
import { createProcessRuntime, systemClock } from "./gateway/process-runtime.js";
import { createHandsets } from "./handsets/index.js";
import type { Runtime } from "./runtime.js";
import { openStorage, type Storage, storeObstacle } from "./storage/index.js";
import { createXmpp } from "./xmpp/index.js";

export type { AccountAdmin } from "./gateway/account-admin.js";
export type { Gateway } from "./gateway/compose.js";
export { explain } from "./gateway/explain.js";

const makers: Makers = { xmpp: createXmpp, handsets: createHandsets, bridge: createBridge };

function open({ storage: { url, sealKey }, folder }: Config, watcher?: Runtime): Promise<Storage> {
  const key = sealKey === undefined ? {} : { sealKey };
  return openStorage(url, { folder, ...key, ...(watcher !== undefined && { watcher }) });
}

/**
 * Starts a gateway. It is up when this resolves, but for the stream to the XMPP server, which is kept trying.
 * @throws Error whose message tells the operator what is in the way
 */
export async function start(configFile: string, environment: Environment = process.env): Promise<Gateway> {
  const config = loadConfig(configFile, environment);
  const runtime = createProcessRuntime(config.log.level);
  return compose(config, runtime, () => open(config, runtime), makers);
}

/** What is in the way of a step of starting. */
function faultsOf(step: () => unknown): readonly string[] {
  try {
    step();
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    if (error instanceof StartError) return [error.message];
    throw error;
  }
}

function storageFaults({ storage, folder }: Config): readonly string[] {
  const obstacle = storeObstacle(storage.url, folder);
  return obstacle === undefined ? [] : [`storage.url: ${obstacle}`];
}

/** What is wrong with a configuration and its mappings, as lines `path: problem`; empty: nothing. */
export function check(configFile: string, environment: Environment = process.env): readonly string[] {
  return faultsOf(() => {
    const config = loadConfig(configFile, environment);
    const mappings = [...strayMappings(config.mappings), ...faultsOf(() => loadMappings(config.mappings))];
    const faults = [...storageFaults(config), ...mappings, ...faultsOf(() => tlsOptions(config))];
    if (faults.length > 0) throw new ConfigError(faults);
  });
}

/** Opens the accounts of a gateway, which may be running. */
export async function accounts(
  configFile: string,
  environment: Environment = process.env,
): Promise<AccountAdmin> {
  const config = loadConfig(configFile, environment);
  return createAccountAdmin(config, await open(config), systemClock);
}
