/** Bounds of the component stream. Times are milliseconds. */
export interface LinkLimits {
  /** For the TCP connection, and each of the two steps after it. */
  readonly connectTimeout: number;
  readonly headerTimeout: number;
  readonly handshakeTimeout: number;
  /** For the answer to an iq, unless the caller says otherwise. */
  readonly requestTimeout: number;
  /** For writing what is waiting and for the server's farewell, each. */
  readonly closeTimeout: number;
  /** How long the server may leave the socket full. */
  readonly drainTimeout: number;
  /** After so long without an answer of the server to anything of ours, it is pinged. */
  readonly idle: number;
  readonly pingTimeout: number;
  /** Longest delay before the first attempt to reconnect; doubled for each that fails. */
  readonly firstDelay: number;
  readonly longestDelay: number;
  /** A stream that lived so long was good: the next delay is the first one again. */
  readonly stableAfter: number;
  /** A handler of an iq that takes longer is told of in the log. */
  readonly slowHandler: number;
  /** Octets of an outgoing stanza. Prosody closes the stream above 512 KiB. */
  readonly stanzaSize: number;
  /** What may wait to be written. */
  readonly queuedStanzas: number;
  readonly queuedCharacters: number;
  /** Iqs that may wait for their answers. */
  readonly requests: number;
  /** Characters, elements and levels of an incoming stanza. */
  readonly inboundSize: number;
  readonly inboundElements: number;
  readonly inboundDepth: number;
  /** Iqs of others that may wait for our answer: to one own address, and in all. */
  readonly waitingForAddress: number;
  readonly waiting: number;
}

export const DEFAULT_LIMITS: LinkLimits = {
  connectTimeout: 10_000,
  headerTimeout: 10_000,
  handshakeTimeout: 10_000,
  requestTimeout: 30_000,
  closeTimeout: 5_000,
  drainTimeout: 30_000,
  idle: 60_000,
  pingTimeout: 20_000,
  firstDelay: 1_000,
  longestDelay: 60_000,
  stableAfter: 30_000,
  slowHandler: 10_000,
  stanzaSize: 400 * 1024,
  queuedStanzas: 20_000,
  queuedCharacters: 32 * 1024 * 1024,
  requests: 10_000,
  inboundSize: 1024 * 1024,
  inboundElements: 20_000,
  inboundDepth: 100,
  waitingForAddress: 5_000,
  waiting: 50_000,
};
