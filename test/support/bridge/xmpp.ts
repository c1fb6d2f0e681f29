import {
  LinkDown,
  type MessageOperations,
  type OutgoingChat,
  type OutgoingPresence,
  type PresenceOperations,
  type QueryOperations,
  type RoomOperations,
  type Xmpp,
} from "../../../src/xmpp/index.js";

type Refused = Parameters<MessageOperations["refuse"]>[0];
type Receipt = Parameters<MessageOperations["receipt"]>[0];

interface SentPresence {
  readonly from: string;
  readonly to: string;
  readonly presence: OutgoingPresence;
}

interface SentSubscription {
  readonly from: string;
  readonly to: string;
  readonly type: string;
}

/** Operations that a test does not expect: each fails, naming itself. */
function unexpected<T extends object>(what: string): T {
  return new Proxy({} as T, {
    get: (target, name): unknown =>
      Reflect.get(target, name) ?? (() => Promise.reject(new Error(`unexpected ${what}.${String(name)}`))),
  });
}

/** An XMPP leg that writes down what it is told to send. Tests bring the operations on rooms that they need. */
export class FakeXmpp implements Xmpp {
  readonly chats: OutgoingChat[] = [];
  readonly receipts: Receipt[] = [];
  readonly refused: Refused[] = [];
  readonly presences: SentPresence[] = [];
  readonly subscriptions: SentSubscription[] = [];
  readonly rooms: RoomOperations;
  readonly queries: QueryOperations;
  /** Breaks the stream between writing and the server's confirmation. */
  losesWhatIsWritten = false;
  isOnline = true;

  constructor(parts: { rooms?: Partial<RoomOperations>; queries?: Partial<QueryOperations> } = {}) {
    this.rooms = Object.assign(unexpected<RoomOperations>("rooms"), parts.rooms);
    const features = () => Promise.resolve(new Set(["http://jabber.org/protocol/muc"]));
    this.queries = Object.assign(unexpected<QueryOperations>("queries"), { features }, parts.queries);
  }

  readonly messages: MessageOperations = {
    send: (chat) => this.#write(this.chats, chat),
    receipt: (receipt) => this.#write(this.receipts, receipt),
    refuse: (refused) => this.#write(this.refused, refused),
  };

  readonly presence: PresenceOperations = {
    send: (from, to, presence) => this.#write(this.presences, { from, to, presence }),
    subscription: (from, to, type) => this.#write(this.subscriptions, { from, to, type }),
  };

  get trouble(): string | undefined {
    return this.isOnline ? undefined : "The test has cut the stream.";
  }

  start(): void {}

  stop(): Promise<void> {
    return Promise.resolve();
  }

  settled(): Promise<void> {
    const isLost = !this.isOnline || this.losesWhatIsWritten;
    return isLost ? Promise.reject(new LinkDown("The stream broke.")) : Promise.resolve();
  }

  handedOver(): Promise<void> {
    return this.settled();
  }

  /** Forgets what was sent. */
  clear(): void {
    for (const list of [this.chats, this.receipts, this.refused, this.presences, this.subscriptions])
      list.length = 0;
  }

  #write<T>(list: T[], item: T): Promise<void> {
    if (!this.isOnline) return Promise.reject(new LinkDown("The stream is down."));
    list.push(item);
    return Promise.resolve();
  }
}
