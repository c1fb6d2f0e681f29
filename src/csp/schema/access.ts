/** Session, service and capability negotiation, search, invitations: the fundamental primitives. */
import { AgreedCapabilityList, CapabilityList } from "./capability.js";
import {
  Acceptance,
  ClientID,
  ContactList,
  ContentData,
  ContentEncoding,
  ContentSize,
  ContentType,
  Description,
  Domain,
  GroupID,
  GroupList,
  InviteNote,
  Recipient,
  Result,
  ScreenName,
  Sender,
  TryAgainTimeout,
  URL,
  URLList,
  User,
  UserID,
  UserList,
  Validity,
} from "./common.js";
import { codePage, many, one, optional, some } from "./dsl.js";
import { PresenceSubList } from "./presence-attributes.js";
import { WVCSPFeat } from "./service.js";

const common = codePage("Common");
const continued = codePage("CommonContinued");
const access = codePage("Access");
const access2 = codePage("AccessContinued");

const DigestSchema = access.text("DigestSchema");
const TimeToLive = access.integer("TimeToLive");
const KeepAliveTime = access.integer("KeepAliveTime");
const Functions = access.struct("Functions", [optional(WVCSPFeat)]);
const SearchID = access.handsetInlineInteger("SearchID");
const SearchIndex = access.integer("SearchIndex");
const InviteID = access.text("InviteID");
const InviteType = access.enumeration("InviteType", ["GR", "IM", "PR", "SC", "GM", "EC", "EG"]);
const ExtendedData = access.binary("ExtendedData", "1.2+");

export const Status = common.primitive("Status", { direction: "both" }, [one(Result), optional(ClientID)]);

export const LoginRequest = access.primitive(
  "Login-Request",
  { direction: "C>S", answers: ["Login-Response", "Status"] },
  [
    one(UserID),
    one(ClientID),
    optional(access.text("Password")),
    optional(access.text("DigestBytes")),
    many(DigestSchema),
    optional(TimeToLive),
    one(access.text("SessionCookie")),
    optional(CapabilityList, "1.3"),
  ],
);

const SystemMessageID = continued.text("SystemMessageID", "1.3");
const VerificationKey = continued.text("VerificationKey", "1.3");
const AnswerOption = continued.struct(
  "AnswerOption",
  [one(continued.integer("AnswerOptionID", "1.3")), optional(continued.text("AnswerOptionText", "1.3"))],
  { versions: "1.3" },
);

const SystemMessage = continued.struct(
  "SystemMessage",
  [
    one(SystemMessageID),
    optional(continued.text("SystemMessageText", "1.3")),
    optional(continued.boolean("RequiresResponse", "1.3")),
    optional(codePage("CommonContinued2").text("AnswerOptionsText", "1.3")),
    optional(continued.struct("AnswerOptions", [some(AnswerOption)], { versions: "1.3" })),
    optional(continued.enumeration("VerificationMechanism", ["PPU", "SPA"], "1.3")),
    optional(VerificationKey),
    optional(TryAgainTimeout),
  ],
  { versions: "1.3" },
);

const SystemMessageList = continued.struct("SystemMessageList", [some(SystemMessage)], { versions: "1.3" });

export const LoginResponse = access.primitive("Login-Response", { direction: "S>C" }, [
  optional(ClientID),
  one(Result),
  optional(access.text("Nonce")),
  optional(DigestSchema),
  optional(common.text("SessionID")),
  optional(KeepAliveTime),
  optional(access.boolean("CapabilityRequest")),
  optional(AgreedCapabilityList, "1.3"),
  optional(SystemMessageList, "1.3"),
]);

export const LogoutRequest = access.primitive(
  "Logout-Request",
  { direction: "C>S", answers: ["Status", "Disconnect"] },
  [],
);

export const Disconnect = access.primitive("Disconnect", { direction: "S>C", answers: ["Status"] }, [
  one(Result),
]);

export const KeepAliveRequest = access.primitive(
  "KeepAlive-Request",
  { direction: "C>S", answers: ["KeepAlive-Response"] },
  [optional(TimeToLive)],
);

export const KeepAliveResponse = access.primitive("KeepAlive-Response", { direction: "S>C" }, [
  one(Result),
  optional(KeepAliveTime),
]);

export const PollingRequest = access.primitive("Polling-Request", { direction: "C>S" }, []);

export const GetSPInfoRequest = access.primitive(
  "GetSPInfo-Request",
  { direction: "C>S", answers: ["GetSPInfo-Response"] },
  [optional(ClientID)],
);

export const GetSPInfoResponse = access.primitive("GetSPInfo-Response", { direction: "S>C" }, [
  optional(ClientID),
  one(common.text("Name")),
  optional(
    common.struct("Logo", [
      optional(ContentType),
      optional(ContentSize),
      optional(ContentEncoding),
      one(ContentData),
    ]),
  ),
  optional(Description),
  optional(URL),
]);

export const ServiceRequest = access.primitive(
  "Service-Request",
  { direction: "C>S", answers: ["Service-Response"] },
  [optional(ClientID), optional(Functions), optional(access.boolean("AllFunctionsRequest"))],
);

/** `Functions` holds what was asked for and is not available. */
export const ServiceResponse = access.primitive("Service-Response", { direction: "S>C" }, [
  optional(ClientID, "1.1"),
  optional(Functions),
  optional(access.struct("AllFunctions", [optional(WVCSPFeat)])),
]);

export const ClientCapabilityRequest = access.primitive(
  "ClientCapability-Request",
  { direction: "C>S", answers: ["ClientCapability-Response"] },
  [optional(ClientID), optional(CapabilityList)],
);

export const ClientCapabilityResponse = access.primitive("ClientCapability-Response", { direction: "S>C" }, [
  optional(ClientID, "1.1"),
  optional(CapabilityList, "1.1"),
  optional(AgreedCapabilityList),
]);

const VersionList = access2.struct(
  "VersionList",
  [
    many(access.text("SessionNSName", "1.2+")),
    many(access.text("TransactionNSName", "1.2+")),
    many(access.text("PresenceAttributeNSName", "1.2+")),
  ],
  { versions: "1.2+" },
);

export const VersionDiscoveryRequest = access2.primitive(
  "WV-CSP-VersionDiscovery-Request",
  { direction: "C>S", versions: "1.2+", answers: ["WV-CSP-VersionDiscovery-Response"], namespace: "csp" },
  [optional(VersionList)],
);

export const VersionDiscoveryResponse = access2.primitive(
  "WV-CSP-VersionDiscovery-Response",
  { direction: "S>C", versions: "1.2+", namespace: "csp" },
  [optional(VersionList), optional(access.text("OtherServer", "1.2+"))],
);

export const ExtendedRequest = access.primitive(
  "Extended-Request",
  { direction: "both", versions: "1.2+", answers: ["Extended-Response", "Status"] },
  [optional(ExtendedData)],
);

export const ExtendedResponse = access.primitive(
  "Extended-Response",
  { direction: "both", versions: "1.2+" },
  [optional(ExtendedData)],
);

const SearchElement = access.enumeration("SearchElement", [
  "USER_ID",
  "USER_FIRST_NAME",
  "USER_LAST_NAME",
  "USER_EMAIL_ADDRESS",
  "USER_ALIAS",
  "USER_ONLINE_STATUS",
  "USER_MOBILE_NUMBER",
  "GROUP_ID",
  "GROUP_NAME",
  "GROUP_TOPIC",
  "GROUP_USER_ID_JOINED",
  "GROUP_USER_ID_OWNER",
  "GROUP_USER_ID_AUTOJOIN",
  "USER_AGE_MIN",
  "USER_AGE_MAX",
  "USER_CITY",
  "USER_COUNTRY",
  "USER_FRIENDLY_NAME",
  "USER_GENDER",
  "USER_INTENTION",
  "USER_INTERESTS_HOBBIES",
  "USER_MARITAL_STATUS",
]);
const SearchString = access.text("SearchString");

const SearchPair = access2.struct(
  "SearchPair",
  [optional(access2.integer("PairID", "1.3")), optional(SearchElement), optional(SearchString)],
  { versions: "1.3" },
);

/** A first search has pairs and a limit, its continuation a SearchID and a SearchIndex. */
export const SearchRequest = access.primitive(
  "Search-Request",
  { direction: "C>S", answers: ["Search-Response", "Status"], anyOf: ["SearchPairList", "SearchID"] },
  [
    many(
      access.struct("SearchPairList", [
        many(SearchPair, "1.3"),
        optional(SearchElement),
        optional(SearchString),
      ]),
    ),
    optional(access2.text("AdvancedCriteria", "1.3")),
    optional(access.integer("SearchLimit")),
    optional(SearchID),
    optional(SearchIndex),
  ],
);

export const SearchResponse = access.primitive("Search-Response", { direction: "S>C" }, [
  optional(SearchID),
  one(access.integer("SearchFindings")),
  one(access.boolean("CompletionFlag")),
  one(SearchIndex),
  optional(access.struct("SearchResult", [optional(UserList), optional(GroupList)])),
]);

export const StopSearchRequest = access.primitive(
  "StopSearch-Request",
  { direction: "C>S", answers: ["Status"] },
  [one(SearchID)],
);

export const InviteRequest = access.primitive("Invite-Request", { direction: "C>S", answers: ["Status"] }, [
  one(InviteID),
  one(InviteType),
  one(Recipient),
  optional(Sender, "1.3"),
  optional(GroupID),
  optional(PresenceSubList),
  optional(URLList),
  optional(InviteNote),
  optional(ScreenName),
  optional(Validity),
]);

export const InviteUserRequest = access.primitive(
  "InviteUser-Request",
  { direction: "S>C", answers: ["Status"] },
  [
    one(InviteID),
    one(InviteType),
    one(Sender),
    optional(GroupID),
    optional(PresenceSubList),
    optional(URLList),
    optional(InviteNote),
    optional(Validity),
  ],
);

/** The invited user's answer, itself a request. S60 sends no Sender, Android a bare User. */
export const InviteUserResponse = access.primitive(
  "InviteUser-Response",
  { direction: "C>S", answers: ["Status"] },
  [
    one(InviteID),
    one(Acceptance),
    optional(Sender),
    optional(User),
    optional(access.text("ResponseNote")),
    optional(ScreenName),
  ],
);

export const InviteResponse = access.primitive("Invite-Response", { direction: "S>C", answers: ["Status"] }, [
  one(InviteID),
  one(Acceptance),
  one(Sender),
  optional(access.text("ResponseNote")),
]);

export const CancelInviteRequest = access.primitive(
  "CancelInvite-Request",
  { direction: "C>S", answers: ["Status"] },
  [one(InviteID), optional(Recipient), optional(InviteNote), optional(URLList), optional(ScreenName)],
);

export const CancelInviteUserRequest = access.primitive(
  "CancelInviteUser-Request",
  { direction: "S>C", answers: ["Status"] },
  [one(InviteID), one(Sender), optional(InviteNote), optional(URLList)],
);

export const VerifyIDRequest = access.primitive(
  "VerifyID-Request",
  { direction: "C>S", versions: "1.2+", answers: ["Status"] },
  [
    one(
      continued.struct(
        "IDList",
        [many(UserID), many(ContactList), many(GroupID), many(ScreenName), many(Domain)],
        { versions: "1.2+" },
      ),
    ),
  ],
);

export const SystemMessageRequest = access2.primitive(
  "SystemMessage-Request",
  { direction: "S>C", versions: "1.3", answers: ["Status"] },
  [one(SystemMessageList)],
);

const SystemMessageResponse = continued.struct(
  "SystemMessageResponse",
  [optional(SystemMessageID), many(continued.integer("ChosenOptionID", "1.3")), optional(VerificationKey)],
  { versions: "1.3" },
);

export const SystemMessageUser = access2.primitive(
  "SystemMessage-User",
  { direction: "C>S", versions: "1.3", answers: ["Status"] },
  [
    optional(
      continued.struct("SystemMessageResponseList", [many(SystemMessageResponse)], { versions: "1.3" }),
    ),
  ],
);
