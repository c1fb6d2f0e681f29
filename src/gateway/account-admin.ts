import {
  type AddressSpace,
  formatAddress,
  parseAddress,
  phoneStyle,
  type UserAddress,
  userFromJid,
} from "../csp/index.js";
import type { Clock } from "../runtime.js";
import type { Storage } from "../storage/index.js";
import type { Config } from "./config.js";
import { addressSpace } from "./config.js";

/** Something was asked for that cannot be done; the message is a sentence for whoever asked. */
export class AccountError extends Error {
  override readonly name = "AccountError";
}

/** What an operator does with accounts. Users are written as on phones: `wv:alice`, `alice`, with or without domain. */
export interface AccountAdmin {
  /** @throws AccountError where there is one already, or still, or the name or password won't do */
  add(user: string, password: string): Promise<void>;
  /** With all that belongs to the user, once the gateway has told contacts and rooms. @throws AccountError where there is none */
  remove(user: string): Promise<void>;
  /** Changes the password, and ends the sessions that are on. @throws AccountError where there is no such account, or the password won't do */
  passwd(user: string, password: string): Promise<void>;
  /** As phones write them. */
  list(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** A phone has no keyboard for more, and login requests have limits. */
const LONGEST_PASSWORD = 256;

/** See `serviceJid` of the groups. */
const RESERVED = "service";

function checkPassword(password: string): void {
  if (password === "") throw new AccountError("The password is empty.");
  if (password.length > LONGEST_PASSWORD) {
    throw new AccountError(`The password is longer than ${LONGEST_PASSWORD} characters.`);
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(password)) {
    throw new AccountError("The password holds a line break or another control character.");
  }
}

function userOf(text: string, space: AddressSpace): UserAddress {
  const result = parseAddress(text, space);
  if (!result.ok) throw new AccountError(`${text} is no user: ${result.problem}`);
  const { address } = result;
  if (address.kind !== "user")
    throw new AccountError(`${text} is no user, but the address of something else.`);
  if (address.domain === space.home && address.user.toLowerCase() === RESERVED) {
    throw new AccountError(`${text} is the name that Hamlet's own rooms belong to.`);
  }
  if (address.domain === space.home) return address;
  throw new AccountError(`${text} is not a user of ${space.home}.`);
}

const stillThere = (name: string) =>
  new AccountError(
    `The former account ${name} is still being removed: the gateway does that within seconds, once it runs and has ` +
      "its stream to the XMPP server.",
  );

/** @param storage closed by `close` */
export function createAccountAdmin(config: Config, storage: Storage, clock: Clock): AccountAdmin {
  const { accounts } = storage;
  const space = addressSpace(config);
  const style = phoneStyle("wv:any", config.domain);
  const existing = async (text: string): Promise<UserAddress> => {
    const user = userOf(text, space);
    if (await accounts.exists(user.jid)) return user;
    throw new AccountError(`There is no account ${formatAddress(user, style)}.`);
  };
  return {
    async add(text, password) {
      const user = userOf(text, space);
      checkPassword(password);
      if (await accounts.exists(user.jid)) {
        throw new AccountError(
          `There is an account ${formatAddress(user, style)} already; passwd changes its password.`,
        );
      }
      if (!(await accounts.put(user.jid, password))) throw stillThere(formatAddress(user, style));
    },
    async remove(text) {
      await accounts.close((await existing(text)).jid, clock.now());
    },
    async passwd(text, password) {
      const user = await existing(text);
      checkPassword(password);
      await accounts.changePassword(user.jid, password, clock.now());
    },
    async list() {
      const jids = await accounts.list();
      return jids.map((jid) => {
        const user = userFromJid(jid, space);
        return user.ok ? formatAddress(user.address, style) : jid;
      });
    },
    close: () => storage.close(),
  };
}
