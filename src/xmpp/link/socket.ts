import { Socket } from "node:net";

/** Milliseconds of silence after which TCP itself asks whether the other side is there. */
const KEEP_ALIVE_DELAY = 30_000;

/**
 * The socket of the stream. The library decodes each read by itself and so spoils a character that is split over two;
 * it sets neither TCP_NODELAY nor TCP keep-alive, and leaves an error that comes late to end the process.
 */
export class StreamSocket extends Socket {
  constructor() {
    super();
    this.setEncoding("utf8");
    this.setNoDelay(true);
    this.setKeepAlive(true, KEEP_ALIVE_DELAY);
    this.on("error", () => {});
  }
}
