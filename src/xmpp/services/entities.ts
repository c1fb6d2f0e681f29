import { NS } from "../namespaces.js";
import type { Directory } from "../operations.js";
import { type Element, xml } from "../xml.js";
import { capsVersion, type Identity } from "./caps.js";

/** An entity of ours, as those see it who ask for its abilities (XEP-0030). */
export interface Entity {
  readonly identity: Identity;
  readonly features: readonly string[];
}

export type Device = NonNullable<ReturnType<Directory["device"]>>;

/** Names the software in XEP-0115. */
const NODE = "urn:x-hamlet:gateway";

/** The component itself. */
export function gatewayEntity(name: string): Entity {
  return {
    identity: { category: "gateway", type: "imps", name },
    features: [NS.discoInfo, NS.discoItems, NS.last, NS.ping, NS.version],
  };
}

/** A user, without regard to devices. */
export const ACCOUNT: Entity = {
  identity: { category: "account", type: "registered", name: "" },
  features: [NS.discoInfo, NS.discoItems, NS.last, NS.ping, NS.vcard],
};

/** What Hamlet does for each phone; the order is that of XEP-0115. */
const DEVICE_FEATURES = [
  NS.caps,
  NS.discoInfo,
  NS.discoItems,
  NS.muc,
  NS.conference,
  NS.version,
  NS.ping,
  NS.receipts,
  NS.vcard,
];

export function deviceEntity({ type, name }: Device): Entity {
  return { identity: { category: "client", type, name }, features: DEVICE_FEATURES };
}

/** XEP-0115 section 4: goes into the presence of a device. */
export function capsElement(device: Device): Element {
  const ver = versionOf(deviceEntity(device));
  return xml("c", { xmlns: NS.caps, hash: "sha-1", node: NODE, ver });
}

/** The node by which one asks what is behind the caps of a presence (XEP-0115 section 6.2). */
export function capsNode(entity: Entity): string {
  return `${NODE}#${versionOf(entity)}`;
}

function versionOf({ identity, features }: Entity): string {
  return capsVersion([identity], features);
}

/** Answer to disco#info (XEP-0030 section 3.1). */
export function infoElement({ identity, features }: Entity, node: string | undefined): Element {
  const { category, type, name } = identity;
  return xml(
    "query",
    { xmlns: NS.discoInfo, node },
    xml("identity", { category, type, name: name === "" ? undefined : name }),
    ...features.map((feature) => xml("feature", { var: feature })),
  );
}
