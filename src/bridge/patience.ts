import type { Timer, Timers } from "../runtime.js";

/**
 * Waits for something, but no longer than `delay` milliseconds; it goes on then all the same.
 * @returns undefined where it took longer
 * @throws what it throws
 */
export async function atMost<T>(timers: Timers, delay: number, work: Promise<T>): Promise<T | undefined> {
  let timer: Timer | undefined;
  const bell = new Promise<undefined>((resolve) => {
    timer = timers.after(delay, () => resolve(undefined));
  });
  try {
    return await Promise.race([work, bell]);
  } finally {
    timer?.cancel();
  }
}
