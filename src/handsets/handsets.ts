import { Core } from "./core.js";
import type { Outbox } from "./notices.js";
import type { Bridge, Handsets, HandsetsOptions } from "./ports.js";
import type { Session } from "./session.js";
import { createHttpServer, type HttpServer } from "./transport/http.js";

class HandsetsLeg implements Handsets {
  readonly #core: Core;
  readonly #http: HttpServer;
  #isListening = false;

  constructor(options: HandsetsOptions) {
    this.#core = new Core(options);
    const { runtime, http } = options;
    this.#http = createHttpServer({ ...http, exchange: this.#core.exchange, runtime });
  }

  get outbox(): Outbox {
    return this.#core.outbox;
  }

  get isListening(): boolean {
    return this.#isListening;
  }

  get ports(): { readonly http: number; readonly cir?: number } {
    return { http: this.#http.port };
  }

  async start(bridge: Bridge): Promise<void> {
    await this.#core.start(bridge);
    await this.#http.start();
    this.#isListening = true;
  }

  async stop(): Promise<void> {
    this.#isListening = false;
    await this.#http.stop();
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

/**
 * Makes the IMPS leg; nothing listens before `start`.
 * @throws Error where the table of quirks has faults
 */
export function createHandsets(options: HandsetsOptions): Handsets {
  return new HandsetsLeg(options);
}
