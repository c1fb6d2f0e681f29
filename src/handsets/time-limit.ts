import type { Runtime } from "../runtime.js";
import { Refusal } from "./refusal.js";

/** Milliseconds: S60 waits for 40 s, and its transport needs some of them. */
const LIMIT = 30_000;

/** The result of the work, or the refusal with `request-timeout` if it takes longer than a phone waits. */
export function inTime<T>(runtime: Pick<Runtime, "timers">, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = runtime.timers.after(LIMIT, () => reject(new Refusal("request-timeout")));
    work.then(resolve, reject).finally(() => timer.cancel());
  });
}
