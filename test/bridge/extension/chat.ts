import type { KnownContent } from "../../../src/csp/index.js";
import type { Session } from "../../../src/handsets/index.js";
import { codeOf } from "../../support/bridge/bench.js";
import { Fabric, type Shown } from "../../support/bridge/fabric.js";

export const kindsOf = (told: readonly KnownContent[]) => told.map(({ kind }) => kind);

/** The invitation among what a phone was told. */
export function shownIn(told: readonly KnownContent[]): Shown {
  const shown = told.find((content): content is Shown => content.kind === "InviteUser-Request");
  if (shown === undefined) throw new Error(`no invitation among ${kindsOf(told).join(", ")}`);
  return shown;
}

export function extendRequest(peer: string, others: readonly string[], more: object = {}): KnownContent {
  return {
    kind: "ExtendConversation-Request",
    ExtendConversationID: "x1",
    UserIDList: { UserID: [...others] },
    ExtendConversationUser: [{ UserID: peer }],
    SubscribeNotification: true,
    ...more,
  };
}

export function joinRequest({ user }: Session, GroupID: string): KnownContent {
  const ScreenName = { SName: user.user ?? "", GroupID };
  return { kind: "JoinGroup-Request", GroupID, ScreenName, JoinedRequest: true, SubscribeNotification: true };
}

export function sayRequest({ user }: Session, GroupID: string, text: string): KnownContent {
  return {
    kind: "SendMessage-Request",
    DeliveryReport: false,
    MessageInfo: {
      ContentType: "text/plain",
      ContentSize: text.length,
      Recipient: { Group: [{ GroupID }] },
      Sender: { User: { UserID: `wv:${user.user}` } },
    },
    ContentData: text,
  };
}

/** Alice has asked to go on with Bob and others in a group, and Bob has seen the invitation. */
export async function extended(
  fabric: Fabric,
  { others = ["wv:carol"], more = {} }: { others?: readonly string[]; more?: object } = {},
) {
  const [alice, bob, carol] = [
    await fabric.login("alice"),
    await fabric.login("bob"),
    await fabric.login("carol"),
  ];
  const code = codeOf(await fabric.request(alice, extendRequest("wv:bob", others, more)));
  if (code !== 200) throw new Error(`the request was answered ${code}`);
  const shown = shownIn(await fabric.drain(bob));
  const group = shown.GroupID ?? "";
  const join = (session: Session) => fabric.request(session, joinRequest(session, group));
  const say = (session: Session, text: string) => fabric.request(session, sayRequest(session, group, text));
  return { fabric, alice, bob, carol, shown, group, room: group.replace("wv:/", ""), join, say };
}

/** The same, and Bob has joined; Alice has not been told yet. */
export async function joined(fabric?: Fabric, others?: readonly string[]) {
  const chat = await extended(fabric ?? (await Fabric.open()), others === undefined ? {} : { others });
  await chat.join(chat.bob);
  return chat;
}
