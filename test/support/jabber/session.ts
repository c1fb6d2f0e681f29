import { type Client, client, type Element, xml } from "@xmpp/client";
import { useNativeScram } from "../../../src/cli/quickstart/scram.js";
import { reportOnFailure } from "../diagnostics.js";
import { Mailbox } from "./mailbox.js";
import { NS } from "./namespaces.js";
import { type Received, understand } from "./received.js";

/** Where a user's account is. */
export interface Account {
  /** Bare JID. */
  readonly jid: string;
  readonly password: string;
  /** Client port of the server on 127.0.0.1. */
  readonly port: number;
  /** Default: chosen by the server. */
  readonly resource?: string;
  /** Stream management (XEP-0198): the server keeps a broken session for minutes. Default: false. */
  readonly isResumable?: boolean;
}

/** An error answer to a request or an entry. */
export class JabberError extends Error {
  override readonly name = "JabberError";
  readonly condition: string;

  constructor(condition: string, text?: string) {
    super(text === undefined ? condition : `${condition}: ${text}`);
    this.condition = condition;
  }
}

/** One line of what happened on the stream, in order. */
export interface LogEntry {
  readonly direction: "in" | "out" | "event";
  readonly text: string;
}

const STREAM_MANAGEMENT = "urn:xmpp:sm:3";

/** The stream of a user to its server. May be connected again after it broke. */
export class JabberSession {
  readonly mailbox = new Mailbox();
  readonly log: LogEntry[] = [];
  /** Bare JIDs of the rooms that the user is in. */
  readonly rooms = new Set<string>();
  /** Called with each stanza before it is put into the mailbox. */
  onReceived: ((received: Received) => void) | undefined;
  readonly #account: Account;
  #client: Client | undefined;
  #disconnected: Promise<void> = Promise.resolve();
  #forget: (() => void) | undefined;

  constructor(account: Account) {
    this.#account = account;
  }

  /** Full JID. @throws Error while there is no stream */
  get fullJid(): string {
    return String(this.#connected().jid);
  }

  /** Resolves when the stream is gone, on whose behalf ever. */
  get disconnected(): Promise<void> {
    return this.#disconnected;
  }

  async connect(): Promise<void> {
    this.#forget ??= reportOnFailure({
      name: `Jabber user ${this.#account.jid}`,
      report: () => this.log.map(({ direction, text }) => `${direction}: ${text}`).join("\n"),
    });
    const stream = this.#open();
    this.#client = stream;
    this.#disconnected = new Promise((resolve) => {
      stream.on("disconnect", () => {
        this.log.push({ direction: "event", text: "disconnected" });
        if (this.#client === stream) this.#client = undefined;
        this.rooms.clear();
        resolve();
      });
    });
    await stream.start();
    this.log.push({ direction: "event", text: `online as ${this.fullJid}` });
  }

  /** Closes the stream in order. Without effect where there is none. */
  async close(): Promise<void> {
    const stream = this.#client;
    if (stream !== undefined) {
      await stream.stop();
      await this.#disconnected;
    }
    this.#forget?.();
    this.#forget = undefined;
  }

  /** Breaks the connection without a word. */
  async crash(): Promise<void> {
    this.#client?.socket?.destroy();
    await this.#disconnected;
  }

  async send(stanza: Element): Promise<void> {
    await this.#connected().send(stanza);
  }

  /** Sends a request and waits for the answer. @throws JabberError */
  async request(type: "get" | "set", to: string | undefined, payload: Element): Promise<Element> {
    try {
      return await this.#connected().iqCaller.request(xml("iq", { type, to }, payload));
    } catch (error) {
      if (!(error instanceof Error) || !("condition" in error)) throw error;
      throw new JabberError(String(error.condition), "text" in error ? String(error.text) : undefined);
    }
  }

  #connected(): Client {
    if (this.#client === undefined) throw new Error(`${this.#account.jid} is not connected`);
    return this.#client;
  }

  #open(): Client {
    const { jid, password, port, resource, isResumable = false } = this.#account;
    const [username = "", domain = ""] = jid.split("@");
    const service = `xmpp://127.0.0.1:${port}`;
    const stream = client({
      service,
      domain,
      username,
      password,
      ...(resource !== undefined && { resource }),
    });
    stream.reconnect.stop();
    useNativeScram(stream);
    if (!isResumable) {
      stream.prependListener("element", (element) => {
        if (element.name !== "stream:features") return;
        element.children = element.children.filter(
          (child) => typeof child === "string" || !child.is("sm", STREAM_MANAGEMENT),
        );
      });
    }
    stream.on("error", (error) => void this.log.push({ direction: "event", text: String(error) }));
    stream.on("send", (element) => void this.log.push({ direction: "out", text: element.toString() }));
    stream.on("stanza", (stanza) => this.#receive(stanza));
    // The library decodes each packet for itself, which spoils characters that two packets share.
    stream.on("connect", () => stream.socket?.setEncoding("utf8"));
    stream.iqCallee.set(NS.roster, "query", () => true);
    stream.iqCallee.get(NS.ping, "ping", () => true);
    stream.iqCallee.get(NS.discoInfo, "query", () =>
      xml(
        "query",
        { xmlns: NS.discoInfo },
        xml("identity", { category: "client", type: "pc", name: "Jabber user" }),
        ...[NS.discoInfo, NS.muc, NS.conference, NS.receipts, NS.ping].map((ns) =>
          xml("feature", { var: ns }),
        ),
      ),
    );
    return stream;
  }

  #receive(stanza: Element): void {
    this.log.push({ direction: "in", text: stanza.toString() });
    const received = understand(stanza, this.rooms);
    if (received === undefined) return;
    this.onReceived?.(received);
    this.mailbox.put(received);
  }
}
