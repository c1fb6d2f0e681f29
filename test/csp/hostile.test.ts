import { CspError, decode, transcode } from "../../src/csp/index.js";
import { documentBytes, documentText } from "../support/documents.js";

interface HostileDocument {
  readonly file: string;
  readonly error: string;
  readonly alsoAcceptable: readonly string[];
  readonly why: string;
}

const { files } = JSON.parse(documentText("hostile/expected.json")) as { files: readonly HostileDocument[] };

const MOST_MILLISECONDS = 50;
const MOST_OCTETS = 64 * 1024 * 1024;

const READERS = {
  "as a message": (bytes: Uint8Array) => decode(bytes),
  "as a document": (bytes: Uint8Array) => transcode(bytes, { syntax: "xml" }),
};

function outcome(work: () => unknown): string {
  try {
    work();
    return "ok";
  } catch (error) {
    return error instanceof CspError ? error.kind : String(error);
  }
}

/** Milliseconds of the fastest of some runs: the slower ones tell of the machine. */
function fastestOf(runs: number, work: () => unknown): number {
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return Math.min(...times);
}

describe("the hostile documents", () => {
  it("are all there", () => {
    expect(files).toHaveLength(97);
  });

  describe.each(Object.entries(READERS))("read %s", (_how, read) => {
    it.each(files)("$file: $why", ({ file, error, alsoAcceptable }) => {
      const bytes = documentBytes(`hostile/${file}`);
      const memory = process.memoryUsage();
      const result = outcome(() => read(bytes));
      const after = process.memoryUsage();
      expect([error, ...alsoAcceptable]).toContain(result);
      expect(fastestOf(3, () => outcome(() => read(bytes)))).toBeLessThan(MOST_MILLISECONDS);
      expect(after.arrayBuffers + after.heapTotal - memory.arrayBuffers - memory.heapTotal).toBeLessThan(
        MOST_OCTETS,
      );
    });
  });
});
