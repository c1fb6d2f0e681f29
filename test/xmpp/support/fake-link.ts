import { LinkDown, StanzaError } from "../../../src/xmpp/index.js";
import type { Element, Link, LinkListener, LinkState } from "../../../src/xmpp/link/index.js";
import { stanza } from "./stanza.js";

type Reply = (iq: Element) => string | StanzaError | Promise<string | StanzaError>;

/** A link without a stream: what is sent can be looked at, and requests are answered by what a test says. */
export class FakeLink implements Link {
  readonly sent: Element[] = [];
  readonly requests: Element[] = [];
  readonly trouble = undefined;
  state: LinkState = "stopped";
  /** Answers requests by the text of an iq of type result. */
  reply: Reply = () => new StanzaError("service-unavailable");
  #listener: LinkListener | undefined;

  start(listener: LinkListener): void {
    this.#listener = listener;
    this.state = "online";
  }

  stop(): Promise<void> {
    this.state = "stopped";
    return Promise.resolve();
  }

  send(element: Element): Promise<void> {
    if (this.state !== "online") return Promise.reject(new LinkDown("offline"));
    this.sent.push(element);
    return Promise.resolve();
  }

  async request(iq: Element): Promise<Element> {
    if (this.state !== "online") throw new LinkDown("offline");
    this.requests.push(iq);
    const answer = await this.reply(iq);
    if (answer instanceof StanzaError) throw answer;
    return stanza(answer);
  }

  settled(): Promise<void> {
    return this.state === "online" ? Promise.resolve() : Promise.reject(new LinkDown("offline"));
  }

  /** Lets a stanza come in. */
  async receive(text: string): Promise<Element | undefined> {
    const element = stanza(text);
    if (element.is("iq")) return this.#listener?.asked(element);
    this.#listener?.received(element);
    return undefined;
  }

  break(): void {
    this.state = "waiting";
    this.#listener?.offline();
  }

  async restore(): Promise<void> {
    this.state = "online";
    await this.#listener?.online();
  }

  /** Takes what was sent. */
  taken(): string[] {
    return this.sent.splice(0).map(String);
  }
}
