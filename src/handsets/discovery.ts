import { type KnownContent, namespaceOf, VERSIONS } from "../csp/index.js";

/** Every version that is spoken here, by its three namespaces (WV-CSP-VersionDiscovery-Response). */
export function versionsSpoken(): KnownContent {
  return {
    kind: "WV-CSP-VersionDiscovery-Response",
    VersionList: {
      SessionNSName: VERSIONS.map((version) => namespaceOf(version, "csp")),
      TransactionNSName: VERSIONS.map((version) => namespaceOf(version, "trc")),
      PresenceAttributeNSName: VERSIONS.map((version) => namespaceOf(version, "pa")),
    },
  };
}
