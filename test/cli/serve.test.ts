import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { jest } from "@jest/globals";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

// Each test starts several processes.
jest.setTimeout(60_000);

interface Started {
  readonly msg: string;
  readonly ports: { readonly http: number; readonly operator: number };
}

/** Starts `hamlet serve`, and waits until it says that it is up. */
async function serve(config: string): Promise<{ readonly child: ChildProcess; readonly started: Started }> {
  const child = spawn(process.execPath, ["bin/hamlet.js", "serve", "--config", config], { cwd: ROOT });
  child.stderr.resume();
  const lines = createInterface({ input: child.stdout });
  const started = await new Promise<Started>((resolve, reject) => {
    lines.on("line", (line) => {
      const event = JSON.parse(line) as Started;
      if (event.msg === "started") resolve(event);
    });
    lines.on("close", () => reject(new Error("hamlet serve ended before it was up")));
  });
  return { child, started };
}

describe("hamlet serve", () => {
  const folder = mkdtempSync(join(tmpdir(), "hamlet-serve-"));
  const config = join(folder, "hamlet.yaml");
  const configure = (operatorPort: number, more = "") =>
    writeFileSync(
      config,
      `domain: imps.example.org
xmpp: { component: { secret: s3cret, port: 1 } }
imps: { http: { host: 127.0.0.1, port: 0 }, cir: { tcp: { host: 127.0.0.1, port: 0 } } }
operator: { port: ${operatorPort} }
${more}`,
    );
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(["SIGTERM", "SIGINT"] as const)("runs until it gets %s, and exits 0", async (signal) => {
    configure(0);
    const { child, started } = await serve(config);
    const health = `http://127.0.0.1:${started.ports.operator}/healthz`;
    expect((await fetch(health)).status).toBe(200);
    const ended = once(child, "exit");
    child.kill(signal);
    expect(await ended).toEqual([0, null]);
  });

  it("takes accounts that are added while it runs", async () => {
    configure(0);
    const { child } = await serve(config);
    const args = ["bin/hamlet.js", "account", "add", "zoe", "--password-stdin", "--config", config];
    expect(spawnSync(process.execPath, args, { cwd: ROOT, input: "x" }).status).toBe(0);
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
  });

  it("says in one sentence that its port is in use", async () => {
    configure(0);
    const { child, started } = await serve(config);
    configure(started.ports.operator, 'storage: { url: "sqlite:other.db" }\n');
    const second = spawnSync(process.execPath, ["bin/hamlet.js", "serve", "--config", config], {
      cwd: ROOT,
      encoding: "utf8",
    });
    expect(second.status).toBe(1);
    expect(second.stderr).toBe(
      `error: operator: 127.0.0.1 port ${started.ports.operator} is in use by another program.\n`,
    );
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
  });
});
