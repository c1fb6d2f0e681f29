import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { Ports } from "../../../src/cli/quickstart/ports.js";
import { listens, servesClients } from "../../../src/cli/quickstart/probes.js";
import { Service } from "../../../src/cli/quickstart/service.js";

function service(script: string): Service {
  return new Service({ name: "Thing", program: "sh", args: ["-c", script], folder: tmpdir() });
}

async function stateOf(pid: number): Promise<string> {
  const ps = spawn("ps", ["-o", "stat=", "-p", String(pid)]);
  return ((await ps.stdout.setEncoding("utf8").toArray()) as string[]).join("").trim();
}

/** Not gone, and no zombie that nobody has looked at yet. */
function isRunning(state: string): boolean {
  return state !== "" && !state.startsWith("Z");
}

/** Waits until it has printed something. */
async function printed(thing: Service, pattern: RegExp): Promise<string> {
  for (;;) {
    const [found] = pattern.exec(thing.output) ?? [];
    if (found !== undefined) return found;
    await pause(5);
  }
}

describe("a service", () => {
  test("that ends instead of starting is told of with its last words", async () => {
    const thing = service("echo first; echo 'no such port' >&2; exit 3");
    await expect(thing.start(() => Promise.resolve(false))).rejects.toThrow(
      /^Thing ended instead of starting:\n(.*\n)*no such port\n(.*\n)*\[Thing ended with 3\]$/,
    );
    expect(thing.pid).toBeUndefined();
  });

  test("whose program is not there is told of", async () => {
    const thing = new Service({ name: "Thing", program: "no-such-program", args: [], folder: tmpdir() });
    await expect(thing.start(() => Promise.resolve(false))).rejects.toThrow("no-such-program");
  });

  test("that is never ready is ended", async () => {
    const thing = service("echo hello; exec sleep 60");
    await expect(thing.start(() => Promise.resolve(false), 50)).rejects.toThrow("was not ready within 50 ms");
    expect(thing.pid).toBeUndefined();
  });

  test("is ended by SIGTERM, and can be started again", async () => {
    const thing = service("trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.01; done");
    for (const run of [1, 2]) {
      await thing.start(() => Promise.resolve(thing.output.split("up").length > run));
      await thing.stop();
      expect(thing.output.split("bye")).toHaveLength(run + 1);
      expect(thing.pid).toBeUndefined();
    }
  });

  test("is killed with all that it started", async () => {
    const thing = service("sleep 60 & echo child $!; wait");
    await thing.start(() => Promise.resolve(true));
    const child = Number((await printed(thing, /child \d+/)).slice("child ".length));
    await thing.kill();
    while (isRunning(await stateOf(child))) await pause(5);
  });

  test("does not outlive the process that started it, even one that is killed", async () => {
    const module = pathToFileURL("src/cli/quickstart/service.ts").href;
    const script = `
      const { Service } = await import(${JSON.stringify(module)});
      const args = ["-c", "echo up; exec sleep 60"];
      const thing = new Service({ name: "Thing", program: "sh", args, folder: "/" });
      // Until its program runs, it is not tied to its starter.
      await thing.start(() => Promise.resolve(thing.output.includes("up")));
      console.log(thing.pid);
      setInterval(() => {}, 1000);`;
    const starter = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", script]);
    const [first] = (await once(starter.stdout.setEncoding("utf8"), "data")) as [string];
    const pid = Number(first);
    expect(isRunning(await stateOf(pid))).toBe(true);
    starter.kill("SIGKILL");
    await once(starter, "close");
    while (isRunning(await stateOf(pid))) await pause(5);
  });
});

describe("probes", () => {
  test("tell a port that is served from one that only listens, or does not", async () => {
    const mute = createServer((socket) => void socket.resume());
    const xmpp = createServer((socket) => void socket.once("data", () => socket.end("<stream:stream>")));
    const ports = new Ports();
    const [one, two, none] = [await ports.take(), await ports.take(), await ports.take()];
    await Promise.all([
      once(mute.listen(one, "127.0.0.1"), "listening"),
      once(xmpp.listen(two, "127.0.0.1"), "listening"),
    ]);
    const answers = async (port: number) => [await listens(port), await servesClients(port, "localhost")];
    expect(await answers(one)).toEqual([true, false]);
    expect(await answers(two)).toEqual([true, true]);
    expect(await answers(none)).toEqual([false, false]);
    mute.close();
    xmpp.close();
  });

  test("ports that are taken are passed over", async () => {
    const first = await new Ports().take();
    const taken = createServer();
    await once(taken.listen(first, "127.0.0.1"), "listening");
    expect(await new Ports().take()).not.toBe(first);
    taken.close();
  });
});
