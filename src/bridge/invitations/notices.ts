import type { KnownContent } from "../../csp/index.js";
import type { Lapse, Notice, NoticeKinds, Session } from "../../handsets/index.js";
import { groupIdOf, userIdFor } from "../addresses.js";
import type { BridgeContext } from "../context.js";
import { withNotes } from "../fitting.js";
import { inviteTypeFor } from "./offers.js";
import type { OfferPayload } from "./ports.js";

/** An invitation that was taken back, as its notice keeps it. */
interface CancelPayload {
  readonly inviteId: string;
  readonly room: string;
  readonly inviter: string;
}

/** How somebody answered an invitation of a phone's. */
export interface AnswerPayload {
  readonly inviteId: string;
  readonly isAccepted: boolean;
  /** Bare JID. */
  readonly invitee: string;
  readonly note: string | undefined;
}

type Space = BridgeContext["space"];

function sender(session: Session, payload: OfferPayload, space: Space) {
  if (payload.inviter !== undefined) return { User: { UserID: userIdFor(session, payload.inviter, space) } };
  const GroupID = groupIdOf(payload.room);
  return { Group: { ScreenName: { SName: payload.nick ?? GroupID, GroupID } } };
}

/** EC-38: to a phone that does not know what goes on, the note tells. */
function noteFor(payload: OfferPayload, type: "EC" | "GR", from: string): string | undefined {
  if (payload.reason !== undefined && payload.reason !== "") return payload.reason;
  return payload.continues && type === "GR"
    ? `${from.replace(/^wv:/, "")} goes on with your chat in a group`
    : undefined;
}

function invitation(session: Session, payload: OfferPayload, context: BridgeContext): KnownContent {
  const InviteType = inviteTypeFor(session, payload.continues);
  const Sender = sender(session, payload, context.space);
  const note = noteFor(payload, InviteType, Sender.User?.UserID ?? payload.nick ?? "");
  const left = Math.ceil((payload.expiresAt - context.runtime.clock.now()) / 1000);
  return withNotes(session, (cut) => ({
    kind: "InviteUser-Request",
    InviteID: payload.inviteId,
    InviteType,
    Sender,
    GroupID: groupIdOf(payload.room),
    ...(note !== undefined && { InviteNote: cut(note) }),
    Validity: Math.max(1, left),
  }));
}

/**
 * EC-43: the copies for single phones go with their sessions. When the last has gone and none was seen, whoever logs in
 * next gets the invitation, as long as it is open.
 */
async function keepForLater({ handsets, storage }: BridgeContext, notice: Notice): Promise<void> {
  const payload = notice.payload as OfferPayload;
  const [row] = await storage.invitations.ofId(notice.user, "in", payload.inviteId);
  if (row === undefined || row.isSeen || row.form === undefined) return;
  const waiting = await handsets.outbox.waiting(notice.user, notice.kind);
  if (waiting.some((other) => (other.payload as OfferPayload).inviteId === row.id)) return;
  const { user, kind, createdAt, durable } = notice;
  const shared = { user, kind, createdAt, durable, id: row.id, expiresAt: row.expiresAt };
  await handsets.outbox.post({ ...shared, payload: { ...payload, copies: 1 } });
}

async function noteSeen({ storage }: BridgeContext, { user, payload }: Notice): Promise<void> {
  const [row] = await storage.invitations.ofId(user, "in", (payload as OfferPayload).inviteId);
  if (row !== undefined) await storage.invitations.mark(row, "isSeen");
}

/** InviteUser-Request, CancelInviteUser-Request and Invite-Response. */
export function invitationNotices(context: BridgeContext): NoticeKinds {
  const isAgreed = (session: Session) => session.services.has("INVIT");
  const user = (session: Session, jid: string) => ({
    User: { UserID: userIdFor(session, jid, context.space) },
  });
  return {
    invitation: {
      render: (session: Session, { payload }: Notice) =>
        isAgreed(session) ? invitation(session, payload as OfferPayload, context) : undefined,
      async answered(_session: Session, notice: Notice) {
        await noteSeen(context, notice);
        return "settled";
      },
      async lapsed(notice: Notice, why: Lapse) {
        if (why === "session-ended") await keepForLater(context, notice);
      },
    },
    "invitation-cancelled": {
      render(session: Session, { payload }: Notice): KnownContent | undefined {
        const { inviteId, inviter } = payload as CancelPayload;
        if (!session.services.has("CAINV") || session.quirks.has("no-cancelled-invitations"))
          return undefined;
        return { kind: "CancelInviteUser-Request", InviteID: inviteId, Sender: user(session, inviter) };
      },
    },
    "invitation-answer": {
      render(session: Session, { payload }: Notice): KnownContent | undefined {
        const { inviteId, isAccepted, invitee, note } = payload as AnswerPayload;
        if (!isAgreed(session)) return undefined;
        return withNotes(session, (cut) => ({
          kind: "Invite-Response",
          InviteID: inviteId,
          Acceptance: isAccepted,
          Sender: user(session, invitee),
          ...(note !== undefined && { ResponseNote: cut(note) }),
        }));
      },
    },
  };
}
