import type { Element } from "@xmpp/component";

/** What the component stream is doing. */
export type LinkState = "stopped" | "connecting" | "online" | "waiting";

/**
 * The component stream (XEP-0114), with all that the library leaves open closed: deadlines, back-off, liveness, bounds,
 * clean text. Everything above deals in stanzas and never in sockets.
 */
export interface Link {
  readonly state: LinkState;
  /** Why it is not online, for a person to read. */
  readonly trouble: string | undefined;
  start(listener: LinkListener): void;
  /** Writes what is waiting, then closes the stream and stops reconnecting. */
  stop(): Promise<void>;
  /**
   * Writes a stanza, its text cleaned of what XML cannot hold. Resolves once the socket has taken it.
   * @throws LinkDown while offline, when the stream breaks first, or when the queue is full
   * @throws StanzaError policy-violation for a stanza above the size limit; jid-malformed for a `from` of another
   *   domain or a missing `to`, which would cost the whole stream
   */
  send(stanza: Element): Promise<void>;
  /** Sends an iq of type get or set and resolves with the result, matched by both addresses and the id.
   * @throws StanzaError the error that came back, `remote-server-timeout` after the time-out
   * @throws LinkDown */
  request(iq: Element, timeout?: number): Promise<Element>;
  /** See `Xmpp.settled`. */
  settled(): Promise<void>;
}

/** Who is told what comes in, but for answers to requests of ours. */
export interface LinkListener {
  /** A message or presence, at once. What it throws is logged, and costs no other stanza. */
  received(stanza: Element): void;
  /**
   * An iq of type get or set: one after the other for each own bare address (`to`), at the same time for different
   * ones. It is answered by what this returns: the payload of the result, or `undefined` for an empty result; a
   * StanzaError thrown becomes the error. What else it throws is logged, and answered with internal-server-error.
   */
  asked(iq: Element): Promise<Element | undefined>;
  online(): Promise<void>;
  offline(): void;
}
