import { type BridgeContext, type BridgeRoom, createBridge } from "../../../src/bridge/index.js";
import type { KnownContent } from "../../../src/csp/index.js";
import { loadMappings } from "../../../src/gateway/mapping-files.js";
import type { Session } from "../../../src/handsets/index.js";
import { openStorage } from "../../../src/storage/index.js";
import type { Inbound, RoomOperations } from "../../../src/xmpp/index.js";
import { realForms } from "../../bridge/groups/stage.js";
import { answerOf } from "./answer.js";
import { HOME } from "./bench.js";
import { FakeHandsets, type PhoneOptions, phone } from "./handsets.js";
import { FakeMuc } from "./muc.js";
import { TestRuntime } from "./runtime.js";
import { FakeXmpp } from "./xmpp.js";

const USERS = ["alice", "bob", "carol", "dave"];

/** An invitation as a phone gets it. */
export type Shown = Extract<KnownContent, { kind: "InviteUser-Request" }>;

/** The whole bridge between phones and a room service in memory, whose events and invitations come back. */
export class Fabric {
  readonly muc = new FakeMuc(HOME, realForms().get("ejabberd 23.01") ?? []);
  readonly handsets = new FakeHandsets();
  readonly runtime = new TestRuntime();
  readonly xmpp: FakeXmpp;
  readonly context: BridgeContext;
  #bridge: BridgeRoom;
  #events: Inbound[] = [];

  private constructor(context: Pick<BridgeContext, "storage">, joinTimeout: number) {
    this.xmpp = new FakeXmpp({ rooms: this.#rooms() });
    this.context = {
      ...context,
      space: { home: HOME },
      xmpp: this.xmpp,
      handsets: this.handsets,
      settings: {
        mucService: "conference.example.org",
        extendConversation: { joinTimeout, maxGroups: 100, welcomeNote: undefined },
        invitationValidity: 600,
      },
      mappings: loadMappings().bridge,
      runtime: this.runtime,
    };
    this.#bridge = createBridge(this.context);
  }

  /** @param joinTimeout seconds */
  static async open({ joinTimeout = 60 } = {}): Promise<Fabric> {
    const storage = await openStorage("sqlite::memory:", { sealKey: "a key for tests" });
    for (const user of USERS) await storage.accounts.put(`${user}@${HOME}`, "secret");
    const fabric = new Fabric({ storage }, joinTimeout);
    await fabric.#start();
    return fabric;
  }

  /** Hamlet starts anew: what is not on disk is gone. The stream comes up with `goOnline`. */
  async restart(): Promise<void> {
    this.muc.forget();
    await this.#bridge.stop();
    this.#bridge = createBridge(this.context);
    await this.#start();
  }

  async goOnline(): Promise<void> {
    this.muc.isOnline = true;
    this.xmpp.isOnline = true;
    await this.#bridge.forXmpp.online();
    await this.settle();
  }

  goOffline(): void {
    this.muc.isOnline = false;
    this.xmpp.isOnline = false;
  }

  async login(user: string, options: PhoneOptions = {}): Promise<Session> {
    const session = this.handsets.add(phone(`wv:${user}`, HOME, { version: "1.3", ...options }));
    await this.#bridge.forHandsets.sessionStarted(session, "login");
    return session;
  }

  async end(session: Session): Promise<void> {
    const own = this.handsets.notices.filter((notice) => notice.session === session.id);
    this.handsets.remove(session);
    for (const notice of own) await this.handsets.lapse(notice, "session-ended");
    await this.#bridge.forHandsets.sessionEnded(session, "logout");
    await this.settle();
  }

  /** A phone asks, and nothing else happens; a refusal comes back as the Status that it becomes. */
  ask(session: Session, request: KnownContent): Promise<KnownContent> {
    return answerOf(this.#bridge.forHandsets.handlers, session, request);
  }

  /** A phone asks, and all that follows from it happens. */
  async request(session: Session, request: KnownContent): Promise<KnownContent> {
    const answer = await this.ask(session, request);
    await this.settle();
    return answer;
  }

  async hear(event: Inbound): Promise<void> {
    this.#events.push(event);
    await this.settle();
  }

  /** Until nothing more happens by itself. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 30; quiet++) {
      const events = [...this.#events.splice(0), ...this.muc.take()];
      for (const event of events) await this.#bridge.forXmpp.received(event);
      if (events.length > 0) quiet = 0;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** What a phone is told, and takes, until there is nothing more. */
  async drain(session: Session): Promise<readonly KnownContent[]> {
    const all: KnownContent[] = [];
    for (;;) {
      const told = await this.handsets.drain(session);
      await this.settle();
      if (told.length === 0) return all;
      all.push(...told);
    }
  }

  /** Time passes, and what it leads to happens. @param seconds */
  async pass(seconds: number): Promise<void> {
    this.runtime.advance(seconds * 1000);
    await this.settle();
  }

  async #start(): Promise<void> {
    this.handsets.use(this.#bridge.forHandsets.notices);
    await this.#bridge.start();
  }

  /** The room service, which here hands on its invitations too, and makes the invited members as ejabberd does. */
  #rooms(): RoomOperations {
    const { operations } = this.muc;
    return {
      ...operations,
      invite: async (invitation) => {
        const { room, to, as, reason, thread } = invitation;
        await operations.invite(invitation);
        const { affiliations } = this.muc.room(room);
        affiliations.set(to, affiliations.get(to) ?? "member");
        const isContinuation = thread !== undefined;
        const event = { kind: "invitation", form: "mediated", from: room, to, room, inviter: as } as const;
        const heard = { ...event, reason, password: undefined, isContinuation, thread };
        if (to.startsWith("service@")) await this.#bridge.forXmpp.received(heard);
        else if (to.endsWith(`@${HOME}`)) this.#events.push(heard);
      },
    };
  }
}
