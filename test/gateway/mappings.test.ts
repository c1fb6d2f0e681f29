import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createBridge } from "../../src/bridge/index.js";
import { compose } from "../../src/gateway/compose.js";
import { loadConfig } from "../../src/gateway/config.js";
import { createProcessRuntime } from "../../src/gateway/process-runtime.js";
import { check, start } from "../../src/gateway.js";
import { createHandsets } from "../../src/handsets/index.js";
import { openStorage } from "../../src/storage/index.js";
import { createXmpp } from "../../src/xmpp/index.js";

const ROW = "id: x, about: X, when: [{ syntax: [xml] }], quirks: [bare-user-map]";

describe("an operator's own mappings", () => {
  let folder: string;
  let config: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "hamlet-mappings-"));
    config = join(folder, "hamlet.yaml");
    mkdirSync(join(folder, "own"));
    writeFileSync(
      config,
      `domain: imps.example.org
xmpp: { component: { secret: s3cret, port: 1 } }
imps: { http: { host: 127.0.0.1, port: 0 }, cir: { tcp: false } }
operator: { port: 0 }
log: { level: silent }
mappings: own
`,
    );
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const own = (name: string) => join(folder, "own", name);
  const shipped = (name: string) => readFileSync(`mappings/${name}`, "utf8");

  it("are good where they are those that come with Hamlet", () => {
    for (const name of ["quirks.yaml", "presence.yaml"]) writeFileSync(own(name), shipped(name));
    expect(check(config, {})).toEqual([]);
  });

  it.each(["quirks", "presence", "group-properties"])("that are broken YAML are a line (%s)", (name) => {
    writeFileSync(own(`${name}.yaml`), "a: 1\nb: [\n");
    const faults = check(config, {});
    expect(faults).toHaveLength(1);
    expect(faults[0]?.replace(`${own("")}/`, "")).toMatch(new RegExp(`^${name}\\.yaml:3:1: [^\\n]+$`));
  });

  it.each([
    ["an alias of nothing", "a: *nothing\n", /^quirks\.yaml: Unresolved alias.+$/],
    ["aliases that grow without end", bomb(), /^quirks\.yaml: .+$/],
    [
      "a row without conditions",
      `- { ${ROW.replace(/when: .*\]/, "when: [], quirks: [bare-user-map]")} }`,
      /^quirks\.yaml:1:\d+: 0\.when: is empty$/,
    ],
    ["two rows of one name", `- { ${ROW} }\n- { ${ROW} }`, /^quirks\.yaml:1:1: two rows have the same id$/],
    [
      "a row that lacks a key",
      `- { ${ROW} }\n- { ${ROW.replace("about: X,", "")} }`,
      /^quirks\.yaml:2:3: 1\.about: is missing$/,
    ],
    ["what is no list", "{ a: 1 }", /^quirks\.yaml:1:1: must be a list$/],
    [
      "an id that is none",
      `- { ${ROW.replace("id: x", "id: X Y")} }`,
      /^quirks\.yaml:1:9: 0\.id: must be of small letters/,
    ],
    [
      "a number for a text",
      `- { ${ROW.replace("about: X", "about: 5")} }`,
      /^quirks\.yaml:1:\d+: 0\.about: must be text/,
    ],
    [
      "an unknown quirk",
      `- { ${ROW.replace("bare-user-map", "bare")} }`,
      /^quirks\.yaml:1:\d+: 0\.quirks\.0: must be one of bare-user-map, /,
    ],
    ["an unknown key", `- { ${ROW}, phone: N95 }`, /^quirks\.yaml:1:\d+: 0\.phone: is not a known key$/],
  ])("are a line for %s", (_what, text, fault) => {
    writeFileSync(own("quirks.yaml"), text);
    expect(check(config, {}).map((line) => line.replace(`${own("")}/`, ""))).toEqual([
      expect.stringMatching(fault),
    ]);
  });

  it.each(["quirks", "presence", "group-properties"])("that cannot be read are a line (%s)", (name) => {
    mkdirSync(own(`${name}.yaml`));
    expect(check(config, {})).toEqual([`${own(`${name}.yaml`)}: cannot be read (EISDIR)`]);
  });

  it.each([
    ["  UserAvailability:\n", "  Weather:\n", "toPhone.Weather: is not a known key"],
    ["prefer: [chat", "prefer: [cheerful", "prefer.0: must be one of chat, none, away, xa, dnd"],
    ["maxLength: ", "maxLength: -", "toPhone.StatusText.available.maxLength: must be a whole number above 0"],
  ])("of presence are told in sentences (%s)", (good, bad, fault) => {
    const text = shipped("presence.yaml");
    writeFileSync(own("presence.yaml"), text.replace(good, bad));
    expect(check(config, {}).map((line) => line.replace(/^.*:\d+:\d+: /, ""))).toContain(fault);
  });

  it.each([
    ["csp", "is built in, and not read from here"],
    [
      "quirk.yaml",
      "is no mapping that Hamlet has (it has group-properties.yaml, presence.yaml, quirks.yaml)",
    ],
  ])("that stand in for nothing are told (%s)", async (name, problem) => {
    mkdirSync(own(name));
    expect(check(config, {})).toEqual([`${own(name)}: ${problem}`]);
    const { runtime, warnings } = listening();
    const gateway = await compose(loadConfig(config, {}), runtime, () => openStorage("sqlite::memory:"), {
      xmpp: createXmpp,
      handsets: createHandsets,
      bridge: createBridge,
    });
    await gateway.stop();
    expect(warnings).toContain(`${own(name)}: ${problem}`);
  });

  it("keep the gateway from starting, with the faults of all of them", async () => {
    mkdirSync(own("presence.yaml"));
    writeFileSync(own("quirks.yaml"), "- { id: x }\n");
    await expect(start(config, {})).rejects.toThrow(
      /^(\S+\/own\/quirks\.yaml:1:3: 0\.\w+: is missing\n){3}\S+\/own\/presence\.yaml: cannot be read \(EISDIR\)$/,
    );
  });
});

/** A runtime whose warnings are written down. */
function listening() {
  const warnings: string[] = [];
  const runtime = createProcessRuntime("silent");
  const warn = (_fields: object, message: string) => void warnings.push(message);
  return { warnings, runtime: { ...runtime, log: { debug() {}, info() {}, error() {}, warn } } };
}

/** Ten aliases of ten aliases, and so on. */
function bomb(): string {
  const lines = ["a0: &a0 [x]"];
  for (let level = 1; level < 9; level++)
    lines.push(`a${level}: &a${level} [${`*a${level - 1}, `.repeat(10)}]`);
  return `${lines.join("\n")}\n`;
}
