/** Characters of text handed to the parser at a time. */
const SLICE = 2048;

/**
 * Hands a parser of ltx its input in pieces that end where a tag does. ltx searches the rest of its input again for
 * each character of a text whose end is not in sight, so that a long text costs the square of its length; and it does
 * not see the end of a declaration or comment that is split over two pieces, after which it takes in nothing more.
 */
export class TagFeed {
  #held: string[] = [];
  #heldLength = 0;
  readonly #parse: (piece: string) => void;

  constructor(parse: (piece: string) => void) {
    this.#parse = parse;
  }

  /** Characters that wait for the end of their tag. */
  get heldLength(): number {
    return this.#heldLength;
  }

  write(data: string): void {
    const lastEnd = data.lastIndexOf(">");
    if (lastEnd === -1) {
      this.#hold(data);
      return;
    }
    const input = this.#held.join("") + data;
    this.#held = [];
    this.#heldLength = 0;
    const end = input.length - data.length + lastEnd;
    const start = input.lastIndexOf("<", end);
    const cut = start === -1 ? 0 : input.indexOf(">", start) + 1;
    if (cut > 0) this.#parse(input.slice(0, cut));
    this.#slices(input.slice(cut, end + 1));
    this.#hold(input.slice(end + 1));
  }

  /** Forgets what is held if it is text and no tag. @returns whether it was */
  dropText(): boolean {
    if (this.#held.some((piece) => piece.includes("<"))) return false;
    this.#held = [];
    this.#heldLength = 0;
    return true;
  }

  #hold(piece: string): void {
    if (piece === "") return;
    this.#held.push(piece);
    this.#heldLength += piece.length;
  }

  /** What bears `>` as it stands, with no start of a tag in sight. Never cut inside of what ends a comment. */
  #slices(text: string): void {
    let start = 0;
    while (start < text.length) {
      let end = Math.min(start + SLICE, text.length);
      while (end < text.length && "-?]".includes(text.charAt(end - 1))) end += 1;
      this.#parse(text.slice(start, end));
      start = end;
    }
  }
}
