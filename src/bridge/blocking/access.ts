import {
  type AddressSpace,
  canonicalAddress,
  groupFromJid,
  parseAddress,
  userFromJid,
} from "../../csp/index.js";
import { Refusal } from "../../handsets/index.js";
import type { Storage } from "../../storage/index.js";
import { bareJid, domainOf } from "../addresses.js";

/** Who may reach whom, as phones have decided it. All addresses are bare JIDs. */
export interface Access {
  /**
   * Whether nothing of the peer's is to reach the user: he is on the block list while that is in use, or not on the
   * grant list while that is. The peer may be a user, a server or a room.
   */
  isBlocked(user: string, peer: string): Promise<boolean>;
  /** Whether the user has put the peer on his block list, and uses it: then he cannot write to the peer either. */
  hasBlocked(user: string, peer: string): Promise<boolean>;
}

/** The forms in which a peer may stand on a list: himself, his server, or a room. */
function entriesFor(peer: string, space: AddressSpace): ReadonlySet<string> {
  const results = [userFromJid(peer, space), userFromJid(domainOf(peer), space), groupFromJid(peer)];
  return new Set(results.flatMap((result) => (result.ok ? [canonicalAddress(result.address)] : [])));
}

export function createAccess(context: { readonly storage: Storage; readonly space: AddressSpace }): Access {
  const { access } = context.storage;
  const lookUp = async (user: string, peer: string) => {
    const inUse = await access.inUse(user);
    const own = bareJid(peer) === user;
    if ((!inUse.block && !inUse.grant) || own) return { isOnBlockList: false, isLeftOut: false };
    const entries = entriesFor(bareJid(peer), context.space);
    const rows = (await access.ofUser(user)).filter(({ entity }) => entries.has(entity));
    const isOn = (list: "block" | "grant") => rows.some((row) => row.list === list);
    return { isOnBlockList: inUse.block && isOn("block"), isLeftOut: inUse.grant && !isOn("grant") };
  };
  return {
    async isBlocked(user, peer) {
      const { isOnBlockList, isLeftOut } = await lookUp(user, peer);
      return isOnBlockList || isLeftOut;
    },
    async hasBlocked(user, peer) {
      return (await lookUp(user, peer)).isOnBlockList;
    },
  };
}

const SCREEN_NAME = "screen-name:";

/** What a phone may put on a list. */
export interface EntityList {
  readonly UserID?: readonly string[];
  readonly GroupID?: readonly string[];
  readonly ScreenName?: readonly { readonly SName: string; readonly GroupID: string }[];
}

/** How an id of a user, a server or a group is kept. @throws Refusal address-error */
export function entityOf(text: string, space: AddressSpace): string {
  const result = parseAddress(text, space);
  if (!result.ok) throw new Refusal("address-error", result.problem);
  return canonicalAddress(result.address);
}

/** How a screen name is kept: with its group, since it means someone in that group alone. @throws Refusal address-error */
export function screenNameEntity(screenName: string, groupId: string, space: AddressSpace): string {
  return `${SCREEN_NAME}${encodeURIComponent(screenName)} ${entityOf(groupId, space)}`;
}

/** Reads back a screen name; undefined for an entity of another sort. */
export function screenNameOf(entity: string): { SName: string; GroupID: string } | undefined {
  if (!entity.startsWith(SCREEN_NAME)) return undefined;
  const [name = "", groupId = ""] = entity.slice(SCREEN_NAME.length).split(" ");
  return { SName: decodeURIComponent(name), GroupID: groupId };
}
