import { createProcessRuntime } from "../../../src/gateway/process-runtime.js";
import { createXmpp, type Directory, type Inbound, type Xmpp } from "../../../src/xmpp/index.js";
import type { XmppServer } from "../../support/servers/index.js";

/** Users of a test: who they are and who may know of them. */
export class TestDirectory implements Directory {
  readonly users = new Map<string, { resources: string[]; lastSeen?: number }>();
  readonly friends = new Set<string>();

  exists(user: string): Promise<boolean> {
    return Promise.resolve(this.users.has(user));
  }

  resources(user: string): readonly string[] {
    return this.users.get(user)?.resources ?? [];
  }

  mayKnow(_user: string, asker: string): Promise<boolean> {
    return Promise.resolve(this.friends.has(asker));
  }

  lastSeen(user: string): Promise<number | undefined> {
    return Promise.resolve(this.users.get(user)?.lastSeen);
  }

  device(user: string, resource: string): ReturnType<Directory["device"]> {
    const isOnline = this.users.get(user)?.resources.includes(resource);
    return isOnline ? { type: "phone", name: "Nokia 6600", version: "1.0" } : undefined;
  }
}

type Kind = Inbound["kind"];
type OfKind<K extends Kind> = Extract<Inbound, { kind: K }>;

/** Events of a leg, to be waited for. */
export class Events {
  readonly waiting: Inbound[] = [];
  readonly directory = new TestDirectory();
  isOnline = false;
  readonly #wake: (() => void)[] = [];

  received(event: Inbound): Promise<void> {
    this.waiting.push(event);
    this.#changed();
    return Promise.resolve();
  }

  online(): Promise<void> {
    this.isOnline = true;
    this.#changed();
    return Promise.resolve();
  }

  offline(): void {
    this.isOnline = false;
    this.#changed();
  }

  /** Takes the first event of a kind that fits, and leaves the others. */
  async next<K extends Kind>(kind: K, fits: (event: OfKind<K>) => boolean = () => true): Promise<OfKind<K>> {
    const isIt = (event: Inbound): event is OfKind<K> => event.kind === kind && fits(event as OfKind<K>);
    for (;;) {
      const found = this.waiting.find(isIt);
      if (found !== undefined) {
        this.waiting.splice(this.waiting.indexOf(found), 1);
        return found;
      }
      await this.#change();
    }
  }

  async until(isReached: () => boolean): Promise<void> {
    while (!isReached()) await this.#change();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve));
  }

  #changed(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}

/** A leg that is connected to a real server. */
export async function connectedLeg(server: XmppServer): Promise<{ xmpp: Xmpp; events: Events }> {
  const { domain, secret } = server.component;
  const component = { host: server.host, port: server.ports.component, secret };
  const runtime = createProcessRuntime("silent");
  const xmpp = createXmpp({ domain, component, name: "Hamlet", version: "1.2.3", runtime });
  const events = new Events();
  xmpp.start(events);
  await events.until(() => events.isOnline);
  return { xmpp, events };
}
