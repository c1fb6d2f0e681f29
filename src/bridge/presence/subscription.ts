import type { SubscriptionRow } from "../../storage/index.js";

/**
 * Presence subscriptions between one of our users and a contact, as RFC 6121 appendix A states them: Hamlet is the
 * server of its users, so it keeps the states. Pure; `roster.ts` carries it out.
 */

/** The states of appendix A.1: `+out`, `+in` for a request of ours, or of the contact's, that is still open. */
export const STATES = [
  "none",
  "none+out",
  "none+in",
  "none+out+in",
  "to",
  "to+in",
  "from",
  "from+out",
  "both",
] as const;
export type SubscriptionState = (typeof STATES)[number];

export const TYPES = ["subscribe", "unsubscribe", "subscribed", "unsubscribed"] as const;
export type SubscriptionType = (typeof TYPES)[number];

/** `out`: of our user's to the contact (A.2); `in`: of the contact's (A.3). */
export type SubscriptionDirection = "out" | "in";

/**
 * The new state where a stanza is routed (out) or delivered (in), also if that is the old one. A state that is not
 * listed stays, and the stanza is passed over.
 */
const TABLE: Readonly<
  Record<
    SubscriptionDirection,
    Readonly<Record<SubscriptionType, Readonly<Partial<Record<SubscriptionState, SubscriptionState>>>>>
  >
> = {
  out: {
    subscribe: {
      none: "none+out",
      "none+out": "none+out",
      "none+in": "none+out+in",
      "none+out+in": "none+out+in",
      to: "to",
      "to+in": "to+in",
      from: "from+out",
      "from+out": "from+out",
      both: "both",
    },
    unsubscribe: {
      none: "none",
      "none+out": "none",
      "none+in": "none+in",
      "none+out+in": "none+in",
      to: "none",
      "to+in": "none+in",
      from: "from",
      "from+out": "from",
      both: "from",
    },
    subscribed: { "none+in": "from", "none+out+in": "from+out", "to+in": "both" },
    unsubscribed: {
      "none+in": "none",
      "none+out+in": "none+out",
      "to+in": "to",
      from: "none",
      "from+out": "none+out",
      both: "to",
    },
  },
  in: {
    subscribe: { none: "none+in", "none+out": "none+out+in", to: "to+in" },
    unsubscribe: {
      "none+in": "none",
      "none+out+in": "none+out",
      "to+in": "to",
      from: "none",
      "from+out": "none+out",
      both: "to",
    },
    subscribed: { "none+out": "to", "none+out+in": "to+in", "from+out": "both" },
    unsubscribed: {
      "none+out": "none",
      "none+out+in": "none+in",
      to: "none",
      "to+in": "none+in",
      "from+out": "from",
      both: "from",
    },
  },
};

/** Where a request of the contact's is answered at once: he has what he asks for (A.3.1, note 2). */
const ANSWERED_AT_ONCE: ReadonlySet<SubscriptionState> = new Set(["from", "from+out", "both"]);

export interface SubscriptionStep {
  readonly state: SubscriptionState;
  /** Whether the stanza goes on: to the contact, or to the user. */
  readonly passes: boolean;
  /** What is answered on the user's behalf. */
  readonly reply: "subscribed" | undefined;
}

/** What a subscription stanza does. */
export function step(
  state: SubscriptionState,
  direction: SubscriptionDirection,
  type: SubscriptionType,
): SubscriptionStep {
  const next = TABLE[direction][type][state];
  const isAnswered = direction === "in" && type === "subscribe" && ANSWERED_AT_ONCE.has(state);
  return { state: next ?? state, passes: next !== undefined, reply: isAnswered ? "subscribed" : undefined };
}

type Parts = Pick<SubscriptionRow, "state" | "pendingOut" | "pendingIn">;

/** The state that a row of the store stands for. */
export function stateOf({ state, pendingOut, pendingIn }: Parts): SubscriptionState {
  return `${state}${pendingOut ? "+out" : ""}${pendingIn ? "+in" : ""}` as SubscriptionState;
}

/** The parts of a state, as the store has them. */
export function partsOf(state: SubscriptionState): Parts {
  const [bare = "none", ...pending] = state.split("+");
  return {
    state: bare as SubscriptionRow["state"],
    pendingOut: pending.includes("out"),
    pendingIn: pending.includes("in"),
  };
}

/** Whether the user sees the contact's presence. */
export function seesContact({ state }: Pick<SubscriptionRow, "state">): boolean {
  return state === "to" || state === "both";
}

/** Whether the contact sees the user's presence. */
export function isSeenBy({ state }: Pick<SubscriptionRow, "state">): boolean {
  return state === "from" || state === "both";
}
