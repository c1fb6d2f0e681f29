import type { KnownContent } from "../../src/csp/index.js";
import type { QuirkName, Session } from "../../src/handsets/index.js";
import { HOME } from "../support/bridge/bench.js";
import { Fabric } from "../support/bridge/fabric.js";
import { openPeople } from "../support/bridge/people.js";
import { chat, presence, send, subscription } from "../support/bridge/stanzas.js";

const LIST = "wv:alice/friends";
const TAGGED = "bob+work@example.net";

/** Alice's phone, which wrote its own id without the domain. */
async function open(quirks: readonly QuirkName[] = ["ids-as-written"]) {
  const fabric = await Fabric.open();
  await fabric.goOnline();
  const alice = await fabric.login("alice", { quirks });
  await fabric.request(alice, { kind: "GetList-Request" });
  return { fabric, alice };
}

/** The phone puts somebody on its list, and watches it; he lets it. */
async function add(fabric: Fabric, alice: Session, written: string, jid: string): Promise<void> {
  const NickName = [{ Name: "Friend", UserID: written }];
  await fabric.request(alice, { kind: "ListManage-Request", ContactList: LIST, AddNickList: { NickName } });
  const ContactList = [LIST];
  await fabric.request(alice, { kind: "SubscribePresence-Request", ContactList, AutoSubscribe: true });
  await fabric.hear(subscription("subscribed", { from: jid }));
  await fabric.hear(presence({ from: `${jid}/home` }));
}

/** The ids that something names users by. */
function idsIn(contents: readonly KnownContent[]): readonly (string | undefined)[] {
  return contents.flatMap((content) => {
    if (content.kind === "PresenceNotification-Request") return content.Presence.map(({ UserID }) => UserID);
    return content.kind === "NewMessage" ? [content.MessageInfo.Sender.User?.UserID] : [];
  });
}

describe("to a phone that tells users apart by their ids, one", () => {
  test.each([
    ["of the same domain, written in full", `wv:dave@${HOME}`, `dave@${HOME}`],
    ["with characters that Hamlet escapes", `wv:${TAGGED}`, TAGGED],
    ["without the scheme", TAGGED, TAGGED],
  ])("on its list %s has the id that it gave him", async (_name, written, jid) => {
    const { fabric, alice } = await open();
    await add(fabric, alice, written, jid);
    await fabric.hear(chat("hello", { from: `${jid}/home` }));
    const ids = new Set(idsIn(await fabric.drain(alice)));
    const id = `wv:${jid}`;
    expect(ids).toEqual(new Set([id]));
    const list = await fabric.request(alice, { kind: "ListManage-Request", ContactList: LIST });
    expect(list).toMatchObject({ NickList: { NickName: [{ UserID: id }] } });
    const block = { AddList: { UserID: [id] } };
    await fabric.request(alice, { kind: "BlockEntity-Request", BlockList: block });
    const blocked = await fabric.request(alice, { kind: "GetBlockedList-Request" });
    expect(blocked).toMatchObject({ BlockList: { EntityList: { UserID: [id] } } });
  });

  test("on none of its lists answers under the id that it wrote to", async () => {
    const { fabric, alice } = await open();
    await fabric.request(alice, send("hi", { User: [{ UserID: `wv:dave@${HOME}` }] }));
    await fabric.hear(chat("hello", { from: `dave@${HOME}/home` }));
    expect(idsIn(await fabric.drain(alice))).toEqual([`wv:dave@${HOME}`]);
  });

  test("on its list keeps the id that he has there, however he is written to", async () => {
    const { fabric, alice } = await open();
    await add(fabric, alice, "wv:dave", `dave@${HOME}`);
    await fabric.request(alice, send("hi", { User: [{ UserID: `wv:dave@${HOME}` }] }));
    await fabric.hear(chat("hello", { from: `dave@${HOME}/home` }));
    expect(new Set(idsIn(await fabric.drain(alice)))).toEqual(new Set(["wv:dave"]));
  });
});

test.each(["restored", "login"] as const)("the ids outlive the session that is %s", async (how) => {
  const { bench } = await openPeople();
  const open = (kind: "restored" | "login") =>
    bench.login("wv:alice", { quirks: ["ids-as-written"], cookie: "same" }, kind);
  const first = await open("login");
  await bench.request(first, { kind: "GetList-Request" });
  const watch: KnownContent = { kind: "SubscribePresence-Request", ContactList: [LIST], AutoSubscribe: true };
  await bench.request(first, watch);
  const NickName = [{ Name: "Carol", UserID: `wv:carol@${HOME}` }];
  await bench.request(first, { kind: "ListManage-Request", ContactList: LIST, AddNickList: { NickName } });
  if (how === "login") await bench.end(first, "expired");
  const list = await bench.request(await open(how), { kind: "ListManage-Request", ContactList: LIST });
  expect(list).toMatchObject({ NickList: { NickName: [{ UserID: `wv:carol@${HOME}` }] } });
});

test("to any other phone, all users are spelled alike", async () => {
  const { fabric, alice } = await open([]);
  await add(fabric, alice, `wv:dave@${HOME}`, `dave@${HOME}`);
  await add(fabric, alice, `wv:${TAGGED}`, TAGGED);
  expect(new Set(idsIn(await fabric.drain(alice)))).toEqual(
    new Set(["wv:dave", "wv:bob%2Bwork@example.net"]),
  );
});
