/**
 * What one phone has been told and what it is still to be told, as a state machine without clock: state and event in,
 * new state and effects out. It knows notices by their ids alone.
 */

/** A server transaction that the phone has not answered. */
export interface OpenTransaction {
  readonly id: string;
  readonly transaction: string;
  /** When it is told again, in milliseconds since the epoch. */
  readonly due: number;
  readonly deliveries: number;
  /** Settled by another phone or taken back meanwhile: the answer may still come, and must not hit another one. */
  readonly isOver: boolean;
}

export interface QueueState {
  readonly limit: number;
  /** Counts the TransactionIDs. */
  readonly next: number;
  readonly waiting: readonly string[];
  readonly open: readonly OpenTransaction[];
  /** Told several times and never answered: left alone in this session, though an answer is still welcome. */
  readonly parked: readonly { readonly id: string; readonly transaction: string }[];
  /** TransactionIDs answered lately, whose answers may come again. */
  readonly closed: readonly string[];
}

export type QueueEvent =
  | { readonly type: "queued"; readonly id: string; readonly now: number }
  /** The phone can take one. `isShort`: TransactionIDs of at most three digits (plain text). */
  | { readonly type: "asked"; readonly now: number; readonly isShort: boolean }
  /** `orOldest`: an answer that fits none is one to the oldest (Colibria answers with TransactionIDs of its own). */
  | {
      readonly type: "answered";
      readonly transaction?: string;
      readonly id?: string;
      readonly orOldest: boolean;
    }
  /** The connection went before it was written. */
  | { readonly type: "undelivered"; readonly transaction: string; readonly now: number }
  /** The phone has started anew, and may know nothing of what it was told. */
  | { readonly type: "restarted"; readonly now: number }
  /** Settled elsewhere, or taken back. */
  | { readonly type: "over"; readonly id: string }
  /** It was never sent, since there was nothing to tell. */
  | { readonly type: "skipped"; readonly transaction: string }
  /** It cannot be written for this phone. */
  | { readonly type: "unwritable"; readonly transaction: string }
  | { readonly type: "limited"; readonly limit: number }
  | { readonly type: "checked"; readonly now: number };

export type QueueEffect =
  | { readonly type: "send"; readonly id: string; readonly transaction: string }
  | { readonly type: "taken"; readonly id: string }
  /** Never answered. */
  | { readonly type: "parked"; readonly id: string }
  | { readonly type: "unwritable"; readonly id: string }
  | { readonly type: "wake" }
  /** Check again then; only the earliest counts. */
  | { readonly type: "check"; readonly at: number };

export type QueueStep = readonly [state: QueueState, effects: readonly QueueEffect[]];

/** Milliseconds after which an unanswered transaction is told again, with the same TransactionID. */
export const REDELIVERY = 60_000;
const DELIVERIES = 3;
const CLOSED = 32;
const FIRST_LONG = 1000;
const LAST_SHORT = 999;

/** @param next one more than the last TransactionID used, in a session that outlived a restart */
export function emptyQueue(limit: number, next = 1): QueueState {
  return { limit, next, waiting: [], open: [], parked: [], closed: [] };
}

function isDue(open: OpenTransaction, now: number): boolean {
  return !open.isOver && open.due <= now;
}

function transactionId(
  state: QueueState,
  isShort: boolean,
): { readonly transaction: string; readonly next: number } {
  if (!isShort) return { transaction: String(FIRST_LONG + state.next), next: state.next + 1 };
  const inUse = new Set([...state.open, ...state.parked].map(({ transaction }) => transaction));
  let { next } = state;
  let transaction: string;
  do {
    transaction = String(((next - 1) % LAST_SHORT) + 1);
    next++;
  } while (inUse.has(transaction) || state.closed.includes(transaction));
  return { transaction, next };
}

function closedWith(
  state: QueueState,
  transactions: readonly { readonly transaction: string }[],
): readonly string[] {
  return [...state.closed, ...transactions.map(({ transaction }) => transaction)].slice(-CLOSED);
}

/** Sets aside what was told often enough, and gives up waiting for answers to what is over. */
function tidy(state: QueueState, now: number): QueueStep {
  const given = state.open.filter((open) => isDue(open, now) && open.deliveries >= DELIVERIES);
  const forgotten = state.open.filter((open) => open.isOver && open.due <= now);
  const open = state.open.filter((each) => !given.includes(each) && !forgotten.includes(each));
  const parked = [...state.parked, ...given.map(({ id, transaction }) => ({ id, transaction }))];
  const closed = closedWith(state, forgotten);
  return [{ ...state, open, parked, closed }, given.map(({ id }) => ({ type: "parked", id }))];
}

/** Whether the phone would get something if it asked now: only then may the Poll flag say so, or it polls for ever. */
export function hasMore(before: QueueState, now: number): boolean {
  const [{ waiting, open, limit }] = tidy(before, now);
  return open.some((each) => isDue(each, now)) || (waiting.length > 0 && open.length < limit);
}

function ask(before: QueueState, now: number, isShort: boolean): QueueStep {
  const [state, effects] = tidy(before, now);
  const overdue = state.open.find((open) => isDue(open, now));
  const check = { type: "check", at: now + REDELIVERY } as const;
  if (overdue !== undefined) {
    const again = { ...overdue, due: now + REDELIVERY, deliveries: overdue.deliveries + 1 };
    const open = state.open.map((each) => (each === overdue ? again : each));
    const { id, transaction } = overdue;
    return [{ ...state, open }, [...effects, { type: "send", id, transaction }, check]];
  }
  const [id, ...waiting] = state.waiting;
  if (id === undefined || state.open.length >= state.limit) return [state, effects];
  const { transaction, next } = transactionId(state, isShort);
  const opened = { id, transaction, due: now + REDELIVERY, deliveries: 1, isOver: false };
  return [
    { ...state, waiting, next, open: [...state.open, opened] },
    [...effects, { type: "send", id, transaction }, check],
  ];
}

function close(state: QueueState, transaction: string): QueueState {
  return {
    ...state,
    open: state.open.filter((open) => open.transaction !== transaction),
    parked: state.parked.filter((parked) => parked.transaction !== transaction),
    closed: closedWith(state, [{ transaction }]),
  };
}

function answer(state: QueueState, event: Extract<QueueEvent, { type: "answered" }>): QueueStep {
  const { transaction, id, orOldest } = event;
  const told = [...state.open, ...state.parked];
  const named =
    (id !== undefined ? told.find((each) => each.id === id) : undefined) ??
    told.find((each) => each.transaction === transaction);
  const isRepeated = transaction !== undefined && state.closed.includes(transaction);
  const match = named ?? (orOldest && !isRepeated ? state.open[0] : undefined);
  if (match === undefined) return [state, []];
  const isOver = "isOver" in match && match.isOver;
  return [close(state, match.transaction), isOver ? [] : [{ type: "taken", id: match.id }]];
}

function without(state: QueueState, id: string): QueueState {
  return {
    ...state,
    waiting: state.waiting.filter((each) => each !== id),
    open: state.open.map((open) => (open.id === id ? { ...open, isOver: true } : open)),
    parked: state.parked.filter((parked) => parked.id !== id),
    closed: closedWith(
      state,
      state.parked.filter((parked) => parked.id === id),
    ),
  };
}

/** What was under way is told again with its TransactionIDs, what was set aside gets new ones. */
function restart(state: QueueState, now: number): QueueStep {
  const { parked } = state;
  const open = state.open.map((each) => ({ ...each, due: now, deliveries: 0 }));
  const waiting = [...parked.map(({ id }) => id), ...state.waiting];
  return check({ ...state, open, waiting, parked: [], closed: closedWith(state, parked) }, now);
}

function check(before: QueueState, now: number): QueueStep {
  const [state, effects] = tidy(before, now);
  if (hasMore(state, now)) {
    return [state, [...effects, { type: "wake" }, { type: "check", at: now + REDELIVERY }]];
  }
  const [at] = state.open.map(({ due }) => due).sort((a, b) => a - b);
  return [state, at === undefined ? effects : [...effects, { type: "check", at }]];
}

function queue(state: QueueState, id: string, now: number): QueueStep {
  const isKnown =
    state.waiting.includes(id) || [...state.open, ...state.parked].some((each) => each.id === id);
  if (isKnown) return [state, []];
  const queued = { ...state, waiting: [...state.waiting, id] };
  // The first one wakes the phone; what comes behind it is told by the Poll flag.
  return state.waiting.length === 0 ? check(queued, now) : [queued, []];
}

/** One step of the machine. */
export function step(state: QueueState, event: QueueEvent): QueueStep {
  switch (event.type) {
    case "queued":
      return queue(state, event.id, event.now);
    case "asked":
      return ask(state, event.now, event.isShort);
    case "answered":
      return answer(state, event);
    case "undelivered": {
      const { transaction, now } = event;
      const isIt = (open: OpenTransaction) => open.transaction === transaction;
      return check(
        { ...state, open: state.open.map((each) => (isIt(each) ? { ...each, due: now } : each)) },
        now,
      );
    }
    case "restarted":
      return restart(state, event.now);
    case "over":
      return [without(state, event.id), []];
    case "skipped":
      return [close(state, event.transaction), []];
    case "unwritable": {
      const gone = state.open.find(({ transaction }) => transaction === event.transaction);
      return [
        close(state, event.transaction),
        gone === undefined ? [] : [{ type: "unwritable", id: gone.id }],
      ];
    }
    case "limited":
      return [{ ...state, limit: event.limit }, []];
    case "checked":
      return check(state, event.now);
  }
}
