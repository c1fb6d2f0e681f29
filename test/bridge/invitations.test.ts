import { describe, expect, test } from "@jest/globals";
import { Conversations } from "../../src/bridge/conversations.js";
import { Invitations } from "../../src/bridge/invitations/index.js";
import type { KnownContent, Leaf } from "../../src/csp/index.js";
import { Refusal, type Session } from "../../src/handsets/index.js";
import type { Decline, Invitation, RoomOperations } from "../../src/xmpp/index.js";
import { Bench, codeOf, HOME } from "../support/bridge/bench.js";
import { octetsFor } from "../support/bridge/octets.js";
import { ALICE, chat, ROMEO } from "../support/bridge/stanzas.js";
import { FakeXmpp } from "../support/bridge/xmpp.js";

const OWNER = `service@${HOME}/hamlet`;
const ROOM = "orchard@rooms.example.net";
const NOBODY: readonly Leaf[] = ["INVIT", "CAINV"];

type Sent = {
  readonly form: string;
  readonly to: string;
  readonly thread?: string;
  readonly reason?: string;
};

const invitation = (other: Partial<Invitation> = {}): Invitation => ({
  kind: "invitation",
  form: "mediated",
  from: ROOM,
  to: ALICE,
  room: ROOM,
  inviter: `${ROMEO}/orchard`,
  reason: undefined,
  password: undefined,
  isContinuation: false,
  thread: undefined,
  ...other,
});

/** The invitations between a phone and a room service that does as it is told. */
class Stage {
  readonly sent: Sent[] = [];
  readonly members: string[] = [];
  readonly refused: string[] = [];
  readonly blocked: string[] = [];
  /** SessionIDs. */
  readonly inside = new Set<string>();
  /** What the MUC service does with `<continue/>`; undefined: it does not even deliver. */
  keepsContinue: boolean | undefined = true;
  readonly bench: Bench;
  readonly invitations: Invitations;

  private constructor(bench: Bench) {
    this.bench = bench;
    Object.assign(bench.xmpp.rooms, this.#rooms);
    this.invitations = bench.use(
      new Invitations(bench.context, {
        conversations: new Conversations(bench.context),
        memberships: {
          makeMember: (_room, user) => Promise.resolve(this.members.push(`+${user}`) > 0),
          dropMember: (_room, user) => Promise.resolve(void this.members.push(`-${user}`)),
        },
        listener: { refused: (_room, user) => Promise.resolve(void this.refused.push(user)) },
        owner: OWNER,
        isBlocked: (_user, peer) => Promise.resolve(this.blocked.includes(peer)),
        hasBlocked: (_user, peer) => Promise.resolve(this.blocked.includes(peer)),
        roomOfInsider: ({ id }) =>
          this.inside.has(id) ? Promise.resolve(ROOM) : Promise.reject(new Refusal("not-joined")),
      }),
    );
  }

  static async open(): Promise<Stage> {
    return new Stage(await Bench.open({ xmpp: new FakeXmpp() }));
  }

  readonly #rooms: Partial<RoomOperations> = {
    invite: async ({ as, to, thread, reason }) => {
      const said = { ...(thread !== undefined && { thread }), ...(reason !== undefined && { reason }) };
      this.sent.push({ form: "mediated", to, ...said });
      if (as !== OWNER || this.keepsContinue === undefined) return;
      const kept = this.keepsContinue ? { isContinuation: true, thread } : {};
      await this.bench.receive(invitation({ to: `service@${HOME}`, inviter: OWNER, ...kept }));
    },
    inviteDirectly: ({ to, thread }) => {
      this.sent.push({ form: "direct", to, ...(thread !== undefined && { thread }) });
      return Promise.resolve();
    },
    decline: ({ to, reason }) => {
      this.sent.push({ form: "decline", to, ...(reason !== undefined && { reason }) });
      return Promise.resolve();
    },
    occupants: () => undefined,
  };

  async offered(session: Session) {
    return (await this.bench.handsets.drain(session)).filter(
      (content): content is Extract<KnownContent, { kind: "InviteUser-Request" }> =>
        content.kind === "InviteUser-Request",
    );
  }

  talk(): Promise<void> {
    return new Conversations(this.bench.context).heard(ALICE, ROMEO, "t1");
  }
}

describe("an invitation to a phone", () => {
  test("names sender, group, reason and how long it is open", async () => {
    const stage = await Stage.open();
    const alice = await stage.bench.login("wv:alice");
    await stage.bench.receive(invitation({ reason: "Come!" }));
    expect(await stage.offered(alice)).toMatchObject([
      {
        InviteType: "GR",
        Sender: { User: { UserID: `wv:${ROMEO}` } },
        GroupID: `wv:/${ROOM}`,
        InviteNote: "Come!",
        Validity: 3600,
      },
    ]);
  });

  test.each([
    ["a 1.3 phone with EXCON, the thread of a chat", "1.3", undefined, "t1", "EC"],
    ["a 1.3 phone with EXCON, no thread but a recent chat", "1.3", undefined, undefined, "EC"],
    ["a 1.3 phone with EXCON, the thread of something else", "1.3", undefined, "t2", "GR"],
    ["a 1.3 phone without EXCON", "1.3", NOBODY, "t1", "GR"],
    ["a 1.2 phone", "1.2", undefined, "t1", "GR"],
  ] as const)(
    "that goes on with a chat: %s gets %s %s %s %s",
    async (_name, version, services, thread, type) => {
      const stage = await Stage.open();
      const alice = await stage.bench.login("wv:alice", {
        version,
        ...(services !== undefined && { services }),
      });
      await stage.talk();
      await stage.bench.receive(invitation({ isContinuation: true, thread }));
      const [offer] = await stage.offered(alice);
      expect(offer?.InviteType).toBe(type);
    },
  );

  test("that goes on with a chat says so in its note where the type cannot", async () => {
    const stage = await Stage.open();
    const alice = await stage.bench.login("wv:alice", { version: "1.3", quirks: ["group-invitations-only"] });
    await stage.talk();
    await stage.bench.receive(invitation({ isContinuation: true, thread: "t1" }));
    const [offer] = await stage.offered(alice);
    expect(offer?.InviteType).toBe("GR");
    expect(offer?.InviteNote).toContain(ROMEO);
  });

  test.each(["xml", "wbxml"] as const)(
    "reaches a phone of %s whatever its reason, which is cut",
    async (syntax) => {
      const stage = await Stage.open();
      const alice = await stage.bench.login("wv:alice", { syntax, capabilities: { parserSize: 4096 } });
      await stage.bench.receive(invitation({ reason: "<&>".repeat(27_000) }));
      const [offer] = await stage.offered(alice);
      if (offer === undefined) throw new Error("nothing came");
      expect(octetsFor(alice, offer)).toBeLessThanOrEqual(4096);
      expect(offer.InviteNote).toMatch(/^<&>.{300,}…$/);
    },
  );

  test("in both forms is one invitation, and can be declined as the mediated one", async () => {
    const stage = await Stage.open();
    const alice = await stage.bench.login("wv:alice");
    await stage.bench.receive(invitation({ form: "direct", from: `${ROMEO}/orchard`, password: "sesame" }));
    await stage.bench.receive(invitation());
    const [offer, ...others] = await stage.offered(alice);
    expect(others).toEqual([]);
    const answer = { kind: "InviteUser-Response", Acceptance: false, ResponseNote: "no" } as const;
    expect(codeOf(await stage.bench.request(alice, { ...answer, InviteID: offer?.InviteID ?? "" }))).toBe(
      200,
    );
    expect(stage.sent).toEqual([{ form: "decline", to: ROMEO, reason: "no" }]);
    expect(stage.refused).toEqual([ALICE]);
  });

  test("is told again when somebody invites again, however soon", async () => {
    const stage = await Stage.open();
    const alice = await stage.bench.login("wv:alice");
    await stage.bench.receive(invitation());
    await stage.bench.receive(invitation());
    const [first, second, ...others] = await stage.offered(alice);
    expect(others).toEqual([]);
    expect(first?.InviteID).not.toBe(second?.InviteID);
  });

  test("is not told to Android as taken back: it would never answer, and get nothing else meanwhile", async () => {
    const stage = await Stage.open();
    const alice = await stage.bench.login("wv:alice", { quirks: ["no-cancelled-invitations"] });
    await stage.bench.receive(invitation());
    expect(await stage.offered(alice)).toHaveLength(1);
    await stage.invitations.cancel(ROOM, ALICE);
    expect(await stage.bench.handsets.drain(alice)).toEqual([]);
  });

  test("of type EC is not declined by an InviteUser-Response (EC-21)", async () => {
    const stage = await Stage.open();
    const alice = await stage.bench.login("wv:alice", { version: "1.3" });
    await stage.talk();
    await stage.bench.receive(invitation({ isContinuation: true, thread: "t1" }));
    const [offer] = await stage.offered(alice);
    const answer = {
      kind: "InviteUser-Response",
      Acceptance: false,
      InviteID: offer?.InviteID ?? "",
    } as const;
    expect(codeOf(await stage.bench.request(alice, answer))).toBe(200);
    expect(stage.sent).toEqual([]);
  });

  test("that nobody knows of cannot be answered", async () => {
    const stage = await Stage.open();
    const alice = await stage.bench.login("wv:alice");
    const answer = { kind: "InviteUser-Response", Acceptance: true, InviteID: "nonsense" } as const;
    expect(codeOf(await stage.bench.request(alice, answer))).toBe(423);
  });

  test.each([
    ["from a blocked user", ROMEO],
    ["to a blocked group", ROOM],
  ])("%s never arrives (EC-45)", async (_what, blocked) => {
    const stage = await Stage.open();
    const alice = await stage.bench.login("wv:alice");
    stage.blocked.push(blocked);
    await stage.bench.receive(invitation());
    expect(await stage.offered(alice)).toEqual([]);
  });

  test("waits, as one of type GR, for a user who is away (ER-14)", async () => {
    const stage = await Stage.open();
    await stage.talk();
    await stage.bench.receive(invitation({ isContinuation: true, thread: "t1" }));
    const alice = await stage.bench.login("wv:alice", { version: "1.3" });
    const [offer] = await stage.offered(alice);
    expect(offer?.InviteType).toBe("GR");
  });

  test("of type EC that nobody follows is declined in the end, and cancelled on the phone (ER-6)", async () => {
    const stage = await Stage.open();
    const alice = await stage.bench.login("wv:alice", { version: "1.3" });
    await stage.bench.goOnline();
    await stage.talk();
    await stage.bench.receive(invitation({ isContinuation: true, thread: "t1" }));
    const [offer] = await stage.offered(alice);
    stage.bench.runtime.advance(3_700_000);
    let told: readonly KnownContent[] = [];
    for (let turn = 0; turn < 100 && told.length === 0; turn++) {
      told = await stage.bench.handsets.drain(alice);
      stage.bench.runtime.advance(5000);
    }
    expect(told).toMatchObject([{ kind: "CancelInviteUser-Request", InviteID: offer?.InviteID }]);
    expect(stage.sent).toEqual([{ form: "decline", to: ROMEO }]);
  });

  test("of type EC that was followed is over without a word, though the phone has left since", async () => {
    const stage = await Stage.open();
    const alice = await stage.bench.login("wv:alice", { version: "1.3" });
    await stage.bench.goOnline();
    await stage.talk();
    await stage.bench.receive(invitation({ isContinuation: true, thread: "t1" }));
    expect(await stage.offered(alice)).toMatchObject([{ InviteType: "EC" }]);
    await stage.invitations.joined(alice, ROOM);
    await stage.invitations.left();
    stage.bench.runtime.advance(3_700_000);
    const { invitations } = stage.bench.storage;
    while ((await invitations.ofRoom(ROOM)).length > 0) stage.bench.runtime.advance(5000);
    await new Promise((resolve) => setImmediate(resolve));
    expect(stage.sent).toEqual([]);
    expect(await stage.bench.handsets.drain(alice)).toEqual([]);
  });

  test("that is taken back before a phone saw it leaves no trace", async () => {
    const stage = await Stage.open();
    await stage.bench.receive(invitation());
    await stage.invitations.cancel(ROOM, ALICE);
    const alice = await stage.bench.login("wv:alice");
    expect(await stage.bench.handsets.drain(alice)).toEqual([]);
  });
});

describe("an invitation to go on with a chat", () => {
  const invite = ({ invitations }: Stage) =>
    invitations.sender.send({ room: ROOM, as: `${ALICE}/phone`, to: ROMEO, continues: "t1" });
  const toRomeo = ({ sent }: Stage) => sent.filter(({ to }) => to === ROMEO);

  test("is mediated where the service hands on <continue/>", async () => {
    const stage = await Stage.open();
    await invite(stage);
    expect(toRomeo(stage)).toEqual([{ form: "mediated", to: ROMEO, thread: "t1" }]);
  });

  test("is direct, to one who was made a member first, where the service loses <continue/>", async () => {
    const stage = await Stage.open();
    stage.keepsContinue = false;
    await invite(stage);
    expect(toRomeo(stage)).toEqual([{ form: "direct", to: ROMEO, thread: "t1" }]);
    expect(stage.members).toEqual([`+${ROMEO}`]);
  });

  test("is direct where the service does not say", async () => {
    const stage = await Stage.open();
    stage.keepsContinue = undefined;
    const done = invite(stage);
    for (let turn = 0; turn < 100 && stage.sent.length === 0; turn++) await Promise.resolve();
    stage.bench.runtime.advance(2000);
    await done;
    expect(toRomeo(stage)).toEqual([{ form: "direct", to: ROMEO, thread: "t1" }]);
  });

  test("makes Hamlet ask the service once, and again after the stream broke", async () => {
    const stage = await Stage.open();
    const asked = () => stage.sent.filter(({ to }) => to === `service@${HOME}`).length;
    await invite(stage);
    await invite(stage);
    expect(asked()).toBe(1);
    await stage.bench.goOnline();
    await invite(stage);
    expect(asked()).toBe(2);
  });

  test("is never mistaken for a message of the service to itself", async () => {
    const stage = await Stage.open();
    const alice = await stage.bench.login("wv:alice");
    await invite(stage);
    expect(await stage.bench.handsets.drain(alice)).toEqual([]);
  });
});

describe("a phone that invites into a group", () => {
  const request = (to: readonly string[]): Extract<KnownContent, { kind: "Invite-Request" }> => ({
    kind: "Invite-Request",
    InviteID: "inv1",
    InviteType: "GR",
    GroupID: `wv:/${ROOM}`,
    Recipient: { User: to.map((UserID) => ({ UserID })) },
    InviteNote: "Come!",
  });

  test("invites each once, as occupant, after making him a member", async () => {
    const stage = await Stage.open();
    const alice = await stage.bench.login("wv:alice");
    stage.inside.add(alice.id);
    expect(
      codeOf(await stage.bench.request(alice, request([`wv:${ROMEO}`, `wv:${ROMEO.toUpperCase()}`]))),
    ).toBe(200);
    expect(stage.sent).toEqual([{ form: "mediated", to: ROMEO, reason: "Come!" }]);
    expect(stage.members).toEqual([`+${ROMEO}`]);
  });

  test("invites once, where Android asks again, as it lost the answer", async () => {
    const stage = await Stage.open();
    const alice = await stage.bench.login("wv:alice", { quirks: ["repeats-what-is-done"] });
    stage.inside.add(alice.id);
    const asked = request([`wv:${ROMEO}`]);
    for (const again of [asked, asked, { ...asked, InviteID: "inv2" }])
      expect(codeOf(await stage.bench.request(alice, again))).toBe(200);
    expect(stage.sent.map(({ to }) => to)).toEqual([ROMEO, ROMEO]);
  });

  test("is told who of them does not exist, and the others are invited", async () => {
    const stage = await Stage.open();
    const alice = await stage.bench.login("wv:alice");
    stage.inside.add(alice.id);
    expect(await stage.bench.request(alice, request([`wv:${ROMEO}`, "wv:carrol"]))).toMatchObject({
      Result: { Code: 201, DetailedResult: [{ Code: 531, UserID: ["wv:carrol"] }] },
    });
    expect(codeOf(await stage.bench.request(alice, request(["wv:carrol"])))).toBe(531);
    expect(stage.sent.map(({ to }) => to)).toEqual([ROMEO]);
    expect(stage.members).toEqual([`+${ROMEO}`]);
  });

  test("must be inside", async () => {
    const stage = await Stage.open();
    const alice = await stage.bench.login("wv:alice");
    expect(codeOf(await stage.bench.request(alice, request([`wv:${ROMEO}`])))).toBe(808);
  });

  test("learns that it was declined", async () => {
    const stage = await Stage.open();
    const alice = await stage.bench.login("wv:alice");
    stage.inside.add(alice.id);
    await stage.bench.request(alice, request([`wv:${ROMEO}`]));
    const decline: Decline = {
      kind: "decline",
      from: ROOM,
      to: `${ALICE}/phone`,
      room: ROOM,
      decliner: `${ROMEO}/orchard`,
      reason: "busy",
    };
    await stage.bench.receive(decline);
    expect(await stage.bench.handsets.drain(alice)).toMatchObject([
      { kind: "Invite-Response", InviteID: "inv1", Acceptance: false, ResponseNote: "busy" },
    ]);
    expect(stage.members).toEqual([`+${ROMEO}`, `-${ROMEO}`]);
  });

  test("learns that it was declined, whatever the reason, which is cut", async () => {
    const stage = await Stage.open();
    const alice = await stage.bench.login("wv:alice", { syntax: "xml", capabilities: { parserSize: 4096 } });
    stage.inside.add(alice.id);
    await stage.bench.request(alice, request([`wv:${ROMEO}`]));
    const about = { from: ROOM, to: `${ALICE}/phone`, room: ROOM, decliner: `${ROMEO}/orchard` };
    await stage.bench.receive({ kind: "decline", ...about, reason: "&".repeat(80_000) });
    const [answer] = await stage.bench.handsets.drain(alice);
    if (answer?.kind !== "Invite-Response") throw new Error("nothing came");
    expect(octetsFor(alice, answer)).toBeLessThanOrEqual(4096);
    expect(answer.ResponseNote).toMatch(/^&+…$/);
  });

  test("learns once that it was followed, however many of ours the room tells", async () => {
    const stage = await Stage.open();
    const alice = await stage.bench.login("wv:alice");
    stage.inside.add(alice.id);
    await stage.bench.request(alice, request([`wv:${ROMEO}`]));
    const occupant = {
      nick: "romeo",
      jid: `${ROMEO}/orchard`,
      affiliation: "member",
      role: "participant",
    } as const;
    const about = {
      kind: "occupant",
      from: `${ROOM}/romeo`,
      room: ROOM,
      occupant,
      change: "joined",
    } as const;
    const told = [`${ALICE}/phone`, `carol@${HOME}/phone`].map((to) =>
      stage.bench.receive({ ...about, to, formerNick: undefined }),
    );
    await Promise.all(told);
    expect(await stage.bench.handsets.drain(alice)).toMatchObject([
      { kind: "Invite-Response", InviteID: "inv1", Acceptance: true },
    ]);
  });

  test("can take it back, once", async () => {
    const stage = await Stage.open();
    const alice = await stage.bench.login("wv:alice");
    stage.inside.add(alice.id);
    await stage.bench.request(alice, request([`wv:${ROMEO}`]));
    const cancel = { kind: "CancelInvite-Request", InviteID: "inv1" } as const;
    expect(codeOf(await stage.bench.request(alice, cancel))).toBe(200);
    expect(stage.members).toEqual([`+${ROMEO}`, `-${ROMEO}`]);
    expect(codeOf(await stage.bench.request(alice, cancel))).toBe(423);
  });
});

test("a chat message is no invitation", async () => {
  const stage = await Stage.open();
  const alice = await stage.bench.login("wv:alice");
  await stage.bench.receive(chat("hello"));
  expect(await stage.bench.handsets.drain(alice)).toEqual([]);
});
