/**
 * Elements that several primitives share: identifiers, results, messages, properties, lists.
 * Order and multiplicity follow the content models of CSP 1.1 and 1.2; what is new in 1.3 and known by
 * name only is optional.
 */
import { codePage, many, one, optional, some } from "./dsl.js";

const common = codePage("Common");
const continued = codePage("CommonContinued");
const continued2 = codePage("CommonContinued2");
const messaging = codePage("Messaging");
const group = codePage("Group");
const presence = codePage("PresencePrimitive");
const access = codePage("Access");

export const UserID = common.text("UserID");
export const GroupID = common.text("GroupID");
export const MessageID = common.text("MessageID");
export const ContactList = common.text("ContactList");
export const Domain = continued.text("Domain", "1.2+");
export const SName = common.text("SName");
export const URL = common.text("URL");
export const Description = common.text("Description");
export const Code = common.integer("Code");
export const Acceptance = common.boolean("Acceptance");
export const Validity = common.integer("Validity");
export const FriendlyName = continued.text("FriendlyName", "1.3");

/** Identifies the client program or the phone; Colibria clients put bare text inside. */
export const ClientID = common.structOrText("ClientID", [
  optional(URL),
  optional(common.text("MSISDN")),
  optional(continued.text("ApplicationID", "1.3")),
  optional(FriendlyName),
]);

export const User = common.struct("User", [one(UserID), optional(ClientID), optional(FriendlyName)]);
export const ScreenName = common.struct("ScreenName", [one(SName), one(GroupID)]);
export const Group = common.struct("Group", [optional(GroupID), optional(ScreenName)], {
  anyOf: ["GroupID", "ScreenName"],
});
export const Sender = common.struct("Sender", [optional(User), optional(Group)], {
  anyOf: ["User", "Group"],
});
export const Recipient = common.struct("Recipient", [
  many(User),
  many(Group),
  many(ContactList),
  // S60 names the user of an IM invitation without the User around it.
  many(UserID),
]);

export const URLList = common.struct("URLList", [some(URL)]);
export const UserList = common.struct("UserList", [many(User), many(ScreenName), many(UserID)]);
export const UserIDList = continued.struct("UserIDList", [many(UserID), many(User)], { versions: "1.3" });
export const ContactListIDList = continued2.struct("ContactListIDList", [many(ContactList)], {
  versions: "1.3",
});
export const GroupList = common.struct("GroupList", [some(GroupID)]);

const UnrecognizedUserID = continued.text("UnrecognizedUserID", "1.3");
export const UserIDPair = continued.struct(
  "UserIDPair",
  [optional(UserID), optional(UnrecognizedUserID), optional(continued.text("ValidUserID", "1.3"))],
  { versions: "1.3" },
);
export const UnrecognizedUser = UnrecognizedUserID;

const DetailedResult = common.struct("DetailedResult", [
  one(Code),
  optional(Description),
  many(UserID),
  many(GroupID),
  many(MessageID, "1.2+"),
  many(ScreenName),
  many(ContactList, "1.2+"),
  many(Domain, "1.2+"),
  many(UserIDPair, "1.3"),
]);

export const TryAgainTimeout = continued.integer("TryAgainTimeout", "1.3");
export const Result = common.struct("Result", [
  one(Code),
  optional(Description),
  many(DetailedResult),
  optional(TryAgainTimeout),
]);

const MIME_TYPES = [
  "text/plain",
  "text/x-vCard",
  "text/x-vCalendar",
  "application/vnd.wap.mms-message",
  "application/x-sms",
] as const;
export const ContentType = common.enumeration("ContentType", MIME_TYPES);
export const AcceptedContentType = codePage("ClientCapability").enumeration(
  "AcceptedContentType",
  MIME_TYPES,
);
export const ContentEncoding = common.enumeration("ContentEncoding", ["None", "BASE64"]);
export const ContentSize = common.integer("ContentSize");
export const ContentData = common.binary("ContentData");
export const DateTime = common.dateTime("DateTime");
export const Value = common.exactEnumeration("Value", [
  "T",
  "F",
  "Open",
  "Restricted",
  "Public",
  "Private",
  "User",
  "Mod",
  "Admin",
]);

const PropertyName = common.enumeration("Name", [
  "Name",
  "AccessType",
  "Type",
  "PrivateMessaging",
  "Searchable",
  "Topic",
  "ActiveUsers",
  "MaxActiveUsers",
  "AutoDelete",
  "Validity",
  "AutoJoin",
  "PrivilegeLevel",
  "IsMember",
  "RequireInvitation",
  "ShowID",
  "History",
  "MinimumAge",
  "DisplayName",
  "Default",
  "PP_AGE",
  "PP_CITY",
  "PP_COUNTRY",
  "PP_FRIENDLY_NAME",
  "PP_FREE_TEXT",
  "PP_GENDER",
  "PP_INTENTION",
  "PP_INTERESTS",
  "PP_MARITAL_STATUS",
]);

/** A property of a group, a contact list or a profile. Phones write Accesstype in XML; case does not count. */
export const Property = common.struct("Property", [one(PropertyName), optional(Value)]);
export const ContactListProperties = presence.struct("ContactListProperties", [many(Property)]);

/** A greeting; the content model of 1.3 may be text alone. */
export const WelcomeNote = group.structOrText("WelcomeNote", [
  optional(ContentType),
  optional(ContentEncoding),
  optional(ContentData),
]);
export const GroupProperties = group.struct("GroupProperties", [many(Property), optional(WelcomeNote)]);
export const OwnProperties = group.struct("OwnProperties", [many(Property), optional(WelcomeNote)]);

/** A contact and the owner's label for it; Android wraps the UserID in a User in CreateList. */
export const NickName = common.struct(
  "NickName",
  [optional(common.text("Name")), optional(UserID), optional(User)],
  { anyOf: ["UserID", "User"] },
);
const nicks = [many(NickName), many(UserID), many(User)] as const;
export const NickList = common.struct("NickList", nicks);
export const AddNickList = common.struct("AddNickList", nicks);
export const RemoveNickList = common.struct("RemoveNickList", nicks);

const entities = [many(UserID), many(ScreenName), many(GroupID)] as const;
export const EntityList = common.struct("EntityList", entities);
export const AddList = common.struct("AddList", entities);
export const RemoveList = common.struct("RemoveList", entities);

const Font = continued.struct(
  "Font",
  [
    optional(continued.enumeration("Size", ["Tiny", "Small", "Medium", "Big", "Huge"], "1.3")),
    many(continued.enumeration("Style", ["Bold", "Italic", "Underline"], "1.3")),
    optional(
      continued.enumeration(
        "Color",
        [
          "Black",
          "Silver",
          "Gray",
          "White",
          "Maroon",
          "Red",
          "Purple",
          "Fuchsia",
          "Green",
          "Lime",
          "Olive",
          "Yellow",
          "Navy",
          "Blue",
          "Teal",
          "Aqua",
        ],
        "1.3",
      ),
    ),
  ],
  { versions: "1.3" },
);

/** What is known of a message besides its content. Validity is in seconds from now. */
export const MessageInfo = messaging.struct("MessageInfo", [
  optional(MessageID),
  optional(common.text("MessageURI")),
  optional(ContentType),
  optional(ContentEncoding),
  one(ContentSize),
  optional(continued.text("ContentName", "1.3")),
  one(Recipient),
  one(Sender),
  optional(Font),
  optional(DateTime),
  optional(Validity),
]);

export const InviteNote = access.text("InviteNote");
export const SubscribeNotification = group.boolean("SubscribeNotification");
