/** What a client can do, as it announces at the start of a session, and what the server agrees to. */
import { AcceptedContentType, URL } from "./common.js";
import { codePage, many, one, optional } from "./dsl.js";

const access = codePage("Access");
const capability = codePage("ClientCapability");
const attribute = codePage("PresenceAttribute");

const UNTIL_12 = ["1.1", "1.2"] as const;

export const ClientType = attribute.enumeration("ClientType", [
  "MOBILE_PHONE",
  "COMPUTER",
  "PDA",
  "CLI",
  "OTHER",
]);
export const AcceptedContentLength = capability.handsetInlineInteger("AcceptedContentLength", UNTIL_12);

const SupportedBearer = capability.enumeration("SupportedBearer", ["HTTP", "WSP", "SMS"]);
const SupportedCIRMethod = capability.enumeration("SupportedCIRMethod", [
  "WAPSMS",
  "WAPUDP",
  "SSMS",
  "SUDP",
  "STCP",
  "SHTTP",
]);
const MultiTrans = capability.integer("MultiTrans");
const ServerPollMin = capability.integer("ServerPollMin");
const TCPAddress = capability.text("TCPAddress");
const TCPPort = capability.integer("TCPPort");
const CIRURL = capability.struct("CIRURL", [one(URL)], { versions: "1.2" });
const CIRHTTPAddress = capability.struct("CIRHTTPAddress", [one(URL)], { versions: "1.3" });
const ETEM = ["SENDSTORE", "SENDREJECT", "REJECT", "PRIORITYSTORE", "PRIORITYREJECT"] as const;
const OnlineETEM = ["DETECT", "FORKALL", "SERVERLOGIC", "SENDREJECT", "SENDSTORE", "REJECT"] as const;

const newIn13 = [
  optional(capability.integer("AcceptedPullLength", "1.3")),
  optional(capability.integer("AcceptedPushLength", "1.3")),
  optional(capability.integer("AcceptedRichContentLength", "1.3")),
  optional(capability.integer("AcceptedTextContentLength", "1.3")),
  many(capability.inlineInteger("PlainTextCharset", "1.3")),
  optional(capability.text("CIRSMSAddress", "1.3")),
  optional(capability.text("UDPAddress", "1.3")),
  optional(capability.integer("MultiTransPerMessage", "1.3")),
  optional(capability.integer("SessionPriority", "1.3")),
  optional(capability.integer("UserSessionLimit", "1.3")),
  optional(capability.enumeration("OfflineETEMHandling", ETEM, "1.3")),
  optional(capability.enumeration("OnlineETEMHandling", OnlineETEM, "1.3")),
  many(capability.text("SupportedOfflineBearer", "1.3")),
  optional(capability.text("ContentPolicy", "1.3")),
  optional(capability.integer("ContentPolicyLimit", "1.3")),
] as const;

/** In 1.1 the server answers with this list too, completed by its TCP address and polling period. */
export const CapabilityList = access.struct("CapabilityList", [
  optional(ClientType),
  optional(capability.enumeration("InitialDeliveryMethod", ["P", "N"])),
  optional(capability.boolean("AnyContent")),
  many(capability.handsetInlineInteger("AcceptedCharset", UNTIL_12)),
  many(AcceptedContentType),
  many(capability.enumeration("AcceptedTransferEncoding", ["None", "BASE64"])),
  optional(AcceptedContentLength),
  many(SupportedBearer),
  optional(MultiTrans),
  optional(capability.integer("ParserSize")),
  many(SupportedCIRMethod),
  optional(capability.integer("UDPPort")),
  optional(TCPAddress),
  optional(TCPPort),
  optional(ServerPollMin),
  optional(capability.text("DefaultLanguage")),
  optional(CIRHTTPAddress),
  ...newIn13,
]);

export const AgreedCapabilityList = access.struct(
  "AgreedCapabilityList",
  [
    many(SupportedBearer),
    many(SupportedCIRMethod),
    optional(TCPAddress),
    optional(TCPPort),
    optional(ServerPollMin),
    optional(CIRURL),
    optional(CIRHTTPAddress),
    optional(MultiTrans, "1.3"),
    ...newIn13,
  ],
  { versions: "1.2+" },
);
