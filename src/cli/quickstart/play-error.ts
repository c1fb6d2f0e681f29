/** Something that the play waited for did not come; the message is a sentence for whoever watches. */
export class PlayError extends Error {
  override readonly name = "PlayError";
}

/** Milliseconds that each step may take. */
export const PATIENCE = 15_000;
