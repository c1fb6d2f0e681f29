/** What a transport hands over: the body of one POST, and what the transport knows of the sender. */
export interface ExchangeRequest {
  readonly body: Uint8Array;
  /** The header as it came, parameters and all; undefined where there was none. */
  readonly contentType: string | undefined;
  readonly userAgent?: string;
  /** Address of the peer, without port: what guessing is limited by. */
  readonly remoteAddress?: string;
  /** The host by which the peer has reached the server: what it called it, else the address of the server's side. */
  readonly reachedAt?: string | undefined;
}

/** What the transport writes back. A body of no bytes goes out with `Content-Length: 0`. */
export interface ExchangeResponse {
  readonly status: 200 | 400 | 413 | 415;
  /** Undefined with an empty body. */
  readonly contentType?: string;
  readonly body: Uint8Array;
  /**
   * To be called once, when the answer has been handed to the network (`true`) or the connection went before that
   * (`false`): a phone that could not get its answer will ask again, with another TransactionID (Android).
   */
  readonly delivered?: (written: boolean) => void;
}

/** Answers one POST. Never rejects. */
export type Exchange = (request: ExchangeRequest) => Promise<ExchangeResponse>;
