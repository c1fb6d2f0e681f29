/** Messages, delivery reports, blocking, and ExtendConversation. */
import { AcceptedContentLength } from "./capability.js";
import {
  AddList,
  ContentData,
  ContentEncoding,
  ContentType,
  EntityList,
  GroupID,
  InviteNote,
  MessageID,
  MessageInfo,
  Recipient,
  RemoveList,
  Result,
  SubscribeNotification,
  UnrecognizedUser,
  User,
  UserID,
  UserIDList,
  UserIDPair,
  WelcomeNote,
} from "./common.js";
import { codePage, many, one, optional, some } from "./dsl.js";

const common = codePage("Common");
const continued = codePage("CommonContinued");
const continued2 = codePage("CommonContinued2");
const access2 = codePage("AccessContinued");
const messaging = codePage("Messaging");

const UNTIL_12 = ["1.1", "1.2"] as const;

export const SendMessageRequest = messaging.primitive(
  "SendMessage-Request",
  { direction: "C>S", answers: ["SendMessage-Response"] },
  [optional(messaging.boolean("DeliveryReport")), one(MessageInfo), optional(ContentData)],
);

export const SendMessageResponse = messaging.primitive("SendMessage-Response", { direction: "S>C" }, [
  one(Result),
  optional(MessageID),
]);

/** P: messages are pushed; N: they are announced and fetched. */
export const SetDeliveryMethodRequest = messaging.primitive(
  "SetDeliveryMethod-Request",
  { direction: "C>S", answers: ["Status"] },
  [
    one(messaging.enumeration("DeliveryMethod", ["P", "N"])),
    optional(AcceptedContentLength),
    optional(GroupID),
  ],
);

export const GetMessageListRequest = messaging.primitive(
  "GetMessageList-Request",
  { direction: "C>S", answers: ["GetMessageList-Response"] },
  [optional(GroupID), optional(common.integer("MessageCount"))],
);

export const GetMessageListResponse = messaging.primitive("GetMessageList-Response", { direction: "S>C" }, [
  many(MessageInfo),
  optional(messaging.struct("MessageInfoList", [many(MessageInfo)], { versions: "1.3" })),
  optional(continued.integer("MessageTotalCount", "1.3")),
]);

export const RejectMessageRequest = messaging.primitive(
  "RejectMessage-Request",
  { direction: "C>S", answers: ["Status"] },
  [some(MessageID)],
);

export const MessageNotification = messaging.primitive(
  "MessageNotification",
  { direction: "S>C", answers: ["Status"] },
  [one(MessageInfo)],
);

export const GetMessageRequest = messaging.primitive(
  "GetMessage-Request",
  { direction: "C>S", answers: ["GetMessage-Response", "Status"] },
  [one(MessageID)],
);

export const GetMessageResponse = messaging.primitive("GetMessage-Response", { direction: "S>C" }, [
  one(MessageInfo),
  optional(ContentData),
]);

export const NewMessage = messaging.primitive(
  "NewMessage",
  { direction: "S>C", answers: ["MessageDelivered"] },
  [one(MessageInfo), optional(ContentData)],
);

export const MessageDelivered = messaging.primitive(
  "MessageDelivered",
  { direction: "C>S", answers: ["Status"] },
  [one(MessageID)],
);

export const DeliveryReportRequest = messaging.primitive(
  "DeliveryReport-Request",
  { direction: "S>C", answers: ["Status"] },
  [one(Result), optional(messaging.dateTime("DeliveryTime"), "1.2+"), one(MessageInfo)],
);

export const ForwardMessageRequest = messaging.primitive(
  "ForwardMessage-Request",
  { direction: "C>S", answers: ["Status", "ForwardMessage-Response"] },
  [one(MessageID), one(Recipient)],
);

export const ForwardMessageResponse = messaging.primitive(
  "ForwardMessage-Response",
  { direction: "S>C", versions: "1.3" },
  [one(Result), optional(MessageID)],
);

const InUse = common.boolean("InUse", UNTIL_12);
const BlockListInUse = continued2.boolean("BlockListInUse", "1.3");
const GrantListInUse = continued2.boolean("GrantListInUse", "1.3");
const entities = [optional(InUse), optional(EntityList), optional(AddList), optional(RemoveList)] as const;
const BlockList = messaging.struct("BlockList", entities);
const GrantList = messaging.struct("GrantList", entities);
const blocking = [
  optional(BlockListInUse),
  optional(GrantListInUse),
  optional(BlockList),
  optional(GrantList),
] as const;

export const GetBlockedListRequest = messaging.primitive(
  "GetBlockedList-Request",
  { direction: "C>S", answers: ["GetBlockedList-Response"] },
  [],
);

export const GetBlockedListResponse = messaging.primitive(
  "GetBlockedList-Response",
  { direction: "S>C" },
  blocking,
);

export const BlockEntityRequest = messaging.primitive(
  "BlockEntity-Request",
  { direction: "C>S", answers: ["Status"] },
  blocking,
);

/** The nesting of ExtendConversationUser varies by source; who must be named is checked by the bridge. */
export const ExtendConversationRequest = access2.primitive(
  "ExtendConversation-Request",
  { direction: "C>S", versions: "1.3", answers: ["Status"] },
  [
    one(continued.text("ExtendConversationID", "1.3")),
    optional(UserIDList),
    many(
      continued.struct("ExtendConversationUser", [optional(User), optional(UserID)], {
        versions: "1.3",
        anyOf: ["User", "UserID"],
      }),
    ),
    optional(SubscribeNotification),
    optional(InviteNote),
    optional(WelcomeNote),
  ],
);

export const ExtendConversationResponse = access2.primitive(
  "ExtendConversation-Response",
  { direction: "S>C", versions: "1.3", answers: ["Status"] },
  [optional(GroupID), one(continued.text("ExtendConversationID", "1.3")), one(Result)],
);

const SegmentReference = continued.integer("SegmentReference", "1.3");
const SegmentID = continued.text("SegmentID", "1.3");

export const GetSegmentRequest = access2.primitive(
  "GetSegment-Request",
  { direction: "C>S", versions: "1.3", answers: ["GetSegment-Response", "Status"] },
  [optional(SegmentReference), optional(SegmentID)],
);

export const GetSegmentResponse = access2.primitive(
  "GetSegment-Response",
  { direction: "S>C", versions: "1.3" },
  [
    optional(
      continued.struct(
        "SegmentInfo",
        [optional(SegmentReference), optional(SegmentID), optional(continued.integer("SegmentCount", "1.3"))],
        { versions: "1.3" },
      ),
    ),
    optional(access2.binary("SegmentContent", "1.3")),
  ],
);

export const DropSegmentRequest = access2.primitive(
  "DropSegment-Request",
  { direction: "C>S", versions: "1.3", answers: ["Status"] },
  [optional(SegmentReference)],
);

const GeoMap = continued.struct(
  "Map",
  [
    optional(ContentType),
    optional(ContentEncoding),
    optional(ContentData),
    many(UserIDPair),
    many(UnrecognizedUser),
  ],
  { versions: "1.3" },
);

export const GetMapRequest = continued.primitive(
  "GetMap-Request",
  { direction: "C>S", versions: "1.3", answers: ["GetMap-Response", "Status"] },
  [optional(GeoMap), optional(UserIDList), many(UserID)],
);

export const GetMapResponse = continued.primitive("GetMap-Response", { direction: "S>C", versions: "1.3" }, [
  optional(Result),
  optional(GeoMap),
]);
