import { type FieldsOf, formatAddress, parseAddress } from "../../csp/index.js";
import { type Answer, answer, type RequestOf, type Session } from "../../handsets/index.js";
import type { AccessRow } from "../../storage/index.js";
import type { BridgeContext, Topic } from "../context.js";
import { Outcome } from "../outcome.js";
import { type EntityList, entityOf, screenNameEntity, screenNameOf } from "./access.js";
import type { AccessWatcher } from "./ports.js";

export { type Access, createAccess } from "./access.js";
export type { AccessWatcher } from "./ports.js";

type BlockEntity = RequestOf<"BlockEntity-Request">;
type ListName = AccessRow["list"];
type Listed = NonNullable<BlockEntity["BlockList"]>;
type Shown = NonNullable<FieldsOf<"GetBlockedList-Response">["BlockList"]>;

/**
 * Block and grant lists. What they mean to messages and presence is `Access`; whom a change concerns sees or no longer
 * sees the user as XEP-0191 section 3.3 wants it.
 */
export function blockingTopic(context: BridgeContext, watcher: AccessWatcher): Topic {
  return {
    handlers: {
      "GetBlockedList-Request": (session) => read(context, session),
      "BlockEntity-Request": (session, request) => change(context, watcher, session, request),
    },
    services: ["GLBLU", "BLENT"],
  };
}

/** Fills the forms of all versions: the codec writes what the phone's has. */
async function read(context: BridgeContext, session: Session): Promise<Answer> {
  const rows = await context.storage.access.ofUser(session.user.jid);
  const inUse = await context.storage.access.inUse(session.user.jid);
  const show = (list: ListName): Shown => ({
    ...(session.version !== "1.3" && { InUse: inUse[list] }),
    EntityList: entityList(
      context,
      session,
      rows.filter((row) => row.list === list),
    ),
  });
  return answer({
    kind: "GetBlockedList-Response",
    ...(session.version === "1.3" && { BlockListInUse: inUse.block, GrantListInUse: inUse.grant }),
    BlockList: show("block"),
    GrantList: show("grant"),
  });
}

function entityList(
  { space }: BridgeContext,
  session: Session,
  rows: readonly AccessRow[],
): Required<EntityList> {
  const UserID: string[] = [];
  const GroupID: string[] = [];
  const ScreenName: { SName: string; GroupID: string }[] = [];
  for (const { entity } of rows) {
    const screenName = screenNameOf(entity);
    const result = parseAddress(entity, space);
    if (screenName !== undefined) ScreenName.push(screenName);
    else if (result.ok && (result.address.kind === "group" || result.address.kind === "owned"))
      GroupID.push(formatAddress(result.address, session.style));
    else UserID.push(result.ok ? formatAddress(result.address, session.style) : entity);
  }
  return { UserID, ScreenName, GroupID };
}

async function change(
  context: BridgeContext,
  watcher: AccessWatcher,
  session: Session,
  request: BlockEntity,
): Promise<Answer> {
  const outcome = new Outcome("user");
  await changeList(context, session, "block", request.BlockList, request.BlockListInUse, outcome);
  await changeList(context, session, "grant", request.GrantList, request.GrantListInUse, outcome);
  return answer({ kind: "Status", Result: outcome.result(session) }, () => watcher.changed(session.user.jid));
}

/** A block list that is written to without a word on its use is meant to be used; a grant list shuts all others out. */
async function changeList(
  { storage: { access }, space }: BridgeContext,
  session: Session,
  list: ListName,
  changes: Listed | undefined,
  isInUse: boolean | undefined,
  outcome: Outcome,
): Promise<void> {
  const user = session.user.jid;
  const row = (entity: string): AccessRow => ({ user, list, entity });
  const added = [...itemsOf(changes?.AddList), ...itemsOf(changes?.EntityList)];
  for (const { id, read: readEntity } of added.map((item) => reader(item, space)))
    await outcome.attempt(id, () => access.add(row(readEntity())));
  for (const { id, read: readEntity } of itemsOf(changes?.RemoveList).map((item) => reader(item, space)))
    await outcome.attempt(id, () => access.remove(row(readEntity())));
  const wanted = isInUse ?? changes?.InUse ?? (list === "block" && added.length > 0 ? true : undefined);
  if (wanted !== undefined) await access.setInUse(user, list, wanted);
}

type Item =
  | { readonly UserID: string }
  | { readonly GroupID: string }
  | { readonly ScreenName: { readonly SName: string; readonly GroupID: string } };

function itemsOf(list: EntityList | undefined): readonly Item[] {
  return [
    ...(list?.UserID ?? []).map((UserID) => ({ UserID })),
    ...(list?.GroupID ?? []).map((GroupID) => ({ GroupID })),
    ...(list?.ScreenName ?? []).map((ScreenName) => ({ ScreenName })),
  ];
}

function reader(item: Item, space: BridgeContext["space"]) {
  if ("UserID" in item) return { id: { UserID: [item.UserID] }, read: () => entityOf(item.UserID, space) };
  if ("GroupID" in item)
    return { id: { GroupID: [item.GroupID] }, read: () => entityOf(item.GroupID, space) };
  const { SName, GroupID } = item.ScreenName;
  return { id: { ScreenName: [item.ScreenName] }, read: () => screenNameEntity(SName, GroupID, space) };
}
