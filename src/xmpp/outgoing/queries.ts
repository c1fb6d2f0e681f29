import type { Link } from "../link/link.js";
import { NS } from "../namespaces.js";
import type { QueryOperations } from "../operations.js";
import { xml } from "../xml.js";

/** Requests to other entities. */
export function queryOperations(link: Pick<Link, "request">): QueryOperations {
  return {
    features: async (from, to) => {
      const result = await link.request(
        xml("iq", { from, to, type: "get" }, xml("query", { xmlns: NS.discoInfo })),
      );
      const features = result.getChild("query", NS.discoInfo)?.getChildren("feature") ?? [];
      return new Set(features.flatMap(({ attrs }) => attrs.var ?? []));
    },
  };
}
