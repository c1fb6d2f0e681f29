import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  begin,
  type Extension,
  type ExtensionEffect,
  type ExtensionEvent,
  type Phase,
  step,
} from "../../src/bridge/extend-conversation.js";

const REQUEST = {
  id: "x1",
  session: "s1",
  initiator: "alice@imps.example",
  peer: "bob@example.net",
  invitees: ["carol@example.net", "dave@imps.example"],
  thread: "t1",
  note: undefined,
  room: "r1@rooms.example",
};

const EVENTS = {
  prepared: { type: "prepared" },
  "preparation-failed": { type: "preparation-failed", reason: "group-limit-of-server" },
  "peer-joined": { type: "peer-joined" },
  "peer-refused": { type: "peer-refused" },
  "invitation-bounced": { type: "invitation-bounced", reason: "domain-not-supported" },
  "time-is-up": { type: "time-is-up" },
  told: { type: "told" },
  cleared: { type: "cleared" },
  "given up": { type: "given-up" },
  "initiator-gone": { type: "initiator-gone" },
  "room-gone": { type: "room-gone" },
  resumed: { type: "resumed", isPeerInside: false },
  "resumed, peer inside": { type: "resumed", isPeerInside: true },
  "carol invited": { type: "invited", user: "carol@example.net" },
  "dave refused": { type: "invitee-refused", user: "dave@imps.example" },
} as const satisfies Record<string, ExtensionEvent>;

type EventName = keyof typeof EVENTS;

function play(...names: readonly EventName[]): readonly [Extension, readonly ExtensionEffect[]] {
  let [extension, effects] = begin(REQUEST);
  for (const name of names) [extension, effects] = step(extension, EVENTS[name]);
  return [extension, effects];
}

const wordsOf = (effects: readonly ExtensionEffect[]) =>
  effects.map((effect) =>
    "reason" in effect
      ? `${effect.type} ${effect.reason}`
      : "user" in effect
        ? `${effect.type} ${effect.user.split("@")[0]}`
        : effect.type,
  );

const GIVE_UP = ["stop-timer", "clear-away"];
const LET_IN = ["admit-initiator", "respond ok", "open-to-initiator"];
const TELL = ["stop-timer", ...LET_IN];
const INVITE = ["invite carol", "invite dave"];

const TABLE: readonly (readonly [readonly EventName[], Phase, readonly string[]])[] = [
  [[], "creating", ["prepare"]],
  [["prepared"], "waiting", ["start-timer", "answer ok"]],
  [["prepared", "peer-joined"], "joined", TELL],
  [["prepared", "peer-joined", "told"], "active", INVITE],
  [["prepared", "peer-joined", "told", "carol invited"], "active", []],
  [["prepared", "peer-joined", "told", "dave refused"], "active", ["withdraw dave"]],
  [["prepared", "peer-joined", "told", "initiator-gone"], "over", []],
  [["prepared", "peer-joined", "told", "room-gone"], "over", []],
  [["prepared", "peer-joined", "resumed"], "joined", LET_IN],
  [["prepared", "peer-joined", "initiator-gone"], "over", []],
  [["prepared", "peer-joined", "room-gone"], "over", []],
  [["prepared", "peer-joined", "given up"], "joined", []],
  [
    ["prepared", "peer-joined", "told", "carol invited", "resumed"],
    "active",
    ["open-to-initiator", "invite dave"],
  ],
  [["peer-joined"], "joined", ["answer ok", ...TELL]],
  [["preparation-failed"], "closing", [...GIVE_UP, "answer group-limit-of-server"]],
  [["invitation-bounced"], "closing", [...GIVE_UP, "answer domain-not-supported"]],
  [["initiator-gone"], "closing", [...GIVE_UP, "answer invalid-session"]],
  [["given up"], "closing", [...GIVE_UP, "answer request-timeout"]],
  [["resumed"], "closing", GIVE_UP],
  [["preparation-failed", "cleared"], "over", []],
  [["prepared", "time-is-up"], "closing", [...GIVE_UP, "respond cannot-deliver"]],
  [["prepared", "peer-refused"], "closing", [...GIVE_UP, "respond cannot-deliver"]],
  [["prepared", "invitation-bounced"], "closing", [...GIVE_UP, "respond cannot-deliver"]],
  [["prepared", "room-gone"], "closing", [...GIVE_UP, "respond service-unavailable"]],
  [["prepared", "initiator-gone"], "closing", GIVE_UP],
  [["prepared", "given up"], "closing", GIVE_UP],
  [["prepared", "resumed"], "waiting", ["start-timer"]],
  [["prepared", "resumed, peer inside"], "joined", TELL],
  [["prepared", "time-is-up", "peer-joined"], "closing", []],
  [["prepared", "time-is-up", "resumed"], "closing", [...GIVE_UP, "respond cannot-deliver"]],
  [["prepared", "time-is-up", "told", "resumed"], "closing", GIVE_UP],
  [["initiator-gone", "prepared"], "closing", ["clear-away"]],
];

describe("extending a conversation, step by step", () => {
  test.each(TABLE)("after %j it is %s and asks for %j", (names, phase, words) => {
    const [extension, effects] = play(...names);
    expect(extension.phase).toBe(phase);
    expect(wordsOf(effects)).toEqual(words);
  });
});

const anyEvent: fc.Arbitrary<ExtensionEvent> = fc.oneof(
  fc.constantFrom(...Object.values(EVENTS)),
  fc.record({
    type: fc.constantFrom("invited" as const, "invitee-refused" as const),
    user: fc.constantFrom(...REQUEST.invitees, "mallory@example.net"),
  }),
);

/** All that happened, as the phases before and after each event, and the effects in order. */
function history(events: readonly ExtensionEvent[]) {
  let [extension, effects] = begin(REQUEST);
  const all: ExtensionEffect[] = [...effects];
  const phases: Phase[] = [extension.phase];
  for (const event of events) {
    [extension, effects] = step(extension, event);
    all.push(...effects);
    phases.push(extension.phase);
  }
  return { extension, all, phases, words: wordsOf(all) };
}

const isRestart = (event: ExtensionEvent) => event.type === "resumed";
const sequences = fc.array(anyEvent, { maxLength: 25 });
const withoutRestart = sequences.map((events) => events.filter((event) => !isRestart(event)));

describe("extending a conversation, whatever happens", () => {
  test("the request gets one answer, before any ExtendConversation-Response", () => {
    fc.assert(
      fc.property(withoutRestart, (events) => {
        const { words, extension } = history(events);
        const answers = words.filter((word) => word.startsWith("answer"));
        expect(answers).toHaveLength(extension.phase === "creating" ? 0 : 1);
        const responded = words.findIndex((word) => word.startsWith("respond"));
        if (responded >= 0) expect(words.slice(0, responded)).toContain("answer ok");
      }),
    );
  });

  test("there is at most one ExtendConversation-Response, and none after a refused request", () => {
    fc.assert(
      fc.property(withoutRestart, (events) => {
        const { words } = history(events);
        const responses = words.filter((word) => word.startsWith("respond"));
        expect(responses.length).toBeLessThanOrEqual(1);
        if (responses.length === 1) expect(words).toContain("answer ok");
      }),
    );
  });

  test("nobody of the list is invited unless the initiator was told of success (EC-28, EC-30)", () => {
    fc.assert(
      fc.property(sequences, (events) => {
        const { words } = history(events);
        const invited = words.findIndex((word) => word.startsWith("invite "));
        if (invited >= 0) expect(words.slice(0, invited)).toContain("respond ok");
      }),
    );
  });

  test("without a restart nobody is invited twice", () => {
    fc.assert(
      fc.property(withoutRestart, (events) => {
        const invitations = history(events).words.filter((word) => word.startsWith("invite "));
        expect(new Set(invitations).size).toBe(invitations.length);
      }),
    );
  });

  test("a failure is told only after the room is cleared away, and the timer never outlives the waiting", () => {
    fc.assert(
      fc.property(sequences, (events) => {
        const { words, extension } = history(events);
        const failed = words.findIndex((word) => word.startsWith("respond ") && word !== "respond ok");
        if (failed >= 0) expect(words.slice(0, failed)).toContain("clear-away");
        const timers = words.filter((word) => word.endsWith("-timer"));
        if (extension.phase !== "waiting" && timers.includes("start-timer")) {
          expect(timers.at(-1)).toBe("stop-timer");
        }
      }),
    );
  });

  test("what is over stays over", () => {
    fc.assert(
      fc.property(sequences, (events) => {
        const { phases } = history(events);
        const over = phases.indexOf("over");
        if (over >= 0) expect(new Set(phases.slice(over))).toEqual(new Set(["over"]));
      }),
    );
  });
});
