import { types } from "node:util";

/** Why a stream ended or never came about. */
export type FaultKind =
  /** The server said so by a stream error; `detail` is its condition. */
  | "refused"
  /** No connection, or it broke; `detail` is the system's error code. */
  | "broken"
  /** A step took too long; `detail` is its name. */
  | "silent"
  /** The server sent what is not XML; `detail` says what is wrong. */
  | "garbage"
  /** The server closed the stream. */
  | "closed"
  /** Pings went unanswered. */
  | "dead"
  /** The server stopped reading. */
  | "stuck";

/** The end of a stream. */
export class StreamFault extends Error {
  override readonly name = "StreamFault";
  readonly kind: FaultKind;
  readonly detail: string;
  /** What the server added for people to read. */
  readonly text: string | undefined;

  constructor(kind: FaultKind, detail = "", text?: string) {
    super([kind, detail, text].filter(Boolean).join(": "));
    this.kind = kind;
    this.detail = detail;
    this.text = text;
  }
}

/** Whatever the library or a socket throws, as a fault. */
export function faultOf(error: unknown): StreamFault {
  if (error instanceof StreamFault) return error;
  if (!types.isNativeError(error)) return new StreamFault("garbage", String(error));
  const code = (error as NodeJS.ErrnoException).code;
  return code === undefined ? new StreamFault("garbage", error.message) : new StreamFault("broken", code);
}
