/** Presence attributes: what a user tells of himself. An empty attribute names it without a value. */
import { ClientType } from "./capability.js";
import { ContentType } from "./common.js";
import { type Child, codePage, many, optional, type VersionRange } from "./dsl.js";

const common = codePage("Common");
const attribute = codePage("PresenceAttribute");

/** `T`: the value holds; `F`: unknown or not published. */
const Qualifier = common.boolean("Qualifier");

const valued = <const N extends string, const V extends Child>(name: N, value: V) =>
  optional(attribute.struct(name, [optional(Qualifier), value]));
const textual = <const N extends string>(name: N) => valued(name, optional(common.text("PresenceValue")));
const flag = optional(common.boolean("PresenceValue"));
const text = <const N extends string>(name: N) => optional(attribute.text(name));
const structured = <const N extends string, const C extends readonly Child[]>(
  name: N,
  children: C,
  versions?: VersionRange,
) => optional(attribute.struct(name, [optional(Qualifier), ...children], versions ? { versions } : {}));

const Accuracy = attribute.integerOrText("Accuracy");

const ClientContentLimit = attribute.struct(
  "ClientContentLimit",
  [
    optional(attribute.inlineInteger("MaxPullLength", "1.3")),
    optional(attribute.inlineInteger("MaxPushLength", "1.3")),
  ],
  { versions: "1.3" },
);

const CommC = attribute.struct("CommC", [
  optional(attribute.enumeration("Cap", ["CALL", "SMS", "MMS", "IM", "EMAIL"])),
  optional(common.enumeration("Status", ["OPEN", "CLOSED"])),
  optional(attribute.text("Contact")),
  optional(attribute.text("Note")),
]);

const AddrPref = attribute.struct("AddrPref", [
  optional(
    attribute.enumeration("PrefC", [
      "CALL",
      "EMAIL",
      "IM",
      "MMS",
      "SMS",
      "AUDIO_CALL",
      "VIDEO_CALL",
      "VIDEO_STREAM",
    ]),
  ),
  optional(attribute.text("Caddr")),
  optional(attribute.text("Cstatus")),
  optional(attribute.text("Cname")),
  optional(attribute.integerOrText("Cpriority")),
]);

const InfoLinkEntry = attribute.struct(
  "Inf_link",
  [optional(attribute.text("Link", "1.2+")), optional(attribute.text("Text", "1.2+")), optional(ContentType)],
  { versions: "1.2+" },
);

const availability = optional(
  common.enumeration("PresenceValue", ["AVAILABLE", "NOT_AVAILABLE", "DISCREET"]),
);
const mood = optional(
  common.handsetTextEnumeration("PresenceValue", [
    "HAPPY",
    "SAD",
    "ANGRY",
    "JEALOUS",
    "ASHAMED",
    "INVINCIBLE",
    "IN_LOVE",
    "SLEEPY",
    "BORED",
    "EXCITED",
    "ANXIOUS",
  ]),
);

/** The attributes in the order in which they are written. */
export const PresenceSubList = common.struct(
  "PresenceSubList",
  [
    valued("OnlineStatus", flag),
    valued("Registration", flag),
    structured("ClientInfo", [
      optional(ClientType),
      text("DevManufacturer"),
      text("ClientProducer"),
      text("Model"),
      text("ClientVersion"),
      text("Language"),
      optional(ClientContentLimit),
      // Its place is known from one sample only; the attribute of the same name below is the other reading.
      optional(attribute.inlineInteger("ClientIMPriority", "1.3")),
      // Colibria clients tell more here; their own presence is to come back to them whole.
      optional(attribute.any("ClientTypeDetail")),
    ]),
    structured("TimeZone", [text("Zone")]),
    structured("GeoLocation", [
      text("Longitude"),
      text("Latitude"),
      optional(attribute.integerOrText("Altitude")),
      optional(Accuracy),
    ]),
    structured("Address", [
      text("Country"),
      text("City"),
      text("Street"),
      text("Crossing1"),
      text("Crossing2"),
      text("Building"),
      text("NamedArea"),
      optional(Accuracy),
    ]),
    textual("FreeTextLocation"),
    textual("PLMN"),
    structured("CommCap", [many(CommC)]),
    valued("UserAvailability", availability),
    structured("PreferredContacts", [many(AddrPref)]),
    textual("PreferredLanguage"),
    textual("StatusText"),
    valued("StatusMood", mood),
    textual("Alias"),
    structured("StatusContent", [
      optional(attribute.binary("DirectContent")),
      text("ReferredContent"),
      optional(ContentType),
    ]),
    structured("ContactInfo", [optional(attribute.binary("ContainedvCard")), text("ReferredvCard")]),
    structured("InfoLink", [many(InfoLinkEntry)], "1.2+"),
    optional(
      attribute.struct("ClientIMPriority", [optional(Qualifier), optional(common.text("PresenceValue"))], {
        versions: "1.3",
      }),
    ),
  ],
  { namespace: "pa" },
);
