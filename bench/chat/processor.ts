import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Ticks of the processor clock per second. */
const TICKS = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

/** Seconds of processor time that a process took so far, with all its threads, in user and system mode. */
function secondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** Seconds of all cores together. */
interface Machine {
  readonly busy: number;
  readonly waiting: number;
}

function machine(): Machine {
  const [line = ""] = readFileSync("/proc/stat", "utf8").split("\n");
  const [user = 0, nice = 0, system = 0, , waiting = 0, irq = 0, softirq = 0] = line
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return { busy: (user + nice + system + irq + softirq) / TICKS, waiting: waiting / TICKS };
}

/** Whose processor time is looked at: process ids by name. */
export type Pids = Readonly<Record<string, number>>;

/** What an interval cost, in seconds. */
export interface Cost {
  readonly elapsed: number;
  /** Processor time by name. */
  readonly spent: Readonly<Record<string, number>>;
  /** Processor time of everything else on the machine. */
  readonly others: number;
  /** Time in which a core had nothing to do but to wait for the disk. */
  readonly waiting: number;
}

/** Starts a measurement. @returns ends it */
export function measure(pids: Pids): () => Cost {
  const spentBy = () => Object.entries(pids).map(([name, pid]) => [name, secondsOf(pid)] as const);
  const before = { at: performance.now(), spent: new Map(spentBy()), machine: machine() };
  return () => {
    const elapsed = (performance.now() - before.at) / 1e3;
    const spent = Object.fromEntries(
      spentBy().map(([name, seconds]) => [name, seconds - (before.spent.get(name) ?? 0)]),
    );
    const now = machine();
    const own = Object.values(spent).reduce((sum, seconds) => sum + seconds, 0);
    const others = Math.max(0, now.busy - before.machine.busy - own);
    return { elapsed, spent, others, waiting: now.waiting - before.machine.waiting };
  };
}
