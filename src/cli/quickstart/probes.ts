import { connect } from "node:net";

const PATIENCE = 1000;

/** Connects, says something, and tells whether that is answered (or, with nothing to say, whether someone listens). */
function ask(port: number, words: string | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    const end = (isAnswered: boolean) => {
      socket.destroy();
      resolve(isAnswered);
    };
    socket.setTimeout(PATIENCE, () => end(false));
    socket.once("error", () => end(false)).once("close", () => end(false));
    socket.once("connect", () => (words === undefined ? end(true) : socket.write(words)));
    socket.once("data", () => end(true));
  });
}

/** Whether somebody listens on a loopback port. */
export function listens(port: number): Promise<boolean> {
  return ask(port, undefined);
}

/** Whether an XMPP server answers clients of a domain there: then it has finished starting, not merely bound the port. */
export function servesClients(port: number, domain: string): Promise<boolean> {
  return ask(
    port,
    `<?xml version='1.0'?><stream:stream to='${domain}' version='1.0' xmlns='jabber:client' ` +
      "xmlns:stream='http://etherx.jabber.org/streams'>",
  );
}
