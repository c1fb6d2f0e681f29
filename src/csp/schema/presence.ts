/** Contact lists, presence, and who may see it. */
import {
  Acceptance,
  AddNickList,
  ContactList,
  ContactListIDList,
  ContactListProperties,
  DateTime,
  GroupID,
  NickList,
  Property,
  RemoveNickList,
  Result,
  User,
  UserID,
  UserIDList,
} from "./common.js";
import { codePage, many, one, optional, some } from "./dsl.js";
import { PresenceSubList } from "./presence-attributes.js";

const common = codePage("Common");
const continued = codePage("CommonContinued");
const access = codePage("Access");
const access2 = codePage("AccessContinued");
const presence = codePage("PresencePrimitive");

const UNTIL_12 = ["1.1", "1.2"] as const;

const DefaultList = presence.boolean("DefaultList");

/** What is known of one user or list; send exactly one of UserID and ContactList. */
export const Presence = common.struct(
  "Presence",
  [optional(UserID), optional(ContactList), optional(User), many(PresenceSubList)],
  { anyOf: ["UserID", "ContactList", "User"] },
);

export const GetListRequest = presence.primitive(
  "GetList-Request",
  { direction: "C>S", answers: ["GetList-Response"] },
  [],
);

/** The default list is not repeated among the others. */
export const GetListResponse = presence.primitive("GetList-Response", { direction: "S>C" }, [
  many(ContactList),
  optional(presence.text("DefaultContactList")),
]);

export const CreateListRequest = presence.primitive(
  "CreateList-Request",
  { direction: "C>S", answers: ["Status", "CreateList-Response"] },
  [one(ContactList), optional(NickList), optional(ContactListProperties)],
);

export const CreateListResponse = presence.primitive(
  "CreateList-Response",
  { direction: "S>C", versions: "1.3" },
  [one(Result), optional(ContactList), many(codePage("CommonContinued").text("UnrecognizedUserID", "1.3"))],
);

export const DeleteListRequest = presence.primitive(
  "DeleteList-Request",
  { direction: "C>S", answers: ["Status"] },
  [one(ContactList)],
);

/** Android puts ReceiveList before the lists that it changes. */
export const ListManageRequest = presence.primitive(
  "ListManage-Request",
  { direction: "C>S", answers: ["ListManage-Response"] },
  [
    one(ContactList),
    optional(AddNickList),
    optional(RemoveNickList),
    optional(ContactListProperties),
    optional(access.boolean("ReceiveList", "1.2+")),
  ],
);

export const ListManageResponse = presence.primitive("ListManage-Response", { direction: "S>C" }, [
  one(Result),
  optional(NickList),
  optional(ContactListProperties),
]);

export const CreateAttributeListRequest = presence.primitive(
  "CreateAttributeList-Request",
  { direction: "C>S", answers: ["Status"] },
  [
    one(PresenceSubList),
    many(UserID),
    many(ContactList),
    one(DefaultList),
    optional(continued.boolean("AuthorizeAndGrant", "1.3")),
    optional(continued.boolean("UserNotify", "1.3")),
    optional(continued.boolean("ContactListNotify", "1.3")),
    optional(continued.boolean("DefaultNotify", "1.3")),
  ],
);

export const DeleteAttributeListRequest = presence.primitive(
  "DeleteAttributeList-Request",
  { direction: "C>S", answers: ["Status"] },
  [many(UserID), many(ContactList), one(DefaultList)],
);

export const GetAttributeListRequest = presence.primitive(
  "GetAttributeList-Request",
  { direction: "C>S", answers: ["GetAttributeList-Response"] },
  [one(DefaultList), many(ContactList), many(User), many(UserID)],
);

export const GetAttributeListResponse = presence.primitive(
  "GetAttributeList-Response",
  { direction: "S>C" },
  [one(Result), optional(presence.struct("DefaultAttributeList", [many(PresenceSubList)])), many(Presence)],
);

export const SubscribePresenceRequest = presence.primitive(
  "SubscribePresence-Request",
  { direction: "C>S", answers: ["Status"] },
  [
    many(User),
    many(ContactList),
    optional(PresenceSubList),
    optional(presence.boolean("AutoSubscribe", "1.2")),
    many(UserID),
  ],
);

export const UnsubscribePresenceRequest = presence.primitive(
  "UnsubscribePresence-Request",
  { direction: "C>S", answers: ["Status"] },
  [many(User), many(ContactList), many(UserID)],
);

export const GetPresenceRequest = presence.primitive(
  "GetPresence-Request",
  { direction: "C>S", answers: ["GetPresence-Response"], anyOf: ["User", "ContactList", "UserID"] },
  [many(User), many(ContactList), optional(PresenceSubList), many(UserID)],
);

export const GetPresenceResponse = presence.primitive("GetPresence-Response", { direction: "S>C" }, [
  one(Result),
  many(Presence),
]);

export const PresenceNotificationRequest = presence.primitive(
  "PresenceNotification-Request",
  { direction: "S>C", answers: ["Status"] },
  [some(Presence)],
);

export const UpdatePresenceRequest = presence.primitive(
  "UpdatePresence-Request",
  { direction: "C>S", answers: ["Status"] },
  [one(PresenceSubList)],
);

const HistoryPeriod = continued.integer("HistoryPeriod", "1.2+");

export const GetWatcherListRequest = presence.primitive(
  "GetWatcherList-Request",
  { direction: "C>S", answers: ["GetWatcherList-Response"] },
  [optional(HistoryPeriod), optional(continued.integer("MaxWatcherList", "1.2+"))],
);

const Watcher = continued.struct(
  "Watcher",
  [
    one(User),
    optional(
      continued.enumeration(
        "WatcherStatus",
        ["CURRENT_SUBSCRIBER", "FORMER_SUBSCRIBER", "PRESENCE_ACCESS"],
        "1.2+",
      ),
    ),
  ],
  { versions: "1.2+" },
);

export const GetWatcherListResponse = presence.primitive("GetWatcherList-Response", { direction: "S>C" }, [
  many(User, "1.1"),
  optional(HistoryPeriod),
  optional(continued.integer("WatcherCount", "1.3")),
  many(Watcher),
]);

export const PresenceAuthRequest = presence.primitive(
  "PresenceAuth-Request",
  { direction: "S>C", versions: UNTIL_12, answers: ["Status"] },
  [one(UserID), optional(PresenceSubList)],
);

export const PresenceAuthUser = presence.primitive(
  "PresenceAuth-User",
  { direction: "C>S", versions: UNTIL_12, answers: ["Status"] },
  [one(UserID), one(Acceptance), optional(PresenceSubList, "1.2")],
);

export const CancelAuthRequest = presence.primitive(
  "CancelAuth-Request",
  { direction: "C>S", versions: UNTIL_12, answers: ["Status"] },
  [one(UserID)],
);

export const GetReactiveAuthStatusRequest = presence.primitive(
  "GetReactiveAuthStatus-Request",
  { direction: "C>S", versions: "1.2", answers: ["GetReactiveAuthStatus-Response"] },
  [many(UserID)],
);

const ReactiveAuthStatus = continued.struct(
  "ReactiveAuthStatus",
  [
    one(UserID),
    one(continued.enumeration("ReactiveAuthState", ["GRANTED", "DENIED", "PENDING"], "1.2")),
    optional(PresenceSubList),
  ],
  { versions: "1.2" },
);

export const GetReactiveAuthStatusResponse = presence.primitive(
  "GetReactiveAuthStatus-Response",
  { direction: "S>C", versions: "1.2" },
  [optional(continued.struct("ReactiveAuthStatusList", [many(ReactiveAuthStatus)], { versions: "1.2" }))],
);

const NotificationType = continued.enumeration(
  "NotificationType",
  [
    "AC",
    "AND",
    "ANU",
    "ANC",
    "ATCL",
    "BLC",
    "BLUC",
    "C",
    "CLC",
    "CLCR",
    "CLD",
    "EG",
    "GC",
    "GD",
    "GLC",
    "GLUC",
    "GMAU",
    "GMG",
    "GMR",
    "GMU",
    "IA",
    "IC",
    "IR",
    "R",
    "PPU",
    "SPA",
    "DoNotNotify",
  ],
  "1.3",
);
const NotificationTypeList = continued.struct("NotificationTypeList", [many(NotificationType)], {
  versions: "1.3",
});

export const SubscribeNotificationRequest = access2.primitive(
  "SubscribeNotification-Request",
  { direction: "C>S", versions: "1.3", answers: ["Status"] },
  [optional(NotificationTypeList)],
);

export const UnsubscribeNotificationRequest = access2.primitive(
  "UnsubscribeNotification-Request",
  { direction: "C>S", versions: "1.3", answers: ["Status"] },
  [optional(NotificationTypeList)],
);

/** Names what changed and the ids concerned. */
export const NotificationRequest = access2.primitive(
  "Notification-Request",
  { direction: "S>C", versions: "1.3", answers: ["Status"] },
  [
    one(NotificationType),
    optional(UserIDList),
    optional(ContactListIDList),
    many(GroupID),
    many(UserID),
    many(ContactList),
    optional(PresenceSubList),
    optional(DateTime),
  ],
);

const PublicProfile = continued.struct("PublicProfile", [optional(UserID), many(Property)], {
  versions: "1.3",
});

export const GetPublicProfileRequest = access2.primitive(
  "GetPublicProfile-Request",
  { direction: "C>S", versions: "1.3", answers: ["GetPublicProfile-Response", "Status"] },
  [optional(UserIDList), many(UserID)],
);

export const GetPublicProfileResponse = access2.primitive(
  "GetPublicProfile-Response",
  { direction: "S>C", versions: "1.3" },
  [one(Result), many(PublicProfile)],
);

export const UpdatePublicProfileRequest = access2.primitive(
  "UpdatePublicProfile-Request",
  { direction: "C>S", versions: "1.3", answers: ["Status"] },
  [optional(continued.boolean("ClearPublicProfile", "1.3")), optional(PublicProfile)],
);
