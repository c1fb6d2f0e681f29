import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import type { Client, Mechanism } from "@xmpp/client";

const hmac = (key: Uint8Array, text: string) => createHmac("sha1", key).update(text).digest();
/** As @xmpp/base64 takes text: one character for each octet. */
const octets = (text: string) => Buffer.from(text).toString("latin1");
const saslName = (name: string) => name.replaceAll("=", "=3D").replaceAll(",", "=2C");

/** SCRAM-SHA-1 (RFC 5802): the library's own takes up to a second of computing for each login. */
class Scram implements Mechanism {
  declare readonly name: string;
  declare readonly clientFirst: boolean;
  readonly #nonce = randomBytes(18).toString("base64");
  #first = "";
  #challenge: string | undefined;

  challenge(text: string): void {
    this.#challenge = text;
  }

  response({ username, password }: { readonly username: string; readonly password: string }): string {
    if (this.#challenge === undefined) {
      this.#first = `n=${saslName(username)},r=${this.#nonce}`;
      return octets(`n,,${this.#first}`);
    }
    const field = (key: string) =>
      this.#challenge
        ?.split(",")
        .find((part) => part.startsWith(`${key}=`))
        ?.slice(2) ?? "";
    const salted = pbkdf2Sync(password, Buffer.from(field("s"), "base64"), Number(field("i")), 20, "sha1");
    const clientKey = hmac(salted, "Client Key");
    const storedKey = createHash("sha1").update(clientKey).digest();
    const final = `c=biws,r=${field("r")}`;
    const signature = hmac(storedKey, `${this.#first},${this.#challenge},${final}`);
    const proof = clientKey.map((octet, index) => octet ^ (signature[index] ?? 0));
    return `${final},p=${Buffer.from(proof).toString("base64")}`;
  }
}
// The library reads these from the prototype.
Object.assign(Scram.prototype, { name: "SCRAM-SHA-1", clientFirst: true });

/** Makes a client log in with it, to be called before it starts. */
export function useNativeScram(client: Client): void {
  const factory = client.saslFactory.use(Scram);
  factory._mechs.unshift(...factory._mechs.splice(-1));
}
