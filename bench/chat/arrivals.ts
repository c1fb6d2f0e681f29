/** Texts, by their numbers, that get somewhere, and who waits for them. One that comes twice fails. */
export class Arrivals {
  readonly #awaited = new Map<number, (at: number) => void>();

  /** To be called before the text is sent. @returns resolves with the time of its arrival (performance.now) */
  next(text: number): Promise<number> {
    return new Promise((resolve) => this.#awaited.set(text, resolve));
  }

  came(text: number): void {
    const now = performance.now();
    const arrived = this.#awaited.get(text);
    if (arrived === undefined) throw new Error(`Text ${text} came, which nobody waits for.`);
    this.#awaited.delete(text);
    arrived(now);
  }
}
