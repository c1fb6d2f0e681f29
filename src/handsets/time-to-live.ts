import type { HandsetsOptions } from "./ports.js";

/** Phones subtract up to a minute before they divide it: below this, some send nothing but KeepAlive. Seconds. */
const LEAST = 120;

/**
 * Seconds of silence after which a session ends: what the phone asks for, within what the operator permits.
 * @param requested TimeToLive; the operator's `keepAlive` where the phone does not say
 */
export function clampTimeToLive(
  requested: number | undefined,
  { keepAlive, maxTimeToLive }: HandsetsOptions["session"],
): number {
  const least = Math.min(LEAST, keepAlive, maxTimeToLive);
  const wanted = requested === undefined || requested === 0 ? keepAlive : requested;
  return Math.max(least, Math.min(wanted, maxTimeToLive));
}
