import type { StatusName } from "../csp/index.js";

/**
 * ExtendConversation (CSP 1.3 section 9.1.11) as a pure state machine. One instance is one ExtendConversation-Request:
 * the initiator (C2) asks to go on with the peer (C1) and others (C3) in a group. Effects are data; `extension/` carries
 * them out, after the new state is on disk.
 */
export interface Extension {
  /** ExtendConversationID, unique in the initiator's session. */
  readonly id: string;
  /** SessionID of the initiator. */
  readonly session: string;
  /** Bare JIDs. */
  readonly initiator: string;
  readonly peer: string;
  /** Who is to be invited once the peer is inside, in the order of the request. */
  readonly invitees: readonly string[];
  /** The thread of the one-to-one chat. */
  readonly thread: string;
  /** InviteNote: what the initiator says to those who are invited. */
  readonly note: string | undefined;
  /** The room, from the beginning: its name is chosen before it is made. */
  readonly room: string;
  readonly phase: Phase;
  /** While `closing`: what the initiator is still to be told; undefined where it has been told, or is gone. */
  readonly failure: StatusName | undefined;
}

/**
 * - creating: the room is being made and the peer invited; the request is not answered yet.
 * - waiting: the request is answered, and the time of the peer runs.
 * - joined: the peer is inside, and so is the initiator from here on, which is being told.
 * - active: the initiator has been told; the invitees that are left are being invited.
 * - closing: it has failed, and is being cleared away.
 * - over: nothing is left to do.
 */
export type Phase = "creating" | "waiting" | "joined" | "active" | "closing" | "over";

export type ExtensionEvent =
  /** The room stands, the initiator is inside, the invitation to the peer is on its way. */
  | { readonly type: "prepared" }
  /** It could not be brought that far. */
  | { readonly type: "preparation-failed"; readonly reason: StatusName }
  | { readonly type: "peer-joined" }
  /** The peer said no, or the invitation came back. */
  | { readonly type: "peer-refused" }
  | { readonly type: "invitation-bounced"; readonly reason: StatusName }
  | { readonly type: "time-is-up" }
  /** The initiator has the ExtendConversation-Response; one that tells of a failure counts as told once it is on disk. */
  | { readonly type: "told" }
  /** What `clear-away` asked for is done. */
  | { readonly type: "cleared" }
  /** The invitation of a C3 is on its way, or cannot be sent for good. */
  | { readonly type: "invited"; readonly user: string }
  | { readonly type: "invitee-refused"; readonly user: string }
  /** The preparation took longer than the phone waits for its answer, which told it so. */
  | { readonly type: "given-up" }
  /** The initiator's session ended, or it left the group. */
  | { readonly type: "initiator-gone" }
  | { readonly type: "room-gone" }
  /** Hamlet has started anew, or the stream came back, and found the room as it should be. */
  | { readonly type: "resumed"; readonly isPeerInside: boolean };

export type ExtensionEffect =
  /** Make the room, let the initiator in silently, invite the peer; ends in one of the first two events. */
  | { readonly type: "prepare" }
  /** The Status that answers the request. */
  | { readonly type: "answer"; readonly reason: StatusName }
  /** ExtendConversation-Response; ends in `told`. */
  | { readonly type: "respond"; readonly reason: StatusName }
  | { readonly type: "start-timer" }
  | { readonly type: "stop-timer" }
  /** The initiator counts as joined from here on. */
  | { readonly type: "admit-initiator" }
  /** It hears what happens in the group. */
  | { readonly type: "open-to-initiator" }
  | { readonly type: "invite"; readonly user: string }
  /** Takes an invitation back: cancelled on phones, membership gone. */
  | { readonly type: "withdraw"; readonly user: string }
  /** Takes the peer's invitation back and destroys the room, with the initiator's occupant in it; ends in `cleared`. */
  | { readonly type: "clear-away" };

/** What follows from an event. */
export type Step = readonly [next: Extension, effects: readonly ExtensionEffect[]];

export type NewExtension = Omit<Extension, "phase" | "failure">;

/** EC-17, EC-19: the request is valid. */
export function begin(request: NewExtension): Step {
  return [{ ...request, phase: "creating", failure: undefined }, [{ type: "prepare" }]];
}

const stay = (extension: Extension): Step => [extension, []];

/** EC-18, EC-40: nothing stays behind, and nobody else is invited (EC-28). */
function close(extension: Extension, ...last: readonly ExtensionEffect[]): Step {
  return [{ ...extension, phase: "closing" }, [{ type: "stop-timer" }, { type: "clear-away" }, ...last]];
}

/** EC-27: the request was answered, so that its failure is told with an ExtendConversation-Response. */
function fail(extension: Extension, reason: StatusName): Step {
  return close({ ...extension, failure: reason }, { type: "respond", reason });
}

/**
 * EC-23, EC-24: the initiator is told before anything else, and what happens in the group comes right behind that. It is
 * admitted before, since a phone that is quick uses the group at once.
 */
const LET_IN: readonly ExtensionEffect[] = [
  { type: "admit-initiator" },
  { type: "respond", reason: "ok" },
  { type: "open-to-initiator" },
];

function join(extension: Extension): Step {
  return [{ ...extension, phase: "joined" }, [{ type: "stop-timer" }, ...LET_IN]];
}

/** EC-30: only now do the others hear of the group. */
function activate(extension: Extension): Step {
  return [{ ...extension, phase: "active" }, inviteAll(extension)];
}

/** EC-40: who is inside goes on; the room dies with the last of them (EC-13). */
function over(extension: Extension): Step {
  return [{ ...extension, phase: "over" }, []];
}

function inviteAll({ invitees }: Extension): readonly ExtensionEffect[] {
  return invitees.map((user) => ({ type: "invite", user }));
}

function without({ invitees, ...rest }: Extension, user: string): Extension {
  return { ...rest, invitees: invitees.filter((other) => other !== user) };
}

function whileCreating(extension: Extension, event: ExtensionEvent): Step {
  switch (event.type) {
    case "prepared":
      return [
        { ...extension, phase: "waiting" },
        [{ type: "start-timer" }, { type: "answer", reason: "ok" }],
      ];
    case "peer-joined": {
      // The answer to the request goes first, however quick the peer is.
      const [next, effects] = join(extension);
      return [next, [{ type: "answer", reason: "ok" }, ...effects]];
    }
    case "preparation-failed":
    case "invitation-bounced":
      return close(extension, { type: "answer", reason: event.reason });
    case "peer-refused":
      return close(extension, { type: "answer", reason: "cannot-deliver" });
    case "room-gone":
      return close(extension, { type: "answer", reason: "service-unavailable" });
    case "initiator-gone":
      return close(extension, { type: "answer", reason: "invalid-session" });
    case "given-up":
      return close(extension, { type: "answer", reason: "request-timeout" });
    case "resumed":
      // The answer was lost with the connection: the phone knows of nothing, and may ask again.
      return close(extension);
    default:
      return stay(extension);
  }
}

function whileWaiting(extension: Extension, event: ExtensionEvent): Step {
  switch (event.type) {
    case "peer-joined":
      return join(extension);
    case "peer-refused":
    case "invitation-bounced":
    case "time-is-up":
      // Why an invitation came back is told in a Status alone.
      return fail(extension, "cannot-deliver");
    case "room-gone":
      return fail(extension, "service-unavailable");
    case "given-up":
    case "initiator-gone":
      return close(extension);
    case "resumed":
      return event.isPeerInside ? join(extension) : [extension, [{ type: "start-timer" }]];
    default:
      return stay(extension);
  }
}

function whileJoined(extension: Extension, event: ExtensionEvent): Step {
  switch (event.type) {
    case "told":
      return activate(extension);
    case "resumed":
      return [extension, LET_IN];
    case "initiator-gone":
    case "room-gone":
      return over(extension);
    default:
      return stay(extension);
  }
}

function whileActive(extension: Extension, event: ExtensionEvent): Step {
  switch (event.type) {
    case "invited":
      return stay(without(extension, event.user));
    case "invitee-refused":
      return [without(extension, event.user), [{ type: "withdraw", user: event.user }]];
    case "resumed":
      return [extension, [{ type: "open-to-initiator" }, ...inviteAll(extension)]];
    case "initiator-gone":
    case "room-gone":
      return over(extension);
    default:
      return stay(extension);
  }
}

function whileClosing(extension: Extension, event: ExtensionEvent): Step {
  const { failure } = extension;
  switch (event.type) {
    case "told":
    case "initiator-gone":
      return stay({ ...extension, failure: undefined });
    case "cleared":
      return stay({ ...extension, phase: "over" });
    case "prepared":
      // The preparation was under way when it was given up.
      return [extension, [{ type: "clear-away" }]];
    case "resumed":
      return close(
        extension,
        ...(failure === undefined ? [] : [{ type: "respond" as const, reason: failure }]),
      );
    default:
      return stay(extension);
  }
}

const PHASES: Readonly<Record<Phase, (extension: Extension, event: ExtensionEvent) => Step>> = {
  creating: whileCreating,
  waiting: whileWaiting,
  joined: whileJoined,
  active: whileActive,
  closing: whileClosing,
  over: stay,
};

/** What an event leads to; an event that has no meaning in a state changes nothing. */
export function step(extension: Extension, event: ExtensionEvent): Step {
  return PHASES[extension.phase](extension, event);
}
