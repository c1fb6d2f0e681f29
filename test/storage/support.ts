import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStorage, type Storage } from "../../src/storage/index.js";

/** A folder that is gone when the test is over. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "hamlet-storage-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export const ALICE = "alice@imps.example.org";
export const BOB = "bob@imps.example.org";
export const CAROL = "carol@example.net";

/** An empty store with the accounts of Alice and Bob. */
export async function storeWithAccounts(): Promise<Storage> {
  const storage = await openStorage("sqlite::memory:");
  await storage.accounts.put(ALICE, "alice's");
  await storage.accounts.put(BOB, "bob's");
  return storage;
}
