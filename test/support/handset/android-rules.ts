import type { FieldsOf, KnownContent, Message } from "../../../src/csp/index.js";
import { checkWbxmlForAndroid } from "./android-wbxml.js";
import { everyField } from "./fields.js";
import type { PhoneState } from "./phone-state.js";
import { Violation } from "./violation.js";

type Of<N extends KnownContent["kind"]> = FieldsOf<N>;
type UserMapList = Of<"JoinGroup-Response">["UserMapList"];

/** A resource part, and no character but ASCII without `/ @ +` in the parts. */
const GROUP_ID = /^(?:wv:)?[ -*,-.0-?A-~]*\/[ -*,-.0-?A-~]+(?:@[ -*,-.0-?A-~]+)?$/i;

const BEFORE_CIR: ReadonlySet<string> = new Set(["Login-Response", "ClientCapability-Response"]);
const LEAST_KEEP_ALIVE = 6;

const XML_TOKEN = /<!\[CDATA\[.*?\]\]>|<[^>]*>|[^<]+/gs;
/** A part of XML's text that parsers tell whole: a section, or a plain one that holds nothing special. */
const WHOLE_TEXT = /^(?:<!\[CDATA\[[^\r\n]*|[^<&\r\n\u{10000}-\u{10FFFF}]{1,4096})$/u;
/** What its parser of plain text knows. */
const PLAIN_TEXT = /^WV1[123][A-Z]{2}(?:0|[1-9]\d{0,2})((?: [A-Z]{2}=(?:[^ "(),=&]+|\([^ "]*\)))+)$/;
const PLAIN_TEXT_CODES = new Set("SI ST CI NO DI KA CR AP AF NF CL DC UN CP PR".split(" "));

/** What the parsers of AOSP's packages/apps/Im insist on in the octets of a message. @throws Violation */
export function checkOctetsForAndroid(octets: Uint8Array, { syntax }: Message): void {
  const text = Buffer.from(octets).toString();
  if (syntax === "xml") checkXml(text);
  if (syntax === "pts") checkPlainText(text);
  if (syntax === "wbxml") checkWbxmlForAndroid(octets);
}

function checkXml(text: string): void {
  if (!/^(?:<\?xml [^>]*\?>)?<WV-CSP-Message /.test(text))
    throw new Violation("A document type, or a prefix");
  let pieces = 0;
  for (const token of text.match(XML_TOKEN) ?? []) {
    const isTag = /^<[^!]/.test(token);
    pieces = isTag ? 0 : pieces + 1;
    if (!isTag && (pieces > 1 || !WHOLE_TEXT.test(token)))
      throw new Violation(`Of a text told in pieces the last is kept: ${token}`);
  }
}

function checkPlainText(text: string): void {
  const [, parameters = ""] = PLAIN_TEXT.exec(text.replace(/"(?:[^"\r\n]|"")*"/g, "q")) ?? [];
  const codes = parameters
    .trim()
    .split(" ")
    .map((parameter) => parameter.slice(0, 2));
  if (parameters === "") throw new Violation(`Plain text that cannot be read: ${text}`);
  if (new Set(codes).size < codes.length) throw new Violation(`A code stands twice: ${text}`);
  const stranger = codes.find((code) => !PLAIN_TEXT_CODES.has(code));
  if (stranger !== undefined) throw new Violation(`The code ${stranger} is refused`);
}

/** What AOSP's packages/apps/Im insists on in a message of the server. @throws Violation */
export function checkForAndroid(message: Message, state: PhoneState): void {
  if (message.further !== undefined && message.further.length > 0)
    throw new Violation("More than one transaction in a message: all but the last are lost");
  need(message.transactionId, "A message without TransactionID is dropped");
  const { content } = message;
  if (message.cir === false && BEFORE_CIR.has(content.kind))
    throw new Violation(`${content.kind} with CIR F, before there are methods to choose from: login hangs`);
  if (content.kind === "Unknown") throw new Violation(`Unknown primitive ${content.element.name}`);
  for (const code of everyField(content, "Code"))
    if (code === 201 || code === 202)
      throw new Violation(`${content.kind}: status ${code} is shown as failure`);
  for (const id of everyField(content, "GroupID"))
    if (typeof id === "string" && !GROUP_ID.test(id)) throw new Violation(`GroupID ${id} can't be read`);
  checkContent(content, state);
}

function checkContent(content: KnownContent, state: PhoneState): void {
  switch (content.kind) {
    case "Login-Response":
      checkLogin(content);
      break;
    case "ClientCapability-Response":
      checkCapabilities(content, state);
      break;
    case "Service-Response":
      need(content.AllFunctions, "Service-Response without AllFunctions: login hangs");
      break;
    case "GetPresence-Response":
      if (content.Result.Code === 200) checkPresence(content, "GetPresence-Response");
      break;
    case "PresenceNotification-Request":
      checkPresence(content, "PresenceNotification-Request");
      break;
    case "JoinGroup-Response":
      if (content.Joined !== undefined)
        throw new Violation("JoinGroup-Response with Joined: nobody is inside");
      checkInside(content.UserMapList, state);
      break;
    case "GroupChangeNotice":
      checkMap(content.Joined?.UserMapList, "GroupChangeNotice");
      checkUsers(content.Joined);
      checkUsers(content.Left);
      break;
    case "LeaveGroup-Response":
      need(content.GroupID, "LeaveGroup-Response without GroupID");
      break;
    case "NewMessage":
      checkNewMessage(content, state);
      break;
    case "InviteUser-Request":
      checkInvitation(content);
      break;
    case "GetList-Response":
      checkLists(content);
      break;
    case "ListManage-Response":
      checkList(content);
      break;
    default:
  }
}

function need(value: unknown, otherwise: string): void {
  if (value === undefined) throw new Violation(otherwise);
}

function checkLogin({
  Result,
  SessionID,
  DigestSchema,
  KeepAliveTime = LEAST_KEEP_ALIVE,
}: Of<"Login-Response">) {
  if (KeepAliveTime < LEAST_KEEP_ALIVE)
    throw new Violation(`KeepAliveTime ${KeepAliveTime}: it takes five away and then waits for hours`);
  const isChallenge = SessionID === undefined && (Result.Code === 200 || Result.Code === 401);
  if (isChallenge && DigestSchema !== "MD5" && DigestSchema !== "SHA")
    throw new Violation(`The challenge of schema ${DigestSchema} is not answered: login hangs`);
}

function checkCapabilities(
  content: Of<"ClientCapability-Response">,
  { version, wantsCir }: PhoneState,
): void {
  if (version === "1.1" && content.ClientID !== undefined)
    throw new Violation("ClientCapability-Response of 1.1 starts with ClientID, which is taken for the list");
  const list = version === "1.1" ? content.CapabilityList : content.AgreedCapabilityList;
  need(list, "ClientCapability-Response without a list");
  const isTcp = list?.SupportedCIRMethod?.includes("STCP") ?? false;
  if (isTcp) need(list?.TCPAddress, "STCP without TCPAddress: the phone connects to itself");
  if (wantsCir && !isTcp) throw new Violation("STCP was not agreed: the phone only polls");
}

function checkPresence(
  { Presence = [] }: Of<"GetPresence-Response"> | Of<"PresenceNotification-Request">,
  where: string,
) {
  if (Presence.length === 0) throw new Violation(`${where} without Presence: login hangs`);
  for (const { UserID, PresenceSubList = [] } of Presence) {
    need(UserID, `${where}: Presence without UserID`);
    need(PresenceSubList[0], `${where}: Presence of ${UserID} without PresenceSubList`);
    for (const list of PresenceSubList)
      for (const [attribute, value] of Object.entries(list))
        if (typeof value === "object" && !Array.isArray(value) && !("Qualifier" in value))
          throw new Violation(`${where}: ${attribute} of ${UserID} without Qualifier is ignored`);
  }
}

function checkMap(list: UserMapList, where: string): void {
  if (list?.UserMapping !== undefined) throw new Violation(`${where}: UserMapping around the mappings`);
  for (const { SName, UserID } of list?.Mapping ?? [])
    need(UserID, `${where}: the screen name ${SName} without UserID is taken for an address`);
}

/** It makes room for all but itself, and crashes where it is not among them, or only itself is there twice. */
function checkInside(list: UserMapList, { version, userId }: PhoneState): void {
  checkMap(list, "JoinGroup-Response");
  // Of 1.1's lists it reads none; a notice follows.
  if (version === "1.1") return;
  const ids = (list?.Mapping ?? []).map(({ UserID }) => UserID?.toLowerCase());
  const own = ids.filter((id) => id === userId.toLowerCase());
  if (own.length !== 1) throw new Violation(`JoinGroup-Response names the phone itself ${own.length} times`);
  if (new Set(ids).size < ids.length) throw new Violation("JoinGroup-Response names somebody twice");
}

/** Of the first element it takes each child for a person, who needs an address. */
function checkUsers(people: Of<"GroupChangeNotice">["Joined"]): void {
  const { UserList, UserMapList } = people ?? {};
  if (people === undefined || UserMapList !== undefined) return;
  if (UserList === undefined || (UserList.ScreenName?.length ?? 0) > 0 || (UserList.UserID?.length ?? 0) > 0)
    throw new Violation("GroupChangeNotice: who came and went has no User with UserID");
}

function checkNewMessage({ MessageInfo }: Of<"NewMessage">, { joined, userId }: PhoneState): void {
  need(MessageInfo.MessageID, "NewMessage without MessageID: never acknowledged");
  const { User, Group } = MessageInfo.Sender;
  if (User === undefined && Group === undefined) throw new Violation("NewMessage without Sender");
  const own = `wv:${userId.replace(/^wv:/, "")}`;
  for (const { UserID } of MessageInfo.Recipient.User ?? [])
    if (UserID.toLowerCase() !== own.toLowerCase())
      throw new Violation(`NewMessage to ${UserID}, which is not ${own}: shown as a chat with ${UserID}`);
  const id = MessageInfo.Recipient.Group?.[0]?.GroupID;
  if (Group !== undefined)
    throw new Violation("NewMessage whose sender has no UserID: the group's id is shown as his name");
  if (id !== undefined && !joined.has(id.toLowerCase()))
    throw new Violation(`NewMessage of the group ${id}, which was not joined`);
}

function checkInvitation({ InviteType, GroupID, Sender }: Of<"InviteUser-Request">): void {
  need(Sender.User?.UserID ?? Sender.Group, "InviteUser-Request from nobody");
  if (InviteType !== "GR") throw new Violation(`InviteUser-Request of type ${InviteType} is never shown`);
  need(GroupID, "InviteUser-Request without GroupID");
}

function checkLists({ ContactList = [], DefaultContactList }: Of<"GetList-Response">): void {
  if (DefaultContactList !== undefined && ContactList.includes(DefaultContactList))
    throw new Violation(`GetList-Response repeats the default list ${DefaultContactList}`);
}

function checkList({ NickList, ContactListProperties }: Of<"ListManage-Response">): void {
  for (const { Name, Value } of ContactListProperties?.Property ?? [])
    need(Value, `ListManage-Response: property ${Name} without Value`);
  for (const nick of NickList?.NickName ?? [])
    if (nick.Name === undefined || nick.UserID === undefined)
      throw new Violation("ListManage-Response: a NickName lacks Name or UserID");
}
