import type { KnownContent } from "../csp/index.js";
import { isParsable, type Session } from "../handsets/index.js";
import { cleanText, cutText, LONGEST_NOTE, octetsOf } from "./messages/content.js";

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

/**
 * A message with as many of the items, from the first on, as the phone's parser takes.
 * @param contentOf the message with some of the items, and without the others
 */
export function withItems<T, C extends KnownContent>(
  session: Session,
  items: readonly T[],
  contentOf: (shown: readonly T[], others: readonly T[]) => C,
): C {
  const write = (size: number) => contentOf(items.slice(0, size), items.slice(size));
  return write(largestParsable(session, items.length, write));
}

/** Lengths of a text, in octets of UTF-8. */
interface Lengths {
  readonly longest: number;
  /** With less, a text that is longer says nothing. */
  readonly shortest?: number;
}

/**
 * A text as far as a message with it is short enough for the phone's parser; undefined where that is too little.
 * @param contentOf the message with the text
 */
export function parsableText(
  session: Session,
  text: string,
  { longest, shortest = 1 }: Lengths,
  contentOf: (text: string) => KnownContent,
): string | undefined {
  const clean = cleanText(text);
  const most = Math.min(longest, octetsOf(clean));
  const size = largestParsable(session, most, (limit) => contentOf(cutText(clean, limit)));
  return size < Math.min(shortest, most) ? undefined : cutText(clean, size);
}

/**
 * A message with notes beside its matter, each cut so far that the phone's parser takes it all.
 * @param contentOf the message, with its notes cut by what it is given
 */
export function withNotes<C extends KnownContent>(
  session: Session,
  contentOf: (cut: (note: string) => string) => C,
): C {
  const write = (limit: number) => contentOf((note) => cutText(cleanText(note), limit));
  const most = Math.min(LONGEST_NOTE, Math.floor(session.capabilities.parserSize / 4));
  return write(largestParsable(session, most, write));
}
