import type { Occupant } from "../inbound.js";
import { bareOf, resourceOf } from "../jid.js";
import { NS } from "../namespaces.js";
import type { StanzaError } from "../operations.js";
import { childText, type Element, nonEmpty, stanzaErrorOf } from "../xml.js";
import { addresses } from "./parts.js";

/** What a room's presence says of an occupant, or of one of several devices behind a nick. */
export interface RoomItem {
  readonly jid: string | undefined;
  readonly affiliation: Occupant["affiliation"];
  readonly role: Occupant["role"];
  /** For status 303: the nick from now on. */
  readonly newNick: string | undefined;
  readonly reason: string | undefined;
}

/** Presence from a room (XEP-0045 sections 7 to 10). */
export interface RoomPresence {
  readonly room: string;
  readonly to: string;
  /** Undefined: of the room itself, which ejabberd sends. */
  readonly nick: string | undefined;
  readonly type: "available" | "unavailable" | "error";
  /** XEP-0045 section 15.6. */
  readonly codes: ReadonlySet<number>;
  /** Prosody: one for each device that shares the nick. */
  readonly items: readonly RoomItem[];
  /** The room is no more. */
  readonly destroyed: { readonly reason: string | undefined } | undefined;
  readonly status: string | undefined;
  readonly error: StanzaError | undefined;
}

/** Undefined for subscriptions and probes. */
export function parseRoomPresence(stanza: Element): RoomPresence | undefined {
  const type = stanza.attrs.type ?? "available";
  if (type !== "available" && type !== "unavailable" && type !== "error") return undefined;
  const { from, to } = addresses(stanza);
  const user = stanza.getChild("x", NS.mucUser);
  const destroy = user?.getChild("destroy");
  return {
    room: bareOf(from),
    to,
    nick: resourceOf(from),
    type,
    codes: statusCodes(user),
    items: (user?.getChildren("item") ?? []).map(itemOf),
    destroyed: destroy && { reason: childText(destroy, "reason") },
    status: childText(stanza, "status"),
    error: type === "error" ? stanzaErrorOf(stanza) : undefined,
  };
}

function statusCodes(user: Element | undefined): ReadonlySet<number> {
  return new Set(user?.getChildren("status").map(({ attrs }) => Number(attrs.code)));
}

const AFFILIATIONS = ["owner", "admin", "member", "none", "outcast"] as const;
const ROLES = ["moderator", "participant", "visitor", "none"] as const;

/** `none` for what is not an affiliation, so that nobody gains rights by a word we don't know. */
export function affiliationOf(text: string | undefined): Occupant["affiliation"] {
  return AFFILIATIONS.find((each) => each === text) ?? "none";
}

function itemOf(item: Element): RoomItem {
  return {
    jid: nonEmpty(item.attrs.jid),
    affiliation: affiliationOf(item.attrs.affiliation),
    role: ROLES.find((role) => role === item.attrs.role) ?? "none",
    newNick: nonEmpty(item.attrs.nick),
    reason: childText(item, "reason"),
  };
}
