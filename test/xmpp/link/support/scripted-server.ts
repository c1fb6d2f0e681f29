import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

const HEADER =
  "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' " +
  "xmlns:stream='http://etherx.jabber.org/streams'";

/** One connection of the component, from the server's side. */
export class Peer {
  readonly socket: Socket;
  /** What came and was not expected yet. */
  unread = "";
  isClosed = false;
  #wake: (() => void)[] = [];

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding("utf8");
    socket.setNoDelay(true);
    socket.on("error", () => {});
    socket.on("data", (text: string) => {
      this.unread += text;
      this.#changed();
    });
    socket.on("close", () => {
      this.isClosed = true;
      this.#changed();
    });
  }

  /** Waits for what fits, and takes it with all before it. */
  async expect(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.unread);
      if (match !== null) {
        this.unread = this.unread.slice(match.index + match[0].length);
        return match;
      }
      if (this.isClosed) throw new Error(`closed, and no ${pattern} in: ${this.unread}`);
      await this.#change();
    }
  }

  async closed(): Promise<void> {
    while (!this.isClosed) await this.#change();
  }

  send(data: string | Uint8Array): void {
    this.socket.write(data);
  }

  async header(id = "s1"): Promise<void> {
    await this.expect(/<stream:stream[^>]*>/);
    this.send(`${HEADER} from='imps.example' id='${id}'>`);
  }

  /** Says yes to the component. @returns the hash that it sent */
  async welcome(): Promise<string> {
    await this.header();
    const [, hash] = await this.expect(/<handshake>([0-9a-f]*)<\/handshake>/);
    this.send("<handshake/>");
    return hash ?? "";
  }

  refuse(condition: string, text?: string): void {
    const ns = "xmlns='urn:ietf:params:xml:ns:xmpp-streams'";
    const said = text === undefined ? "" : `<text ${ns}>${text}</text>`;
    this.send(`<stream:error><${condition} ${ns}/>${said}</stream:error></stream:stream>`);
    this.socket.end();
  }

  async #change(): Promise<void> {
    await new Promise<void>((resolve) => this.#wake.push(resolve));
  }

  #changed(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}

/** A server on loopback that does what a test says. */
export class ScriptedServer {
  readonly port: number;
  readonly #server: Server;
  readonly #peers: Peer[] = [];
  readonly #all: Peer[] = [];
  #wake: (() => void) | undefined;

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on("connection", (socket) => {
      const peer = new Peer(socket);
      this.#peers.push(peer);
      this.#all.push(peer);
      this.#wake?.();
    });
  }

  static async listen(port = 0): Promise<ScriptedServer> {
    const server = createServer().listen(port, "127.0.0.1");
    await once(server, "listening");
    return new ScriptedServer(server);
  }

  /** How many connections there were. */
  get count(): number {
    return this.#all.length;
  }

  /** The next connection, once it is there. */
  async next(): Promise<Peer> {
    for (;;) {
      const peer = this.#peers.shift();
      if (peer !== undefined) return peer;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async close(): Promise<void> {
    for (const peer of this.#all) peer.socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }
}
