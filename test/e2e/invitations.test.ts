import type { KnownContent } from "../../src/csp/index.js";
import { SERVERS, START, World } from "../support/e2e/world.js";
import type { Handset } from "../support/handset/index.js";

/** The code of an answer; of one without, its kind. */
async function outcome(phone: Handset, content: KnownContent): Promise<number | string | undefined> {
  const answer = await phone.request(content);
  return "Result" in answer ? answer.Result?.Code : answer.kind;
}

const invite = (userId: string, GroupID: string): KnownContent => ({
  kind: "Invite-Request",
  InviteID: "i1",
  InviteType: "GR",
  Recipient: { User: [{ UserID: userId }] },
  GroupID,
});

// In the profile, names of rooms are the gateway's own.
const STOCK = SERVERS.filter(({ flavour }) => flavour === "stock");

describe.each(STOCK)("invitations into groups, on $server", (where) => {
  let world: World;
  beforeAll(async () => {
    world = await World.start(where);
  }, START);
  afterEach(() => world.clear());
  afterAll(() => world.close());

  /** Alice's group, with Bob inside, who has no say in it. */
  async function group(name: string, AccessType: "Open" | "Restricted") {
    const [alice, bob, dave] = [await world.phone(), await world.phone(), await world.phone()];
    const id = `wv:/${name}${where.server}@conference.localhost`;
    await alice.createGroup(id, "alice", { AccessType });
    await alice.invite(bob.userId, { group: id });
    await bob.join(id, "bob");
    return { alice, bob, dave, id, join: { kind: "JoinGroup-Request", GroupID: id } as const };
  }

  test("let in only whom one invites who may (ER-10)", async () => {
    const { alice, bob, dave, id, join } = await group("closed", "Restricted");
    expect(await outcome(bob, invite(dave.userId, id))).toBe(816);
    expect(await outcome(dave, join)).toBe(803);
    expect(await outcome(alice, invite(dave.userId, id))).toBe(200);
    expect(await outcome(dave, join)).toBe("JoinGroup-Response");
  });

  test("let in nobody any more once they are taken back (EC-12)", async () => {
    const { alice, dave, id, join } = await group("recalled", "Restricted");
    expect(await outcome(alice, invite(dave.userId, id))).toBe(200);
    expect(await outcome(alice, { kind: "CancelInvite-Request", InviteID: "i1" })).toBe(200);
    expect(await outcome(dave, join)).toBe(803);
  });

  test.each(["Open", "Restricted"] as const)("lift no ban from a group that is %s", async (access) => {
    const { alice, bob, dave, id, join } = await group(`ban${access.toLowerCase()}`, access);
    const AddList = { UserID: [dave.userId] };
    await alice.request({ kind: "RejectList-Request", GroupID: id, AddList });
    for (const inviter of [alice, bob]) expect(await outcome(inviter, invite(dave.userId, id))).toBe(816);
    // To one who is neither let in nor wanted, Prosody says the former first.
    expect([803, 809]).toContain(await outcome(dave, join));
  });
});
