import type { Removed } from "../inbound.js";
import type { RoomItem, RoomPresence } from "../parsing/room-presence.js";

type Why = Removed["why"];

/** XEP-0045 section 15.6.2. 333 first: newer services send it together with 307. */
const BY_CODE: readonly (readonly [code: number, why: Why])[] = [
  [333, "error"],
  [301, "banned"],
  [307, "kicked"],
  [321, "membership"],
  [322, "membership"],
  [332, "gone"],
];

/**
 * Why a room put us out. ejabberd sends no code for one who sent it an error, or for whom an error came back, but says
 * so in words.
 */
export function removalReason(
  { codes, destroyed, status }: RoomPresence,
  item: RoomItem | undefined,
): { why: Why; reason: string | undefined } {
  if (destroyed !== undefined) return { why: "destroyed", reason: destroyed.reason };
  const reason = item?.reason ?? status;
  const byCode = BY_CODE.find(([code]) => codes.has(code))?.[1];
  return { why: byCode ?? (status === undefined ? "gone" : "error"), reason };
}
