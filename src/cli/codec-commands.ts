import { type Command, Option } from "commander";
import {
  CspError,
  DEFAULT_LIMITS,
  decode,
  type Syntax,
  transcode,
  VERSIONS,
  type Version,
  type WbxmlProfileName,
} from "../csp/index.js";

const PROFILES: readonly WbxmlProfileName[] = ["handset", "libwbxml", "opaque-dates"];

interface DecodeFlags {
  readonly from: Syntax | "auto";
  readonly to: "xml" | "json";
}

interface EncodeFlags {
  readonly to: Syntax;
  readonly version?: Version;
  readonly wbxmlProfile: WbxmlProfileName;
}

/** Standard input, read no further than the codec would take it. */
async function readInput(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > DEFAULT_LIMITS.bytes) break;
  }
  return Buffer.concat(chunks);
}

/** Writes the result of a conversion, or one line about what is wrong with the input and exit code 1. */
async function convert(conversion: (input: Uint8Array) => Uint8Array | string): Promise<void> {
  try {
    process.stdout.write(conversion(await readInput()));
  } catch (error) {
    if (!(error instanceof CspError)) throw error;
    process.stderr.write(`error: ${error.kind} at ${error.offset ?? 0}: ${error.message}\n`);
    process.exitCode = 1;
  }
}

function decodeInput(input: Uint8Array, { from, to }: DecodeFlags): Uint8Array | string {
  const options = from === "auto" ? {} : { syntax: from };
  if (to === "json") return `${JSON.stringify(decode(input, options), null, 2)}\n`;
  const xml = transcode(input, { syntax: "xml" }, options);
  return process.stdout.isTTY ? `${Buffer.from(xml).toString()}\n` : xml;
}

function encodeInput(input: Uint8Array, { to, version, wbxmlProfile }: EncodeFlags): Uint8Array {
  const target = { syntax: to, wbxmlProfile, ...(version === undefined ? {} : { version }) };
  return transcode(input, target);
}

const choice = (flags: string, description: string, choices: readonly string[]) =>
  new Option(flags, description).choices(choices);

function addDecode(program: Command): void {
  program
    .command("decode")
    .description("Reads one CSP document from standard input and writes it as XML or JSON.")
    .addOption(
      choice("--from <syntax>", "syntax of the input", ["auto", "wbxml", "xml", "pts"]).default("auto"),
    )
    .addOption(
      choice("--to <form>", "xml: the document as it stands; json: version, syntax and typed content", [
        "xml",
        "json",
      ]).default("xml"),
    )
    .action((flags: DecodeFlags) => convert((input) => decodeInput(input, flags)));
}

function addEncode(program: Command): void {
  program
    .command("encode")
    .description(
      "Reads one CSP document, in XML or another syntax, from standard input and writes it in the one named.",
    )
    .addOption(choice("--to <syntax>", "syntax of the output", ["wbxml", "xml", "pts"]).makeOptionMandatory())
    .addOption(
      choice(
        "--version <version>",
        "version whose namespaces and tokens are written; that of the input unless named",
        VERSIONS,
      ),
    )
    .addOption(
      choice(
        "--wbxml-profile <name>",
        "how to use what WBXML leaves open; handset: as phones read it",
        PROFILES,
      ).default("handset"),
    )
    .action((flags: EncodeFlags) => convert((input) => encodeInput(input, flags)));
}

/** `hamlet decode` and `hamlet encode`. */
export function addCodecCommands(program: Command): void {
  addDecode(program);
  addEncode(program);
}
