import type { Access } from "../blocking/access.js";
import type { BridgeContext, Topic } from "../context.js";
import type { Conversations } from "../conversations.js";
import { Incoming, MESSAGE } from "./incoming.js";
import { Mailroom } from "./mailroom.js";
import type { GroupSpeech, LetterKinds } from "./ports.js";
import { REPORT, Reports } from "./reports.js";
import { Sending } from "./sending.js";
import { Verdicts } from "./verdicts.js";

export interface MessagesOptions {
  readonly access: Access;
  readonly conversations: Conversations;
  readonly groups: GroupSpeech;
  /** Notices of other topics that are delivered as messages: of groups, for example. */
  readonly letters?: LetterKinds;
}

/** Messages, and what other topics ask of them. */
export interface MessagesTopic extends Topic {
  /** What waits for a user who goes is sent back. */
  returnAll(user: string): Promise<void>;
}

/** One-to-one messages between phones and XMPP, and the delivery of all messages to phones. */
export function messagesTopic(
  context: BridgeContext,
  { access, conversations, groups, letters = {} }: MessagesOptions,
): MessagesTopic {
  const sending = new Sending(context, { access, conversations, groups });
  const verdicts = new Verdicts(context);
  const incoming = new Incoming(context, { access, conversations, verdicts });
  const reports = new Reports(context);
  const mailroom = new Mailroom(context, { ...letters, [MESSAGE]: incoming.kind });
  return {
    handlers: {
      "SendMessage-Request": (session, request) => sending.request(session, request),
      "GetMessageList-Request": (session, request) => mailroom.list(session, request),
      "GetMessage-Request": (session, request) => mailroom.fetch(session, request),
      "RejectMessage-Request": (session, request) => mailroom.reject(session, request),
      MessageDelivered: (session, request) => mailroom.delivered(session, request),
    },
    notices: { ...mailroom.notices, [REPORT]: reports.kind },
    services: ["MDELIV", "SETD", "GETLM", "GETM", "REJCM", "NOTIF", "NEWM"],
    async received(event) {
      if (event.kind === "message") await incoming.received(event);
      else if (event.kind === "receipt") await reports.received(event);
      else if (event.kind === "message-error") await reports.bounced(event);
    },
    returnAll: (user) => incoming.returnAll(user),
    sessionEnded(session) {
      mailroom.sessionEnded(session);
      return Promise.resolve();
    },
    async online() {
      await sending.resend();
      await verdicts.catchUp();
    },
    stopping: () => sending.idle(),
  };
}
