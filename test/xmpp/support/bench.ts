import type { RoomLimits } from "../../../src/xmpp/rooms/limits.js";
import { XmppLeg } from "../../../src/xmpp/xmpp.js";
import { TestRuntime } from "../../support/bridge/runtime.js";
import { FakeLink } from "./fake-link.js";
import { Events } from "./leg.js";

export const ROOM = "talk@rooms.localhost";
export const ANNA = "anna@imps.localhost/ph";

/** A leg on a link without a stream, in time that stands still. */
export class Bench {
  readonly link = new FakeLink();
  readonly runtime = new TestRuntime();
  readonly events = new Events();
  readonly leg: XmppLeg;

  constructor(limits: Partial<RoomLimits> = {}) {
    const component = { host: "127.0.0.1", port: 5347, secret: "s" };
    const { runtime } = this;
    const options = { domain: "imps.localhost", component, name: "Hamlet", version: "1.2.3", runtime };
    this.leg = new XmppLeg(options, this.link, limits);
    this.events.directory.users.set("anna@imps.localhost", { resources: ["ph"] });
    this.leg.start(this.events);
  }

  get rooms(): XmppLeg["rooms"] {
    return this.leg.rooms;
  }

  /** Presence of someone in the room, as Anna gets it. */
  presence(nick: string, { type = "", codes = [], item = {}, more = "" }: RoomPresenceParts = {}): void {
    const attributes = Object.entries({ affiliation: "member", role: "participant", ...item })
      .map(([name, value]) => `${name}='${value}'`)
      .join(" ");
    const statuses = codes.map((code) => `<status code='${code}'/>`).join("");
    void this.link.receive(
      `<presence from='${ROOM}/${nick}' to='${ANNA}'${type && ` type='${type}'`}>${more}
        <x xmlns='http://jabber.org/protocol/muc#user'><item ${attributes}/>${statuses}</x></presence>`,
    );
  }

  message(nick: string | undefined, content: string, type = "groupchat"): void {
    const from = nick === undefined ? ROOM : `${ROOM}/${nick}`;
    void this.link.receive(`<message from='${from}' to='${ANNA}' type='${type}'>${content}</message>`);
  }

  refusal(condition: string): void {
    void this.link.receive(
      `<presence from='${ROOM}/Anna' to='${ANNA}' type='error'><error type='cancel'>
        <${condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>`,
    );
  }

  /** Lets all that is ready to run do so. */
  async settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Anna inside, with those who are there. */
  async inside(...others: string[]): Promise<void> {
    const entry = this.rooms.enter(ROOM, "Anna", ANNA, { mayCreate: true });
    await this.settle();
    for (const nick of others) this.presence(nick);
    this.presence("Anna", { codes: [110], item: { jid: ANNA } });
    await entry;
    this.runtime.advance(0);
    await this.settle();
    this.events.waiting.length = 0;
    this.link.taken();
  }
}

interface RoomPresenceParts {
  readonly type?: string;
  readonly codes?: readonly number[];
  readonly item?: Readonly<Record<string, string>>;
  /** Content of an unavailable presence. */
  readonly more?: string;
}
