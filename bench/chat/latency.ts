import type { Pair, Stage } from "./stage.js";
import { toPhone } from "./throughput.js";

/** Milliseconds. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

/** Ways of a message, each measured by turns with the others. */
export interface Latencies {
  /** Messages of each way. */
  readonly rounds: number;
  readonly jabberToJabber: Latency;
  readonly phoneToJabber: Latency;
  readonly jabberToPhone: Latency;
}

/** Carries a text, with nothing else under way. @returns milliseconds until it was in the other's hands */
type Way = (pair: Pair, other: Pair, text: number) => Promise<number>;

/** Rounds that are not counted. */
const WARM_UP = 50;

const jabberToJabber: Way = async ({ jabber }, other, text) => {
  const start = performance.now();
  const arrival = other.jabber.arrivals.next(text);
  jabber.send(other.jabber.jid, text);
  return (await arrival) - start;
};

const phoneToJabber: Way = async ({ phone, jabber }, _, text) => {
  const start = performance.now();
  const arrival = jabber.arrivals.next(text);
  await phone.send(text);
  return (await arrival) - start;
};

/** By CIR call and poll. It is acknowledged then, which does not count. */
const jabberToPhone: Way = async (pair, _, text) => {
  const start = performance.now();
  return (await toPhone(pair, text)) - start;
};

function latencyOf(values: readonly number[]): Latency {
  const sorted = values.slice(WARM_UP).sort((a, b) => a - b);
  const at = (part: number) => sorted[Math.floor(sorted.length * part)] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}

/**
 * Sends messages one at a time, the ways by turns, for that many seconds. Each round is another pair's: a phone is not
 * called twice within a quarter of a second.
 */
export async function oneAtATime({ pairs, broken }: Stage, seconds: number): Promise<Latencies> {
  const [plain, sent, received]: [number[], number[], number[]] = [[], [], []];
  const end = performance.now() + seconds * 1e3;
  const talk = async () => {
    for (let text = 1; performance.now() < end; text += 3) {
      const [pair, other] = [pairs[plain.length % pairs.length], pairs[(plain.length + 1) % pairs.length]];
      if (pair === undefined || other === undefined) throw new Error("There are no pairs.");
      plain.push(await jabberToJabber(pair, other, text));
      sent.push(await phoneToJabber(pair, other, text + 1));
      received.push(await jabberToPhone(pair, other, text + 2));
    }
  };
  await Promise.race([talk(), broken]);
  return {
    rounds: plain.length - WARM_UP,
    jabberToJabber: latencyOf(plain),
    phoneToJabber: latencyOf(sent),
    jabberToPhone: latencyOf(received),
  };
}
