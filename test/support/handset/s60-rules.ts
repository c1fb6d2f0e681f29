import type { FieldsOf, KnownContent, Message } from "../../../src/csp/index.js";
import { everyField } from "./fields.js";
import type { PhoneState } from "./phone-state.js";
import { Violation } from "./violation.js";

type Of<N extends KnownContent["kind"]> = FieldsOf<N>;

const LONGEST_ID = 50;
const PUBLIC_IDS: readonly number[] = [0x01, 0x10, 0x11];
const UTF8 = 0x6a;
const INVITATIONS: readonly string[] = ["GR", "IM", "SC", "PR"];
const NEVER_ANSWERED: ReadonlySet<string> = new Set(["MessageNotification", "ExtendConversation-Response"]);

/** What the IMPS engine of S60 insists on in the octets of a message. @throws Violation */
export function checkOctetsForS60(octets: Uint8Array): void {
  const [version, publicId, charset] = octets;
  if (version !== 3 || !PUBLIC_IDS.includes(publicId ?? -1) || charset !== UTF8)
    throw new Violation(`WBXML header ${Buffer.from(octets.subarray(0, 3)).toString("hex")} is refused`);
}

/** What the IMPS engine of S60 insists on in a message of the server. @throws Violation */
export function checkForS60(message: Message, state: PhoneState): void {
  const { content } = message;
  if (content.kind === "Unknown") throw new Violation(`Unknown primitive ${content.element.name}`);
  const ids = [message.sessionId, message.transactionId, ...everyField(content, "SessionID")];
  for (const id of ids)
    if (typeof id === "string" && id.length > LONGEST_ID) throw new Violation(`The id ${id} is too long`);
  checkContent(content, state);
}

function checkContent(content: KnownContent, { version }: PhoneState): void {
  if (NEVER_ANSWERED.has(content.kind)) throw new Violation(`${content.kind} is never answered`);
  switch (content.kind) {
    case "Login-Response":
      if (content.Result.Code !== 200 && content.Result.Code !== 401) return;
      if (content.SessionID === undefined && !content.Nonce)
        throw new Violation("Login-Response with neither SessionID nor Nonce");
      return;
    case "Service-Response":
      if (content.Functions?.WVCSPFeat && Object.keys(content.Functions.WVCSPFeat).length === 0)
        throw new Violation("Service-Response with empty Functions refuses everything");
      return;
    case "InviteUser-Request":
      if (!INVITATIONS.includes(content.InviteType))
        throw new Violation(`The document with InviteType ${content.InviteType} is refused`);
      return;
    case "NewMessage":
      checkNewMessage(content);
      return;
    case "JoinGroup-Response":
      if (
        version === "1.2" &&
        content.UserMapList !== undefined &&
        content.UserMapList.UserMapping === undefined
      )
        throw new Violation("JoinGroup-Response without UserMapping: the users are missing");
      return;
    case "ListManage-Response":
      for (const nick of content.NickList?.NickName ?? [])
        if (nick.UserID === undefined)
          throw new Violation("ListManage-Response: a NickName lacks its UserID");
      return;
    default:
  }
}

function checkNewMessage({ MessageInfo }: Of<"NewMessage">): void {
  const isOfGroup = MessageInfo.Recipient.Group !== undefined;
  const screenName = MessageInfo.Sender.Group?.ScreenName;
  if (isOfGroup && screenName === undefined)
    throw new Violation("NewMessage of a group without ScreenName: a message from nobody");
}
