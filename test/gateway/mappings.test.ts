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
    expect(faults[0]).toMatch(new RegExp(`^mappings/${name}\\.yaml line 3: [^\\n]+$`));
  });

  it.each([
    ["an alias of nothing", "a: *nothing\n", /^mappings\/quirks\.yaml: Unresolved alias.+$/],
    ["aliases that grow without end", bomb(), /^mappings\/quirks\.yaml: .+$/],
    [
      "a row without conditions",
      `- { ${ROW.replace(/when: .*\]/, "when: [], quirks: [bare-user-map]")} }`,
      /^mappings\/quirks\.yaml 0\.when: .+$/,
    ],
    [
      "two rows of one name",
      `- { ${ROW} }\n- { ${ROW} }`,
      /^mappings\/quirks\.yaml: two rows have the same id$/,
    ],
  ])("are a line for %s", (_what, text, fault) => {
    writeFileSync(own("quirks.yaml"), text);
    expect(check(config, {})).toEqual([expect.stringMatching(fault)]);
  });

  it.each(["quirks", "presence", "group-properties"])("that cannot be read are a line (%s)", (name) => {
    mkdirSync(own(`${name}.yaml`));
    expect(check(config, {})).toEqual([`mappings/${name}.yaml: cannot be read (EISDIR)`]);
  });

  it.each([
    ["csp", "is built in, and not read from here"],
    [
      "quirk.yaml",
      "is no mapping that Hamlet has (it has group-properties.yaml, presence.yaml, quirks.yaml)",
    ],
  ])("that stand in for nothing are told (%s)", async (name, problem) => {
    mkdirSync(own(name));
    expect(check(config, {})).toEqual([`mappings/${name}: ${problem}`]);
    const { runtime, warnings } = listening();
    const gateway = await compose(loadConfig(config, {}), runtime, () => openStorage("sqlite::memory:"), {
      xmpp: createXmpp,
      handsets: createHandsets,
      bridge: createBridge,
    });
    await gateway.stop();
    expect(warnings).toContain(`mappings/${name}: ${problem}`);
  });

  it("keep the gateway from starting, with the faults of all of them", async () => {
    mkdirSync(own("presence.yaml"));
    writeFileSync(own("quirks.yaml"), "- { id: x }\n");
    await expect(start(config, {})).rejects.toThrow(
      /^(mappings\/quirks\.yaml 0\.\w+: .+\n)+mappings\/presence\.yaml: cannot be read \(EISDIR\)$/,
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
