import type { Exchange, ExchangeRequest } from "../../../src/handsets/exchange.js";
import { createHttpServer, type HttpServer } from "../../../src/handsets/transport/http.js";
import type { HttpLimits } from "../../../src/handsets/transport/http-limits.js";
import { TestRuntime } from "../../support/bridge/runtime.js";
import { RawHttp } from "../../support/handset/raw-http.js";

/** Answers with what was sent. */
export const echo: Exchange = ({ body, contentType }) =>
  Promise.resolve({ status: 200, body, ...(contentType !== undefined && { contentType }) });

/** A server and its clients, set up anew for each test of the file. */
export class HttpBench {
  runtime = new TestRuntime();
  #server: HttpServer | undefined;
  #clients: RawHttp[] = [];

  /** Registers what jest runs around each test. */
  static perTest(): HttpBench {
    const bench = new HttpBench();
    beforeEach(() => {
      bench.runtime = new TestRuntime();
    });
    afterEach(() => bench.#close());
    return bench;
  }

  get port(): number {
    return this.#server?.port ?? 0;
  }

  async serve(exchange = echo, limits: Partial<HttpLimits> = {}, path = "/"): Promise<void> {
    const { runtime } = this;
    this.#server = createHttpServer({ host: "127.0.0.1", port: 0, path, exchange, limits, runtime });
    await this.#server.start();
  }

  async client(): Promise<RawHttp> {
    const opened = await RawHttp.open(this.port);
    this.#clients.push(opened);
    return opened;
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }

  async #close(): Promise<void> {
    for (const { connection } of this.#clients.splice(0)) connection.close();
    await this.stop();
  }
}

/** An exchange whose answers a test lets go one by one. */
export class HeldExchange {
  readonly held: { readonly request: ExchangeRequest; readonly release: () => void }[] = [];
  readonly delivered: boolean[] = [];
  #waiting: (() => void)[] = [];

  readonly exchange: Exchange = (request) =>
    new Promise((resolve) => {
      const delivered = (written: boolean) => {
        this.delivered.push(written);
        this.#wake();
      };
      const release = () => resolve({ status: 200, body: request.body, delivered });
      this.held.push({ request, release });
      this.#wake();
    });

  /** Waits for the request, counted from 0. */
  async request(index: number) {
    for (;;) {
      const found = this.held[index];
      if (found !== undefined) return found;
      await this.#change();
    }
  }

  async untilDelivered(count: number): Promise<readonly boolean[]> {
    while (this.delivered.length < count) await this.#change();
    return this.delivered;
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
