import { computeDigest, type FieldsOf, type KnownContent } from "../../../src/csp/index.js";
import type { Profile } from "./profiles.js";
import { Refused, Violation } from "./violation.js";

/** Two-way with the password in clear, or four-way with a digest. */
export type LoginMethod = "2way" | "MD5" | "SHA";

export interface Credentials {
  readonly userId: string;
  readonly password: string;
  readonly login: LoginMethod;
  readonly clientId: FieldsOf<"Login-Request">["ClientID"];
  readonly cookie: string;
  readonly timeToLive: number;
}

/** Sends one round of the login; both rounds have the same TransactionID. */
type Ask = (request: KnownContent) => Promise<KnownContent>;

/** Logs in. @throws Refused */
export async function logIn(ask: Ask, credentials: Credentials): Promise<FieldsOf<"Login-Response">> {
  const { userId, clientId, cookie, timeToLive, login, password } = credentials;
  const common = {
    kind: "Login-Request",
    UserID: userId,
    ClientID: clientId,
    TimeToLive: timeToLive,
    SessionCookie: cookie,
  } as const;
  if (login === "2way") return accepted(await ask({ ...common, Password: password }));
  const challenge = await ask({ ...common, DigestSchema: [login] });
  if (challenge.kind !== "Login-Response") throw refusalOf(challenge);
  if (challenge.SessionID !== undefined) return challenge;
  if (challenge.Result.Code !== 401 && challenge.Result.Code !== 200) throw refusalOf(challenge);
  const { Nonce: nonce, DigestSchema: schema = login } = challenge;
  if (!nonce || schema !== login) throw new Violation(`A challenge with nonce ${nonce} and schema ${schema}`);
  return accepted(await ask({ ...common, DigestBytes: computeDigest(login, nonce, password) }));
}

function accepted(answer: KnownContent): FieldsOf<"Login-Response"> {
  if (answer.kind !== "Login-Response" || answer.Result.Code !== 200) throw refusalOf(answer);
  if (answer.SessionID === undefined) throw new Violation("Login-Response 200 without SessionID");
  return answer;
}

function refusalOf(answer: KnownContent): Error {
  if (answer.kind !== "Login-Response" && answer.kind !== "Status")
    return new Violation(`Login-Request was answered with ${answer.kind}`);
  if (answer.Result.Code === 401) return new Violation("A second 401 sends Android into a login loop");
  return new Refused("Login-Request", answer.Result.Code, answer.Result.Description);
}

/** The request that opens capability negotiation. @param wantsCir whether to offer CIR over TCP */
export function capabilityRequest(
  profile: Profile,
  { clientId }: Credentials,
  names: boolean,
  wantsCir: boolean,
) {
  const { SupportedCIRMethod = [], ...others } = profile.capabilities;
  const methods = SupportedCIRMethod.filter((method) => wantsCir || method !== "STCP");
  return {
    kind: "ClientCapability-Request",
    ...(names && { ClientID: clientId }),
    CapabilityList: { ...others, ...(methods.length > 0 && { SupportedCIRMethod: methods }) },
  } as const;
}
