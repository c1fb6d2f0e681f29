import type { BridgeContext, BridgeSettings, Topic } from "../../../src/bridge/context.js";
import type { KnownContent } from "../../../src/csp/index.js";
import { loadMappings } from "../../../src/gateway/mapping-files.js";
import type { Session, SessionEnd } from "../../../src/handsets/index.js";
import { openStorage, type Storage } from "../../../src/storage/index.js";
import type { Inbound } from "../../../src/xmpp/index.js";
import { answerOf } from "./answer.js";
import { FakeHandsets, type PhoneOptions, phone } from "./handsets.js";
import { TestRuntime } from "./runtime.js";
import { FakeXmpp } from "./xmpp.js";

export const HOME = "imps.example.org";

const SETTINGS: BridgeSettings = {
  mucService: "conference.example.org",
  extendConversation: { joinTimeout: 60, maxGroups: 100, welcomeNote: "Welcome" },
  invitationValidity: 3600,
};

export interface BenchOptions {
  readonly settings?: Partial<BridgeSettings>;
  readonly xmpp?: FakeXmpp;
  readonly handsets?: FakeHandsets;
  /** User parts of the accounts that exist. */
  readonly accounts?: readonly string[];
}

/** Topics of the bridge with a real store, between two legs that only write down what they are told. */
export class Bench {
  readonly context: BridgeContext;
  readonly storage: Storage;
  readonly xmpp: FakeXmpp;
  readonly handsets: FakeHandsets;
  readonly runtime: TestRuntime;
  readonly #topics: Topic[] = [];

  private constructor(storage: Storage, options: BenchOptions) {
    this.storage = storage;
    this.xmpp = options.xmpp ?? new FakeXmpp();
    this.handsets = options.handsets ?? new FakeHandsets();
    this.runtime = new TestRuntime();
    this.context = {
      space: { home: HOME },
      storage,
      xmpp: this.xmpp,
      handsets: this.handsets,
      settings: { ...SETTINGS, ...options.settings },
      mappings: loadMappings().bridge,
      runtime: this.runtime,
    };
  }

  static async open(options: BenchOptions = {}): Promise<Bench> {
    const storage = await openStorage("sqlite::memory:", { sealKey: "a key for tests" });
    for (const user of options.accounts ?? ["alice", "carol"])
      await storage.accounts.put(`${user}@${HOME}`, "secret");
    return new Bench(storage, options);
  }

  /** Adds topics; returns the first, for what it offers besides. */
  use<T extends Topic>(topic: T, ...others: Topic[]): T {
    for (const each of [topic, ...others]) {
      this.#topics.push(each);
      this.handsets.use(each.notices ?? {});
    }
    return topic;
  }

  /** Hamlet starts anew, as far as a topic is concerned. */
  replace<T extends Topic>(former: T, topic: T): T {
    this.#topics.splice(this.#topics.indexOf(former), 1);
    return this.use(topic);
  }

  /** A phone logs in. @param user as the phone writes its own UserID */
  async login(user: string, options?: PhoneOptions, how: "login" | "restored" = "login"): Promise<Session> {
    const session = this.handsets.add(phone(user, HOME, options));
    for (const topic of this.#topics) await topic.sessionStarted?.(session, how);
    return session;
  }

  async end(session: Session, why: SessionEnd = "logout"): Promise<void> {
    this.handsets.remove(session);
    for (const topic of this.#topics) await topic.sessionEnded?.(session, why);
  }

  /** A phone asks; a refusal comes back as the Status that it becomes. */
  request(session: Session, request: KnownContent): Promise<KnownContent> {
    const topic = this.#topics.find(({ handlers }) => handlers?.[request.kind] !== undefined);
    return answerOf(topic?.handlers, session, request);
  }

  async receive(event: Inbound): Promise<void> {
    for (const topic of this.#topics) await topic.received?.(event);
  }

  /** The stream breaks. */
  goOffline(): void {
    this.xmpp.isOnline = false;
  }

  /** The stream is up (again). */
  async goOnline(): Promise<void> {
    this.xmpp.isOnline = true;
    this.xmpp.losesWhatIsWritten = false;
    for (const topic of this.#topics) await topic.online?.();
  }

  async started(): Promise<void> {
    for (const topic of this.#topics) await topic.started?.();
  }

  async stopping(): Promise<void> {
    for (const topic of this.#topics) await topic.stopping?.();
  }
}

/** The code of an answer; 200 where it has no Result. */
export function codeOf(answer: KnownContent): number {
  return "Result" in answer && answer.Result !== undefined ? answer.Result.Code : 200;
}
