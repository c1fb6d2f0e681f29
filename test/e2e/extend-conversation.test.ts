import { begin, peerJoins } from "../support/e2e/chat.js";
import { type Party, party, roomOf } from "../support/e2e/party.js";
import { NOTHING, type PhoneKind, SERVERS, START, World } from "../support/e2e/world.js";

const KINDS = {
  "1.3 in WBXML": {},
  "1.3 in XML": { syntax: "xml" },
  "Android 1.3": { profile: "android" },
  "Android 1.2": { profile: "android", version: "1.2" },
  "Android 1.1 in XML": { profile: "android", version: "1.1", syntax: "xml" },
  "S60 1.2": { profile: "s60", version: "1.2" },
  "S60 1.1": { profile: "s60", version: "1.1" },
  RAZR: { profile: "razr", version: "1.1", syntax: "xml" },
  Colibria: { profile: "colibria", version: "1.2", syntax: "xml" },
} as const satisfies Readonly<Record<string, PhoneKind>>;

type Kind = keyof typeof KINDS | "Jabber";

/** EC-38: those whose program shows an invitation of type EC. */
const KNOWS_EC: readonly Kind[] = ["1.3 in WBXML", "1.3 in XML"];

const typeFor = (kind: Kind) => (KNOWS_EC.includes(kind) ? "EC" : "GR");

const MIXES = [
  { initiator: "1.3 in WBXML", peer: "1.3 in XML", newcomers: ["1.3 in WBXML", "1.3 in XML"] },
  { initiator: "1.3 in WBXML", peer: "Jabber", newcomers: ["Jabber", "1.3 in WBXML"] },
  { initiator: "1.3 in XML", peer: "S60 1.2", newcomers: ["Android 1.2", "Jabber"] },
  { initiator: "1.3 in WBXML", peer: "Android 1.2", newcomers: ["RAZR", "S60 1.1"] },
  { initiator: "1.3 in XML", peer: "RAZR", newcomers: ["Colibria", "Android 1.3"] },
  { initiator: "1.3 in WBXML", peer: "Android 1.3", newcomers: ["Android 1.1 in XML", "S60 1.2"] },
] as const satisfies readonly {
  readonly initiator: keyof typeof KINDS;
  readonly peer: Kind;
  readonly newcomers: readonly Kind[];
}[];

describe.each(SERVERS)("a chat that is extended, on $server ($flavour)", (where) => {
  let world: World;
  beforeAll(async () => {
    world = await World.start(where);
  }, START);
  afterEach(() => world.clear());
  afterAll(() => world.close());

  const someone = async (kind: Kind): Promise<Party> =>
    party(kind === "Jabber" ? await world.jabberUser() : await world.phone(KINDS[kind]));

  test.each(MIXES)("by $initiator, with $peer, to $newcomers", async (mix) => {
    const alice = await world.phone(KINDS[mix.initiator]);
    const initiator = party(alice);
    const bob = await someone(mix.peer);
    const others = await Promise.all(mix.newcomers.map(someone));

    const words = mix.initiator === "1.3 in XML" ? { inviteNote: "Come along ✓" } : {};
    const beginning = await begin(alice, bob, others, words);
    const { group, summons } = beginning;
    // A Jabber user is told that it goes on, and where.
    expect(summons.type).toBe(mix.peer === "Jabber" ? "EC" : typeFor(mix.peer));
    if (words.inviteNote !== undefined) expect(summons.note).toBe(words.inviteNote);
    else if (summons.type === "GR") expect(summons.note).toContain(alice.userId.replace("wv:", ""));
    if (mix.peer === "Jabber") expect(summons.thread).toMatch(/./);
    for (const other of others) expect(await other.timesInvited(group)).toBe(0);

    await peerJoins(alice, bob, beginning);
    for (const [index, other] of others.entries()) {
      const { group: to, type, note } = await other.invited();
      if (words.inviteNote !== undefined) expect(note).toBe(words.inviteNote);
      // A Jabber user among them has no chat to go on with (EC-30).
      expect({ to, type }).toEqual({ to: group, type: typeFor(mix.newcomers[index] ?? "Jabber") });
      await other.join(group, `other${index + 1}`);
    }

    const all = [
      { name: alice.userId.replace("wv:", ""), who: initiator },
      { name: "peer", who: bob },
      ...others.map((who, index) => ({ name: `other${index + 1}`, who })),
    ];
    for (const { name, who } of all) {
      await who.say(group, `words of ${name} ✓`);
      for (const listener of all) {
        if (listener.who === who) continue;
        expect([name, who.userId]).toContain(await listener.who.hears(group, `words of ${name} ✓`));
      }
    }
    for (const { who } of all.slice(1)) expect(await who.timesInvited(group)).toBe(1);

    const watcher = await world.jabberUser();
    // The last who leaves is a phone, of which Hamlet knows at once.
    for (const { who } of all.slice(1)) await who.leave(group);
    expect(await watcher.hasRoom(roomOf(group))).toBe(true);
    await initiator.leave(group);
    expect(await watcher.hasRoom(roomOf(group))).toBe(false);
  });

  test("leaves nothing behind", async () => {
    expect(await world.restAfterStop()).toEqual(NOTHING);
  });
});
