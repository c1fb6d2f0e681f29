import type { Leaf } from "../csp/index.js";
import { KeyedLock } from "../keyed-lock.js";
import { AnswerCache } from "./answer-cache.js";
import { type CirChannel, NO_CIR } from "./cir-channel.js";
import { NoticeOutbox } from "./delivery/outbox.js";
import { Dispatcher } from "./dispatch.js";
import { Engine } from "./engine.js";
import type { Exchange } from "./exchange.js";
import { Login } from "./login/login.js";
import { ownHandlers } from "./negotiation.js";
import type { Outbox } from "./notices.js";
import { type PhoneSession, restoreSession } from "./phone-session.js";
import type { Bridge, HandsetsOptions, StoredSession } from "./ports.js";
import type { SessionEnd } from "./session.js";
import { SessionRegistry } from "./session-registry.js";
import { SessionTalk } from "./session-talk.js";

/** Everything of the IMPS leg but its sockets. */
export class Core {
  readonly exchange: Exchange;
  readonly sessions: SessionRegistry;
  readonly #options: HandsetsOptions;
  readonly #outbox: NoticeOutbox;
  readonly #answers: AnswerCache;
  #cir: CirChannel = NO_CIR;
  #bridge: Bridge | undefined;

  constructor(options: HandsetsOptions) {
    const { runtime } = options;
    this.#options = options;
    this.#answers = new AnswerCache(runtime);
    this.sessions = new SessionRegistry(runtime, options.sessions, {
      ended: (session, why) => this.#ended(session, why),
      nextTransaction: (session) => this.#outbox.nextTransaction(session),
    });
    this.#outbox = new NoticeOutbox({
      runtime,
      store: options.notices,
      hooks: {
        wake: (session) => this.#wake(session),
        reserve: (session) => this.#quietly(this.sessions.save(session), session),
      },
    });
    this.exchange = this.#engine().exchange;
  }

  get outbox(): Outbox {
    return this.#outbox;
  }

  /** Takes up what was stored; `exchange` may be called from then on. */
  async start(bridge: Bridge, cir: CirChannel = NO_CIR): Promise<void> {
    this.#bridge = bridge;
    this.#cir = cir;
    this.#outbox.start(bridge.notices);
    const rows = await this.#options.sessions.all();
    const inTurn = new KeyedLock();
    await Promise.all(rows.map((row) => inTurn.run(row.user, () => this.#restore(row))));
    await this.#outbox.restored();
  }

  async stop(): Promise<void> {
    await this.#outbox.stop();
    await this.sessions.stop();
  }

  async disconnect(id: string, description?: string): Promise<void> {
    const session = this.sessions.get(id);
    if (session === undefined) return;
    this.#wake(session);
    await this.sessions.end(session, "forced", description);
  }

  #engine(): Engine {
    const { sessions } = this;
    const outbox = this.#outbox;
    const answers = this.#answers;
    const { runtime, space, accounts, session, provider, cirTcp, quirks } = this.#options;
    const offered = () => this.#bridge?.services ?? new Set<Leaf>();
    const address = cirTcp && {
      host: cirTcp.publicHost,
      port: () => cirTcp.publicPort ?? this.#cir.port,
    };
    const server = { cirTcp: address, pollMin: session.pollMin };
    const adjusted = (phone: PhoneSession) => outbox.adjust(phone);
    const own = ownHandlers({ runtime, server, sessions, offered, adjusted, provider, session });
    const dispatcher = new Dispatcher(runtime, own, () => this.#bridge?.handlers ?? {});
    const wake = (phone: PhoneSession) => this.#wake(phone);
    const talk = new SessionTalk({
      runtime,
      sessions,
      dispatcher,
      outbox,
      answers,
      cir: () => this.#cir,
      wake,
    });
    const login = new Login({
      runtime,
      space,
      accounts,
      session,
      sessions,
      quirks,
      offered,
      outbox,
      begun: (phone) => this.#begun(phone),
    });
    return new Engine({ runtime, sessions, login, talk, answers });
  }

  #wake({ id, underWay, capabilities }: PhoneSession): void {
    if (underWay === 0 && capabilities.cirMethods.length > 0) this.#cir.wake(id);
  }

  async #begun(session: PhoneSession): Promise<void> {
    const { id, version, syntax, device, user, quirks } = session;
    const fields = { session: id, user: user.jid, device, version, syntax, quirks: [...quirks] };
    this.#options.runtime.log.info(fields, "a phone logged in");
    await this.#bridge?.sessionStarted(session, "login");
  }

  async #ended(session: PhoneSession, why: SessionEnd): Promise<void> {
    this.#options.runtime.log.info({ session: session.id, user: session.user.jid, why }, "a session ended");
    this.#answers.forget(session.id);
    this.#cir.drop(session.id);
    await this.#outbox.close(session);
    await this.#bridge?.sessionEnded(session, why);
  }

  async #restore(row: StoredSession): Promise<void> {
    const { space, sessions, runtime } = this.#options;
    const restored = restoreSession(row, space, this.#bridge?.services ?? new Set());
    if (restored === undefined) {
      runtime.log.warn({ session: row.id, user: row.user }, "a stored session cannot be read and is dropped");
      await sessions.remove(row.id);
      return;
    }
    const { session, nextTransaction } = restored;
    await this.#outbox.open(session, nextTransaction);
    const isAlive = this.sessions.isAlive(row.expiresAt);
    await this.sessions.add(session);
    try {
      if (isAlive) await this.#bridge?.sessionStarted(session, "restored");
      else await this.sessions.end(session, "expired");
    } catch (error) {
      runtime.log.error(
        { session: row.id, user: row.user, err: error },
        "a stored session was taken up with a fault",
      );
    }
  }

  #quietly(work: Promise<void>, session: PhoneSession): void {
    work.catch((error: unknown) => {
      this.#options.runtime.log.error({ session: session.id, err: error }, "a session could not be stored");
    });
  }
}
