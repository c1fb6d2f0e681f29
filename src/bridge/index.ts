import type { Leaf } from "../csp/index.js";
import type { Bridge, Handlers, NoticeKinds } from "../handsets/index.js";
import type { Directory, Inbound, XmppEvents } from "../xmpp/index.js";
import { AccountOrders } from "./accounts/index.js";
import { type Access, createAccess } from "./blocking/access.js";
import { blockingTopic } from "./blocking/index.js";
import { contactsTopic } from "./contacts/index.js";
import type { BridgeContext, Topic } from "./context.js";
import { Conversations } from "./conversations.js";
import { createDirectory } from "./directory.js";
import { Extensions } from "./extension/index.js";
import { GroupsTopic } from "./groups/index.js";
import { type InvitationListener, Invitations } from "./invitations/index.js";
import { messagesTopic } from "./messages/index.js";
import { atMost } from "./patience.js";
import { type PresenceTopic, presenceTopic } from "./presence/index.js";
import { searchTopic } from "./search/index.js";

export type { BridgeContext, BridgeSettings, Topic } from "./context.js";
export { groupPropertiesSchema } from "./groups/property-table.js";
export type { Mappings } from "./mappings.js";
export { presenceSchema } from "./presence/mapping.js";

/** Milliseconds that each topic gets at the end: a server that hangs must not hold it up. */
const LAST_WAIT = 3000;

/** The translation: what the two legs call. */
export interface BridgeRoom {
  readonly forHandsets: Bridge;
  readonly forXmpp: XmppEvents;
  /** Why groups do not work while all else does, for a person to read. */
  readonly groupTrouble: string | undefined;
  /** To be called once the handsets have started. */
  start(): Promise<void>;
  /** Says what others should know before the stream closes. */
  stop(): Promise<void>;
}

interface Rooms {
  readonly groups: GroupsTopic;
  readonly invitations: Invitations;
  readonly extensions: Extensions;
}

/** What the topics about rooms need of those about people. */
interface People {
  readonly conversations: Conversations;
  readonly access: Access;
  readonly presence: PresenceTopic;
}

function makeRooms(context: BridgeContext, { conversations, access, presence }: People): Rooms {
  const isBlocked = (user: string, peer: string) => access.isBlocked(user, peer);
  const groups = new GroupsTopic(context);
  const { keeper } = groups;
  // Each of the two needs the other: an invitation that is refused ends an extension.
  const listener: InvitationListener = {
    refused: (room, user, inviter) => extensions.refused(room, user, inviter),
  };
  const invitations = new Invitations(context, {
    conversations,
    memberships: keeper,
    listener,
    owner: keeper.service,
    isBlocked,
    hasBlocked: (user, peer) => access.hasBlocked(user, peer),
    roomOfInsider: async (session, groupId) => (await groups.groups.insideOf(session, groupId)).row.room,
  });
  const extensions = new Extensions({
    context,
    conversations,
    rooms: keeper,
    groups: groups.groups,
    invitations,
    isBlocked,
    isAway: (user, peer) => presence.isAway(user, peer),
  });
  groups.groups.listen(extensions);
  groups.groups.listen(invitations);
  return { groups, invitations, extensions };
}

interface Topics {
  /** In the order in which they hear of what happens: an extension learns who joined before the group tells. */
  readonly topics: readonly Topic[];
  /** In the order in which they hear of streams and sessions' ends, since rooms may be slow to answer. */
  readonly peopleFirst: readonly Topic[];
  readonly directory: Directory;
  readonly groups: GroupsTopic;
}

function makeTopics(context: BridgeContext): Topics {
  const conversations = new Conversations(context);
  const access = createAccess(context);
  const presence = presenceTopic(context, { access });
  const { groups, invitations, extensions } = makeRooms(context, { conversations, access, presence });
  const messages = messagesTopic(context, {
    access,
    conversations,
    groups: groups.groups,
    letters: groups.letters,
  });
  const contacts = contactsTopic(context, presence.lists);
  const blocking = blockingTopic(context, presence.access);
  const search = searchTopic(context, groups.finder);
  const accounts = new AccountOrders(context, { messages, presence, rooms: groups.keeper });
  const rooms = [extensions, invitations, groups];
  const topics = [...rooms, messages, presence, contacts, blocking, search, accounts];
  const peopleFirst = [presence, messages, ...rooms, contacts, blocking, search, accounts];
  return { topics, peopleFirst, directory: createDirectory(context, presence), groups };
}

/** Joins what each topic has a right to alone. @throws TypeError where two topics claim the same */
function joined<T extends object>(parts: readonly (T | undefined)[]): T {
  const all = {};
  for (const part of parts) {
    for (const key of Object.keys(part ?? {}))
      if (key in all) throw new TypeError(`Two topics claim ${key}.`);
    Object.assign(all, part);
  }
  return all as T;
}

type Telling = (topic: Topic) => Promise<void> | undefined;

/** What one topic cannot cope with must not keep the others from hearing of it. @returns what they threw */
async function failuresOf(topics: readonly Topic[], tell: Telling): Promise<readonly Error[]> {
  const errors: Error[] = [];
  for (const topic of topics) {
    try {
      await tell(topic);
    } catch (error) {
      errors.push(error instanceof Error ? error : new Error(String(error)));
    }
  }
  return errors;
}

/** Puts the topics of the translation together. */
export function createBridge(context: BridgeContext): BridgeRoom {
  const { topics, peopleFirst, directory, groups } = makeTopics(context);
  const { log, timers } = context.runtime;
  const report = (what: string, errors: readonly Error[]) => {
    for (const err of errors) log.error({ err, what }, "a topic of the translation failed");
  };
  const tell = async (what: string, each: Telling, listeners: readonly Topic[] = topics) =>
    report(what, await failuresOf(listeners, each));
  const services = new Set<Leaf>(topics.flatMap((topic) => topic.services ?? []));
  return {
    forHandsets: {
      handlers: joined<Handlers>(topics.map(({ handlers }) => handlers)),
      notices: joined<NoticeKinds>(topics.map(({ notices }) => notices)),
      services,
      sessionStarted: (session, how) =>
        tell("session started", (topic) => topic.sessionStarted?.(session, how)),
      sessionEnded: (session, why) =>
        tell("session ended", (topic) => topic.sessionEnded?.(session, why), peopleFirst),
    },
    forXmpp: {
      // The leg answers the stanza for the first failure, and tells of that one in the log.
      received: async (event: Inbound) => {
        const [first, ...others] = await failuresOf(topics, (topic) => topic.received?.(event));
        report(event.kind, others);
        if (first !== undefined) throw first;
      },
      online: () => tell("online", (topic) => topic.online?.(), peopleFirst),
      offline: () => log.warn({}, "the stream to the XMPP server is down"),
      directory,
    },
    get groupTrouble() {
      return groups.trouble;
    },
    start: () => tell("started", (topic) => topic.started?.()),
    stop: () => tell("stopping", (topic) => topic.stopping && atMost(timers, LAST_WAIT, topic.stopping())),
  };
}
