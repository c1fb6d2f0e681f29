import type { KnownContent, PrimitiveName } from "../../../src/csp/index.js";

export type ContentOf<N extends PrimitiveName> = Extract<KnownContent, { readonly kind: N }>;

/** The server's requests that a test has not asked for yet, in order. */
export class Inbox {
  #contents: KnownContent[] = [];

  add(content: KnownContent): void {
    this.#contents.push(content);
  }

  /** Takes out the first of a kind that fits. */
  take<N extends PrimitiveName>(kind: N, fits: (content: ContentOf<N>) => boolean): ContentOf<N> | undefined {
    const isWanted = (content: KnownContent): content is ContentOf<N> =>
      content.kind === kind && fits(content as ContentOf<N>);
    const found = this.#contents.find(isWanted);
    if (found !== undefined) this.#contents = this.#contents.filter((each) => each !== found);
    return found;
  }

  /** All of a kind, left where they are. */
  of<N extends PrimitiveName>(kind: N): readonly ContentOf<N>[] {
    return this.#contents.filter((content): content is ContentOf<N> => content.kind === kind);
  }

  get kinds(): readonly string[] {
    return this.#contents.map(({ kind }) => kind);
  }
}
