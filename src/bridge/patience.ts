import type { Timer, Timers } from "../runtime.js";

/** Waits for something, but no longer than `delay` milliseconds; it goes on then all the same. @throws what it throws */
export async function atMost(timers: Timers, delay: number, work: Promise<unknown>): Promise<void> {
  let timer: Timer | undefined;
  const bell = new Promise<void>((resolve) => {
    timer = timers.after(delay, resolve);
  });
  try {
    await Promise.race([work, bell]);
  } finally {
    timer?.cancel();
  }
}
