import type { Link } from "../link/link.js";
import { NS } from "../namespaces.js";
import type { QueryOperations } from "../operations.js";
import { xml } from "../xml.js";

/** Requests to other entities. */
export function queryOperations(link: Pick<Link, "request">): QueryOperations {
  const children = async (from: string, to: string, xmlns: string, name: string) => {
    const result = await link.request(xml("iq", { from, to, type: "get" }, xml("query", { xmlns })));
    return result.getChild("query", xmlns)?.getChildren(name) ?? [];
  };
  return {
    features: async (from, to) => {
      const features = await children(from, to, NS.discoInfo, "feature");
      return new Set(features.flatMap(({ attrs }) => attrs.var ?? []));
    },
    items: async (from, to) => {
      const items = await children(from, to, NS.discoItems, "item");
      return items.flatMap(({ attrs: { jid, name } }) => (jid === undefined ? [] : [{ jid, name }]));
    },
  };
}
