import fc from "fast-check";
import { decode, encode, PRIMITIVES, type Syntax, VERSIONS, type Version } from "../../src/csp/index.js";
import { has, messageOf } from "../support/arbitrary-message.js";

const SYNTAXES: readonly Syntax[] = ["xml", "wbxml"];
const cases = VERSIONS.flatMap((version) =>
  PRIMITIVES.filter(({ name }) => has(name, version)).map(({ name }): [string, Version] => [name, version]),
);

it.each(["xml", "wbxml", "pts"] as const)(
  "what is written in %s is a Uint8Array whose slice is a copy",
  (syntax) => {
    const message = {
      sessionType: "Inband",
      sessionId: "s",
      mode: "Request",
      content: { kind: "GetList-Request" },
    } as const;
    const octets = encode({ ...message, transactionId: "1" }, { syntax, version: "1.2" });
    expect(Object.getPrototypeOf(octets)).toBe(Uint8Array.prototype);
    const before = [...octets];
    octets.slice().fill(0);
    expect([...octets]).toEqual(before);
  },
);

describe("a message that was written and read is the same message", () => {
  it.each(cases)("%s in CSP %s, as XML and as WBXML", (name, version) => {
    fc.assert(
      fc.property(messageOf(name, version), (message) => {
        for (const syntax of SYNTAXES) {
          expect(decode(encode(message, { syntax, version }))).toEqual({ ...message, syntax, version });
        }
      }),
      { seed: 20_261, numRuns: 25 },
    );
  });
});
