import {
  type AddressSpace,
  chooseSchema,
  type FieldsOf,
  parseAddress,
  type UserAddress,
  verifyDigest,
  verifyPassword,
} from "../../csp/index.js";
import type { Runtime } from "../../runtime.js";
import { clientIdText } from "../client-id.js";
import type { Accounts } from "../ports.js";
import { Refusal } from "../refusal.js";
import { Attempts } from "./attempts.js";
import { type Challenge, Challenges } from "./challenges.js";

type Request = FieldsOf<"Login-Request">;

/** A user who has proved who he is, or a challenge for one who is to do so. */
export type Verdict =
  | { readonly type: "proved"; readonly user: UserAddress; readonly password: string }
  | { readonly type: "challenge"; readonly challenge: Challenge };

/** Compared with where there is no account, so that it takes as long as where there is one. */
const NOBODY = "no account has this password";

/** Checks passwords, in one round (two-way login) or two (four-way). */
export class Credentials {
  readonly #space: AddressSpace;
  readonly #accounts: Accounts;
  readonly #challenges: Challenges;
  readonly #attempts: Attempts;

  constructor(options: {
    readonly space: AddressSpace;
    readonly accounts: Accounts;
    readonly runtime: Runtime;
  }) {
    this.#space = options.space;
    this.#accounts = options.accounts;
    this.#challenges = new Challenges(options.runtime);
    this.#attempts = new Attempts(options.runtime);
  }

  /**
   * @throws Refusal 409 for all that is wrong with user or password, so that nobody learns which users exist, and
   *   never 401 in the second round, on which Android starts again without end; 543 where there is no common schema
   */
  async check(request: Request, address: string | undefined): Promise<Verdict> {
    const user = this.#userOf(request.UserID);
    const password = user === undefined ? undefined : await this.#accounts.password(user.jid);
    const name = user?.jid ?? request.UserID;
    const attempt = { user: name, address, isKnown: password !== undefined };
    if (this.#attempts.isBarred(attempt)) {
      throw new Refusal("service-unavailable", "Too many failed logins, try again later");
    }
    const who = { user: name, clientId: clientIdText(request.ClientID), cookie: request.SessionCookie };
    const isProof = request.Password !== undefined || request.DigestBytes !== undefined;
    if (!isProof && (request.DigestSchema?.length ?? 0) > 0) {
      const choice = chooseSchema(request.DigestSchema ?? []);
      if (!choice.ok) throw new Refusal("no-common-digest-schema");
      return { type: "challenge", challenge: this.#challenges.make(who, choice.schema) };
    }
    const challenge = request.DigestBytes === undefined ? undefined : this.#challenges.take(who);
    const isRight = isProved(request, challenge, password ?? NOBODY);
    if (isRight && user !== undefined && password !== undefined) {
      this.#attempts.succeeded(attempt);
      return { type: "proved", user, password };
    }
    this.#attempts.failed(attempt);
    throw new Refusal("wrong-password");
  }

  /** Asks whether what was proved still holds. @throws Refusal 409 where the password is another by now, or the account gone */
  async confirm(user: UserAddress, password: string): Promise<void> {
    if ((await this.#accounts.password(user.jid)) !== password) throw new Refusal("wrong-password");
  }

  #userOf(userId: string): UserAddress | undefined {
    const parsed = parseAddress(userId, this.#space);
    if (!parsed.ok || parsed.address.kind !== "user") return undefined;
    return parsed.address.domain === this.#space.home.toLowerCase() ? parsed.address : undefined;
  }
}

function isProved(request: Request, challenge: Challenge | undefined, password: string): boolean {
  if (request.DigestBytes !== undefined) {
    if (challenge === undefined || challenge.schema === "PWD") return false;
    return verifyDigest(challenge.schema, challenge.nonce, password, request.DigestBytes);
  }
  return request.Password !== undefined && verifyPassword(password, request.Password);
}
