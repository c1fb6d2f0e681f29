import { createHash, randomBytes } from "node:crypto";
import { type DestinationStream, type LoggerOptions, pino, stdSerializers, stdTimeFunctions } from "pino";
import type { Clock, Log, Random, Runtime, Timers } from "../runtime.js";
import { StorageError, StorageOutage } from "../storage/index.js";

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
/** Octets from here on would make some letters likelier than others. */
const FAIR = 256 - (256 % LETTERS.length);

function token(length: number): string {
  let text = "";
  while (text.length < length) {
    const letters = [...randomBytes(length)].filter((octet) => octet < FAIR);
    text += letters.map((octet) => LETTERS[octet % LETTERS.length]).join("");
  }
  return text.slice(0, length);
}

const random: Random = { token, fraction: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48 };

/** The time of day. */
export const systemClock: Clock = { now: () => Date.now() };

/** setTimeout counts to here; what is later would fire at once. */
const LONGEST_DELAY = 2 ** 31 - 1;

function after(delay: number, run: () => void): ReturnType<Timers["after"]> {
  let timer: NodeJS.Timeout;
  const wait = (left: number) => {
    const part = Math.min(left, LONGEST_DELAY);
    timer = setTimeout(() => (left > part ? wait(left - part) : run()), part);
  };
  wait(delay);
  return { cancel: () => clearTimeout(timer) };
}

const SECRETS = ["password", "secret", "sealKey", "Password", "DigestBytes"];
/** Who knows a SessionID is taken for the phone; lines of one session can be told by its handle. */
const SESSION_IDS = ["session", "sessionId", "SessionID"];

function censor(value: unknown, path: readonly string[]): string {
  const isSession = SESSION_IDS.includes(path.at(-1) ?? "") && typeof value === "string";
  return isSession ? createHash("sha256").update(value).digest("hex").slice(0, 8) : "***";
}

function standardOutput(): DestinationStream {
  const destination = pino.destination({ fd: 1, sync: true });
  // A reader that has gone away costs the log, not the service.
  destination.on("error", () => undefined);
  return destination;
}

/** A store's own sentence says all; where in the program it was asked says nothing about it. */
function written(err: unknown): unknown {
  return err instanceof StorageError
    ? { type: err.name, message: err.message }
    : stdSerializers.err(err as Error);
}

/** Of what cannot be written, the store tells itself, once. */
const isToldAlready = (fields: unknown) =>
  typeof fields === "object" && fields !== null && "err" in fields && fields.err instanceof StorageOutage;

/** Its number in lines of the log. */
const DEBUG = 20;

const hooks: NonNullable<LoggerOptions["hooks"]> = {
  logMethod(line, method, level) {
    if (level > DEBUG && isToldAlready(line[0])) this.debug(...line);
    else method.apply(this, line);
  },
};

/** JSON lines, on standard output unless said otherwise. */
export function createLog(level: string, destination: DestinationStream = standardOutput()): Log {
  const paths = [...SECRETS, ...SESSION_IDS].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  return pino(
    {
      level,
      base: null,
      redact: { paths, censor },
      serializers: { err: written },
      hooks,
      timestamp: stdTimeFunctions.isoTime,
    },
    destination,
  );
}

/** The surroundings of a real process. */
export function createProcessRuntime(logLevel: string): Runtime {
  return { clock: systemClock, timers: { after }, random, log: createLog(logLevel) };
}
