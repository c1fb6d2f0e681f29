import type { Log } from "../../runtime.js";
import type { Occupant } from "../inbound.js";
import type { Link } from "../link/link.js";
import { NS } from "../namespaces.js";
import { type FieldValue, type FormField, StanzaError } from "../operations.js";
import { type Element, textElement, xml } from "../xml.js";
import { fitting, formOf, type OfferedField, submission } from "./forms.js";

type Affiliation = Occupant["affiliation"];

/** What owners, admins and moderators do with a room (XEP-0045 sections 8 to 10). */
export class Administration {
  readonly #link: Pick<Link, "request">;
  readonly #log: Log;

  constructor(link: Pick<Link, "request">, log: Log) {
    this.#link = link;
    this.#log = log;
  }

  /** XEP-0045 section 10.2. */
  async configuration(room: string, as: string): Promise<readonly FormField[]> {
    const form = await this.#form(room, as);
    return form.map(({ name, value, options }) => ({ name, value, options }));
  }

  /**
   * Fills in what the form offers and leaves the rest out: ejabberd refuses a whole form for one field that it does
   * not know, and takes values literally that it did not offer.
   */
  async configure(room: string, as: string, wishes: ReadonlyMap<string, FieldValue>): Promise<void> {
    const { fields, unfit } = fitting(await this.#form(room, as), wishes);
    if (unfit.size > 0)
      this.#log.debug({ room, unfit: Object.fromEntries(unfit) }, "room cannot be set up so");
    await this.#set(room, as, NS.mucOwner, submission(NS.roomConfig, fields));
  }

  /** One member each: Prosody heeds only the first item and answers as if it had heeded all. */
  async setAffiliation(
    room: string,
    as: string,
    member: { jid: string; affiliation: Affiliation; reason?: string | undefined },
  ): Promise<void> {
    const { jid, affiliation, reason } = member;
    await this.#set(room, as, NS.mucAdmin, xml("item", { jid, affiliation }, textElement("reason", reason)));
  }

  /** XEP-0045 section 9.5. */
  async affiliated(room: string, as: string, affiliation: Affiliation): Promise<readonly string[]> {
    const result = await this.#get(room, as, NS.mucAdmin, xml("item", { affiliation }));
    return (result?.getChildren("item") ?? []).flatMap(({ attrs }) => attrs.jid ?? []);
  }

  /** XEP-0045 section 10.9. */
  async destroy(room: string, as: string, reason: string | undefined): Promise<void> {
    await this.#set(room, as, NS.mucOwner, xml("destroy", {}, textElement("reason", reason)));
  }

  async #form(room: string, as: string): Promise<readonly OfferedField[]> {
    const form = formOf(await this.#get(room, as, NS.mucOwner));
    if (form === undefined)
      throw new StanzaError("feature-not-implemented", "the room has no configuration form");
    return form;
  }

  async #get(room: string, as: string, xmlns: string, child?: Element): Promise<Element | undefined> {
    const iq = xml("iq", { from: as, to: room, type: "get" }, xml("query", { xmlns }, child));
    return (await this.#link.request(iq)).getChild("query", xmlns);
  }

  async #set(room: string, as: string, xmlns: string, child: Element): Promise<void> {
    await this.#link.request(xml("iq", { from: as, to: room, type: "set" }, xml("query", { xmlns }, child)));
  }
}
