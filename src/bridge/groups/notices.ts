import { adaptStatus, codeOf, type KnownContent } from "../../csp/index.js";
import type { Notice, NoticeKinds, Session } from "../../handsets/index.js";
import type { BridgeContext } from "../context.js";
import { largestParsable, withNotes } from "../fitting.js";
import type { Letter, LetterKinds } from "../messages/ports.js";
import { type ChangePayload, KINDS, type MessagePayload, type PutOutPayload } from "./news.js";
import { PeopleWriter } from "./people.js";

/** What is said in groups; the messages topic delivers it. */
export function groupLetters({ space }: Pick<BridgeContext, "space">): LetterKinds {
  return {
    [KINDS.message]: {
      letter: (session, notice): Letter => {
        const { sender, jid, groupId, whisperTo, text, sentAt } = notice.payload as MessagePayload;
        const person = jid === undefined ? { nick: sender } : { nick: sender, jid };
        const SName = whisperTo;
        const to = SName === undefined ? { GroupID: groupId } : { ScreenName: { SName, GroupID: groupId } };
        return {
          sender: new PeopleWriter(session, groupId, space).speaker(person),
          recipient: { Group: [to] },
          text,
          sentAt,
        };
      },
    },
  };
}

/** GroupChangeNotice, and the LeaveGroup-Response that is a request. */
export function groupNotices(context: Pick<BridgeContext, "space">): NoticeKinds {
  return {
    [KINDS.change]: { render: (session, notice) => changeNotice(session, notice, context) },
    [KINDS.putOut]: {
      render: (session, notice): KnownContent => {
        const { groupId, reason } = notice.payload as PutOutPayload;
        const Code = adaptStatus(codeOf(reason), session.version);
        return { kind: "LeaveGroup-Response", GroupID: groupId, Result: { Code } };
      },
    },
  };
}

function changeNotice(
  session: Session,
  notice: Notice,
  { space }: Pick<BridgeContext, "space">,
): KnownContent | undefined {
  if (!session.services.has("GRCHN")) return undefined;
  const { groupId, joined, left, topic } = notice.payload as ChangePayload;
  const people = new PeopleWriter(session, groupId, space);
  const about = withNotes(session, (cut) => ({
    kind: "GroupChangeNotice",
    GroupID: groupId,
    ...(topic !== undefined && { GroupProperties: { Property: [{ Name: "Topic", Value: cut(topic) }] } }),
  }));
  const write = (most: number): KnownContent => ({
    ...about,
    ...(joined.length > 0 && { Joined: people.joined(joined.slice(0, most)) }),
    ...(left.length > 0 && { Left: people.left(left.slice(0, most)) }),
  });
  return write(largestParsable(session, Math.max(joined.length, left.length), write));
}
