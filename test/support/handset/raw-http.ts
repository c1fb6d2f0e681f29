import { RawConnection } from "./raw-connection.js";

export interface RawAnswer {
  readonly status: number;
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** Reads the answers in what a server wrote; each must tell its length, as phones need it. */
export function parseAnswers(received: string): RawAnswer[] {
  const answers: RawAnswer[] = [];
  for (let rest = received; ; ) {
    const end = rest.indexOf("\r\n\r\n");
    if (end < 0) return answers;
    const [first = "", ...lines] = rest.slice(0, end).split("\r\n");
    const headers = new Map(lines.map((line) => pairOf(line)));
    const length = /^HTTP\/1\.1 1/.test(first) ? 0 : lengthIn(headers, first);
    const start = end + 4;
    if (rest.length < start + length) return answers;
    const body = Buffer.from(rest.slice(start, start + length), "latin1");
    answers.push({ status: Number(first.split(" ")[1]), headers, body });
    rest = rest.slice(start + length);
  }
}

function pairOf(line: string): [string, string] {
  const colon = line.indexOf(":");
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}

function lengthIn(headers: ReadonlyMap<string, string>, first: string): number {
  const length = headers.get("content-length");
  if (length === undefined) throw new Error(`An answer without Content-Length: ${first}`);
  return Number(length);
}

/** A client that writes HTTP by hand, well-formed or not. */
export class RawHttp {
  readonly connection: RawConnection;

  constructor(connection: RawConnection) {
    this.connection = connection;
  }

  static async open(port: number): Promise<RawHttp> {
    return new RawHttp(await RawConnection.open(port));
  }

  write(data: string | Uint8Array): Promise<void> {
    return this.connection.write(data);
  }

  /** Waits for that many answers, interim ones counted. */
  async answers(count: number): Promise<RawAnswer[]> {
    await this.connection.until((received) => parseAnswers(received).length >= count);
    return parseAnswers(this.connection.received);
  }

  async answer(): Promise<RawAnswer> {
    const [first] = await this.answers(1);
    if (first === undefined) throw new Error("No answer came");
    return first;
  }
}

/** A POST as a phone writes it. */
export function post(
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
  path = "/",
): Buffer {
  const octets = Buffer.from(body);
  const all = { Host: "imps.example.org", "Content-Length": String(octets.length), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join("")}\r\n`), octets]);
}
