/** A POST with a text, encoded once, whose numbers are written into it. */
export interface Numbered {
  /** A copy with these numbers. */
  numbered(transaction: number, text: number): Buffer;
}

const LENGTH = 100;
const WORDS =
  " Shall we meet at the usual place tonight? The train leaves at seven, so be there by half past six.";

/** A text of 100 characters that begins with its number. */
export function textOf(number: number): string {
  return `m${String(number).padStart(7, "0")}${WORDS}`.slice(0, LENGTH);
}

/** The number of a text. */
export function numberOf(text: string): number {
  const number = /^m(\d{7}) /.exec(text)?.[1];
  if (number === undefined) throw new Error(`A text that nobody sent: ${text}`);
  return Number(number);
}
