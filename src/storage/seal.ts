import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from "node:crypto";
import type { Database } from "./database.js";
import { StorageError } from "./repositories.js";

const CIPHER = "aes-256-gcm";
const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;
const PROOF = "hamlet";

/** Keeps passwords unreadable to those who have the database without the key. */
export interface Seal {
  /** @param owner whose password it is: sealed for one, it opens for no other */
  close(text: string, owner: string): Buffer;
  /** @throws StorageError where the key is another, or the octets were changed */
  open(sealed: Buffer, owner: string): string;
}

function sealWith(key: Buffer): Seal {
  return {
    close(text, owner) {
      const nonce = randomBytes(NONCE_LENGTH);
      const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(owner));
      const octets = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), octets]);
    },
    open(sealed, owner) {
      const nonce = sealed.subarray(0, NONCE_LENGTH);
      const tag = sealed.subarray(NONCE_LENGTH, NONCE_LENGTH + TAG_LENGTH);
      try {
        const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_LENGTH });
        decipher.setAAD(Buffer.from(owner)).setAuthTag(tag);
        const octets = decipher.update(sealed.subarray(NONCE_LENGTH + TAG_LENGTH));
        return Buffer.concat([octets, decipher.final()]).toString("utf8");
      } catch (error) {
        throw new StorageError(`What was sealed for ${owner} cannot be opened.`, { cause: error });
      }
    },
  };
}

// Stretched, since an operator may choose a phrase that people can remember.
const stretch = (key: string, salt: Buffer) => sealWith(scryptSync(key, salt, 32));

/** Binds a new store to a key. */
export function sealStore(database: Database, key: string): Seal {
  const salt = randomBytes(16);
  const seal = stretch(key, salt);
  database.prepare("INSERT INTO seal (id, salt, proof) VALUES (1, ?, ?)").run(salt, seal.close(PROOF, PROOF));
  return seal;
}

/** @throws StorageError where the store was bound to another key */
export function unsealStore(database: Database, key: string): Seal {
  const row = database.prepare<[], { salt: Buffer; proof: Buffer }>("SELECT salt, proof FROM seal").get();
  if (row === undefined) throw new StorageError(`${database.name} names no key for its passwords.`);
  const seal = stretch(key, row.salt);
  try {
    seal.open(row.proof, PROOF);
  } catch (error) {
    throw new StorageError(
      `The passwords in ${database.name} were sealed with another key than the one given (storage.sealKey, or the file hamlet.key beside it).`,
      { cause: error },
    );
  }
  return seal;
}
