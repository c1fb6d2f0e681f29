import { existsSync, readdirSync, readFileSync } from "node:fs";
import { decode, encode, type Syntax, type Version } from "../../src/csp/index.js";

const TRACES = new URL("../../../shared/traces/", import.meta.url);

const FOLDERS: readonly { folder: string; version: Version; syntax: Syntax; requests: number }[] = [
  { folder: "1.1-XML", version: "1.1", syntax: "xml", requests: 87 },
  { folder: "1.2-WBXML", version: "1.2", syntax: "wbxml", requests: 89 },
  { folder: "1.3-WBXML", version: "1.3", syntax: "wbxml", requests: 89 },
  { folder: "1.2-PTS", version: "1.2", syntax: "pts", requests: 34 },
];

const present = existsSync(TRACES);
if (!present) console.warn(`No request traces at ${TRACES.pathname}: their tests are skipped.`);

(present ? describe : describe.skip)("the requests of a real client", () => {
  it.each(FOLDERS)("in $folder all decode, with nothing unknown, and can be written again", (expected) => {
    const { folder, version, syntax, requests } = expected;
    const files = readdirSync(new URL(`${folder}/`, TRACES)).filter((name) =>
      /^\d+-.*\.(xml|wbxml|txt)$/.test(name),
    );
    expect(files).toHaveLength(requests);
    for (const file of files) {
      const message = decode(new Uint8Array(readFileSync(new URL(`${folder}/${file}`, TRACES))));
      const kind = /^\d+-(.*)\.\w+$/.exec(file)?.[1];
      expect({ file, version: message.version, syntax: message.syntax, kind: message.content.kind }).toEqual({
        file,
        version,
        syntax,
        kind,
      });
      expect({ file, unknown: message.unknown }).toEqual({ file, unknown: undefined });
      expect(decode(encode(message, { syntax, version }))).toEqual(message);
    }
  });
});
