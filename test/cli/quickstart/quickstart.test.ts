import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { jest } from "@jest/globals";
import { isFree, Ports } from "../../../src/cli/quickstart/ports.js";
import { Handset } from "../../support/handset/index.js";
import { JabberUser } from "../../support/jabber/index.js";

const PROGRAM = fileURLToPath(new URL("../../../bin/hamlet.js", import.meta.url));

// It starts two servers and waits for each step of the play.
jest.setTimeout(120_000);

const free = new Ports();
const children: ChildProcessWithoutNullStreams[] = [];
/** A folder for each test, which has all temporary files. */
const place = { temporary: "" };

beforeEach(async () => {
  place.temporary = await mkdtemp(join(tmpdir(), "quickstart-test-"));
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await rm(place.temporary, { recursive: true, force: true });
});

interface Run {
  readonly child: ChildProcessWithoutNullStreams;
  readonly output: { stdout: string; stderr: string };
  readonly exited: Promise<number | null>;
}

/** @param path replaces PATH */
function quickstart(args: readonly string[], path = process.env.PATH): Run {
  const env = { ...process.env, PATH: path, TMPDIR: place.temporary };
  const child = spawn(process.execPath, [PROGRAM, "quickstart", ...args], { cwd: place.temporary, env });
  children.push(child);
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
    });
  return { child, output, exited: once(child, "close").then(([code]: (number | null)[]) => code ?? null) };
}

/** Processes that were started with a file of the folder. */
async function processesOf(folder: string): Promise<readonly string[]> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, "utf8").catch(() => "")));
  return lines.filter((line) => line.includes(folder));
}

async function until(output: { readonly stdout: string }, run: Run, text: string): Promise<void> {
  while (!output.stdout.includes(text)) {
    await Promise.race([once(run.child.stdout, "data"), run.exited]);
    if (run.child.exitCode !== null) throw new Error(`${output.stdout}${run.output.stderr}`);
  }
}

/** What a reader of the output types into a phone or a client. */
function passwordOf(user: string, { stdout }: Run["output"]): string {
  return new RegExp(`${user}\\b.*password ([a-z]{10})\\n`).exec(stdout)?.[1] ?? "";
}

/** A message from Alice's phone to Bob's client, with what the output tells of both. */
async function chatAsTold({ output }: Run): Promise<void> {
  const [, url = ""] = /(http:\S+)/.exec(output.stdout) ?? [];
  const [, port = ""] = /127\.0\.0\.1 port (\d+)/.exec(output.stdout) ?? [];
  const jid = "bob@localhost";
  const bob = new JabberUser({ jid, password: passwordOf(jid, output), port: Number(port) });
  const password = passwordOf("alice", output);
  const alice = new Handset({ url, userId: "wv:alice", password, profile: "s60" });
  await bob.connect();
  await alice.login();
  await alice.sendMessage(`wv:${jid}`, "As told");
  await bob.next("chat", ({ body }) => body === "As told");
  alice.close();
  await bob.close();
}

describe("hamlet quickstart", () => {
  test("plays a conversation that is extended, and leaves nothing behind", async () => {
    const port = await free.take("0.0.0.0");
    const { output, exited } = quickstart(["--exit", "--port", String(port)]);
    expect([await exited, output.stderr]).toEqual([0, ""]);
    const lines = output.stdout.split("\n").map((line) => line.trim().replace(/ +/g, " "));
    for (const expected of [
      /^Alice phone sends ExtendConversation-Request .*wv:bob@localhost$/,
      /^Bob Jabber gets <message .*<invite from='alice@imps\.localhost'><continue thread='\w+'\/><\/invite>/,
      /^Alice phone gets ExtendConversation-Response GroupID=wv:\/\w+@rooms\.localhost 200$/,
      /^Dave phone gets InviteUser-Request InviteType=GR .*wv:alice/,
      /^Carol Jabber gets <message .*type='groupchat'><body>Welcome everybody!<\/body><\/message>$/,
      /^Dave phone gets NewMessage .*"Hi! Is this from a phone\?"$/,
      /^Carol Jabber gets <iq .*<item-not-found\/>/,
      /^All of it came as it should\.$/,
    ])
      expect(lines).toContainEqual(expect.stringMatching(expected));
    expect(output.stdout).not.toContain("\u001b");
    expect(await readdir(place.temporary)).toEqual([]);
    expect(await processesOf(place.temporary)).toEqual([]);
    expect(await isFree(port, "0.0.0.0")).toBe(true);
  });

  test("then serves phones until Ctrl-C, and can be run again in the folder that it keeps", async () => {
    const port = await free.take("0.0.0.0");
    const folder = join(place.temporary, "kept");
    const run = quickstart(["--port", String(port), "--folder", folder]);
    await until(run.output, run, "Ctrl-C ends everything.");
    await chatAsTold(run);
    run.child.kill("SIGINT");
    expect([await run.exited, run.output.stderr]).toEqual([0, ""]);
    expect(await processesOf(place.temporary)).toEqual([]);
    expect((await stat(folder)).mode & 0o077).toBe(0);

    const again = quickstart(["--exit", "--port", String(port), "--folder", folder]);
    expect([await again.exited, again.output.stderr]).toEqual([0, ""]);
  });

  test("says in a sentence that the port is in use, and ends the server again", async () => {
    const port = await free.take("0.0.0.0");
    const taken = createServer().listen(port, "0.0.0.0");
    await once(taken, "listening");
    const { output, exited } = quickstart(["--exit", "--port", String(port)]);
    expect(await exited).toBe(1);
    expect(output.stderr).toBe(`error: imps: 0.0.0.0 port ${port} is in use by another program.\n`);
    expect(await processesOf(place.temporary)).toEqual([]);
    taken.close();
  });

  test("with --prepare, starts nothing once the server is installed", async () => {
    const bin = join(place.temporary, "bin");
    await mkdir(bin);
    await writeFile(join(bin, "prosody"), `#!/bin/sh\ntouch ${join(place.temporary, "started")}\n`);
    await chmod(join(bin, "prosody"), 0o755);
    const { output, exited } = quickstart(["--prepare"], [bin, process.env.PATH].join(delimiter));
    expect([await exited, output]).toEqual([0, { stdout: "", stderr: "" }]);
    expect(await readdir(place.temporary)).toEqual(["bin"]);
  });

  test("tells of a server that does not start", async () => {
    const bin = join(place.temporary, "bin");
    await mkdir(bin);
    await writeFile(join(bin, "prosody"), "#!/bin/sh\necho out of luck >&2\nexit 3\n");
    await chmod(join(bin, "prosody"), 0o755);
    const port = await free.take("0.0.0.0");
    const { output, exited } = quickstart(
      ["--exit", "--port", String(port)],
      [bin, process.env.PATH].join(delimiter),
    );
    expect(await exited).toBe(1);
    expect(output.stderr).toMatch(/^error: Prosody ended instead of starting:\nout of luck\n/);
    expect(await readdir(place.temporary)).toEqual(["bin"]);
  });
});
