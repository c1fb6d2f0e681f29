import { randomBytes } from "node:crypto";
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { StorageError } from "./repositories.js";

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? String(error);

/** Why a file cannot be read and written, or made, by this user; undefined: it can. Makes nothing. */
export function obstacleTo(file: string): string | undefined {
  const place = existsSync(file) ? file : dirname(file);
  try {
    accessSync(place, constants.R_OK | constants.W_OK);
    return place === file && statSync(file).isDirectory() ? `${file} is a folder, not a file.` : undefined;
  } catch (error) {
    const code = codeOf(error);
    return code === "ENOENT"
      ? `The folder ${place} is not there.`
      : `${place} cannot be read and written by this user (${code}).`;
  }
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, "r");
  fsyncSync(handle);
  closeSync(handle);
}

/**
 * Creates a file, readable to its owner only, whole or not at all; one that another process has made meanwhile stays.
 * @param fill writes a new empty file of the given path
 */
export function createWhole(file: string, fill: (draft: string) => void): void {
  const draft = `${file}.${randomBytes(6).toString("hex")}`;
  try {
    closeSync(openSync(draft, "wx", 0o600));
    fill(draft);
    linkSync(draft, file);
    syncFolder(dirname(file));
  } catch (error) {
    if (error instanceof StorageError) throw error;
    if (codeOf(error) !== "EEXIST")
      throw new StorageError(`${file} cannot be created (${codeOf(error)}).`, { cause: error });
  } finally {
    for (const suffix of ["", "-wal", "-shm"]) rmSync(`${draft}${suffix}`, { force: true });
  }
}

function readKey(file: string): string {
  const key = readFileSync(file, "utf8").trim();
  if (key === "") throw new StorageError(`The key file ${file} is empty.`);
  return key;
}

/**
 * The key in the file `hamlet.key` beside the database.
 * @param isNewStore there is no database yet: a key is made where there is none
 */
export function keyBeside(database: string, isNewStore: boolean): string {
  const file = join(dirname(database), "hamlet.key");
  try {
    return readKey(file);
  } catch (error) {
    if (error instanceof StorageError) throw error;
    if (codeOf(error) !== "ENOENT") {
      throw new StorageError(`The key file ${file} cannot be read (${codeOf(error)}).`, { cause: error });
    }
  }
  if (!isNewStore) {
    throw new StorageError(
      `The key for the passwords in ${database} is missing: neither storage.sealKey nor the file ${file} is there.`,
    );
  }
  createWhole(file, (draft) =>
    writeFileSync(draft, `${randomBytes(32).toString("base64")}\n`, { flush: true }),
  );
  return readKey(file);
}
