import { codeOf, type StatusName } from "../../csp/index.js";
import { Refusal, type RequestOf, type Session } from "../../handsets/index.js";
import { StanzaError } from "../../xmpp/index.js";
import { domainOf, jidOf, readUser } from "../addresses.js";
import type { BridgeContext } from "../context.js";
import { atMost } from "../patience.js";
import { noteFrom } from "../welcome-note.js";

/** Milliseconds that a foreign domain has to show that it can be reached. */
const PATIENCE = 3000;
/** Each of them costs a question to a server. */
const MOST_INVITEES = 100;

type ExtendRequest = RequestOf<"ExtendConversation-Request">;

/** An invitee who cannot be invited, as the answer names him (EC-37). */
export interface Rejected {
  readonly Code: number;
  readonly UserID: readonly [string];
}

/** A valid ExtendConversation-Request. Users are bare JIDs. */
export interface ExtensionRequest {
  readonly id: string;
  readonly peer: string;
  readonly invitees: readonly string[];
  readonly rejected: readonly Rejected[];
  readonly wantsNotices: boolean;
  readonly welcomeNote: string | undefined;
  readonly note: string | undefined;
}

/** What reading a request needs to know. */
export interface RequestNeeds {
  readonly context: BridgeContext;
  /** Whether `user` has blocked `peer`. */
  isBlocked(user: string, peer: string): Promise<boolean>;
  /** Whether a peer of another domain is known to be away, to `user`. */
  isAway(user: string, peer: string): Promise<boolean>;
}

interface Invitee {
  readonly spelled: string;
  readonly jid: string | undefined;
  readonly problem: StatusName | undefined;
}

function peerOf({ ExtendConversationUser = [] }: ExtendRequest): string {
  const [named] = ExtendConversationUser;
  const peer = named?.User?.UserID ?? named?.UserID;
  if (peer === undefined) throw new Refusal("bad-parameter", "ExtendConversationUser is missing");
  return peer;
}

/** Whether a user of the home domain, or the domain of another, is there; the reason why not. */
async function problemOf(
  session: Session,
  user: string,
  { context }: RequestNeeds,
): Promise<StatusName | undefined> {
  const { space, storage } = context;
  if (domainOf(user) === space.home)
    return (await storage.accounts.exists(user)) ? undefined : "unknown-user";
  return problemOfDomain(session, domainOf(user), context);
}

/** What a server says of domains that it does not reach: unknown ones, and those it may not talk to (Prosody). */
const UNREACHABLE: Readonly<Record<string, StatusName>> = {
  "remote-server-not-found": "domain-not-supported",
  "not-allowed": "no-provider-agreement",
};

/** A domain that is slow to answer, or answers otherwise, gets the benefit of the doubt. */
function problemOfDomain(
  session: Session,
  domain: string,
  { xmpp, runtime }: BridgeContext,
): Promise<StatusName | undefined> {
  const asked = xmpp.queries.features(jidOf(session), domain).then(
    () => undefined,
    (error: unknown) => (error instanceof StanzaError ? UNREACHABLE[error.condition] : undefined),
  );
  return atMost(runtime.timers, PATIENCE, asked);
}

/** EC-44, EC-45: a peer that is away, or one of ours that does not want the initiator, cannot be reached. */
async function checkPeer(session: Session, peer: string, needs: RequestNeeds): Promise<void> {
  const problem = await problemOf(session, peer, needs);
  if (problem !== undefined) throw new Refusal(problem);
  const { handsets, space } = needs.context;
  const isOurs = domainOf(peer) === space.home;
  const isAway = isOurs ? handsets.sessionsOf(peer).length === 0 : await needs.isAway(session.user.jid, peer);
  if (isAway) throw new Refusal("cannot-deliver");
  if (isOurs && (await needs.isBlocked(peer, session.user.jid))) throw new Refusal("cannot-deliver");
}

async function readInvitee(session: Session, spelled: string, needs: RequestNeeds): Promise<Invitee> {
  try {
    const { jid } = readUser(spelled, needs.context.space);
    return { spelled, jid, problem: await problemOf(session, jid, needs) };
  } catch (error) {
    if (error instanceof Refusal) return { spelled, jid: undefined, problem: "unknown-user" };
    throw error;
  }
}

/** EC-36: each once, and neither the initiator nor the peer. */
function withoutRepeats(invitees: readonly Invitee[], ...others: readonly string[]): readonly Invitee[] {
  const seen = new Set(others);
  return invitees.filter(({ jid }) => {
    if (jid === undefined) return true;
    if (seen.has(jid)) return false;
    seen.add(jid);
    return true;
  });
}

/** EC-37: some bad ones are told apart; if all are bad, the request is. */
function rejectedOf(invitees: readonly Invitee[]): readonly Rejected[] {
  const bad = invitees.flatMap(({ spelled, problem }) =>
    problem === undefined ? [] : [{ spelled, problem }],
  );
  if (bad.length === invitees.length) {
    const [first] = bad;
    const isCommon = bad.every(({ problem }) => problem === first?.problem);
    throw new Refusal(isCommon && first !== undefined ? first.problem : "unknown-user");
  }
  return bad.map(({ spelled, problem }) => ({ Code: codeOf(problem), UserID: [spelled] }));
}

/**
 * Checks a request by itself (EC-4 to EC-8, EC-36, EC-37, EC-44, EC-45).
 * @throws Refusal
 */
export async function readRequest(
  session: Session,
  request: ExtendRequest,
  needs: RequestNeeds,
): Promise<ExtensionRequest> {
  const { space, settings } = needs.context;
  const id = request.ExtendConversationID;
  if (id === "") throw new Refusal("bad-parameter", "ExtendConversationID is empty");
  const peer = readUser(peerOf(request), space).jid;
  if (peer === session.user.jid) throw new Refusal("bad-parameter", "ExtendConversationUser is the sender");
  const { UserID = [], User = [] } = request.UserIDList ?? {};
  const named = [...UserID, ...User.map((user) => user.UserID)];
  if (named.length > MOST_INVITEES) throw new Refusal("bad-parameter", "UserIDList names too many");
  const all = await Promise.all(named.map((spelled) => readInvitee(session, spelled, needs)));
  const invitees = withoutRepeats(all, session.user.jid, peer);
  if (invitees.length === 0) throw new Refusal("bad-parameter", "UserIDList names nobody else");
  await checkPeer(session, peer, needs);
  const rejected = rejectedOf(invitees);
  const good = invitees.flatMap(({ jid, problem }) =>
    jid === undefined || problem !== undefined ? [] : [jid],
  );
  return {
    id,
    peer,
    invitees: good,
    rejected,
    wantsNotices: request.SubscribeNotification === true && session.services.has("GRCHN"),
    note: request.InviteNote,
    welcomeNote: noteFrom(request.WelcomeNote) ?? settings.extendConversation.welcomeNote,
  };
}
