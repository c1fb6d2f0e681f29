import {
  partsOf,
  STATES,
  type SubscriptionDirection,
  type SubscriptionState,
  type SubscriptionType,
  stateOf,
  step,
} from "../../src/bridge/presence/subscription.js";

/**
 * RFC 6121 appendix A.2 and A.3, table by table: one row for each state, with what becomes of it; `-` where the stanza
 * is neither routed nor delivered and the state stays.
 */
const TABLES: readonly [string, SubscriptionDirection, SubscriptionType, string][] = [
  ["A.2.1", "out", "subscribe", "none+out none+out none+out+in none+out+in to to+in from+out from+out both"],
  ["A.2.2", "out", "unsubscribe", "none none none+in none+in none none+in from from from"],
  ["A.2.3", "out", "subscribed", "- - from from+out - both - - -"],
  ["A.2.4", "out", "unsubscribed", "- - none none+out - to none none+out to"],
  ["A.3.1", "in", "subscribe", "none+in none+out+in - - to+in - - - -"],
  ["A.3.2", "in", "unsubscribe", "- - none none+out - to none none+out to"],
  ["A.3.3", "in", "subscribed", "- to - to+in - - - both -"],
  ["A.3.4", "in", "unsubscribed", "- none - none+in none none+in - from from"],
];

const rows = TABLES.flatMap(([table, direction, type, states]) =>
  states
    .split(" ")
    .map((next, index) => [table, direction, type, STATES[index] as SubscriptionState, next] as const),
);

test("the tables are complete", () => {
  expect(rows).toHaveLength(8 * STATES.length);
});

test.each(rows)("table %s: %s %s in state %s becomes %s", (_table, direction, type, state, next) => {
  const taken = step(state, direction, type);
  expect(taken.state).toBe(next === "-" ? state : next);
  expect(taken.passes).toBe(next !== "-");
});

test.each(STATES)(
  "a request of the contact's in state %s is answered at once only where he sees the user",
  (state) => {
    const seesUser = state.startsWith("from") || state === "both";
    expect(step(state, "in", "subscribe").reply).toBe(seesUser ? "subscribed" : undefined);
    expect(step(state, "in", "unsubscribe").reply).toBeUndefined();
  },
);

test.each(STATES)("state %s survives the store", (state) => {
  expect(stateOf(partsOf(state))).toBe(state);
});
