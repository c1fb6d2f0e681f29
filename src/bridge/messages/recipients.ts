import { type FieldsOf, formatAddress, userFromJid } from "../../csp/index.js";
import { Refusal, type Session } from "../../handsets/index.js";
import { checkExists, noteSpelling, readUser } from "../addresses.js";
import type { Access } from "../blocking/access.js";
import { membersOf } from "../contacts/lists.js";
import type { BridgeContext } from "../context.js";
import type { FailedId, Outcome } from "../outcome.js";
import { MESSAGE } from "./incoming.js";

type RecipientField = FieldsOf<"SendMessage-Request">["MessageInfo"]["Recipient"];

/** One whom a message goes to, with the id to name if that fails. */
export type Target =
  /** @property jid bare */
  | { readonly kind: "user"; readonly jid: string; readonly id: FailedId }
  | { readonly kind: "group"; readonly groupId: string; readonly id: FailedId }
  | {
      readonly kind: "occupant";
      readonly screenName: string;
      readonly groupId: string;
      readonly id: FailedId;
    };

/**
 * Takes a Recipient apart: users, groups, screen names, and the members of contact lists; nobody comes twice. What cannot
 * be read is noted in the outcome.
 */
export async function targetsOf(
  context: BridgeContext,
  session: Session,
  recipient: RecipientField,
  outcome: Outcome,
): Promise<readonly Target[]> {
  const userIds = [...(recipient.User ?? []).map(({ UserID }) => UserID), ...(recipient.UserID ?? [])];
  const targets: Target[] = [];
  const read = async (id: FailedId, find: () => Target[] | Promise<Target[]>) => {
    try {
      targets.push(...(await find()));
    } catch (error) {
      outcome.fail(id, error);
    }
  };
  for (const text of userIds) {
    const id = { UserID: [text] };
    await read(id, async () => {
      const { jid } = readUser(text, context.space);
      await noteSpelling(session, text, context);
      return [{ kind: "user", jid, id }];
    });
  }
  for (const list of recipient.ContactList ?? [])
    await read({ ContactList: [list] }, () => memberTargets(context, session, list));
  targets.push(...(recipient.Group ?? []).flatMap(groupTargets));
  return withoutRepeats(targets);
}

async function memberTargets(context: BridgeContext, session: Session, list: string): Promise<Target[]> {
  const members = await membersOf(context, session, list);
  return members.map(({ contact }) => {
    const result = userFromJid(contact, context.space);
    const UserID = result.ok ? [formatAddress(result.address, session.style)] : [];
    return { kind: "user", jid: contact, id: { UserID } };
  });
}

function groupTargets(group: NonNullable<RecipientField["Group"]>[number]): Target[] {
  const { GroupID, ScreenName } = group;
  if (ScreenName !== undefined)
    return [
      {
        kind: "occupant",
        screenName: ScreenName.SName,
        groupId: ScreenName.GroupID,
        id: { ScreenName: [ScreenName] },
      },
    ];
  return GroupID === undefined ? [] : [{ kind: "group", groupId: GroupID, id: { GroupID: [GroupID] } }];
}

function withoutRepeats(targets: readonly Target[]): readonly Target[] {
  const users = new Set<string>();
  return targets.filter((target) => {
    if (target.kind !== "user") return true;
    const isNew = !users.has(target.jid);
    users.add(target.jid);
    return isNew;
  });
}

/**
 * Whether a user can be written to, as far as it is known here.
 * @throws Refusal unknown-user, forbidden where the sender has blocked him, blocked-by-recipient, message-queue-full
 */
export async function checkUser(
  context: BridgeContext,
  access: Access,
  user: string,
  peer: string,
): Promise<void> {
  if (await access.hasBlocked(user, peer)) throw new Refusal("forbidden", "You have blocked this user.");
  await checkExists(peer, context);
  if (!peer.endsWith(`@${context.space.home}`)) return;
  if (await access.isBlocked(peer, user)) throw new Refusal("blocked-by-recipient");
  if (!(await context.handsets.outbox.hasRoom(peer, MESSAGE))) throw new Refusal("message-queue-full");
}
