import { type Hamlet, startHamlet } from "../../test/support/hamlet.js";
import { startProsody, type XmppServer } from "../../test/support/servers/index.js";
import { LightJabber } from "./jabber.js";
import { LightPhone } from "./phone.js";
import type { Pids } from "./processor.js";

const PASSWORD = "secret";
/** Logins under way at a time. */
const LOGINS = 10;

/** A phone and the Jabber user it chats with. */
export interface Pair {
  readonly phone: LightPhone;
  /** Bare JID of the phone's user. */
  readonly phoneJid: string;
  readonly jabber: LightJabber;
}

/** Everything that takes part: a real Prosody, a real gateway, and pairs that are logged in. */
export interface Stage {
  readonly pairs: readonly Pair[];
  /** Of the gateway, of Prosody, and of this process. */
  readonly pids: Pids;
  /** Rejects as soon as anything goes wrong. */
  readonly broken: Promise<never>;
  close(): Promise<void>;
}

const names = (kind: string, count: number) => Array.from({ length: count }, (_, index) => `${kind}${index}`);
const passwords = (users: readonly string[]) => Object.fromEntries(users.map((user) => [user, PASSWORD]));

async function inBatches<T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  while (made.length < count) {
    const batch = Math.min(LOGINS, count - made.length);
    made.push(...(await Promise.all(Array.from({ length: batch }, (_, index) => make(made.length + index)))));
  }
  return made;
}

async function logIn(
  count: number,
  server: XmppServer,
  hamlet: Hamlet,
  failed: (error: unknown) => void,
): Promise<readonly Pair[]> {
  const { domain } = server.component;
  const httpPort = Number(new URL(hamlet.imps).port);
  return inBatches(count, async (index) => {
    const account = { user: `jabber${index}`, password: PASSWORD, port: server.ports.client };
    const jabber = await LightJabber.loggedIn(account, failed);
    const peer = `wv:jabber${index}@${server.domain}`;
    const user = `wv:phone${index}`;
    const phone = await LightPhone.loggedIn({ httpPort, user, password: PASSWORD, peer }, failed);
    return { phone, phoneJid: `phone${index}@${domain}`, jabber };
  });
}

/** Starts a Prosody as in `config/` and a gateway as operators run it, and logs that many pairs in. */
export async function setUp(count: number): Promise<Stage> {
  const server = await startProsody({ flavour: "profile", users: passwords(names("jabber", count)) });
  let hamlet: Hamlet | undefined;
  let pairs: readonly Pair[] = [];
  const close = async () => {
    for (const { phone, jabber } of pairs) {
      phone.close();
      jabber.close();
    }
    await hamlet?.close();
    await server.close();
  };
  try {
    const accounts = passwords(names("phone", count));
    hamlet = await startHamlet({ server, accounts, config: { log: { level: "info" } } });
    let failed: (error: unknown) => void = () => undefined;
    const broken = new Promise<never>((_, reject) => {
      failed = reject;
    });
    broken.catch(() => undefined);
    pairs = await Promise.race([logIn(count, server, hamlet, failed), broken]);
    if (hamlet.pid === undefined || server.pid === undefined) throw new Error("A program has ended.");
    return { pairs, pids: { Hamlet: hamlet.pid, Prosody: server.pid, driver: process.pid }, broken, close };
  } catch (error) {
    await close();
    throw error;
  }
}
