import type { Clock } from "../../runtime.js";
import { bareOf, domainOf, resourceOf } from "../jid.js";
import { NS } from "../namespaces.js";
import { type Directory, StanzaError } from "../operations.js";
import { type Element, xml } from "../xml.js";
import {
  ACCOUNT,
  capsNode,
  type Device,
  deviceEntity,
  type Entity,
  gatewayEntity,
  infoElement,
} from "./entities.js";

export interface ServiceOptions {
  /** Of the component. */
  readonly name: string;
  readonly version: string;
  readonly clock: Clock;
  readonly directory: Directory;
  /** Whether the first JID is in a room that the second, of ours, is in too. */
  isFellow(asker: string, own: string): boolean;
}

/** A request to one of ours, read as far as to know who has to answer. */
interface Request {
  readonly what: string;
  readonly node: string | undefined;
  readonly asker: string;
  readonly user: string;
}

type Answer = Element | undefined | Promise<Element | undefined>;

const GET = {
  info: `get ${NS.discoInfo}`,
  items: `get ${NS.discoItems}`,
  last: `get ${NS.last}`,
  ping: `get ${NS.ping}`,
  vcard: `get ${NS.vcard}`,
  version: `get ${NS.version}`,
};

/** Answers the requests that come to the component, to its users (bare JID) and to their devices (full JID). */
export class Services {
  readonly #options: ServiceOptions;
  readonly #startedAt: number;

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.#startedAt = options.clock.now();
  }

  /**
   * The payload of the answer; undefined for an empty result.
   * @throws StanzaError service-unavailable for all that is not there, or not for this asker to know of, so that
   *   nobody learns who exists (RFC 6121 section 8.5.1, XEP-0030 section 8)
   */
  async answer(iq: Element): Promise<Element | undefined> {
    const payload = iq.getChildElements()[0];
    if (payload === undefined) throw new StanzaError("bad-request");
    const { from: asker = "", to = "", type } = iq.attrs;
    const what = `${type} ${payload.getNS()}`;
    const request = { what, node: payload.attrs.node, asker, user: bareOf(to) };
    if (what === `set ${NS.vcard}`) throw new StanzaError("forbidden");
    const resource = resourceOf(to);
    if (resource !== undefined) return this.#ofDevice(request, resource);
    return domainOf(to) === to ? this.#ofComponent(request) : this.#ofUser(request);
  }

  #ofComponent({ what, node }: Request): Answer {
    const { name, version, clock } = this.#options;
    switch (what) {
      case GET.info:
        return describe(gatewayEntity(name), node);
      case GET.items:
        return xml("query", { xmlns: NS.discoItems, node });
      case GET.last:
        return lastElement(clock.now() - this.#startedAt);
      case GET.ping:
        return undefined;
      case GET.version:
        return versionElement(name, version);
      default:
        throw new StanzaError("service-unavailable");
    }
  }

  async #ofUser(request: Request): Promise<Element | undefined> {
    const { what, node, user } = request;
    const isKnown = await this.#mayKnow(request);
    if (what === GET.items) return this.#devices(request, isKnown);
    if (!isKnown) throw new StanzaError("service-unavailable");
    switch (what) {
      case GET.info:
        return describe(ACCOUNT, node);
      case GET.last:
        return this.#lastSeen(user);
      case GET.ping:
        return undefined;
      case GET.vcard:
        throw new StanzaError("item-not-found");
      default:
        throw new StanzaError("service-unavailable");
    }
  }

  async #ofDevice(request: Request, resource: string): Promise<Element | undefined> {
    const { what, node, asker, user } = request;
    const device = this.#options.directory.device(user, resource);
    if (device === undefined) throw new StanzaError("service-unavailable");
    if (this.#options.isFellow(asker, `${user}/${resource}`)) return throughRoom(request, device);
    if (!(await this.#mayKnow(request))) throw new StanzaError("service-unavailable");
    switch (what) {
      case GET.info:
        return describe(deviceEntity(device), node);
      case GET.items:
        return xml("query", { xmlns: NS.discoItems, node });
      case GET.ping:
        return undefined;
      case GET.vcard:
        throw new StanzaError("item-not-found");
      case GET.version:
        return versionElement(device.name, device.version ?? "");
      default:
        throw new StanzaError("service-unavailable");
    }
  }

  async #mayKnow({ user, asker }: Request): Promise<boolean> {
    const { directory } = this.#options;
    return (await directory.exists(user)) && (await directory.mayKnow(user, bareOf(asker)));
  }

  /** Nobody's devices look like those of one who is offline (XEP-0030 section 8). */
  #devices({ user, node }: Request, isKnown: boolean): Element {
    const resources = isKnown && node === undefined ? this.#options.directory.resources(user) : [];
    const items = resources.map((resource) => xml("item", { jid: `${user}/${resource}` }));
    return xml("query", { xmlns: NS.discoItems, node }, ...items);
  }

  /** XEP-0012 section 3: 0 for one who is online. */
  async #lastSeen(user: string): Promise<Element> {
    const { clock, directory } = this.#options;
    if (directory.resources(user).length > 0) return lastElement(0);
    const seen = await directory.lastSeen(user);
    if (seen === undefined) throw new StanzaError("item-not-found");
    return lastElement(clock.now() - seen);
  }
}

/** Rooms hide who is behind a nick; and some pass on a ping of one's own nick, which has to come back (XEP-0410). */
function throughRoom({ what, node }: Request, device: Device): Answer {
  if (what === GET.ping) return undefined;
  if (what === GET.info) return describe(deviceEntity(device), node);
  throw new StanzaError("service-unavailable");
}

function describe(entity: Entity, node: string | undefined): Element {
  if (node !== undefined && node !== capsNode(entity)) throw new StanzaError("item-not-found");
  return infoElement(entity, node);
}

/** @param elapsed milliseconds */
function lastElement(elapsed: number): Element {
  return xml("query", { xmlns: NS.last, seconds: Math.max(0, Math.floor(elapsed / 1000)) });
}

/** XEP-0092. */
function versionElement(name: string, version: string): Element {
  return xml("query", { xmlns: NS.version }, xml("name", {}, name), xml("version", {}, version));
}
