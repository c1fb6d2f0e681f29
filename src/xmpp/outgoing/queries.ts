import type { Link } from "../link/link.js";
import { NS } from "../namespaces.js";
import type { QueryOperations } from "../operations.js";
import { profileOf } from "../services/vcard.js";
import { type Element, xml } from "../xml.js";

/** Requests to other entities. */
export function queryOperations(link: Pick<Link, "request">): QueryOperations {
  const get = (from: string, to: string, query: Element) =>
    link.request(xml("iq", { from, to, type: "get" }, query));
  return {
    profile: async (from, to) => {
      const result = await get(from, to, xml("vCard", { xmlns: NS.vcard }));
      return profileOf(result.getChild("vCard", NS.vcard));
    },
    items: async (from, to) => {
      const result = await get(from, to, xml("query", { xmlns: NS.discoItems }));
      const items = result.getChild("query", NS.discoItems)?.getChildren("item") ?? [];
      return items.flatMap(({ attrs: { jid, name } }) =>
        jid === undefined ? [] : [{ jid, ...(name !== undefined && { name }) }],
      );
    },
    features: async (from, to) => {
      const result = await get(from, to, xml("query", { xmlns: NS.discoInfo }));
      const features = result.getChild("query", NS.discoInfo)?.getChildren("feature") ?? [];
      return new Set(features.flatMap(({ attrs }) => attrs.var ?? []));
    },
  };
}
