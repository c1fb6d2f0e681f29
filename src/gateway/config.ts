import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { isIP, isIPv6 } from "node:net";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { type AddressSpace, parseAddress } from "../csp/index.js";
import { locateStore } from "../storage/index.js";
import { type Fault, faultsOf, type Path, told } from "./faults.js";
import { placed, readYaml } from "./yaml.js";

/** Thrown where the configuration cannot be used. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  /** One line per fault: `path: problem`. */
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join("\n"));
    this.faults = faults;
  }
}

/** Where values come from whose place is taken by `${NAME}`. */
export type Environment = Readonly<Record<string, string | undefined>>;

const text = z.string().min(1, "is empty");

/** A number, also as text: what comes from the environment is text. */
function integer(least: number, most: number) {
  const problem = `must be a whole number from ${least} to ${most}`;
  const number = z.int(problem).min(least, problem).max(most, problem);
  return z.preprocess(
    (value) => (typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value),
    number,
  );
}

const port = integer(0, 65_535);
const seconds = integer(1, 31_536_000);

function hostNameOf(name: string): string | undefined {
  const result = parseAddress(`wv:@${name}`, { home: "localhost" });
  return result.ok && result.address.kind === "domain" ? result.address.domain : undefined;
}

const hostName = text.transform((name, context) => {
  const folded = hostNameOf(name);
  if (folded !== undefined) return folded;
  context.addIssue({ code: "custom", message: "must be a host name" });
  return z.NEVER;
});

const HOST = /^[\p{L}\p{N}._-]+$/u;

/** What can be listened on, or connected to. */
const host = text.refine(
  (name) => isIP(name) !== 0 || HOST.test(name),
  "must be a host name or an IP address",
);

/** As phones write it in the first line of a request. */
const path = text
  .startsWith("/", "must begin with /")
  .regex(/^[^\s?#]*$/, "must have no spaces, no ? and no #");

function isReadable(path: string, kind: "file" | "folder"): boolean {
  try {
    accessSync(path, constants.R_OK);
    return kind === "file" ? statSync(path).isFile() : statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** A file or folder that is there, as an absolute path. */
const existing = (kind: "file" | "folder", folder: string) =>
  text
    .transform((name) => resolve(folder, name))
    .refine((path) => isReadable(path, kind), `names no ${kind} that can be read`);

const storeUrl = text.superRefine((url, context) => {
  try {
    locateStore(url);
  } catch (error) {
    context.addIssue({ code: "custom", message: (error as Error).message });
  }
});

const httpIn = (folder: string) =>
  z.strictObject({
    host: host.default("0.0.0.0"),
    port: port.default(8080),
    path: path.default("/"),
    tls: z.strictObject({ cert: existing("file", folder), key: existing("file", folder) }).optional(),
  });

const tcp = z.strictObject({
  host: host.default("0.0.0.0"),
  port: port.default(8081),
  publicHost: host.optional(),
  publicPort: integer(1, 65_535).optional(),
});

/** `false` is text where it comes from the environment. */
const tcpOrNone = z.preprocess(
  (value) => (value === "false" ? false : value),
  z.union([z.literal(false), tcp]),
);

const session = z
  .strictObject({
    keepAlive: seconds.default(600),
    maxTimeToLive: seconds.default(86_400),
    pollMin: seconds.default(5),
  })
  .refine(({ keepAlive, maxTimeToLive }) => keepAlive <= maxTimeToLive, {
    path: ["keepAlive"],
    message: "must not be longer than maxTimeToLive",
  })
  .refine(({ keepAlive, pollMin }) => pollMin <= keepAlive, {
    path: ["pollMin"],
    message: "must not be longer than keepAlive",
  });

const impsIn = (folder: string) =>
  z.strictObject({
    http: httpIn(folder).prefault({}),
    cir: z
      .strictObject({
        tcp: tcpOrNone.prefault({}),
        udp: z.strictObject({ port }).optional(),
      })
      .prefault({}),
    session: session.prefault({}),
    extendConversation: z
      .strictObject({
        joinTimeout: seconds.default(60),
        maxGroups: integer(1, 10_000_000).default(10_000),
        welcomeNote: text.optional(),
      })
      .prefault({}),
    provider: z
      .strictObject({ name: text.default("Hamlet"), description: text.optional(), url: text.optional() })
      .prefault({}),
  });

const shapeIn = (folder: string) =>
  z.strictObject({
    domain: hostName,
    xmpp: z
      .strictObject({
        component: z
          .strictObject({
            host: host.default("127.0.0.1"),
            port: integer(1, 65_535).default(5347),
            secret: text,
          })
          .prefault({} as never),
        muc: hostName.optional(),
      })
      .prefault({} as never),
    imps: impsIn(folder).prefault({}),
    storage: z
      .strictObject({
        url: storeUrl.default("sqlite:hamlet.db"),
        sealKey: text.min(16, "is shorter than 16 characters").optional(),
      })
      .prefault({}),
    operator: z.strictObject({ host: host.default("127.0.0.1"), port: port.default(9090) }).prefault({}),
    log: z
      .strictObject({
        level: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
      })
      .prefault({}),
    phoneNumbers: z.record(hostName, z.enum(["plus", "digits"])).default({}),
    mappings: existing("folder", folder).optional(),
  });

type Shape = z.infer<ReturnType<typeof shapeIn>>;

/** What listens on this machine. */
interface Listener {
  readonly key: Path;
  readonly host: string;
  readonly port: number;
}

function listenersOf({ imps, operator }: Shape): readonly Listener[] {
  const { tcp } = imps.cir;
  const cir = tcp === false ? [] : [{ key: ["imps", "cir", "tcp"], ...tcp }];
  return [{ key: ["imps", "http"], ...imps.http }, ...cir, { key: ["operator"], ...operator }];
}

/** Whether the first stands for all addresses of the machine, the other among them; `::` takes IPv4 with it. */
const covers = (host: string, other: string) => host === "::" || (host === "0.0.0.0" && !isIPv6(other));

/** Port 0 is any that is free. */
function isSamePlace(a: Listener, b: Listener): boolean {
  if (a.port !== b.port || a.port === 0) return false;
  return a.host.toLowerCase() === b.host.toLowerCase() || covers(a.host, b.host) || covers(b.host, a.host);
}

/** What is good by itself and cannot work together. */
function conflictsIn(config: Shape): readonly Fault[] {
  const { domain, xmpp } = config;
  const listeners = listenersOf(config);
  const ports = listeners.flatMap((each, index) => {
    const other = listeners.slice(0, index).find((earlier) => isSamePlace(earlier, each));
    if (other === undefined) return [];
    const problem = `${each.port} is the port of ${told(other.key)} on the same host, too`;
    return [{ path: [...each.key, "port"], problem }];
  });
  if (mucOf(domain, xmpp.muc) !== domain) return ports;
  const problem = "must not be the domain itself, since rooms are on a service of their own";
  return [{ path: ["xmpp", "muc"], problem }, ...ports];
}

const schemaIn = (folder: string) =>
  shapeIn(folder).superRefine((config, context) => {
    for (const { path, problem } of conflictsIn(config))
      context.addIssue({ code: "custom", path: [...path], message: problem });
  });

/** What the file says, completed by defaults; paths are absolute. */
export type Config = Shape & {
  /** Folder of the file. */
  readonly folder: string;
  readonly xmpp: { readonly muc: string };
};

/** The address space that a configuration describes. */
export function addressSpace({ domain, phoneNumbers }: Config): AddressSpace {
  return { home: domain, phoneNumbers: new Map(Object.entries(phoneNumbers)) };
}

/** `imps.example.org` has its rooms at `conference.example.org`, and `example.org` too, unless it says otherwise. */
function mucOf(domain: string, muc: string | undefined): string {
  if (muc !== undefined) return muc;
  const labels = domain.split(".");
  return ["conference", ...(labels.length > 2 ? labels.slice(1) : labels)].join(".");
}

// The braces of `${NAME}` would be YAML's own where it stands in `{ … }`, so other characters go in their place.
const VARIABLE = /\$\{([^{}\s"']+)\}/g;
const MARKED = /\uE000\uE001([^\uE002]+)\uE002/g;
const mark = (source: string) => source.replace(VARIABLE, "\uE000\uE001$1\uE002");

/** Puts values of the environment in place of `${NAME}`; what has no value counts as left out. */
function resolveValue(value: unknown, path: Path, environment: Environment, faults: Fault[]): unknown {
  if (value === null) return undefined;
  if (typeof value === "string") {
    return value.replace(MARKED, (whole, name: string) => {
      const found = environment[name];
      if (found === undefined) faults.push({ path, problem: `the environment variable ${name} is not set` });
      return found ?? whole;
    });
  }
  if (Array.isArray(value)) {
    return value.map((each, index) => resolveValue(each, [...path, index], environment, faults));
  }
  if (typeof value !== "object") return value;
  const entries = Object.entries(value).map(([key, each]) => [
    key,
    resolveValue(each, [...path, key], environment, faults),
  ]);
  return Object.fromEntries(entries.filter(([, each]) => each !== undefined)) as unknown;
}

const line = ({ path, problem }: Fault) => `${told(path) || "(file)"}: ${problem}`;

function readSource(source: string, file: string): unknown {
  const { value, faults } = readYaml(mark(source));
  if (faults.length === 0) return value;
  throw new ConfigError(faults.map(({ place, problem }) => `${placed(file, place)}: ${problem}`));
}

/**
 * Reads a configuration.
 * @param file what relative paths are relative to, and how faults of syntax name it
 * @throws ConfigError with all faults
 */
export function parseConfig(source: string, file: string, environment: Environment): Config {
  const faults: Fault[] = [];
  const folder = dirname(resolve(file));
  const resolved = resolveValue(readSource(source, file), [], environment, faults) ?? {};
  const result = schemaIn(folder).safeParse(resolved, { reportInput: true });
  const unset = new Set(faults.map(({ path }) => path.join(".")));
  // What an unset variable left in its place is no fault of its own.
  const further = (result.error?.issues ?? [])
    .flatMap(faultsOf)
    .filter(({ path }) => !unset.has(path.join(".")));
  faults.push(...further);
  if (!result.success || faults.length > 0) throw new ConfigError(faults.map(line));
  const { domain, xmpp } = result.data;
  return { ...result.data, folder, xmpp: { ...xmpp, muc: mucOf(domain, xmpp.muc) } };
}

/** Reads a configuration file. @throws ConfigError with all faults */
export function loadConfig(file: string, environment: Environment): Config {
  try {
    return parseConfig(readFileSync(file, "utf8"), file, environment);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError([
      `${file}: ${code === "ENOENT" ? "there is no such file" : `the file cannot be read (${code})`}`,
    ]);
  }
}
