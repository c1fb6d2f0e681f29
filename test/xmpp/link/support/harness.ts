import {
  createLink,
  type Element,
  type Link,
  type LinkLimits,
  type LinkListener,
} from "../../../../src/xmpp/link/index.js";
import { type Peer, ScriptedServer } from "./scripted-server.js";
import { type TestRuntime, testRuntime } from "./test-runtime.js";

/** No two alike, so that timers can be told apart by their delays. */
export const LIMITS = {
  connectTimeout: 11_001,
  headerTimeout: 11_002,
  handshakeTimeout: 11_003,
  requestTimeout: 11_004,
  closeTimeout: 11_005,
  drainTimeout: 11_006,
  idle: 11_007,
  pingTimeout: 11_008,
  firstDelay: 1_000,
  longestDelay: 64_000,
  stableAfter: 30_000,
  slowHandler: 11_009,
} as const satisfies Partial<LinkLimits>;

/** The delay before the first reconnect, where chance is 0. */
export const FIRST_PAUSE = LIMITS.firstDelay / 2;
/** The delay after an error that lasts. */
export const LONG_PAUSE = LIMITS.longestDelay / 2;

/** A listener that keeps what it is told, and can be waited for. */
export class TestListener implements LinkListener {
  readonly stanzas: Element[] = [];
  readonly states: ("online" | "offline")[] = [];
  /** What becomes of a message or presence. */
  hear: (stanza: Element) => void = () => {};
  /** What an iq is answered. */
  handle: (iq: Element) => Promise<Element | undefined> = () => Promise.resolve(undefined);
  #wake: (() => void)[] = [];

  received(stanza: Element): void {
    this.stanzas.push(stanza);
    this.#changed();
    this.hear(stanza);
  }

  asked(iq: Element): Promise<Element | undefined> {
    this.stanzas.push(iq);
    this.#changed();
    return this.handle(iq);
  }

  online(): Promise<void> {
    this.states.push("online");
    this.#changed();
    return Promise.resolve();
  }

  offline(): void {
    this.states.push("offline");
    this.#changed();
  }

  /** Waits until it has been told so many stanzas. */
  async count(count: number): Promise<void> {
    while (this.stanzas.length < count) await this.change();
  }

  /** Waits for its latest state. */
  async state(state: "online" | "offline"): Promise<void> {
    while (this.states.at(-1) !== state) await this.change();
  }

  async change(): Promise<void> {
    await new Promise<void>((resolve) => this.#wake.push(resolve));
  }

  #changed(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}

/** A server, a link to it and its listener. */
export interface Harness {
  readonly server: ScriptedServer;
  readonly link: Link;
  readonly listener: TestListener;
  readonly runtime: TestRuntime;
  /** Starts the link and brings it online. */
  online(): Promise<Peer>;
  close(): Promise<void>;
}

export async function harness(limits: Partial<LinkLimits> = {}, secret = "s3cret"): Promise<Harness> {
  const server = await ScriptedServer.listen();
  const runtime = testRuntime();
  const link = createLink({
    domain: "imps.example",
    host: "127.0.0.1",
    port: server.port,
    secret,
    runtime,
    limits: { ...LIMITS, ...limits },
  });
  const listener = new TestListener();
  const online = async () => {
    link.start(listener);
    const peer = await server.next();
    await peer.welcome();
    await listener.state("online");
    return peer;
  };
  const close = async () => {
    const stopping = link.stop();
    await server.close();
    await stopping;
  };
  return { server, link, listener, runtime, online, close };
}
