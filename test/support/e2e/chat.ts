import type { ContentOf, Handset } from "../handset/index.js";
import { type Party, roomOf, type Summons } from "./party.js";

/** A chat of two that is being extended: the peer has his invitation. */
export interface Beginning {
  /** ExtendConversationID. */
  readonly id: string;
  readonly group: string;
  readonly room: string;
  readonly summons: Summons;
}

export interface BeginOptions {
  readonly subscribe?: boolean;
  readonly welcomeNote?: string;
  readonly inviteNote?: string;
}

/** The initiator asks for it, and the peer is invited. */
export async function begin(
  initiator: Handset,
  peer: Party,
  others: readonly Party[],
  options: BeginOptions = {},
): Promise<Beginning> {
  const invitees = others.map(({ userId }) => userId);
  const id = await initiator.extendConversation(peer.userId, invitees, options);
  const summons = await peer.invited();
  const { group } = summons;
  return { id, group, room: roomOf(group), summons };
}

/** The outcome that the initiator is told. */
export function outcome(initiator: Handset): Promise<ContentOf<"ExtendConversation-Response">> {
  return initiator.next("ExtendConversation-Response");
}

/** The same with its status alone. */
export async function outcomeCode(initiator: Handset): Promise<number> {
  return (await outcome(initiator)).Result.Code;
}

/** The peer joins, and the initiator learns it. Names in the group: `peer`. */
export async function peerJoins(initiator: Handset, peer: Party, { group, id }: Beginning): Promise<void> {
  await peer.join(group, "peer");
  const { ExtendConversationID, GroupID, Result } = await outcome(initiator);
  if (ExtendConversationID !== id || GroupID !== group || Result.Code !== 200)
    throw new Error(`${ExtendConversationID} ended in ${GroupID} with ${Result.Code}`);
  initiator.knowGroup(group);
}

/** Everybody is asked and comes. Names in the group: `peer`, and `other1`, `other2` and so on. */
export async function extend(
  initiator: Handset,
  peer: Party,
  others: readonly Party[],
  options: BeginOptions = {},
): Promise<Beginning> {
  const beginning = await begin(initiator, peer, others, options);
  await peerJoins(initiator, peer, beginning);
  for (const [index, other] of others.entries()) {
    const { group } = await other.invited();
    if (group !== beginning.group) throw new Error(`An invitation to ${group}`);
    await other.join(group, `other${index + 1}`);
  }
  return beginning;
}
