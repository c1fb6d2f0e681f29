import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { jest } from "@jest/globals";
import { openStorage } from "../../src/storage/index.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const CONFIG = 'domain: imps.example.org\nxmpp: { component: { secret: "s3cret" } }\n';
const folder = mkdtempSync(join(tmpdir(), "hamlet-cli-"));
const config = join(folder, "hamlet.yaml");

// Each test starts several processes.
jest.setTimeout(60_000);

function hamlet(args: readonly string[], input = "") {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["bin/hamlet.js", ...args], {
    cwd: ROOT,
    input,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

const account = (args: readonly string[], input?: string) =>
  hamlet(["account", ...args, "--config", config], input);

async function passwordOf(user: string): Promise<string | undefined> {
  const storage = await openStorage("sqlite:hamlet.db", { folder });
  try {
    return await storage.accounts.password(`${user}@imps.example.org`);
  } finally {
    await storage.close();
  }
}

const done = { status: 0, stdout: "", stderr: "" };
const refused = (sentence: string) => ({ status: 1, stdout: "", stderr: `error: ${sentence}\n` });

beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  writeFileSync(config, CONFIG);
});

afterAll(() => rmSync(folder, { recursive: true }));

describe("hamlet account", () => {
  it("adds, lists, changes and removes accounts in the store beside the configuration", async () => {
    expect(account(["add", "wv:alice", "--password-stdin"], "first\n")).toEqual(done);
    expect(account(["add", "Bob@imps.example.org", "--password-stdin"], " with blanks ")).toEqual(done);
    expect(account(["list"])).toEqual({ ...done, stdout: "wv:alice\nwv:bob\n" });
    expect(await passwordOf("alice")).toBe("first");
    expect(await passwordOf("bob")).toBe(" with blanks ");
    expect(account(["passwd", "alice", "--password-stdin"], "second\r\n")).toEqual(done);
    expect(await passwordOf("alice")).toBe("second");
    expect(account(["remove", "alice"])).toEqual(done);
    expect(account(["list"])).toEqual({ ...done, stdout: "wv:bob\n" });
  });

  it("works while the store is in use", async () => {
    const storage = await openStorage("sqlite:hamlet.db", { folder });
    expect(account(["add", "alice", "--password-stdin"], "x")).toEqual(done);
    expect(await storage.accounts.list()).toEqual(["alice@imps.example.org"]);
    await storage.close();
  });

  it.each([
    ["removes", ["remove", "nobody"], "", "There is no account wv:nobody."],
    ["changes", ["passwd", "nobody", "--password-stdin"], "x", "There is no account wv:nobody."],
    ["takes", ["add", "alice", "--password-stdin"], "\n", "The password is empty."],
    [
      "takes",
      ["add", "alice", "--password-stdin"],
      "a\nb\n",
      "The password holds a line break or another control character.",
    ],
    [
      "takes",
      ["add", "bob@example.net", "--password-stdin"],
      "x",
      "bob@example.net is not a user of imps.example.org.",
    ],
    [
      "takes",
      ["add", "wv:/room", "--password-stdin"],
      "x",
      "wv:/room is no user, but the address of something else.",
    ],
    [
      "takes",
      ["add", "wv:Service", "--password-stdin"],
      "x",
      "wv:Service is the name that Hamlet's own rooms belong to.",
    ],
    ["takes", ["add", "alice"], "x", "required option '--password-stdin' not specified"],
  ])("%s nothing it cannot: %j", (_verb, args, input, sentence) => {
    expect(account(args, input)).toEqual(refused(sentence));
  });

  it("adds no account twice", () => {
    account(["add", "alice", "--password-stdin"], "x");
    expect(account(["add", "WV:Alice", "--password-stdin"], "y")).toEqual(
      refused("There is an account wv:Alice already; passwd changes its password."),
    );
  });

  it("tells the faults of the configuration", () => {
    writeFileSync(config, "domain: imps.example.org\ncolour: red\n");
    expect(account(["list"])).toEqual(
      refused("xmpp.component.secret: is missing\ncolour: is not a known key"),
    );
  });

  it("says in a sentence that the store is damaged", () => {
    writeFileSync(join(folder, "hamlet.key"), "some key\n");
    writeFileSync(
      join(folder, "hamlet.db"),
      "no database at all, but long enough to be read as one".repeat(20),
    );
    const { status, stderr } = account(["list"]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^error: .*hamlet\.db is damaged or no SQLite database .*\n$/);
  });
});

describe("hamlet check", () => {
  it("has nothing to say against a good configuration, and makes no store", () => {
    expect(hamlet(["check", "--config", config])).toEqual({ ...done, stdout: "the configuration is good\n" });
    expect(readdirSync(folder)).toEqual(["hamlet.yaml"]);
  });

  it("prints each fault", () => {
    writeFileSync(config, "colour: red\n");
    expect(hamlet(["check", "--config", config])).toEqual({
      status: 1,
      stdout: "domain: is missing\nxmpp.component.secret: is missing\ncolour: is not a known key\n",
      stderr: "",
    });
  });

  it("prints what is wrong with the operator's mappings", () => {
    const own = mkdtempSync(join(tmpdir(), "hamlet-mappings-"));
    writeFileSync(join(own, "quirks.yaml"), "- id: Bad Name\n");
    writeFileSync(join(own, "quirk.yaml"), "");
    writeFileSync(join(own, "presence.yaml"), "colour: red\n");
    writeFileSync(config, `${CONFIG}mappings: ${own}\n`);
    const { status, stdout } = hamlet(["check", "--config", config]);
    rmSync(own, { recursive: true });
    expect(status).toBe(1);
    const lines = stdout.replaceAll(`${own}/`, "").split("\n");
    for (const start of [
      "quirk.yaml: is no mapping that Hamlet has",
      "quirks.yaml:1:7: 0.id: ",
      "presence.yaml:1:9: colour: ",
    ])
      expect(lines.filter((line) => line.startsWith(start))).toHaveLength(1);
  });

  it("prints that the TLS files are none", () => {
    writeFileSync(config, `${CONFIG}imps: { http: { tls: { cert: hamlet.yaml, key: hamlet.yaml } } }\n`);
    const { status, stdout } = hamlet(["check", "--config", config]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^imps\.http\.tls: .* are no certificate and its key, as PEM\.\n$/);
  });

  it.each([
    ["sqlite:nowhere/hamlet.db", /^storage\.url: The folder .*nowhere is not there\.\n$/],
    ["postgres://db", /^storage\.url: .*PostgreSQL/],
  ])("prints that there can be no store at %s", (url, sentence) => {
    writeFileSync(config, `${CONFIG}storage: { url: "${url}" }\n`);
    const { status, stdout } = hamlet(["check", "--config", config]);
    expect(status).toBe(1);
    expect(stdout).toMatch(sentence);
  });

  it("prints that the file is not there", () => {
    const { status, stdout } = hamlet(["check", "--config", join(folder, "nowhere.yaml")]);
    expect([status, stdout]).toEqual([1, `${join(folder, "nowhere.yaml")}: there is no such file\n`]);
  });
});
