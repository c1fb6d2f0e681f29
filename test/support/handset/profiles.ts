import type { FieldsOf, FunctionTree, PrimitiveName, Version } from "../../../src/csp/index.js";

type Capabilities = NonNullable<FieldsOf<"ClientCapability-Request">["CapabilityList"]>;
type ClientId = FieldsOf<"Login-Request">["ClientID"];

export type ProfileName = "android" | "s60" | "razr" | "colibria" | "plain";

/** How one client program speaks, apart from what it insists on. */
export interface Profile {
  readonly headers: Readonly<Record<string, string>>;
  /** POSTs at one time. */
  readonly posts: number;
  /** Whether HTTP connections are kept. */
  readonly keepsConnections: boolean;
  /** Announces characters in place of octets. */
  readonly countsCharacters: boolean;
  readonly clientId: ClientId;
  /** @param seed unique to the login */
  readonly cookie: (seed: string) => string;
  readonly transactionId: (count: number) => string;
  /** Whether polls have a TransactionID. */
  readonly pollsWithId: boolean;
  readonly timeToLive: number;
  /** Whether the capability request of a version names the client. */
  readonly namesClient: (version: Version) => boolean;
  readonly capabilities: Capabilities;
  readonly functions: FunctionTree;
  readonly wantsAllFunctions: boolean;
  /** The server's requests that it answers; undefined: all. */
  readonly answers?: ReadonlySet<PrimitiveName>;
  /** Acknowledges by a Status of its own, in mode Request. */
  readonly acknowledgesByRequest: boolean;
}

const WHOLE: FunctionTree = { FundamentalFeat: {}, PresenceFeat: {}, IMFeat: {}, GroupFeat: {} };

const PLAIN: Profile = {
  headers: {},
  posts: 4,
  keepsConnections: true,
  countsCharacters: false,
  clientId: { URL: "http://imps.example.org/emulated-phone" },
  cookie: (seed) => `cookie.${seed}`,
  transactionId: String,
  pollsWithId: true,
  timeToLive: 3600,
  namesClient: () => true,
  capabilities: {
    ClientType: "MOBILE_PHONE",
    InitialDeliveryMethod: "P",
    AnyContent: true,
    AcceptedContentLength: 65536,
    SupportedBearer: ["HTTP"],
    MultiTrans: 4,
    ParserSize: 131072,
    SupportedCIRMethod: ["STCP"],
    ServerPollMin: 5,
  },
  functions: WHOLE,
  wantsAllFunctions: true,
  acknowledgesByRequest: false,
};

/** AOSP packages/apps/Im: section 1 of what is known of clients. */
const ANDROID: Profile = {
  ...PLAIN,
  headers: { "User-Agent": "Android-Imps/0.1", MSISDN: "15555218135" },
  posts: 1,
  clientId: { URL: "JiMMY", MSISDN: "15555218135" },
  cookie: (seed) => `1795341820794-${digits(seed)}`,
  transactionId: (count) => String(((count - 1) % 999) + 1),
  pollsWithId: false,
  timeToLive: 7205,
  namesClient: (version) => version !== "1.1",
  capabilities: {
    ClientType: "MOBILE_PHONE",
    AcceptedContentLength: 262144,
    ParserSize: 262144,
    MultiTrans: 1,
    InitialDeliveryMethod: "P",
    ServerPollMin: 30,
    SupportedBearer: ["HTTP"],
    SupportedCIRMethod: ["STCP", "SSMS", "SHTTP"],
  },
  answers: new Set([
    "NewMessage",
    "PresenceNotification-Request",
    "PresenceAuth-Request",
    "InviteUser-Request",
    "Invite-Response",
    "GroupChangeNotice",
    "LeaveGroup-Response",
    "DeliveryReport-Request",
  ]),
};

/** The IMPS engine of Nokia's S60: it speaks WBXML of 1.1 and 1.2 only. */
const S60: Profile = {
  ...PLAIN,
  clientId: { URL: "http://imps.example.org/s60" },
  cookie: (seed) => `wv:nokia.${digits(seed)}`,
  transactionId: (count) => `nok${count}`,
  timeToLive: 86400,
  capabilities: {
    ClientType: "MOBILE_PHONE",
    InitialDeliveryMethod: "P",
    AnyContent: true,
    AcceptedCharset: [106],
    AcceptedTransferEncoding: ["BASE64"],
    AcceptedContentLength: 102400,
    SupportedBearer: ["HTTP"],
    MultiTrans: 3,
    ParserSize: 131072,
    SupportedCIRMethod: ["WAPSMS", "STCP", "SUDP"],
    UDPPort: 3716,
    ServerPollMin: 8,
  },
  wantsAllFunctions: false,
  answers: new Set([
    "NewMessage",
    "LeaveGroup-Response",
    "InviteUser-Request",
    "Invite-Response",
    "CancelInviteUser-Request",
    "PresenceNotification-Request",
    "GroupChangeNotice",
    "PresenceAuth-Request",
    "DeliveryReport-Request",
  ]),
};

/** Motorola's RAZR V3, as hobby servers served it: CSP 1.1 in XML. */
const RAZR: Profile = {
  ...PLAIN,
  posts: 1,
  clientId: { URL: "http://imps.example.org/razr" },
  capabilities: {
    ClientType: "MOBILE_PHONE",
    InitialDeliveryMethod: "P",
    AcceptedContentType: ["text/plain; charset=utf-8"],
    AcceptedTransferEncoding: ["BASE64"],
    AcceptedContentLength: 32767,
    SupportedBearer: ["HTTP"],
    MultiTrans: 1,
    ParserSize: 32767,
    SupportedCIRMethod: ["WAPSMS", "STCP"],
    ServerPollMin: 10,
    DefaultLanguage: "eng",
  },
  wantsAllFunctions: false,
};

/** The PC client of Movistar's SMS 2.0 service: CSP 1.2 in XML. */
const COLIBRIA: Profile = {
  ...PLAIN,
  headers: {
    "User-Agent": "Mozilla/4.0 (compatible)",
    Accept: "*/*",
    "Accept-Encoding": "gzip, deflate",
    Expect: "100-continue",
  },
  posts: 1,
  keepsConnections: false,
  countsCharacters: true,
  clientId: { text: "WV:InstantMessenger-1.0.2309.16485@COLIBRIA.PC-CLIENT" },
  cookie: (seed) => `ColibriaIMPS_${digits(seed)}`,
  capabilities: {
    ClientType: "COMPUTER",
    InitialDeliveryMethod: "P",
    AnyContent: true,
    AcceptedContentLength: 100000,
    MultiTrans: 1,
    ParserSize: 100000,
    SupportedCIRMethod: ["STCP"],
    ServerPollMin: 2,
  },
  acknowledgesByRequest: true,
};

function digits(seed: string): string {
  return [...seed].map((letter) => (letter.codePointAt(0) ?? 0) % 10).join("");
}

export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  android: ANDROID,
  s60: S60,
  razr: RAZR,
  colibria: COLIBRIA,
  plain: PLAIN,
};
