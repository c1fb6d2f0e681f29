import type { KnownContent, Syntax } from "../../src/csp/index.js";
import { octetsFor } from "../support/bridge/octets.js";
import { openPeople } from "../support/bridge/people.js";
import { presence } from "../support/bridge/stanzas.js";

const subscribe: KnownContent = {
  kind: "SubscribePresence-Request",
  ContactList: ["wv:alice/friends"],
  AutoSubscribe: true,
};

const jids = (count: number) => Array.from({ length: count }, (_, index) => `friend${index}@example.net`);

/** Contacts of Alice's who all show her the same presence. */
async function withContacts(contacts: readonly string[], status: string) {
  const people = await openPeople();
  for (const contact of contacts) await people.relate("both", { contact });
  await people.list(...contacts);
  const show = async (other: Parameters<typeof presence>[0] = {}) => {
    for (const contact of contacts)
      await people.bench.receive(presence({ from: `${contact}/x`, status, ...other }));
  };
  return { people, show };
}

const namesIn = (content: KnownContent) =>
  content.kind === "PresenceNotification-Request" ? content.Presence.map(({ UserID }) => UserID) : [];

describe("presence of many contacts", () => {
  test.each<[Syntax, number, number, string]>([
    ["xml", 32_767, 120, ""],
    ["xml", 32_767, 120, "at work"],
    ["xml", 32_767, 120, "ж".repeat(120)],
    ["xml", 32_767, 120, "&".repeat(200)],
    ["xml", 4096, 8, "ж".repeat(120)],
    ["wbxml", 4096, 30, "ж".repeat(120)],
  ])("in %s reaches a phone that parses %d octets, all %d, with the status %j", async (...traits) => {
    const [syntax, parserSize, count, status] = traits;
    const { people, show } = await withContacts(jids(count), status);
    const phone = await people.bench.login("wv:alice", { syntax, capabilities: { parserSize } });
    await show();
    await people.bench.request(phone, subscribe);
    const notices = await people.bench.handsets.drain(phone);
    expect(new Set(notices.flatMap(namesIn))).toEqual(new Set(jids(count).map((jid) => `wv:${jid}`)));
    for (const notice of notices) expect(octetsFor(phone, notice)).toBeLessThanOrEqual(parserSize);
  });

  test("leaves out one that is too large alone, and tells the others", async () => {
    const long = `${"x".repeat(900)}@example.net`;
    const { people, show } = await withContacts([long, ...jids(3)], "");
    const options = { syntax: "xml", capabilities: { parserSize: 1500 } } as const;
    const phone = await people.bench.login("wv:alice", options);
    await show();
    await people.bench.request(phone, subscribe);
    const notices = await people.bench.handsets.drain(phone);
    expect(notices.flatMap(namesIn)).toEqual(jids(3).map((jid) => `wv:${jid}`));
  });

  test("of which no word was sent yet is told again when it changes back meanwhile", async () => {
    const { people, show } = await withContacts(jids(8), "ж".repeat(120));
    const options = { syntax: "xml", capabilities: { parserSize: 4096 } } as const;
    const phone = await people.bench.login("wv:alice", options);
    await show();
    await people.bench.request(phone, subscribe);
    const first = await people.bench.handsets.take(phone);
    if (first === undefined) throw new Error("nothing was told");
    await show({ show: "away" });
    await show();
    await people.bench.handsets.answer(phone, first.notice, { kind: "Status", Result: { Code: 200 } });
    const notices = [first.content, ...(await people.bench.handsets.drain(phone))];
    expect(new Set(notices.flatMap(namesIn)).size).toBe(8);
  });
});
