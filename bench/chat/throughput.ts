import { type Cost, measure } from "./processor.js";
import type { Pair, Stage } from "./stage.js";

/** What a time under load gave. */
export interface Load {
  /** Messages delivered while it was measured. */
  readonly messages: number;
  /** POSTs of the phones meanwhile. */
  readonly posts: number;
  readonly cost: Cost;
}

/** How a load is put on. */
export interface Effort {
  /** Messages under way at a time, of each pair. */
  readonly underWay: number;
  /** Seconds. */
  readonly warmUp: number;
  /** Seconds. */
  readonly measured: number;
}

/** Sends a text from one to the other of a pair. @returns when it arrived (performance.now), once all is done */
export type Carry = (pair: Pair, text: number) => Promise<number>;

/** The phone has its answer, and the Jabber user has the text. */
export const fromPhone: Carry = async ({ phone, jabber }, text) => {
  const arrival = jabber.arrivals.next(text);
  await phone.send(text);
  return arrival;
};

/** The phone has the text, has acknowledged it, and has the answer to that. */
export const toPhone: Carry = async ({ phone, phoneJid, jabber }, text) => {
  const arrival = phone.arrivals.next(text);
  const acknowledged = phone.acknowledged.next(text);
  jabber.send(phoneJid, text);
  await acknowledged;
  return arrival;
};

const after = (seconds: number) => new Promise<void>((resolve) => setTimeout(resolve, seconds * 1e3));

/** Lets all pairs talk in one direction as fast as they can. */
export async function underLoad({ pairs, pids, broken }: Stage, carry: Carry, effort: Effort): Promise<Load> {
  let isOver = false;
  let messages = 0;
  const posts = () => pairs.reduce((sum, { phone }) => sum + phone.posts, 0);
  const talk = async (pair: Pair, first: number) => {
    for (let text = first; !isOver; text += effort.underWay) {
      await carry(pair, text);
      messages++;
    }
  };
  const lanes = Array.from({ length: effort.underWay }, (_, index) => index + 1);
  const talks = Promise.all(pairs.flatMap((pair) => lanes.map((first) => talk(pair, first))));
  const watch = async () => {
    await after(effort.warmUp);
    const start = { messages, posts: posts() };
    const end = measure(pids);
    await after(effort.measured);
    const load = { messages: messages - start.messages, posts: posts() - start.posts, cost: end() };
    isOver = true;
    await talks;
    return load;
  };
  return Promise.race([watch(), talks.then(() => new Promise<never>(() => undefined)), broken]);
}
