import type { CirChannel } from "./cir-channel.js";
import { Core } from "./core.js";
import type { Outbox } from "./notices.js";
import type { Bridge, Handsets, HandsetsOptions } from "./ports.js";
import type { Session } from "./session.js";
import { type CirTcp, createCirTcp } from "./transport/cir-tcp.js";
import { createHttpServer, type HttpServer } from "./transport/http.js";

class HandsetsLeg implements Handsets {
  readonly #core: Core;
  readonly #http: HttpServer;
  readonly #cir: CirTcp | undefined;
  #isListening = false;

  constructor(options: HandsetsOptions) {
    this.#core = new Core(options);
    const { runtime, http, cirTcp } = options;
    const hello = (id: string) => this.#core.sessions.get(id);
    this.#cir = cirTcp && createCirTcp({ host: cirTcp.host, port: cirTcp.port, hello, runtime });
    this.#http = createHttpServer({ ...http, exchange: this.#core.exchange, runtime });
  }

  get outbox(): Outbox {
    return this.#core.outbox;
  }

  get isListening(): boolean {
    return this.#isListening;
  }

  get ports(): { readonly http: number; readonly cir?: number } {
    return { http: this.#http.port, ...(this.#cir !== undefined && { cir: this.#cir.port }) };
  }

  async start(bridge: Bridge): Promise<void> {
    await this.#core.start(bridge, this.#cir && channelOf(this.#cir));
    await this.#cir?.start();
    await this.#http.start();
    this.#isListening = true;
  }

  async stop(): Promise<void> {
    this.#isListening = false;
    await this.#http.stop();
    await this.#cir?.stop();
    await this.#core.stop();
  }

  sessionsOf(user: string): readonly Session[] {
    return this.#core.sessions.ofUser(user);
  }

  session(id: string): Session | undefined {
    return this.#core.sessions.get(id);
  }

  disconnect(id: string, description?: string): Promise<void> {
    return this.#core.disconnect(id, description);
  }
}

function channelOf(cir: CirTcp): CirChannel {
  return {
    get port() {
      return cir.port;
    },
    isConnected: (id) => cir.isConnected(id),
    wake: (id) => void cir.wake(id),
    polled: (id) => cir.polled(id),
    drop: (id) => cir.drop(id),
  };
}

/** Makes the IMPS leg; nothing listens before `start`. */
export function createHandsets(options: HandsetsOptions): Handsets {
  return new HandsetsLeg(options);
}
