import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { openStorage } from "../../src/storage/index.js";
import { ALICE, BOB, temporaryFolder } from "./support.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const folder = temporaryFolder();
afterAll(() => folder.remove());

/** Kills the writer after it has named some rows, and tells all that it named. */
async function acknowledgedBeforeKill(file: string): Promise<readonly string[]> {
  const child = spawn(process.execPath, ["--import", "tsx", "test/storage/writer.ts", file], { cwd: ROOT });
  const ended = once(child, "exit");
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (lines.length === 50) child.kill("SIGKILL");
  }
  await ended;
  // The last line may have been cut short.
  return lines.filter((line) => /^n\d+$/.test(line));
}

it("has what was acknowledged on disk when the process is killed", async () => {
  const file = join(folder.path, "killed.db");
  const acknowledged = await acknowledgedBeforeKill(file);
  const storage = await openStorage(`sqlite:${file}`);
  const kept = (await storage.notices.ofUser(ALICE)).map(({ id }) => id);
  await storage.close();
  expect(acknowledged.length).toBeGreaterThanOrEqual(50);
  expect(kept.slice(0, acknowledged.length)).toEqual(acknowledged);
});

it("lets a second process write while the first has the store open", async () => {
  const url = `sqlite:${join(folder.path, "shared.db")}`;
  const first = await openStorage(url);
  const second = await openStorage(url);
  await Promise.all([first.accounts.put(ALICE, "1"), second.accounts.put(BOB, "2")]);
  expect(await first.accounts.password(BOB)).toBe("2");
  expect(await second.accounts.password(ALICE)).toBe("1");
  await first.close();
  await second.close();
});
