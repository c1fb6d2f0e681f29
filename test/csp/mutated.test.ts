import { readdirSync } from "node:fs";
import { CspError, decode, encode, type Message, transcode } from "../../src/csp/index.js";
import { documentBytes } from "../support/documents.js";
import { makeRandom, mutate } from "../support/mutate.js";

const names = readdirSync(new URL("./documents/golden/", import.meta.url)).filter((name) =>
  /\.(wbxml|xml)$/.test(name),
);
// The one long document would take most of the time and hold nothing that the others do not.
const documents = names.map((name) => documentBytes(`golden/${name}`)).filter(({ length }) => length < 2000);
const plainTexts = documents.flatMap((bytes) => {
  const message = attempt(() => decode(bytes));
  // Plain text has TransactionIDs of up to three digits.
  const text =
    message &&
    attempt(() => encode({ ...message, transactionId: "7" }, { syntax: "pts", version: message.version }));
  return text === undefined ? [] : [text];
});

/** The result, undefined for the codec's own error; any other error fails the test. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof CspError) return undefined;
    throw error;
  }
}

function readAll(
  corpus: readonly Uint8Array[],
  count: number,
  seed: number,
): { read: number; refused: number } {
  const random = makeRandom(seed);
  const result = { read: 0, refused: 0 };
  for (let i = 0; i < count; i++) {
    const base = corpus[i % corpus.length] as Uint8Array;
    const bytes = mutate(base, corpus[random(corpus.length)] as Uint8Array, random);
    const message: Message | undefined = attempt(() => decode(bytes));
    if (message === undefined) result.refused++;
    else {
      result.read++;
      // What was read can be written, whatever it is; its version may lack the primitive.
      attempt(() => encode(message, { syntax: i % 2 === 0 ? "wbxml" : "xml", version: message.version }));
    }
    if (i % 8 === 0) attempt(() => transcode(bytes, { syntax: "xml" }));
  }
  return result;
}

describe("documents with random changes are read or refused with the codec's own error", () => {
  it("150,000 WBXML documents", () => {
    const { read, refused } = readAll(
      documents.filter((bytes) => bytes[0] === 3),
      150_000,
      1,
    );
    expect(read).toBeGreaterThan(15_000);
    expect(refused).toBeGreaterThan(50_000);
  }, 120_000);

  it("60,000 XML documents", () => {
    const { read, refused } = readAll(
      documents.filter((bytes) => bytes[0] === 0x3c),
      60_000,
      2,
    );
    expect(read).toBeGreaterThan(1_000);
    expect(refused).toBeGreaterThan(15_000);
  }, 120_000);

  it("20,000 plain-text documents", () => {
    const { read, refused } = readAll(plainTexts, 20_000, 3);
    expect(read).toBeGreaterThan(1_000);
    expect(refused).toBeGreaterThan(1_000);
  }, 120_000);

  it("20,000 rows of random octets", () => {
    const random = makeRandom(4);
    for (let i = 0; i < 20_000; i++) {
      const noise = Uint8Array.from({ length: random(200) }, () => random(256));
      attempt(() => decode(noise));
      for (const syntax of ["wbxml", "xml", "pts"] as const) attempt(() => decode(noise, { syntax }));
    }
  }, 120_000);
});
