/** Documents per second of processor time, which hardly depends on what else the machine does. */
export type Rate = number;

/** A side of the comparison. */
export interface Contestant {
  /** Converts one document, or all in turn, for about that much processor time. */
  round(index: number | "all", milliseconds: number): Promise<Rate>;
}

/** As many conversions between two looks at the clock as make the looks cheap; libwbxml's side has the same. */
const BATCH = 64;

/** The processor time of this process so far, its garbage collector's and compiler's threads with it. */
function microseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Our side: a conversion for each document, run in this process. */
export class Ours implements Contestant {
  readonly #conversions: readonly (() => unknown)[];
  /** What was made last: kept so that no conversion can be optimized away. */
  last: unknown;

  constructor(conversions: readonly (() => unknown)[]) {
    this.#conversions = conversions;
  }

  round(index: number | "all", milliseconds: number): Promise<Rate> {
    const conversions = index === "all" ? this.#conversions : this.#conversions.slice(index, index + 1);
    const start = microseconds();
    let documents = 0;
    let spent = 0;
    let next = 0;
    while (spent < milliseconds * 1e3) {
      for (let i = 0; i < BATCH; i++) {
        this.last = conversions[next]?.();
        next = next + 1 === conversions.length ? 0 : next + 1;
      }
      documents += BATCH;
      spent = microseconds() - start;
    }
    return Promise.resolve(documents / (spent / 1e6));
  }
}

/** The middle of some figures and how far they spread. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @param values at least one */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (position: number) => sorted[Math.floor(position)] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  return { median: (at(middle) + at(middle + 0.5)) / 2, min: at(0), max: at(sorted.length - 1) };
}

/** What a comparison found. */
export interface Comparison {
  readonly ours: Spread;
  readonly theirs: Spread;
  /** Of each round's two rates. */
  readonly ratio: Spread;
}

/** How long a comparison takes. */
export interface Effort {
  readonly rounds: number;
  readonly milliseconds: number;
  readonly warmUp: number;
}

/**
 * Lets two sides convert by turns, so that what else the machine does meets both alike, after a warm-up that is
 * not counted. The side that begins changes from round to round.
 */
export async function compare(
  ours: Contestant,
  theirs: Contestant,
  index: number | "all",
  { rounds, milliseconds, warmUp }: Effort,
): Promise<Comparison> {
  await ours.round(index, warmUp);
  await theirs.round(index, warmUp);
  const pairs: { ours: Rate; theirs: Rate }[] = [];
  for (let round = 0; round < rounds; round++) {
    const first = round % 2 === 0 ? await ours.round(index, milliseconds) : undefined;
    const their = await theirs.round(index, milliseconds);
    pairs.push({ ours: first ?? (await ours.round(index, milliseconds)), theirs: their });
  }
  return {
    ours: spreadOf(pairs.map((pair) => pair.ours)),
    theirs: spreadOf(pairs.map((pair) => pair.theirs)),
    ratio: spreadOf(pairs.map((pair) => pair.ours / pair.theirs)),
  };
}
