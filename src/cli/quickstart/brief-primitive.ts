import type { KnownContent } from "../../csp/index.js";

/** What a reader needs no telling of. */
const UNTOLD: ReadonlySet<string> = new Set([
  "kind",
  "ClientID",
  "CapabilityRequest",
  "ContentSize",
  "ContentType",
  "DateTime",
  "DeliveryReport",
  "ExtendConversationID",
  "InviteID",
  "JoinedRequest",
  "KeepAliveTime",
  "MessageID",
  "Password",
  "SessionCookie",
  "SessionID",
  "SubscribeNotification",
  "TimeToLive",
  "Validity",
]);

/** Elements whose names say nothing that the elements inside don't. */
const WRAPPERS: ReadonlySet<string> = new Set(["MessageInfo", "Result", "User", "Group", "UserMapList"]);

const QUOTED: ReadonlySet<string> = new Set(["ContentData", "InviteNote", "Description"]);

const LONGEST_TEXT = 60;

const shortened = (text: string) => (text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text);

/** The values below an element, side by side. */
function values(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(values);
  if (typeof value !== "object" || value === null) return [String(value)];
  // Whose it is, or of which group, is told beside it.
  if ("SName" in value) return [String(value.SName)];
  const told = Object.entries(value).filter(([name]) => !UNTOLD.has(name));
  return told.flatMap(([, each]) => values(each));
}

function parts(fields: object): readonly string[] {
  return Object.entries(fields).flatMap(([name, value]: [string, unknown]): readonly string[] => {
    if (UNTOLD.has(name) || value === undefined) return [];
    if (WRAPPERS.has(name) && typeof value === "object" && value !== null && !Array.isArray(value))
      return parts(value);
    const told = values(value);
    if (told.length === 0) return [];
    if (QUOTED.has(name)) return [`"${shortened(told.join(" "))}"`];
    return [name === "Code" ? told.join(" ") : `${name}=${[...new Set(told)].join(",")}`];
  });
}

/** A primitive in one line: its name, who it is about, and its text. */
export function briefPrimitive(content: KnownContent): string {
  return [content.kind, ...parts(content)].join(" ");
}
