import type { Runtime } from "../../runtime.js";
import { LinkDown } from "../operations.js";
import { Backoff } from "./backoff.js";
import { type Resolvers, within, withResolvers } from "./deadline.js";
import { faultOf, StreamFault } from "./faults.js";
import { Inbox } from "./inbox.js";
import type { LinkLimits } from "./limits.js";
import type { Link, LinkListener, LinkState } from "./link.js";
import { Requests } from "./requests.js";
import { Session } from "./session.js";
import { Stream } from "./stream.js";
import { isLasting, type Place, troubleOf } from "./trouble.js";
import type { Element } from "./xml.js";

export interface ComponentLinkOptions {
  readonly place: Place;
  readonly secret: string;
  readonly runtime: Runtime;
  readonly limits: LinkLimits;
}

/** One life of the link, from start to stop. */
interface Life {
  readonly listener: LinkListener;
  readonly stopped: Resolvers<void>;
  isStopping: boolean;
  ended: Promise<void>;
}

/** Keeps a component stream up: opens one after the other for as long as nobody says stop. */
export class ComponentLink implements Link {
  readonly #options: ComponentLinkOptions;
  readonly #requests: Requests;
  readonly #inbox: Inbox;
  #state: LinkState = "stopped";
  #trouble: string | undefined;
  #life: Life | undefined;
  #stream: Stream | undefined;
  #session: Session | undefined;

  constructor(options: ComponentLinkOptions) {
    const { runtime, limits } = options;
    this.#options = options;
    this.#requests = new Requests({ ...runtime, limit: limits.requests });
    this.#inbox = new Inbox({
      runtime,
      limits,
      requests: this.#requests,
      send: (stanza) => this.send(stanza),
      proof: () => this.#session?.pings.proof(),
    });
  }

  get state(): LinkState {
    return this.#state;
  }

  get trouble(): string | undefined {
    return this.#trouble;
  }

  start(listener: LinkListener): void {
    if (this.#life !== undefined) throw new Error("the link is started already");
    const life: Life = {
      listener,
      stopped: withResolvers<void>(),
      isStopping: false,
      ended: Promise.resolve(),
    };
    this.#life = life;
    this.#state = "connecting";
    life.ended = this.#live(life);
  }

  async stop(): Promise<void> {
    const life = this.#life;
    if (life === undefined) return;
    if (!life.isStopping) {
      life.isStopping = true;
      if (this.#session !== undefined) await this.#drain(this.#session);
      if (this.#session === undefined) this.#stream?.fail(new StreamFault("closed"));
      else await this.#stream?.close();
      life.stopped.resolve();
    }
    await life.ended;
  }

  async send(stanza: Element): Promise<void> {
    await this.#online().send(stanza);
  }

  async request(iq: Element, timeout = this.#options.limits.requestTimeout): Promise<Element> {
    const session = this.#online();
    const answer = this.#requests.expect(iq, timeout);
    session.send(iq).catch((error: unknown) => this.#requests.cancel(iq, error));
    return answer;
  }

  async settled(): Promise<void> {
    await this.#online().pings.settled();
  }

  #online(): Session {
    if (this.#session === undefined) throw new LinkDown(this.#trouble ?? "there is no stream");
    return this.#session;
  }

  async #live(life: Life): Promise<void> {
    const { runtime, limits, place } = this.#options;
    const backoff = new Backoff(limits, runtime.random);
    while (!life.isStopping) {
      const fault = await this.#attempt(life, backoff);
      if (life.isStopping) break;
      this.#lost(fault);
      const delay = backoff.next(isLasting(fault));
      runtime.log.warn({ fault: fault.message, delay }, troubleOf(fault, place));
      const pause = withResolvers<void>();
      const timer = runtime.timers.after(delay, () => pause.resolve());
      await Promise.race([pause.promise, life.stopped.promise]);
      timer.cancel();
    }
    this.#life = undefined;
    this.#trouble = undefined;
    this.#state = "stopped";
  }

  /** One stream. @returns what ended it */
  async #attempt(life: Life, backoff: Backoff): Promise<StreamFault> {
    const { runtime, limits, place, secret } = this.#options;
    this.#state = "connecting";
    const stream = new Stream({ place, secret, limits, timers: runtime.timers });
    this.#stream = stream;
    try {
      await stream.open();
    } catch (error) {
      this.#stream = undefined;
      return faultOf(error);
    }
    const since = runtime.clock.now();
    const fault = await this.#serve(life, stream);
    this.#stream = undefined;
    if (runtime.clock.now() - since >= limits.stableAfter) backoff.reset();
    return fault;
  }

  async #serve(life: Life, stream: Stream): Promise<StreamFault> {
    const { runtime, limits, place } = this.#options;
    const session = new Session({ stream, domain: place.domain, limits, runtime });
    this.#session = session;
    this.#state = "online";
    this.#trouble = undefined;
    runtime.log.info({ ...place }, "the component stream is up");
    this.#announce(() => life.listener.online());
    stream.attach({
      received: (stanza) => {
        session.pings.heard();
        if (!session.pings.claim(stanza)) this.#inbox.take(stanza, life.listener);
      },
      excessive: (stanza) => this.#inbox.refuse(stanza, "policy-violation", "the stanza is too large"),
      drained: () => session.drained(),
    });
    const fault = await stream.ended.catch(faultOf);
    this.#session = undefined;
    if (!life.isStopping) this.#lost(fault);
    if (fault.kind === "refused" && !isLasting(fault)) {
      runtime.log.error(
        { last: session.last },
        "the server ended the stream, maybe for one of the last stanzas",
      );
    }
    session.close();
    this.#requests.abandon();
    this.#announce(() => life.listener.offline());
    return fault;
  }

  #lost(fault: StreamFault): void {
    this.#state = "waiting";
    this.#trouble = troubleOf(fault, this.#options.place);
  }

  #announce(tell: () => Promise<void> | void): void {
    const failed = (error: unknown) =>
      this.#options.runtime.log.error({ err: error }, "a listener of the component stream failed");
    void (async () => tell())().catch(failed);
  }

  /** What is being handled may still answer, and what is written may still go out, within a time. */
  async #drain(session: Session): Promise<void> {
    const { runtime, limits } = this.#options;
    const late = new LinkDown("too slow");
    const drained = this.#inbox.idle().then(() => session.flushed());
    await within(runtime.timers, limits.closeTimeout, drained, late).catch(() => {});
  }
}
