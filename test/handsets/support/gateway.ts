import { formatAddress, leavesOf, VERSIONS } from "../../../src/csp/index.js";
import { loadMappings } from "../../../src/gateway/mapping-files.js";
import type { CirChannel } from "../../../src/handsets/cir-channel.js";
import { Core } from "../../../src/handsets/core.js";
import type {
  Bridge,
  Handlers,
  HandsetsOptions,
  Lapse,
  Notice,
  NoticeKinds,
  Session,
} from "../../../src/handsets/index.js";
import { FakeRuntime, MemoryNotices, MemorySessions } from "./surroundings.js";

/** What the bridge was told. */
export interface Told {
  readonly what: string;
  readonly session?: Session;
  readonly notice?: Notice;
  readonly lapse?: Lapse;
}

/** Notices of the kind `text` become messages that hold their payload; phones settle them by any answer. */
export function textNotices(told: Told[]): NoticeKinds {
  return {
    text: {
      render: (session, notice) => ({
        kind: "NewMessage",
        MessageInfo: {
          MessageID: notice.id,
          ContentType: "text/plain",
          ContentSize: String(notice.payload).length,
          Recipient: { User: [{ UserID: formatAddress(session.user, session.style) }] },
          Sender: { User: { UserID: "wv:bob" } },
        },
        ContentData: String(notice.payload),
      }),
      answered: (session, notice) => {
        told.push({ what: "answered", session, notice });
        return Promise.resolve("settled");
      },
      lapsed: (notice, lapse) => {
        told.push({ what: "lapsed", notice, lapse });
        return Promise.resolve();
      },
    },
  };
}

interface Changes {
  readonly handlers?: Handlers;
  readonly notices?: NoticeKinds;
  readonly bridge?: Partial<Bridge>;
  readonly options?: Partial<HandsetsOptions>;
}

/** The IMPS leg without sockets, and disks that outlive it. */
export class Gateway {
  readonly runtime = new FakeRuntime();
  readonly notices = new MemoryNotices();
  readonly sessions = new MemorySessions();
  readonly told: Told[] = [];
  readonly woken: string[] = [];
  readonly connected = new Set<string>();
  readonly #changes: Changes;
  core!: Core;

  private constructor(changes: Changes) {
    this.#changes = changes;
  }

  static async start(changes: Changes = {}): Promise<Gateway> {
    const gateway = new Gateway(changes);
    await gateway.restart();
    return gateway;
  }

  get exchange() {
    return this.core.exchange;
  }

  get outbox() {
    return this.core.outbox;
  }

  async restart(): Promise<void> {
    await this.core?.stop();
    this.core = new Core(this.#settings());
    await this.core.start(this.#bridge(), this.#cir());
  }

  whats(): readonly string[] {
    return this.told.map(({ what }) => what);
  }

  /** Posts a text for alice. */
  post(id: string, more: Partial<Notice> = {}): Promise<boolean> {
    const createdAt = this.runtime.clock.now();
    const notice = { id, user: "alice@imps.example.org", kind: "text", payload: `text ${id}`, createdAt };
    return this.outbox.post({ ...notice, durable: true, ...more });
  }

  #settings(): HandsetsOptions {
    return {
      space: { home: "imps.example.org" },
      http: { host: "127.0.0.1", port: 0, path: "/" },
      cirTcp: { host: "127.0.0.1", port: 0, publicHost: "cir.example.org", publicPort: 3171 },
      session: { keepAlive: 600, maxTimeToLive: 86_400, pollMin: 5 },
      provider: { name: "Example", url: "http://example.org/" },
      accounts: {
        password: (user) =>
          Promise.resolve(/^(alice|bob)@imps\.example\.org$/.test(user) ? "secret" : undefined),
      },
      sessions: this.sessions,
      notices: this.notices,
      runtime: this.runtime,
      quirks: loadMappings().quirks,
      ...this.#changes.options,
    };
  }

  #bridge(): Bridge {
    return {
      handlers: this.#changes.handlers ?? {},
      notices: this.#changes.notices ?? textNotices(this.told),
      services: new Set(VERSIONS.flatMap((version) => leavesOf(version))),
      sessionStarted: (session, how) => {
        this.told.push({ what: how, session });
        return Promise.resolve();
      },
      sessionEnded: (session, why) => {
        this.told.push({ what: why, session });
        return Promise.resolve();
      },
      ...this.#changes.bridge,
    };
  }

  #cir(): CirChannel {
    return {
      port: 0,
      isConnected: (id) => this.connected.has(id),
      wake: (id) => void this.woken.push(id),
      polled: () => undefined,
      drop: (id) => void this.connected.delete(id),
    };
  }
}
