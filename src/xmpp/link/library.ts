import { type Component, component, type Element } from "@xmpp/component";
import { StreamFault } from "./faults.js";
import type { LinkLimits } from "./limits.js";
import { StreamSocket } from "./socket.js";
import { StanzaParser } from "./stanza-parser.js";
import type { Place } from "./trouble.js";

/** What a guarded component tells besides its own events. */
export interface GuardOptions {
  readonly place: Place;
  readonly limits: LinkLimits;
  readonly excessive: (stanza: Element) => void;
}

/**
 * A component of the library for one stream, with the parts taken out that are replaced: its reconnecting (a fixed
 * second, and for ever stuck when the server is silent), its iq caller and callee (answers taken from anybody, iqs
 * answered blindly), its own handshake on `open`, its time-outs, its following of see-other-host to wherever the
 * server says, and its reading on after the parser is gone, which ends the process.
 */
export function guardedComponent({ place, limits, excessive }: GuardOptions): Component {
  const entity = component({ service: "", domain: place.domain, password: "" });
  entity.reconnect.stop();
  entity.removeAllListeners("element");
  entity.removeAllListeners("open");
  entity.timeout = 0;
  entity.on("error", () => {});
  entity.Socket = StreamSocket;
  entity.Parser = class extends StanzaParser {
    constructor() {
      super({ limits, excessive });
    }
  };
  entity.socketParameters = () => ({ host: place.host, port: place.port });
  entity._onData = (data) => entity.parser?.write(data);
  entity._onStreamError = (error) => entity.emit("error", streamFaultOf(error));
  return entity;
}

/** RFC 6120 section 4.9.2. The library throws where the condition is missing. */
function streamFaultOf(error: Element): StreamFault {
  const [condition] = error.getChildElements();
  const text = error.getChildText("text") ?? undefined;
  return new StreamFault("refused", condition?.getName() ?? "undefined-condition", text);
}

/** A text as the library hashes it: one character for each octet of its UTF-8, without which accents count wrongly. */
export function octets(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}
