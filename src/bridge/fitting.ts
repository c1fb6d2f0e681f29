import type { KnownContent } from "../csp/index.js";
import { isParsable, type Session } from "../handsets/index.js";

/**
 * The largest size up to `most` at which a message is short enough for the phone's parser; 0 where none is.
 * @param contentOf the message in that size; a smaller one is shorter
 */
export function largestParsable(
  session: Session,
  most: number,
  contentOf: (size: number) => KnownContent,
): number {
  let [least, above] = [0, most + 1];
  for (let size = most; above - least > 1; size = Math.floor((least + above) / 2)) {
    if (isParsable(session, contentOf(size))) least = size;
    else above = size;
  }
  return least;
}
