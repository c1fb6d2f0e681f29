/**
 * `npm run bench:chat`: 50 phones chat with 50 Jabber users through a gateway and a Prosody, all on this machine with
 * the driver. Figures only, no thresholds.
 */
import { execFileSync } from "node:child_process";
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { type Latencies, type Latency, oneAtATime } from "./latency.js";
import { type Stage, setUp } from "./stage.js";
import { fromPhone, type Load, toPhone, underLoad } from "./throughput.js";

const PAIRS = 50;
const DURATION = { warmUp: 4, measured: 15 };
/** A phone has one POST under way; to a phone, as many messages as keep it from having to be called for each. */
const FROM_PHONE = { ...DURATION, underWay: 1 };
const TO_PHONE = { ...DURATION, underWay: 8 };
const LATENCY_SECONDS = 20;
const SYNCS = 100;
/** Milliseconds from the last login to the end. */
const DEADLINE = 90_000;

/** Milliseconds in which the disk takes a page for good: what a durable gateway waits for. */
function syncTime(): number {
  const folder = mkdtempSync(join(tmpdir(), "hamlet-bench-"));
  const file = openSync(join(folder, "page"), "w");
  const page = Buffer.alloc(4096, 1);
  const times = Array.from({ length: SYNCS }, () => {
    const start = performance.now();
    writeSync(file, page);
    fdatasyncSync(file);
    return performance.now() - start;
  });
  closeSync(file);
  rmSync(folder, { recursive: true });
  return times.sort((a, b) => a - b)[SYNCS / 2] ?? Number.NaN;
}

function prosodyVersion(): string {
  try {
    const about = execFileSync("prosodyctl", ["about"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return /^Prosody (\d\S*)/m.exec(about)?.[1] ?? "of unknown version";
  } catch {
    return "of unknown version";
  }
}

function printMachine(): void {
  const cores = cpus();
  console.log(`Node ${process.version}, Prosody ${prosodyVersion()}`);
  console.log(
    `${cores.length} cores (${cores[0]?.model ?? "unknown"}), load ${loadavg()[0]?.toFixed(1)} before`,
  );
  console.log(`the disk takes a page for good in ${syncTime().toFixed(2)} ms (median)`);
}

const line = (label: string, ...values: readonly string[]) =>
  console.log(label.padEnd(40) + values.map((value) => value.padStart(18)).join(""));

function printLoads(loads: readonly Load[]): void {
  const row = (label: string, value: (load: Load) => string) => line(label, ...loads.map(value));
  const perMessage = (name: string) => (load: Load) =>
    `${(((load.cost.spent[name] ?? 0) * 1e6) / load.messages).toFixed(0)} µs`;
  const share = (seconds: (load: Load) => number) => (load: Load) =>
    `${((seconds(load) / load.cost.elapsed) * 100).toFixed(0)} %`;
  const ofName = (name: string) => share(({ cost }) => cost.spent[name] ?? 0);
  const ratio = ({ cost: { spent } }: Load) => ((spent.Hamlet ?? 0) / (spent.Prosody ?? 0)).toFixed(2);
  console.log(`\n${PAIRS} pairs, ${DURATION.measured} s a direction`);
  line("", "phone to Jabber", "Jabber to phone");
  line(
    "messages under way at a time",
    String(PAIRS * FROM_PHONE.underWay),
    String(PAIRS * TO_PHONE.underWay),
  );
  row("messages per second", ({ messages, cost }) => (messages / cost.elapsed).toFixed(0));
  row("POSTs per message", ({ posts, messages }) => (posts / messages).toFixed(2));
  row("processor per message, Hamlet", perMessage("Hamlet"));
  row("processor per message, Prosody", perMessage("Prosody"));
  row("Hamlet's by Prosody's", ratio);
  for (const name of ["Hamlet", "Prosody", "driver"]) row(`of one core, ${name}`, ofName(name));
  row(
    "of one core, all others",
    share(({ cost }) => cost.others),
  );
  row(
    "of one core, idle for the disk",
    share(({ cost }) => cost.waiting),
  );
}

function printLatencies({ rounds, jabberToJabber, phoneToJabber, jabberToPhone }: Latencies): void {
  const ms = (value: number) => `${value.toFixed(2)} ms`;
  const row = (label: string, { p50, p99 }: Latency) =>
    line(
      label,
      ms(p50),
      ms(p99),
      ms(p50 - jabberToJabber.p50),
      `${(p50 / jabberToJabber.p50).toFixed(1)} times`,
    );
  console.log(`\nOne message at a time, the ways by turns, ${rounds} of each`);
  line("", "p50", "p99", "added (p50)", "of Jabber's (p50)");
  row("Jabber to Jabber", jabberToJabber);
  row("phone to Jabber", phoneToJabber);
  row("Jabber to phone, by CIR call and poll", jabberToPhone);
}

/** Does all of it with everybody logged in. */
async function perform(stage: Stage): Promise<void> {
  const latencies = await oneAtATime(stage, LATENCY_SECONDS);
  const sent = await underLoad(stage, fromPhone, FROM_PHONE);
  const received = await underLoad(stage, toPhone, TO_PHONE);
  printLoads([sent, received]);
  printLatencies(latencies);
}

printMachine();
const stage = await setUp(PAIRS);
const deadline = new Promise<never>((_, reject) => {
  setTimeout(() => reject(new Error("The run is not over in time: a message is missing.")), DEADLINE).unref();
});
try {
  await Promise.race([perform(stage), deadline]);
  console.log(`\nload ${loadavg()[0]?.toFixed(1)} after`);
} finally {
  await stage.close();
}
process.exit();
