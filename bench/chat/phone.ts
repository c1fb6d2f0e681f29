import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { decode, encode, type KnownContent, type Message } from "hamlet/csp";
import { capabilityRequest, logIn } from "../../test/support/handset/login.js";
import { PROFILES } from "../../test/support/handset/profiles.js";
import { Arrivals } from "./arrivals.js";
import { HttpLine } from "./http-line.js";
import { type Numbered, numberOf, textOf } from "./texts.js";

const VERSION = "1.2";
const FORM = { syntax: "wbxml", version: VERSION } as const;
const PROFILE = PROFILES.plain;
const TRANSACTION = "t0000000";

export interface PhoneOptions {
  readonly httpPort: number;
  readonly user: string;
  readonly password: string;
  /** Whom it writes to, as phones write addresses. */
  readonly peer: string;
}

/**
 * A phone of CSP 1.2 in WBXML, with CIR over TCP and push delivery. What it sends again and again is encoded once and
 * numbered in place.
 */
export class LightPhone {
  readonly arrivals = new Arrivals();
  /** What the gateway has answered the acknowledgement of. */
  readonly acknowledged = new Arrivals();
  readonly #line: HttpLine;
  readonly #options: PhoneOptions;
  #sessionId: string | undefined;
  #cir: Socket | undefined;
  #message: Numbered | undefined;
  #poll: Buffer | undefined;
  #transactions = 0;
  #isCalled = false;
  #isReceiving = false;
  readonly #failed: (error: unknown) => void;

  private constructor(line: HttpLine, options: PhoneOptions, failed: (error: unknown) => void) {
    this.#line = line;
    this.#options = options;
    this.#failed = failed;
  }

  /** Logs in and negotiates. @param failed told when receiving fails */
  static async loggedIn(options: PhoneOptions, failed: (error: unknown) => void): Promise<LightPhone> {
    const line = await HttpLine.open(options.httpPort, "application/vnd.wv.csp.wbxml");
    const phone = new LightPhone(line, options, failed);
    await phone.#start();
    return phone;
  }

  /** POSTs so far. */
  get posts(): number {
    return this.#line.count;
  }

  /** Sends a text and waits for the answer. */
  async send(text: number): Promise<void> {
    this.#transactions++;
    const template = this.#message;
    if (template === undefined) throw new Error("The phone is not logged in.");
    const body = decode(await this.#line.send(template.numbered(this.#transactions, text)));
    const { content } = body;
    if (content.kind !== "SendMessage-Response" || content.Result.Code !== 200)
      throw new Error(`A message was answered with ${JSON.stringify(content)}`);
  }

  close(): void {
    this.#cir?.destroy();
    this.#line.close();
  }

  async #start(): Promise<void> {
    const { user, password, peer } = this.#options;
    const credentials = {
      userId: user,
      password,
      login: "2way",
      clientId: PROFILE.clientId,
      cookie: PROFILE.cookie(user),
      timeToLive: PROFILE.timeToLive,
    } as const;
    const { SessionID } = await logIn((content) => this.#ask(content), credentials);
    this.#sessionId = SessionID;
    const agreed = await this.#ask(capabilityRequest(PROFILE, credentials, true, true));
    await this.#ask({
      kind: "Service-Request",
      Functions: { WVCSPFeat: PROFILE.functions },
      AllFunctionsRequest: false,
    });
    const list =
      agreed.kind === "ClientCapability-Response"
        ? (agreed.AgreedCapabilityList ?? agreed.CapabilityList)
        : undefined;
    if (list?.TCPPort === undefined) throw new Error("CIR over TCP was not agreed.");
    await this.#openCir(list.TCPPort);
    const text = textOf(0);
    const content: KnownContent = {
      kind: "SendMessage-Request",
      DeliveryReport: false,
      MessageInfo: {
        ContentType: "text/plain",
        ContentSize: text.length,
        Recipient: { User: [{ UserID: peer }] },
        Sender: { User: { UserID: user } },
      },
      ContentData: text,
    };
    this.#message = numberedOf(this.#line.request(this.#encode(content, "Request", TRANSACTION)));
    this.#poll = this.#line.request(this.#encode({ kind: "Polling-Request" }, "Request", TRANSACTION));
  }

  #encode(content: KnownContent, mode: "Request" | "Response", transactionId: string): Uint8Array {
    const sessionId = this.#sessionId;
    const session =
      sessionId === undefined
        ? ({ sessionType: "Outband" } as const)
        : ({ sessionType: "Inband", sessionId } as const);
    return encode({ ...session, mode, transactionId, content }, FORM);
  }

  async #ask(content: KnownContent): Promise<KnownContent> {
    const request = this.#encode(content, "Request", `a${++this.#transactions}`);
    const answer = decode(await this.#line.send(this.#line.request(request)));
    if (answer.content.kind === "Unknown")
      throw new Error(`${content.kind} was answered with what is unknown.`);
    return answer.content;
  }

  async #openCir(port: number): Promise<void> {
    const cir = connect({ port, host: "127.0.0.1", noDelay: true });
    this.#cir = cir;
    cir.on("error", this.#failed);
    cir.once("end", () => this.#failed(new Error("The gateway closed a CIR connection.")));
    await once(cir, "connect");
    cir.write(`HELO ${this.#sessionId}\r\n`);
    await once(cir, "data");
    cir.on("data", () => {
      this.#isCalled = true;
      if (!this.#isReceiving) this.#receive().catch(this.#failed);
    });
  }

  /** Polls and acknowledges until nothing is left; the answer to an acknowledgement may hold the next message. */
  async #receive(): Promise<void> {
    const poll = this.#poll;
    if (poll === undefined) return;
    this.#isReceiving = true;
    while (this.#isCalled) {
      this.#isCalled = false;
      let body = await this.#line.send(poll);
      while (body.length > 0) body = await this.#take(decode(body));
    }
    this.#isReceiving = false;
  }

  async #take({ content, transactionId, poll }: Message): Promise<Buffer> {
    if (content.kind !== "NewMessage" || transactionId === undefined)
      throw new Error(`A poll was answered with ${JSON.stringify(content)}`);
    const text = numberOf(content.ContentData ?? "");
    this.arrivals.came(text);
    if (poll === true) this.#isCalled = true;
    const { MessageID = "" } = content.MessageInfo;
    const delivered = this.#encode({ kind: "MessageDelivered", MessageID }, "Response", transactionId);
    const next = await this.#line.send(this.#line.request(delivered));
    this.acknowledged.came(text);
    return next;
  }
}

function numberedOf(request: Buffer): Numbered {
  const transaction = request.indexOf(TRANSACTION) + 1;
  const text = request.indexOf(textOf(0)) + 1;
  return {
    numbered(transactionNumber, textNumber) {
      request.write(String(transactionNumber).padStart(7, "0"), transaction, "latin1");
      request.write(String(textNumber).padStart(7, "0"), text, "latin1");
      return Buffer.from(request);
    },
  };
}
