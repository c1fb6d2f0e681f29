import type { FieldsOf } from "../../csp/index.js";
import { Refusal, type Session } from "../../handsets/index.js";
import type { ListMember, ListRow } from "../../storage/index.js";
import { readContact, readUser, userIdFor } from "../addresses.js";
import type { BridgeContext } from "../context.js";
import type { Outcome } from "../outcome.js";

type NickList = NonNullable<FieldsOf<"ListManage-Response">["NickList"]>;

const LONGEST_NAME = 100;
/** Members that a list can have. */
const MOST_MEMBERS = 500;

interface Entry {
  readonly text: string;
  readonly name: string | undefined;
}

/** The entries of a list of nicknames in all forms that phones write it in. */
function entriesOf(list: NickList): readonly Entry[] {
  const named = (list.NickName ?? []).map(({ Name, UserID, User }) => ({
    text: UserID ?? User?.UserID ?? "",
    name: Name,
  }));
  const bare = [...(list.UserID ?? []), ...(list.User ?? []).map(({ UserID }) => UserID)];
  return [...named, ...bare.map((text) => ({ text, name: undefined }))];
}

/** The members as phones read them: each with name and id, without which some of them fail. */
export function nicknamesOf(
  context: BridgeContext,
  session: Session,
  members: readonly ListMember[],
): NonNullable<NickList["NickName"]> {
  return members.map(({ contact, name }) => {
    const UserID = userIdFor(session, contact, context.space);
    return { Name: name === "" ? (UserID.slice(3).split("@", 1)[0] ?? UserID) : name, UserID };
  });
}

/** Adds contacts, or gives them new names. Returns those who were not on the list before. */
export async function addMembers(
  context: BridgeContext,
  session: Session,
  list: ListRow,
  added: NickList,
  outcome: Outcome,
): Promise<readonly string[]> {
  const { lists } = context.storage;
  const before = new Map(
    (await lists.members(list.user, list.slug)).map((member) => [member.contact, member]),
  );
  const fresh: string[] = [];
  for (const { text, name } of entriesOf(added))
    await outcome.attempt({ UserID: [text] }, async () => {
      const contact = await readContact(text, context);
      const isFresh = !before.has(contact) && !fresh.includes(contact);
      if (isFresh && before.size + fresh.length >= MOST_MEMBERS) throw new Refusal("too-many-contacts");
      const kept = name?.trim().slice(0, LONGEST_NAME) ?? before.get(contact)?.name ?? "";
      await lists.putMember(list.user, list.slug, { contact, name: kept });
      session.spellings?.keep(readUser(text, context.space), text);
      if (isFresh) fresh.push(contact);
    });
  return fresh;
}

/** Removes contacts; one who is not on the list is no fault. Returns those who were. */
export async function removeMembers(
  context: BridgeContext,
  list: ListRow,
  removed: NickList,
  outcome: Outcome,
): Promise<readonly string[]> {
  const gone: string[] = [];
  for (const { text } of entriesOf(removed))
    await outcome.attempt({ UserID: [text] }, async () => {
      const { jid } = readUser(text, context.space);
      if (await context.storage.lists.removeMember(list.user, list.slug, jid)) gone.push(jid);
    });
  return gone;
}
