import { xml } from "@xmpp/client";
import { type Cast, DOMAINS } from "./cast.js";
import { DemoJabber, type JabberAccount } from "./demo-jabber.js";
import { DemoPhone, type PhoneAccount } from "./demo-phone.js";
import type { Narrator } from "./narrator.js";
import { messageTo, Room } from "./room.js";
import type { Stage } from "./stage.js";
import { isChat, isReceipt, RECEIPTS } from "./stanzas.js";

/** The devices of the cast. */
interface Players {
  readonly alice: DemoPhone;
  readonly dave: DemoPhone;
  readonly bob: DemoJabber;
  readonly carol: DemoJabber;
}

function enlist({ url, ports }: Stage, cast: Cast, narrator: Narrator): Players {
  const phone = (account: PhoneAccount) =>
    new DemoPhone(url, account, (direction, content) => narrator.phone(account.name, direction, content));
  const jabber = (account: JabberAccount) =>
    new DemoJabber(ports.client, account, (direction, stanza) =>
      narrator.jabber(account.name, direction, stanza),
    );
  return {
    alice: phone(cast.alice),
    dave: phone(cast.dave),
    bob: jabber(cast.bob),
    carol: jabber(cast.carol),
  };
}

/** The address of a phone's user as Jabber users see it. */
function jidOf({ userId }: PhoneAccount): string {
  return `${userId.slice("wv:".length)}@${DOMAINS.phones}`;
}

async function logIn({ alice, dave, bob, carol }: Players, narrator: Narrator): Promise<void> {
  narrator.step("Two phones log in at the gateway, and two Jabber clients at the XMPP server.");
  await alice.logIn();
  await dave.logIn();
  await bob.logIn();
  await carol.logIn();
}

async function chat({ alice, bob }: Players, narrator: Narrator): Promise<void> {
  narrator.step("Alice writes to Bob: the primitive of her phone becomes a stanza.");
  const greeting = "Hello Bob, this is my old phone.";
  await alice.ask(
    messageTo(alice, { User: [{ UserID: `wv:${bob.account.jid}` }] }, greeting),
    "SendMessage-Response",
  );
  await bob.next("Alice's message", isChat(jidOf(alice.account), greeting));

  narrator.step("Bob answers, and his client asks for a receipt: her phone's acknowledgement becomes one.");
  const answer = "Alice! I thought those were all in museums.";
  const receipt = xml("request", { xmlns: RECEIPTS });
  await bob.send(
    xml("message", { to: jidOf(alice.account), type: "chat", id: "b1" }, xml("body", {}, answer), receipt),
  );
  await alice.next("NewMessage", "Bob's answer", ({ ContentData }) => ContentData === answer);
  await bob.next("the receipt", isReceipt("b1"));
}

async function extend(players: Players, narrator: Narrator): Promise<Room> {
  const { alice, bob, carol, dave } = players;
  narrator.step(
    "Alice extends the chat to Carol and to Dave. Bob's client learns that the chat goes on in a room.",
  );
  await alice.ask(
    {
      kind: "ExtendConversation-Request",
      ExtendConversationID: "conversation1",
      UserIDList: { UserID: [`wv:${carol.account.jid}`, dave.account.userId] },
      ExtendConversationUser: [{ User: { UserID: `wv:${bob.account.jid}` } }],
      SubscribeNotification: true,
    },
    "Status",
  );
  const room = await Room.invitedTo(bob);

  narrator.step("Bob comes into the room; so does Alice, and her phone learns the name of the group.");
  await room.enter(bob);
  const { GroupID = "", Result } = await alice.next(
    "ExtendConversation-Response",
    "the end of the extension",
  );
  room.named(GroupID, Result.Code);

  narrator.step(
    "Now the others are invited. Dave's phone knows no ExtendConversation: it gets an invitation to a group.",
  );
  const isGroup = ({ InviteType }: { readonly InviteType: string }) => InviteType === "GR";
  await room.invites(carol);
  await dave.next("InviteUser-Request", "the invitation", isGroup);

  narrator.step("Carol and Dave come in, and Alice's phone is told.");
  await room.enter(carol);
  await alice.next("GroupChangeNotice", "the news that Carol is there", ({ Joined }) =>
    JSON.stringify(Joined ?? {}).includes(carol.account.jid),
  );
  await room.join(dave);
  await bob.next("Dave's coming", room.isPresenceOf("Dave"));
  return room;
}

async function talk({ alice, bob, carol, dave }: Players, room: Room, narrator: Narrator): Promise<void> {
  narrator.step("Alice speaks to the group; all hear her.");
  await room.speak(alice, "Welcome everybody!", [bob, carol], [dave]);
  narrator.step("Dave speaks from his phone.");
  await room.speak(dave, "Nice to be here, T9 and all.", [bob, carol], [alice]);
  narrator.step("Carol speaks from her Jabber client.");
  await room.speakFrom(carol, "Hi! Is this from a phone?", [bob], [alice, dave]);
}

async function end({ alice, bob, carol, dave }: Players, room: Room, narrator: Narrator): Promise<void> {
  narrator.step("All leave, and the room is gone.");
  await room.leave(carol);
  await room.leave(bob);
  await room.leaveBy(dave);
  await room.leaveBy(alice);
  await room.isGone(carol);
}

/** @throws PlayError where something that ought to come does not come */
export async function play(stage: Stage, cast: Cast, narrator: Narrator): Promise<void> {
  const players = enlist(stage, cast, narrator);
  const { alice, dave, bob, carol } = players;
  try {
    await logIn(players, narrator);
    await chat(players, narrator);
    const room = await extend(players, narrator);
    await talk(players, room, narrator);
    await end(players, room, narrator);
  } finally {
    // Their owners may log in with phones and clients of their own now.
    await Promise.allSettled([alice.logOut(), dave.logOut(), bob.logOut(), carol.logOut()]);
  }
}
