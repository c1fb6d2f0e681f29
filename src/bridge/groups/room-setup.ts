import { type FieldValue, type FormField, type RoomInfo, StanzaError } from "../../xmpp/index.js";
import { domainOf } from "../addresses.js";
import type { BridgeContext } from "../context.js";
import { differences, type Fitted, fitForm, saidBy, toldBy } from "./form-fitting.js";
import type { Settings } from "./property-table.js";

/** A setting that a room does not keep to. */
interface Lack {
  readonly row: string;
  /** Its value there; undefined where the room does not tell. */
  readonly has: string | undefined;
}

/**
 * Makes rooms what they are to be, by the form that their server offers (XEP-0045 section 10.2), and looks whether they
 * became so. Servers accept what they do not do, refuse a whole form for one field, or offer none for what they have.
 */
export class RoomSetup {
  readonly #context: Pick<BridgeContext, "xmpp" | "mappings" | "runtime">;
  readonly #warned = new Set<string>();

  constructor(context: Pick<BridgeContext, "xmpp" | "mappings" | "runtime">) {
    this.#context = context;
  }

  /**
   * @param as full JID of an owner
   * @returns names of rows that the room does not keep to
   * @throws StanzaError, LinkDown
   */
  async apply(room: string, as: string, settings: Settings): Promise<readonly string[]> {
    const { xmpp, mappings } = this.#context;
    const offered = await xmpp.rooms.configuration(room, as);
    const fitted = fitForm(settings, offered, mappings.groupProperties);
    await this.#submit(room, as, fitted);
    const unoffered = await this.#untold(room, as, settings, fitted);
    const ignored = fitted.used.size === 0 ? [] : await this.#ignored(room, as, fitted);
    const warn = (lack: Lack, message: string) => this.#warn(room, settings.get(lack.row), lack, message);
    for (const lack of unoffered) warn(lack, "the room offers no field for a setting");
    for (const lack of ignored) warn(lack, "the room keeps another value of a setting");
    return [...unoffered, ...ignored].map(({ row }) => row);
  }

  /** Fields that are refused together are tried alone, so that one bad one does not cost the others. */
  async #submit(room: string, as: string, { fields }: Fitted): Promise<void> {
    const { rooms } = this.#context.xmpp;
    try {
      await rooms.configure(room, as, fields);
    } catch (error) {
      if (!(error instanceof StanzaError) || fields.size < 2) throw error;
      for (const field of fields) await this.#submitAlone(room, as, field);
    }
  }

  async #submitAlone(room: string, as: string, field: readonly [string, FieldValue]): Promise<void> {
    try {
      await this.#context.xmpp.rooms.configure(room, as, new Map([field]));
    } catch (error) {
      if (!(error instanceof StanzaError)) throw error;
      this.#context.runtime.log.debug({ room, field: field[0], condition: error.condition }, "field refused");
    }
  }

  async #ignored(room: string, as: string, fitted: Fitted): Promise<readonly Lack[]> {
    const now: readonly FormField[] = await this.#context.xmpp.rooms.configuration(room, as);
    const { rows } = this.#context.mappings.groupProperties;
    return differences(fitted, now).map((row) => ({ row, has: rows[row] && saidBy(now, rows[row]) }));
  }

  /** Of the rows without a field, those that the room does not have anyway. */
  async #untold(
    room: string,
    as: string,
    settings: Settings,
    { unoffered }: Fitted,
  ): Promise<readonly Lack[]> {
    const { rows } = this.#context.mappings.groupProperties;
    const open = unoffered.filter((name) => rows[name]?.absent !== "fine");
    if (open.length === 0) return [];
    const info = await this.#info(room, as);
    const told = open.map((name) => ({ row: name, has: info && rows[name] && toldBy(info, rows[name]) }));
    return told.filter(({ row, has }) => has === undefined || has !== settings.get(row));
  }

  async #info(room: string, as: string): Promise<RoomInfo | undefined> {
    try {
      return await this.#context.xmpp.rooms.info(room, as);
    } catch (error) {
      if (error instanceof StanzaError) return undefined;
      throw error;
    }
  }

  /** Once for each service, setting and value; texts, which are the users' own, are not told. */
  #warn(room: string, wanted: string | undefined, { row, has }: Lack, message: string): void {
    const service = domainOf(room);
    const { advice: advices, type } = this.#context.mappings.groupProperties.rows[row] ?? {};
    const values = type === "flag" || type === "choice" ? { wanted, has: has ?? "unknown" } : {};
    const key = `${service} ${row} ${values.wanted ?? ""}`;
    if (this.#warned.has(key)) return;
    this.#warned.add(key);
    const advice = typeof advices === "object" ? advices[wanted ?? ""] : advices;
    const fields = { service, property: row, ...values, ...(advice !== undefined && { advice }) };
    this.#context.runtime.log.warn(fields, message);
  }
}
