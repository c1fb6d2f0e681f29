import fc from "fast-check";
import { decode, encode, PRIMITIVES, type Syntax, VERSIONS, type Version } from "../../src/csp/index.js";
import { has, messageOf } from "../support/arbitrary-message.js";

const SYNTAXES: readonly Syntax[] = ["xml", "wbxml"];
const cases = VERSIONS.flatMap((version) =>
  PRIMITIVES.filter(({ name }) => has(name, version)).map(({ name }): [string, Version] => [name, version]),
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
