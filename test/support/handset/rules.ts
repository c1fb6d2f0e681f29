import type { Message } from "../../../src/csp/index.js";
import { checkForAndroid, checkOctetsForAndroid } from "./android-rules.js";
import type { PhoneState } from "./phone-state.js";
import type { ProfileName } from "./profiles.js";
import { checkForS60, checkOctetsForS60 } from "./s60-rules.js";
import { Violation } from "./violation.js";

/** What a client program insists on. */
interface Rules {
  readonly octets?: (octets: Uint8Array, message: Message) => void;
  readonly message?: (message: Message, state: PhoneState) => void;
}

const RULES: Readonly<Record<ProfileName, Rules>> = {
  android: { octets: checkOctetsForAndroid, message: checkForAndroid },
  s60: { octets: checkOctetsForS60, message: checkForS60 },
  razr: {},
  colibria: {},
  plain: {},
};

/** Checks a message of the server as the client program would find out. @throws Violation */
export function checkMessage(
  octets: Uint8Array,
  message: Message,
  state: PhoneState,
  profile: ProfileName,
): void {
  if (message.version !== state.version)
    throw new Violation(`An answer in version ${message.version} to a phone of ${state.version}`);
  const [stranger] = message.unknown ?? [];
  if (stranger !== undefined)
    throw new Violation(`The element ${stranger.element.name} in ${stranger.path} is not expected there`);
  const { octets: checkOctets, message: check } = RULES[profile];
  checkOctets?.(octets, message);
  check?.(message, state);
}
