import type { Timers } from "../../runtime.js";

/** Settles as `work` does, or rejects with `late` once the time (milliseconds) is over. */
export async function within<T>(timers: Timers, time: number, work: Promise<T>, late: Error): Promise<T> {
  const { promise, reject } = withResolvers<T>();
  const timer = timers.after(time, () => reject(late));
  try {
    return await Promise.race([work, promise]);
  } finally {
    timer.cancel();
  }
}

export interface Resolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

/** `Promise.withResolvers`, which Node 20 has not. A rejection that nobody waits for is no fault. */
export function withResolvers<T>(): Resolvers<T> {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  promise.catch(() => {});
  return { promise, resolve, reject };
}
