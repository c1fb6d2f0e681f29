import type { Link } from "../link/link.js";
import { NS } from "../namespaces.js";
import { type RoomInfo, StanzaError } from "../operations.js";
import { nonEmpty, xml } from "../xml.js";
import { formOf } from "./forms.js";

type Requests = Pick<Link, "request">;

/** XEP-0045 section 6.4. */
export async function roomInfo(link: Requests, room: string, as: string): Promise<RoomInfo> {
  const query = xml("query", { xmlns: NS.discoInfo });
  const result = await link.request(xml("iq", { from: as, to: room, type: "get" }, query));
  const info = result.getChild("query", NS.discoInfo);
  const identity = info?.getChildren("identity").find(({ attrs }) => attrs.category === "conference");
  const features = info?.getChildren("feature").flatMap(({ attrs }) => attrs.var ?? []) ?? [];
  const fields = formOf(info)?.map(({ name, value }): [string, string] => [name, [value].flat().join("\n")]);
  return { name: nonEmpty(identity?.attrs.name), features: new Set(features), fields: new Map(fields) };
}

/** XEP-0410 section 3.3: who is asked answers these only where we are inside. */
const INSIDE = ["service-unavailable", "feature-not-implemented"];
/** No answer of the room at all. */
const UNKNOWN = ["remote-server-timeout", "remote-server-not-found"];

/**
 * Whether a room counts us as inside (XEP-0410). `item-not-found` means outside, other than the XEP has it: Prosody
 * answers so for a room that is gone, and nobody changes our nicks.
 * @throws StanzaError where the room cannot be reached
 */
export async function isInside(
  link: Requests,
  { room, nick, as }: { room: string; nick: string; as: string },
  timeout: number,
): Promise<boolean> {
  const ping = xml("iq", { from: as, to: `${room}/${nick}`, type: "get" }, xml("ping", { xmlns: NS.ping }));
  try {
    await link.request(ping, timeout);
    return true;
  } catch (error) {
    if (!(error instanceof StanzaError) || UNKNOWN.includes(error.condition)) throw error;
    return INSIDE.includes(error.condition);
  }
}
