import {
  type KnownContent,
  type Leaf,
  leavesOf,
  parseAddress,
  type Syntax,
  type Version,
} from "../../../src/csp/index.js";
import type {
  Capabilities,
  Handsets,
  Lapse,
  Notice,
  NoticeKind,
  NoticeKinds,
  Outbox,
  QuirkName,
  Session,
} from "../../../src/handsets/index.js";
import { styleOf } from "../../../src/handsets/spellings.js";

export interface PhoneOptions {
  readonly version?: Version;
  readonly syntax?: Syntax;
  readonly quirks?: readonly QuirkName[];
  readonly delivery?: Session["delivery"];
  readonly services?: readonly Leaf[];
  readonly capabilities?: Partial<Capabilities>;
  readonly device?: string;
  readonly id?: string;
  readonly cookie?: string;
}

const CAPABILITIES: Capabilities = {
  clientType: "MOBILE_PHONE",
  acceptedContentLength: 32_767,
  parserSize: 65_535,
  multiTrans: 1,
  cirMethods: [],
  pollMin: 5,
};

/** A session as the IMPS leg would make it. @param userId as the phone writes its own UserID */
export function phone(userId: string, home: string, options: PhoneOptions = {}): Session {
  const result = parseAddress(userId, { home });
  if (!result.ok || result.address.kind !== "user") throw new Error(`${userId} is no user`);
  const version = options.version ?? "1.2";
  const device = options.device ?? "phone";
  const quirks = new Set(options.quirks);
  return {
    id: options.id ?? `s-${result.address.user}-${device}`,
    user: result.address,
    device,
    clientId: {},
    cookie: options.cookie ?? "cookie-1",
    version,
    syntax: options.syntax ?? "wbxml",
    ...styleOf({ userId, user: result.address, quirks }, home),
    quirks,
    services: new Set(options.services ?? leavesOf(version)),
    capabilities: { ...CAPABILITIES, ...options.capabilities },
    delivery: options.delivery ?? "push",
    startedAt: 0,
  };
}

interface Entry {
  readonly notice: Notice;
  readonly told: Set<string>;
}

/** The IMPS leg without phones: notices wait until a test fetches them as a phone would. */
export class FakeHandsets implements Handsets {
  readonly isListening = true;
  readonly ports = { http: 0 };
  readonly disconnected: string[] = [];
  readonly #sessions = new Map<string, Session>();
  readonly #limit: number;
  #entries: Entry[] = [];
  #kinds: NoticeKinds = {};

  constructor(limit = 500) {
    this.#limit = limit;
  }

  readonly outbox: Outbox = {
    post: (notice) => this.#post(notice),
    withdraw: (id) => Promise.resolve(this.#remove(id)),
    waiting: (user, kind) =>
      Promise.resolve(
        this.notices.filter((notice) => notice.user === user && (kind === undefined || notice.kind === kind)),
      ),
    hasRoom: (user, kind) =>
      Promise.resolve(
        this.notices.filter((notice) => notice.user === user && notice.kind === kind).length < this.#limit,
      ),
    find: (id) => Promise.resolve(this.notices.find((notice) => notice.id === id)),
  };

  get notices(): readonly Notice[] {
    return this.#entries.map(({ notice }) => notice);
  }

  use(kinds: NoticeKinds): void {
    this.#kinds = { ...this.#kinds, ...kinds };
  }

  add(session: Session): Session {
    this.#sessions.set(session.id, session);
    return session;
  }

  remove(session: Session): void {
    this.#sessions.delete(session.id);
    this.#entries = this.#entries.filter(({ notice }) => notice.session !== session.id);
  }

  /** The next thing that the phone is told; undefined: nothing waits. What has no form for it is settled on the way. */
  async take(session: Session): Promise<{ notice: Notice; content: KnownContent } | undefined> {
    for (const entry of [...this.#entries]) {
      const { notice, told } = entry;
      const isMeant = notice.user === session.user.jid && (notice.session ?? session.id) === session.id;
      if (!isMeant || told.has(session.id)) continue;
      const content = await this.#kind(notice).render(session, notice);
      told.add(session.id);
      if (content !== undefined) return { notice, content };
      this.#remove(notice.id);
    }
    return undefined;
  }

  /** The phone answers what it took. */
  async answer(session: Session, notice: Notice, content: KnownContent): Promise<void> {
    const verdict = (await this.#kind(notice).answered?.(session, notice, content)) ?? "settled";
    if (verdict === "settled") this.#remove(notice.id);
  }

  /** Takes all that waits, acknowledging with Status 200, or MessageDelivered where that is the answer. */
  async drain(session: Session): Promise<readonly KnownContent[]> {
    const taken: KnownContent[] = [];
    for (let next = await this.take(session); next !== undefined; next = await this.take(session)) {
      taken.push(next.content);
      const answer: KnownContent =
        next.content.kind === "NewMessage"
          ? { kind: "MessageDelivered", MessageID: next.content.MessageInfo.MessageID ?? "" }
          : { kind: "Status", Result: { Code: 200 } };
      await this.answer(session, next.notice, answer);
    }
    return taken;
  }

  async lapse(notice: Notice, why: Lapse): Promise<void> {
    this.#remove(notice.id);
    await this.#kind(notice).lapsed?.(notice, why);
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  sessionsOf(user: string): readonly Session[] {
    return [...this.#sessions.values()].filter((session) => session.user.jid === user);
  }

  session(id: string): Session | undefined {
    return this.#sessions.get(id);
  }

  disconnect(id: string): Promise<void> {
    this.disconnected.push(id);
    return Promise.resolve();
  }

  async #post(notice: Notice): Promise<boolean> {
    if (notice.session !== undefined && !this.#sessions.has(notice.session)) {
      await this.#kind(notice).lapsed?.(notice, "session-ended");
      return false;
    }
    if (this.notices.some(({ id }) => id === notice.id)) return true;
    const isDue =
      this.notices.filter(({ user, durable }) => user === notice.user && durable).length >= this.#limit;
    if (isDue && notice.durable) {
      await this.#kind(notice).lapsed?.(notice, "overflow");
      return false;
    }
    const { replaces, user, session } = notice;
    this.#entries = this.#entries.filter(
      ({ notice: other, told }) =>
        replaces === undefined ||
        told.size > 0 ||
        other.replaces !== replaces ||
        other.user !== user ||
        other.session !== session,
    );
    this.#entries.push({ notice: JSON.parse(JSON.stringify(notice)) as Notice, told: new Set() });
    return true;
  }

  #remove(id: string): boolean {
    const before = this.#entries.length;
    this.#entries = this.#entries.filter(({ notice }) => notice.id !== id);
    return this.#entries.length < before;
  }

  #kind(notice: Notice): NoticeKind {
    const kind = this.#kinds[notice.kind];
    if (kind === undefined) throw new Error(`nothing is known of notices of kind ${notice.kind}`);
    return kind;
  }
}
