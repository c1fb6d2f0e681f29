/**
 * `npm run bench:codec`: our codec, as built, and libwbxml on the same documents. Figures only, no thresholds.
 * Decoding: WBXML to a typed message here, WBXML to XML there. Encoding: a typed message to WBXML here, XML to
 * WBXML there, since XML is what libwbxml has for a message.
 */
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { CspError, decode, encode, type Message } from "hamlet/csp";
import { compile, type Direction, Libwbxml, libwbxmlVersion, MissingTool, type Source } from "./libwbxml.js";
import { type Comparison, compare, type Effort, Ours, type Spread } from "./rounds.js";

/** The package's folder, seen from build/bench. */
const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const GOLDEN = join(ROOT, "test", "csp", "documents", "golden");
const SINGLE = "11-send-message-request";
const EFFORT: Effort = { rounds: 100, milliseconds: 50, warmUp: 3000 };

interface Document extends Source {
  readonly name: string;
  readonly octets: Uint8Array;
  readonly message: Message;
}

interface GoldenIndex {
  readonly documents: readonly { readonly name: string; readonly version: string }[];
}

/** The message that a document holds; undefined for the few that are lists of tokens and no messages. */
function messageOf(octets: Uint8Array): Message | undefined {
  try {
    return decode(octets);
  } catch (error) {
    if (error instanceof CspError) return undefined;
    throw error;
  }
}

/** The golden documents of 1.1 and 1.2 that are messages; libwbxml has no 1.3. */
function goldenMessages(): readonly Document[] {
  const index = JSON.parse(readFileSync(join(GOLDEN, "index.json"), "utf8")) as GoldenIndex;
  return index.documents.flatMap(({ name, version }) => {
    const path = join(GOLDEN, `${name}.wbxml`);
    const octets = new Uint8Array(readFileSync(path));
    const message = version === "1.3" ? undefined : messageOf(octets);
    const language = version === "1.1" ? "CSP11" : "CSP12";
    return message === undefined ? [] : [{ name, path, octets, message, language }];
  });
}

/** Our conversions in a direction, a document each. */
function ours(direction: Direction, documents: readonly Document[]): Ours {
  return new Ours(
    documents.map(({ octets, message }) => {
      if (direction === "decode") return () => decode(octets);
      const { version } = message;
      return () => encode(message, { syntax: "wbxml", version });
    }),
  );
}

const perSecond = ({ median, min, max }: Spread) =>
  [median, min, max].map((rate) => String(Math.round(rate)).padStart(9)).join("");

function report(what: string, { ours: own, theirs, ratio }: Comparison): string {
  const times = (value: number) => value.toFixed(2);
  console.log(`${what.padEnd(26)}Hamlet    ${perSecond(own)}`);
  console.log(`${"".padEnd(26)}libwbxml  ${perSecond(theirs)}`);
  return `${what}: ${times(ratio.median)} times libwbxml (min ${times(ratio.min)}, max ${times(ratio.max)})`;
}

async function run(direction: Direction, program: string, documents: readonly Document[]): Promise<string[]> {
  const libwbxml = new Libwbxml(program, direction, documents);
  const own = ours(direction, documents);
  const all = await compare(own, libwbxml, "all", EFFORT);
  const single = documents.findIndex(({ name }) => name === SINGLE);
  const one = await compare(own, libwbxml, single, EFFORT);
  libwbxml.end();
  return [report(`${direction}, all documents`, all), report(`${direction}, one SendMessage`, one)];
}

/** The documents that libwbxml converts in both directions. */
async function shared(program: string, documents: readonly Document[]): Promise<readonly Document[]> {
  const libwbxml = new Libwbxml(program, "decode", documents);
  const converts = await libwbxml.converts();
  libwbxml.end();
  const left = documents.filter((_, index) => converts[index] !== true).map(({ name }) => name);
  if (left.length > 0) console.log(`Left out, since libwbxml cannot convert them: ${left.join(", ")}.`);
  return documents.filter((_, index) => converts[index] === true);
}

async function main(): Promise<void> {
  const version = libwbxmlVersion();
  const program = compile(join(ROOT, "bench", "libwbxml.c"), join(ROOT, "build", "bench"));
  console.log(`Node ${process.version}, libwbxml ${version}, ${cpus()[0]?.model ?? "unknown processor"}`);
  const documents = await shared(program, goldenMessages());
  const octets = documents.reduce((sum, document) => sum + document.octets.length, 0);
  console.log(`${documents.length} golden documents of CSP 1.1 and 1.2, ${octets} octets of WBXML`);
  console.log(`${EFFORT.rounds} rounds of ${EFFORT.milliseconds} ms of processor time a side, by turns\n`);
  console.log(`${"documents per second".padEnd(39)}median      min      max`);
  const lines = [...(await run("decode", program, documents)), ...(await run("encode", program, documents))];
  console.log(`\n${lines.join("\n")}`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof MissingTool)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
