import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { Contestant, Rate } from "./rounds.js";

const PACKAGES = "install the Debian packages gcc, pkg-config and libwbxml2-dev";

/** One sentence for whoever runs the benchmark. */
export class MissingTool extends Error {}

/** A WBXML document and the name that libwbxml has for its version. */
export interface Source {
  readonly language: "CSP11" | "CSP12";
  readonly path: string;
}

/** Which way a conversion goes. */
export type Direction = "decode" | "encode";

function output(command: string, args: readonly string[]): string {
  const { error, status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (error !== undefined) throw new MissingTool(`${command} cannot be run: ${PACKAGES}.`);
  if (status !== 0) throw new MissingTool(`${command} failed (${firstLine(stderr)}): ${PACKAGES}.`);
  return stdout;
}

const firstLine = (text: string) => text.trim().split("\n")[0] ?? "";

/** The version of libwbxml that the benchmark is compiled against. */
export function libwbxmlVersion(): string {
  return output("pkg-config", ["--modversion", "libwbxml2"]).trim();
}

/**
 * Compiles libwbxml's side of the benchmark and returns the path of the program.
 * @throws MissingTool
 */
export function compile(source: string, folder: string): string {
  const flags = output("pkg-config", ["--cflags", "--libs", "libwbxml2"]).trim().split(/\s+/);
  mkdirSync(folder, { recursive: true });
  const program = join(folder, "libwbxml");
  output("cc", ["-O2", "-o", program, source, ...flags]);
  return program;
}

/** libwbxml in a process of its own that lives, and keeps its converter, over all rounds. */
export class Libwbxml implements Contestant {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;
  readonly #converts: Promise<readonly boolean[]>;

  constructor(program: string, direction: Direction, sources: readonly Source[]) {
    const args = sources.flatMap(({ language, path }) => [language, path]);
    this.#process = spawn(program, [direction, ...args], { stdio: ["pipe", "pipe", "inherit"] });
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
    this.#converts = this.#line().then((signs) => [...signs].map((sign) => sign === "+"));
  }

  /** Whether it can convert each of the documents in both directions. */
  converts(): Promise<readonly boolean[]> {
    return this.#converts;
  }

  async round(index: number | "all", milliseconds: number): Promise<Rate> {
    await this.#converts;
    this.#process.stdin.write(`${index === "all" ? -1 : index} ${milliseconds}\n`);
    const [documents = 0, nanoseconds = 1] = (await this.#line()).split(" ").map(Number);
    return documents / (nanoseconds / 1e9);
  }

  end(): void {
    this.#process.stdin.end();
  }

  async #line(): Promise<string> {
    const next = await this.#lines.next();
    if (next.done === true) throw new Error("libwbxml's side of the benchmark ended early");
    return next.value;
  }
}
