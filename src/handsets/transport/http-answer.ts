import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Timers } from "../../runtime.js";
import type { OnBreach } from "./http-body.js";

/** The head and body of an answer. */
export interface HttpAnswer {
  readonly status: number;
  readonly contentType?: string | undefined;
  readonly allow?: string;
  readonly body?: Uint8Array;
}

/**
 * Writes an answer: always with its length, never in chunks, which phones take for an empty one (Colibria).
 * Resolves with true once it is handed to the network, with false if the connection went first.
 * @throws RangeError or TypeError for a content type that no header can hold
 */
export function writeAnswer(response: ServerResponse, answer: HttpAnswer, isLast: boolean): Promise<boolean> {
  const { socket } = response;
  if (socket === null || socket.destroyed || !socket.writable) return Promise.resolve(false);
  writeHead(response, answer, isLast);
  return new Promise((resolve) => {
    const gone = () => resolve(false);
    socket.once("close", gone);
    response.once("finish", () => {
      socket.removeListener("close", gone);
      // Node also says so when the write failed.
      resolve(!socket.destroyed || socket.writableFinished);
    });
    response.end(answer.body ?? new Uint8Array());
  });
}

export interface RefuseOptions {
  /** Milliseconds. */
  readonly linger: number;
  readonly timers: Timers;
  readonly onBreach: OnBreach;
}

/**
 * Refuses a request whose body is not wanted. What the client goes on sending is dropped for a while: closing at once
 * would take the answer from it (RFC 9112, 9.6).
 */
export async function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  answer: HttpAnswer,
  { linger, timers, onBreach }: RefuseOptions,
): Promise<void> {
  const { socket } = response;
  if (socket === null || socket.destroyed) return;
  writeHead(response, answer, true);
  response.flushHeaders();
  await new Promise<void>((resolve) => {
    const settle = () => {
      timer.cancel();
      forget();
      resolve();
    };
    const timer = timers.after(linger, settle);
    let forget = () => {};
    forget = onBreach(settle);
    if (request.complete) settle();
    request.once("end", settle);
    socket.once("close", settle);
    request.resume();
  });
  response.end();
}

/** The octets that answer what could not be read as a request. */
export function rawRefusal(status: number): string {
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`;
}

function writeHead(response: ServerResponse, answer: HttpAnswer, isLast: boolean): void {
  response.setHeader("Content-Length", answer.body?.length ?? 0);
  if (answer.contentType !== undefined) response.setHeader("Content-Type", answer.contentType);
  if (answer.allow !== undefined) response.setHeader("Allow", answer.allow);
  if (isLast) response.setHeader("Connection", "close");
  response.writeHead(answer.status);
}
