import type { ContactPresence } from "../../xmpp/index.js";
import { bareJid, resourceOf } from "../addresses.js";
import type { PresenceMapping } from "./mapping.js";
import { bestOf, type ContactView, type Told } from "./translate.js";

interface Contact {
  readonly resources: Map<string, Told>;
  last: Told | undefined;
}

/** Resources of one contact that are kept; more push out the oldest. */
const MOST_RESOURCES = 20;

/** What contacts have told of themselves since their users came: kept in memory, asked anew by probes. */
export class KnownPresence {
  readonly #users = new Map<string, Map<string, Contact>>();

  heard(user: string, { from, isAvailable, show, status, nick, lang, priority }: ContactPresence): void {
    const told: Told = { show, status, nick, lang, priority };
    const contact = this.#contact(user, bareJid(from));
    const resource = resourceOf(from);
    if (isAvailable) {
      contact.resources.delete(resource ?? "");
      contact.resources.set(resource ?? "", told);
      const [oldest] = contact.resources.keys();
      if (contact.resources.size > MOST_RESOURCES && oldest !== undefined) contact.resources.delete(oldest);
      return;
    }
    if (resource === undefined) contact.resources.clear();
    else contact.resources.delete(resource);
    contact.last = told;
  }

  /** Nothing is known of the contact any more. */
  clear(user: string, contact: string): void {
    this.#users.get(user)?.delete(contact);
  }

  forget(user: string): void {
    this.#users.delete(user);
  }

  forgetAll(): void {
    this.#users.clear();
  }

  /** Whether the contact has told that he is away; of one who has told nothing, nothing is known. */
  isAway(user: string, contact: string): boolean {
    const known = this.#users.get(user)?.get(contact);
    return known?.last !== undefined && known.resources.size === 0;
  }

  view(user: string, contact: string, mapping: PresenceMapping): ContactView {
    const known = this.#users.get(user)?.get(contact);
    const best = known && bestOf(known.resources.values(), mapping);
    return best === undefined
      ? { situation: "unavailable", last: known?.last }
      : { situation: "available", best };
  }

  #contact(user: string, contact: string): Contact {
    const contacts = this.#users.get(user) ?? new Map<string, Contact>();
    this.#users.set(user, contacts);
    const known = contacts.get(contact) ?? { resources: new Map<string, Told>(), last: undefined };
    contacts.set(contact, known);
    return known;
  }
}
