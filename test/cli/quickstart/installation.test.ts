import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InstallationError, installProsody, type Machine } from "../../../src/cli/quickstart/installation.js";

/** What the installation runs, as stand-ins that write down what they are told. */
const POLICY_ANSWER = "policy says";

describe("Prosody, where it is missing", () => {
  let folder: string;
  let machine: Machine;
  const told: string[] = [];
  const file = (name: string) => join(folder, name);
  const text = (name: string) => readFile(file(name), "utf8").catch(() => "");

  async function program(name: string, script: string): Promise<void> {
    await writeFile(file(`bin/${name}`), `#!/bin/sh\n${script}\n`);
    await chmod(file(`bin/${name}`), 0o755);
  }

  /** apt-get that brings a prosody, and asks first whether it may be started. */
  const apt = () =>
    program(
      "apt-get",
      `echo "$@" >> ${file("log")}
[ "$1" = install ] || exit 0
${file("policy-rc.d")} prosody start; echo "${POLICY_ANSWER} $?" >> ${file("log")}
[ -e ${file("broken")} ] && { echo "E: no space left" >&2; exit 100; }
cp ${file("bin/apt-get")} ${file("bin/prosody")}`,
    );

  const install = () => installProsody(machine, (what) => told.push(what));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "hamlet-installation-"));
    await mkdir(file("bin"));
    for (const tool of ["sh", "rm", "mv", "chmod", "cp", "true"]) {
      await program(tool, `exec /bin/${tool} "$@"`);
    }
    await program("systemctl", `echo systemctl "$@" >> ${file("log")}`);
    machine = { path: file("bin"), isRoot: true, policyFile: file("policy-rc.d") };
    told.length = 0;
  });
  afterEach(() => rm(folder, { recursive: true }));

  test("is installed by root, and forbidden to start meanwhile", async () => {
    await apt();
    await install();
    expect(await text("log")).toContain(
      `update -qq\ninstall -y -qq --no-install-recommends prosody\n${POLICY_ANSWER} 101\n`,
    );
    expect(told).toHaveLength(1);
    expect(await text("policy-rc.d")).toBe("");
  });

  test("is installed once", async () => {
    await apt();
    await install();
    const log = await text("log");
    await install();
    expect(await text("log")).toBe(log);
    expect(told).toHaveLength(1);
  });

  test.each(["works", "fails"])("leaves the machine's own policy as it was when it %s", async (how) => {
    await apt();
    await writeFile(file("policy-rc.d"), "own");
    if (how === "fails") await writeFile(file("broken"), "");
    await install().catch(() => undefined);
    expect(await text("policy-rc.d")).toBe("own");
  });

  test("is installed by sudo that wants no password", async () => {
    await apt();
    await program("sudo", `shift; echo sudo >> ${file("log")}; exec "$@"`);
    machine = { ...machine, isRoot: false };
    await install();
    expect(await text("log")).toMatch(/^sudo\nsudo\nupdate/);
  });

  test.each([
    ["sudo wants a password", "apt-get sudo", /takes root: type `sudo apt-get install prosody/],
    ["there is no sudo", "apt-get", /takes root: type `sudo apt-get install prosody/],
    ["there is no apt-get", "", /no Debian or Ubuntu/],
  ])("is asked for in a sentence where %s", async (_why, programs, sentence) => {
    for (const name of programs.split(" ").filter((each) => each !== "")) await program(name, "exit 1");
    machine = { ...machine, isRoot: false };
    await expect(install()).rejects.toThrow(InstallationError);
    await expect(install()).rejects.toThrow(sentence);
  });

  test("that cannot be installed is told of, with the reason", async () => {
    await apt();
    await writeFile(file("broken"), "");
    await expect(install()).rejects.toThrow("Prosody could not be installed (E: no space left)");
  });
});
