import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { decode, type Message } from "../../../src/csp/index.js";

/** One request of a trace, as a client sent it. */
export interface TracedRequest {
  /** Name of its file. */
  readonly name: string;
  readonly octets: Buffer;
  readonly message: Message;
  /** As sent, but for Host and Content-Length. */
  readonly headers: Readonly<Record<string, string>>;
}

const REQUEST = /^(\d+)-.*\.(?:wbxml|xml|txt)$/;
const OF_THE_CONNECTION = /^(?:host|content-length|connection)$/i;

/** Reads a trace: a folder of `NNN-Primitive.EXT` with the body and `NNN.headers` with request line and headers. */
export async function readTrace(folder: string): Promise<readonly TracedRequest[]> {
  const names = (await readdir(folder)).filter((name) => REQUEST.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const octets = await readFile(join(folder, name));
      const head = await readFile(join(folder, `${REQUEST.exec(name)?.[1]}.headers`), "latin1");
      return { name, octets, message: decode(octets), headers: headersIn(head) };
    }),
  );
}

function headersIn(head: string): Readonly<Record<string, string>> {
  const [, ...lines] = head.split("\r\n");
  const pairs = lines.flatMap((line) => {
    const [name = "", value = ""] = line.split(/:\s*/, 2);
    return name === "" || OF_THE_CONNECTION.test(name) ? [] : [[name, value] as const];
  });
  return Object.fromEntries(pairs);
}

/** Text that stands by itself in a document, in each syntax. */
const AROUND: Readonly<Record<Message["syntax"], (text: string) => readonly [Buffer, Buffer, Buffer]>> = {
  xml: (text) => [Buffer.from(">"), Buffer.from(text), Buffer.from("<")],
  wbxml: (text) => [Buffer.from([3]), Buffer.from(text), Buffer.from([0])],
  pts: (text) => [Buffer.from("="), Buffer.from(text), Buffer.alloc(0)],
};

/** Exchanges a text that stands by itself, wherever it does; all other octets stay. */
export function exchangeText(octets: Buffer, syntax: Message["syntax"], from: string, to: string): Buffer {
  const old = Buffer.concat(AROUND[syntax](from));
  const made = Buffer.concat(AROUND[syntax](to));
  const parts: Buffer[] = [];
  let start = 0;
  for (let at = octets.indexOf(old); at >= 0; at = octets.indexOf(old, start)) {
    parts.push(octets.subarray(start, at), made);
    start = at + old.length;
  }
  return Buffer.concat([...parts, octets.subarray(start)]);
}
