import { type Client, client, type Element, xml } from "@xmpp/client";
import { PATIENCE, PlayError } from "./play-error.js";
import { useNativeScram } from "./scram.js";

/** An account on the XMPP server. */
export interface JabberAccount {
  /** What its owner is called. */
  readonly name: string;
  /** Bare JID. */
  readonly jid: string;
  readonly password: string;
}

/** Told of each stanza that is worth showing. */
export type JabberWatcher = (direction: "sends" | "gets", stanza: Element) => void;

interface Waiting {
  readonly matches: (stanza: Element) => boolean;
  readonly resolve: (stanza: Element) => void;
}

/** A small Jabber client, connected by TCP to a server on this machine. */
export class DemoJabber {
  readonly account: JabberAccount;
  readonly #client: Client;
  readonly #watch: JabberWatcher;
  readonly #patience: number;
  readonly #inbox: Element[] = [];
  #waiting: Waiting | undefined;

  /** @param patience milliseconds that anything may take */
  constructor(port: number, account: JabberAccount, watch: JabberWatcher, patience = PATIENCE) {
    this.#patience = patience;
    this.account = account;
    this.#watch = watch;
    const [username = "", domain = ""] = account.jid.split("@");
    const { password } = account;
    const service = `xmpp://127.0.0.1:${port}`;
    this.#client = client({ service, domain, username, password, resource: "quickstart" });
    this.#client.reconnect.stop();
    useNativeScram(this.#client);
    // What goes wrong shows in that which does not come.
    this.#client.on("error", () => undefined);
    this.#client.on("stanza", (stanza) => this.#take(stanza));
  }

  /** Connects, logs in and becomes available. @throws PlayError */
  async logIn(): Promise<void> {
    try {
      await this.#client.start();
      await this.#client.send(xml("presence"));
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      throw new PlayError(`${this.account.name}'s Jabber client could not log in: ${problem}.`);
    }
  }

  async logOut(): Promise<void> {
    await this.#client.stop();
  }

  async send(stanza: Element): Promise<void> {
    this.#watch("sends", stanza);
    await this.#client.send(stanza);
  }

  /**
   * Waits for a stanza; those that nobody asked for stay for later.
   * @param what stands in the sentence "… did not come"
   * @throws PlayError
   */
  async next(what: string, matches: (stanza: Element) => boolean): Promise<Element> {
    const index = this.#inbox.findIndex(matches);
    const [found] = index < 0 ? [] : this.#inbox.splice(index, 1);
    const stanza = found ?? (await this.#wait(what, matches));
    this.#watch("gets", stanza);
    return stanza;
  }

  #wait(what: string, matches: Waiting["matches"]): Promise<Element> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting = undefined;
        const { name } = this.account;
        reject(
          new PlayError(
            `${name}'s Jabber client: ${what} did not come within ${this.#patience / 1000} seconds.`,
          ),
        );
      }, this.#patience);
      this.#waiting = {
        matches,
        resolve: (stanza) => {
          clearTimeout(timer);
          this.#waiting = undefined;
          resolve(stanza);
        },
      };
    });
  }

  #take(stanza: Element): void {
    if (this.#waiting?.matches(stanza)) this.#waiting.resolve(stanza);
    else this.#inbox.push(stanza);
  }
}
