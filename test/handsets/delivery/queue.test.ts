import * as fc from "fast-check";
import {
  emptyQueue,
  hasMore,
  type QueueEffect,
  type QueueEvent,
  type QueueState,
  REDELIVERY,
  step,
} from "../../../src/handsets/delivery/queue.js";

const RUNS = { seed: 20260915, numRuns: 400 };

/** Runs events and gathers the effects of each. */
function run(events: readonly QueueEvent[], start = emptyQueue(1)) {
  let state = start;
  const effects: QueueEffect[][] = [];
  for (const event of events) {
    const [next, caused] = step(state, event);
    state = next;
    effects.push([...caused]);
  }
  return { state, effects, last: effects.at(-1) ?? [] };
}

const queued = (id: string, now = 0): QueueEvent => ({ type: "queued", id, now });
const asked = (now = 0): QueueEvent => ({ type: "asked", now, isShort: false });
const answered = (transaction: string): QueueEvent => ({ type: "answered", transaction, orOldest: true });

function sent(effects: readonly QueueEffect[]) {
  return effects.flatMap((effect) =>
    effect.type === "send" ? [`${effect.id} as ${effect.transaction}`] : [],
  );
}

function taken(effects: readonly QueueEffect[]) {
  return effects.flatMap((effect) => (effect.type === "taken" ? [effect.id] : []));
}

describe("the queue of a phone", () => {
  it("tells one at a time, the next when the first is answered", () => {
    const events = [queued("a"), queued("b"), asked(), asked(1), answered("1001"), asked(2)];
    expect(run(events).effects.map(sent)).toEqual([[], [], ["a as 1001"], [], [], ["b as 1002"]]);
  });

  it("tells as many at a time as the phone takes", () => {
    const events = [queued("a"), queued("b"), queued("c"), asked(), asked(), asked()];
    expect(run(events, emptyQueue(2)).effects.flatMap(sent)).toEqual(["a as 1001", "b as 1002"]);
  });

  it("tells again what is not answered within a minute, with the same TransactionID", () => {
    const before = run([queued("a"), asked(0), asked(REDELIVERY - 1)]);
    expect(before.last).toEqual([]);
    expect(sent(run([asked(REDELIVERY)], before.state).last)).toEqual(["a as 1001"]);
  });

  it("tells again at once what did not reach the network", () => {
    const events: QueueEvent[] = [
      queued("a"),
      asked(),
      { type: "undelivered", transaction: "1001", now: 1 },
      asked(1),
    ];
    expect(sent(run(events).last)).toEqual(["a as 1001"]);
  });

  it("leaves alone what is never answered, and goes on with the next", () => {
    const polls = [0, 1, 2, 3].map((turn) => asked(turn * REDELIVERY));
    const { effects, state } = run([queued("a"), queued("b"), ...polls]);
    expect(effects.flatMap(sent)).toEqual(["a as 1001", "a as 1001", "a as 1001", "b as 1002"]);
    expect(effects.at(-1)).toContainEqual({ type: "parked", id: "a" });
    expect(taken(run([answered("1001")], state).last)).toEqual(["a"]);
  });

  it("tells a phone that starts anew what it never answered, before the rest", () => {
    const polls = [0, 1, 2].map((turn) => asked(turn * REDELIVERY));
    const now = 3 * REDELIVERY;
    const events: QueueEvent[] = [
      { type: "checked", now },
      { type: "restarted", now },
    ];
    const { state, last } = run([queued("a"), queued("b"), ...polls, ...events]);
    expect(last).toContainEqual({ type: "wake" });
    const { effects } = run([answered("1001"), asked(now), answered("1002"), asked(now)], state);
    expect(effects.map(sent)).toEqual([[], ["a as 1002"], [], ["b as 1003"]]);
    expect(effects.flatMap(taken)).toEqual(["a"]);
  });

  it.each<[string, QueueEvent]>([
    ["a Status of its own numbering", { type: "answered", transaction: "77", orOldest: true }],
    ["a Status without one", { type: "answered", orOldest: true }],
    ["an answer that names the message", { type: "answered", id: "a", orOldest: false }],
    ["an answer of its number", { type: "answered", transaction: "1001", orOldest: false }],
  ])("takes for an answer to the oldest: %s", (_, event) => {
    const { last } = run([queued("a"), queued("b"), asked(), asked(), event], emptyQueue(2));
    expect(taken(last)).toEqual(["a"]);
  });

  it("takes an answer that comes twice for one, not for one to the next", () => {
    const { effects } = run([queued("a"), queued("b"), asked(), answered("1001"), asked(), answered("1001")]);
    expect(effects.flatMap(taken)).toEqual(["a"]);
  });

  it("takes no other content than a Status for an answer to the oldest", () => {
    expect(run([queued("a"), asked(), { type: "answered", transaction: "5", orOldest: false }]).last).toEqual(
      [],
    );
  });

  it("waits for the answer to what is over, and does not take it for one to the next", () => {
    const over: QueueEvent = { type: "over", id: "a" };
    const { effects } = run([queued("a"), queued("b"), asked(), over, asked(1), answered("1001"), asked(2)]);
    expect(effects.flatMap(sent)).toEqual(["a as 1001", "b as 1002"]);
    expect(effects.flatMap(taken)).toEqual([]);
  });

  it("never tells what was over before", () => {
    expect(run([queued("a"), { type: "over", id: "a" }, asked()]).last).toEqual([]);
  });

  it("numbers from 1 to 999 where the syntax knows no more, passing over what is open", () => {
    let state = emptyQueue(1, 998);
    const ids: string[] = [];
    for (let turn = 0; turn < 4; turn++) {
      const told = run([queued(`n${turn}`), { type: "asked", now: 0, isShort: true }], state);
      const [send] = told.last.filter((effect) => effect.type === "send");
      ids.push(send?.transaction ?? "");
      state = run([answered(ids.at(-1) ?? "")], told.state).state;
    }
    expect(ids).toEqual(["998", "999", "1", "2"]);
  });

  it("wakes the phone for the first, and again after a minute if it has not come", () => {
    const first = run([queued("a", 5), queued("b", 6)]);
    expect(first.effects).toEqual([[{ type: "wake" }, { type: "check", at: 5 + REDELIVERY }], []]);
    expect(run([{ type: "checked", now: 5 + REDELIVERY }], first.state).last).toContainEqual({
      type: "wake",
    });
  });

  it.each<[string, readonly QueueEvent[], number]>([
    ["was settled elsewhere", [asked(), { type: "over", id: "a" }], REDELIVERY],
    ["was told three times", [0, 1, 2].map((turn) => asked(turn * REDELIVERY)), 3 * REDELIVERY],
  ])("waits for nothing more when all that it told a silent phone %s", (_, events, now) => {
    const { state, last } = run([queued("a"), ...events, { type: "checked", now }]);
    expect(state.open).toEqual([]);
    expect(last.filter(({ type }) => type === "check" || type === "wake")).toEqual([]);
  });

  it("does not wake a phone that would get nothing", () => {
    const open = run([queued("a"), asked()]);
    expect(run([queued("b")], open.state).last).not.toContainEqual({ type: "wake" });
  });
});

/** What may happen to a phone with some notices; numbers pick among what is there. */
const action = fc.oneof(
  { weight: 3, arbitrary: fc.constant("queue" as const) },
  { weight: 5, arbitrary: fc.constant("poll" as const) },
  { weight: 4, arbitrary: fc.constant("answer" as const) },
  { weight: 1, arbitrary: fc.constant("answer again" as const) },
  { weight: 1, arbitrary: fc.constant("take back" as const) },
  { weight: 1, arbitrary: fc.constant("lose" as const) },
  { weight: 2, arbitrary: fc.constant("check" as const) },
  { weight: 1, arbitrary: fc.constant("start anew" as const) },
  { weight: 1, arbitrary: fc.constant("wait" as const) },
);

type Action =
  | "queue"
  | "poll"
  | "answer"
  | "answer again"
  | "take back"
  | "lose"
  | "check"
  | "start anew"
  | "wait";

/** A phone that answers by the numbers it was given, and the book of what happened. */
class Play {
  state: QueueState;
  now = 0;
  readonly ids: string[] = [];
  readonly over = new Set<string>();
  readonly transactions = new Map<string, string>();
  readonly firstTold: string[] = [];
  readonly taken: string[] = [];
  parked: string[] = [];
  #unanswered: string[] = [];
  readonly #answered: string[] = [];

  constructor(limit: number) {
    this.state = emptyQueue(limit);
  }

  act(what: Action, pick: number): void {
    const at = (list: readonly string[]) => list[pick % (list.length || 1)];
    if (what === "queue") this.queue(`n${this.ids.length}`);
    else if (what === "poll") this.poll();
    else if (what === "answer") this.answer(at(this.#unanswered));
    else if (what === "answer again") this.answer(at(this.#answered));
    else if (what === "take back") this.takeBack(at(this.ids));
    else if (what === "lose") this.lose(this.#unanswered.pop());
    else if (what === "check") this.step({ type: "checked", now: this.now });
    else if (what === "start anew") this.startAnew();
    else this.now += REDELIVERY / 2;
  }

  queue(id: string): void {
    this.ids.push(id);
    this.step({ type: "queued", id, now: this.now });
  }

  takeBack(id: string | undefined): void {
    if (id === undefined) return;
    this.over.add(id);
    this.step({ type: "over", id });
  }

  lose(transaction: string | undefined): void {
    if (transaction !== undefined) this.step({ type: "undelivered", transaction, now: this.now });
  }

  /** The phone knows nothing of what it was told. */
  startAnew(): void {
    this.#unanswered = [];
    this.parked = [];
    this.step({ type: "restarted", now: this.now });
  }

  poll(): void {
    const promised = hasMore(this.state, this.now);
    const effects = this.step({ type: "asked", now: this.now, isShort: false });
    const sends = effects.filter((effect) => effect.type === "send");
    expect(sends).toHaveLength(promised ? 1 : 0);
    for (const { id, transaction } of sends) {
      expect(this.transactions.get(transaction) ?? id).toBe(id);
      if (!this.firstTold.includes(id)) this.firstTold.push(id);
      this.transactions.set(transaction, id);
      if (!this.#unanswered.includes(transaction)) this.#unanswered.push(transaction);
    }
  }

  answer(transaction: string | undefined): void {
    if (transaction === undefined) return;
    this.#answered.push(transaction);
    this.#unanswered = this.#unanswered.filter((each) => each !== transaction);
    const before = this.taken.length;
    this.step({ type: "answered", transaction, orOldest: true });
    expect(this.taken.slice(before).filter((id) => id !== this.transactions.get(transaction))).toEqual([]);
  }

  step(event: QueueEvent): readonly QueueEffect[] {
    const [state, effects] = step(this.state, event);
    this.state = state;
    this.taken.push(...taken(effects));
    this.parked.push(...effects.flatMap((effect) => (effect.type === "parked" ? [effect.id] : [])));
    expect(state.open.length).toBeLessThanOrEqual(state.limit);
    const due = [this.now + REDELIVERY, ...state.open.map((open) => open.due)];
    for (const effect of effects.filter(({ type }) => type === "check")) {
      expect(due.filter((at) => at > this.now)).toContain("at" in effect && effect.at);
    }
    return effects;
  }

  /** The phone behaves from now on. */
  drain(): void {
    for (let turn = 0; turn < 4 * this.ids.length + 8; turn++) {
      this.now += REDELIVERY;
      this.poll();
      for (const transaction of this.#unanswered) this.answer(transaction);
    }
  }
}

describe("whatever happens to a queue", () => {
  it("nothing is lost, taken twice or told out of order, no number means two things, and checks lie ahead", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.tuple(action, fc.nat(20)), { maxLength: 80 }),
        (limit, actions) => {
          const play = new Play(limit);
          for (const [what, pick] of actions) play.act(what, pick);
          play.drain();
          expect(new Set(play.taken).size).toBe(play.taken.length);
          const done = new Set([...play.taken, ...play.over, ...play.parked]);
          expect(play.ids.filter((id) => !done.has(id))).toEqual([]);
          expect(play.firstTold).toEqual(play.ids.filter((id) => play.firstTold.includes(id)));
          expect(hasMore(play.state, play.now + REDELIVERY)).toBe(false);
        },
      ),
      RUNS,
    );
  });
});
