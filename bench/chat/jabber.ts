import { client, xml } from "@xmpp/client";
import { useNativeScram } from "../../src/cli/quickstart/scram.js";
import { Arrivals } from "./arrivals.js";
import { numberOf, textOf } from "./texts.js";

const END = "</message>";

/**
 * A Jabber user who logs in with the library and then writes and reads by hand on its connection, so that the driver
 * takes as little of the processor as it can from what it measures.
 */
export class LightJabber {
  readonly jid: string;
  readonly arrivals = new Arrivals();
  readonly #write: (text: string) => void;
  readonly #close: () => void;
  #received = "";

  private constructor(jid: string, write: (text: string) => void, close: () => void) {
    this.jid = jid;
    this.#write = write;
    this.#close = close;
  }

  /** Logs in and becomes available. @param failed told when the stream breaks or brings what it should not */
  static async loggedIn(
    account: { readonly user: string; readonly password: string; readonly port: number },
    failed: (error: unknown) => void,
  ): Promise<LightJabber> {
    const { user: username, password, port } = account;
    const stream = client({
      service: `xmpp://127.0.0.1:${port}`,
      domain: "localhost",
      username,
      password,
      resource: "bench",
    });
    stream.reconnect.stop();
    useNativeScram(stream);
    stream.on("error", failed);
    await stream.start();
    const { socket, jid } = stream;
    if (socket === null || jid === null) throw new Error(`${username} is not online.`);
    const jabber = new LightJabber(
      String(jid),
      (text) => void socket.write(text),
      () => socket.destroy(),
    );
    await stream.send(xml("presence"));
    socket.removeAllListeners("data");
    socket.setNoDelay(true);
    socket.on("data", (octets: Buffer) => {
      try {
        jabber.#read(octets.toString("utf8"));
      } catch (error) {
        failed(error);
      }
    });
    return jabber;
  }

  send(to: string, text: number): void {
    this.#write(`<message to='${to}' type='chat' id='x${text}'><body>${textOf(text)}</body></message>`);
  }

  close(): void {
    this.#close();
  }

  #read(piece: string): void {
    this.#received += piece;
    for (;;) {
      const end = this.#received.indexOf(END);
      if (end < 0) return;
      const stanza = this.#received.slice(0, end);
      this.#received = this.#received.slice(end + END.length);
      const body = /<body>(.*?)<\/body>/.exec(stanza)?.[1];
      if (body === undefined || /type=['"]error['"]/.test(stanza))
        throw new Error(`A stanza came: ${stanza}`);
      this.arrivals.came(numberOf(body));
    }
  }
}
