import { readFileSync } from "node:fs";
import type { BridgeSettings } from "../../../src/bridge/context.js";
import { GroupsTopic, type RoomPlan } from "../../../src/bridge/groups/index.js";
import { Mailroom } from "../../../src/bridge/messages/mailroom.js";
import type { KnownContent } from "../../../src/csp/index.js";
import type { Session } from "../../../src/handsets/index.js";
import type { FormField } from "../../../src/xmpp/index.js";
import { Bench, HOME } from "../../support/bridge/bench.js";
import type { PhoneOptions } from "../../support/bridge/handsets.js";
import { FakeMuc } from "../../support/bridge/muc.js";
import { FakeXmpp } from "../../support/bridge/xmpp.js";

export const MUC = "conference.example.org";
export const ROOM = `party@${MUC}`;
export const GROUP = `wv:/party@${MUC}`;

type Server = "Prosody 0.12" | "ejabberd 23.01";

interface RawField {
  readonly name: string;
  readonly value: string | string[];
  readonly options?: string[];
}

/** The forms that real servers offered, by server. */
export function realForms(): ReadonlyMap<string, readonly FormField[]> {
  const url = new URL("fixtures/forms.json", import.meta.url);
  const forms = JSON.parse(readFileSync(url, "utf8")) as Record<string, RawField[]>;
  return new Map(
    Object.entries(forms).map(([name, fields]) => [
      name,
      fields.map(({ options, ...field }) => ({ ...field, options })),
    ]),
  );
}

/** The groups of phones, between phones and a room service in memory. */
export class Stage {
  readonly bench: Bench;
  readonly muc: FakeMuc;
  topic: GroupsTopic;

  private constructor(bench: Bench, muc: FakeMuc) {
    this.bench = bench;
    this.muc = muc;
    this.topic = bench.use(new GroupsTopic(bench.context));
    bench.handsets.use(new Mailroom(bench.context, this.topic.letters).notices);
  }

  static async open(
    server: Server = "ejabberd 23.01",
    settings: Partial<BridgeSettings> = {},
  ): Promise<Stage> {
    const muc = new FakeMuc(HOME, realForms().get(server) ?? []);
    const items = () => Promise.resolve(muc.listed());
    const xmpp = new FakeXmpp({ rooms: muc.operations, queries: { items } });
    return new Stage(await Bench.open({ xmpp, settings }), muc);
  }

  /** Hamlet starts anew over the same store, room service and phones. */
  restart(): void {
    this.muc.forget();
    // Timers of the former life are gone with it.
    void this.topic.stopping();
    this.topic = this.bench.replace(this.topic, new GroupsTopic(this.bench.context));
  }

  login(user: string, options: PhoneOptions = {}): Promise<Session> {
    return this.bench.login(`wv:${user}`, options);
  }

  /** A phone asks; what the room says meanwhile is told afterwards. */
  async request(session: Session, request: KnownContent): Promise<KnownContent> {
    const answer = await this.bench.request(session, request);
    await this.deliver();
    return answer;
  }

  join(session: Session, more: Partial<Extract<KnownContent, { kind: "JoinGroup-Request" }>> = {}) {
    const request = { GroupID: GROUP, JoinedRequest: true, SubscribeNotification: true };
    return this.request(session, { kind: "JoinGroup-Request", ...request, ...more });
  }

  /** What the room service has to tell reaches Hamlet. */
  async deliver(): Promise<void> {
    for (let events = this.muc.take(); events.length > 0; events = this.muc.take())
      for (const event of events) await this.topic.received(event);
  }

  drain(session: Session): Promise<readonly KnownContent[]> {
    return this.bench.handsets.drain(session);
  }

  extension(more: Partial<RoomPlan> = {}) {
    return this.topic.keeper.create({ purpose: "extension", creator: `alice@${HOME}`, ...more });
  }
}

/** Waits for something that happens by itself soon. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 1000; turn++) {
    if (await isSo()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error("it never happened");
}
