import { formatAddress, type PhoneStyle, phoneStyle, type UserAddress } from "../csp/index.js";
import type { QuirkName } from "./quirks.js";

/** Users whom a phone may spell in its own way. */
const MOST_SPELLINGS = 1000;
const SCHEME = /^wv:/i;

/**
 * How a phone itself spells users, for one that tells them apart by the text of their ids: what it is told of a user has
 * to bear the id that the phone knows him by. Only what differs from how Hamlet would spell him is kept.
 */
export class Spellings {
  readonly #usual: PhoneStyle;
  readonly #byJid = new Map<string, string>();

  constructor(usual: PhoneStyle) {
    this.#usual = usual;
  }

  get byJid(): ReadonlyMap<string, string> {
    return this.#byJid;
  }

  /** From now on the phone knows the user by this id. */
  keep(user: UserAddress, written: string): void {
    const text = written.trim();
    const id = SCHEME.test(text) ? text : `wv:${text}`;
    const isUsual = id.toLowerCase() === formatAddress(user, this.#usual).toLowerCase();
    if (isUsual) this.#byJid.delete(user.jid);
    else if (this.#byJid.has(user.jid) || this.#byJid.size < MOST_SPELLINGS) this.#byJid.set(user.jid, id);
  }

  /** The phone goes on with what it knew in an earlier session, or before Hamlet started anew. */
  restore(byJid: Readonly<Record<string, string>>): void {
    for (const [jid, id] of Object.entries(byJid)) this.#byJid.set(jid, id);
  }
}

interface Origin {
  /** The phone's own UserID, as it wrote it. */
  readonly userId: string;
  readonly user: UserAddress;
  readonly quirks: ReadonlySet<QuirkName>;
}

/** The style of a phone, with spellings of its own where it needs them. */
export function styleOf(
  { userId, user, quirks }: Origin,
  home: string,
): { readonly style: PhoneStyle; readonly spellings?: Spellings } {
  const usual = phoneStyle(userId, home);
  if (!quirks.has("ids-as-written")) return { style: usual };
  const spellings = new Spellings(usual);
  spellings.keep(user, userId);
  return { style: { ...usual, spellings: spellings.byJid }, spellings };
}
