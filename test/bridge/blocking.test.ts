import { blockingTopic, createAccess } from "../../src/bridge/blocking/index.js";
import type { KnownContent } from "../../src/csp/index.js";
import { Bench, codeOf } from "../support/bridge/bench.js";
import type { PhoneOptions } from "../support/bridge/handsets.js";
import { ALICE, ROMEO } from "../support/bridge/stanzas.js";

type Block = Extract<KnownContent, { kind: "BlockEntity-Request" }>;

async function open(options: PhoneOptions = {}) {
  const bench = await Bench.open();
  const changed: string[] = [];
  bench.use(blockingTopic(bench.context, { changed: (user) => Promise.resolve(void changed.push(user)) }));
  const access = createAccess(bench.context);
  const session = await bench.login("wv:alice", options);
  const block = (request: Omit<Block, "kind">) =>
    bench.request(session, { kind: "BlockEntity-Request", ...request });
  const read = () => bench.request(session, { kind: "GetBlockedList-Request" });
  return { bench, access, session, changed, block, read };
}

const romeo = { UserID: [`wv:${ROMEO}`] };

describe("block and grant lists", () => {
  test("are empty and out of use at first", async () => {
    const { read, access } = await open();
    const nothing = { InUse: false, EntityList: { UserID: [], ScreenName: [], GroupID: [] } };
    expect(await read()).toEqual({ kind: "GetBlockedList-Response", BlockList: nothing, GrantList: nothing });
    expect(await access.isBlocked(ALICE, ROMEO)).toBe(false);
  });

  test("are told in the form of CSP 1.3", async () => {
    const { read, block } = await open({ version: "1.3" });
    await block({ BlockListInUse: true, GrantListInUse: false, BlockList: { AddList: romeo } });
    const answer = await read();
    expect(answer).toMatchObject({
      BlockListInUse: true,
      GrantListInUse: false,
      BlockList: { EntityList: romeo },
    });
    expect(answer).not.toHaveProperty("BlockList.InUse");
  });

  test("keep users, servers, groups and screen names, once each", async () => {
    const { read, block } = await open();
    const AddList = {
      UserID: ["wv:Carol", "carol", "wv:@bad.example"],
      GroupID: ["wv:/room@conference.example.org"],
      ScreenName: [{ SName: "the one", GroupID: "wv:/room@conference.example.org" }],
    };
    expect(codeOf(await block({ BlockList: { AddList } }))).toBe(200);
    expect(await read()).toMatchObject({
      BlockList: {
        InUse: true,
        EntityList: {
          ...AddList,
          UserID: expect.arrayContaining(["wv:carol", "wv:@bad.example"]) as string[],
        },
      },
    });
  });

  test("lose entries without complaint about those that were not there", async () => {
    const { access, block } = await open();
    await block({ BlockList: { AddList: romeo } });
    expect(
      codeOf(await block({ BlockList: { RemoveList: { UserID: [...romeo.UserID, "wv:carol"] } } })),
    ).toBe(200);
    expect(await access.isBlocked(ALICE, ROMEO)).toBe(false);
  });

  test("take what they can read, and name the rest", async () => {
    const { access, block, changed } = await open();
    const answer = await block({ BlockList: { AddList: { UserID: ["wv:a@b c", ...romeo.UserID] } } });
    expect(answer).toMatchObject({
      Result: { Code: 201, DetailedResult: [{ Code: 901, UserID: ["wv:a@b c"] }] },
    });
    expect(await access.isBlocked(ALICE, ROMEO)).toBe(true);
    expect(changed).toEqual([ALICE]);
  });

  test.each<[string, Omit<Block, "kind">, string, boolean]>([
    ["a user", { BlockList: { AddList: romeo } }, `${ROMEO}/orchard`, true],
    [
      "a user, in another spelling",
      { BlockList: { AddList: { UserID: ["WV:ROMEO@Example.NET"] } } },
      ROMEO,
      true,
    ],
    ["another user", { BlockList: { AddList: romeo } }, "juliet@example.net", false],
    ["his server", { BlockList: { AddList: { UserID: ["wv:@example.net"] } } }, ROMEO, true],
    ["a list that is not in use", { BlockList: { InUse: false, AddList: romeo } }, ROMEO, false],
    ["all but the granted", { GrantList: { InUse: true, AddList: { UserID: ["wv:carol"] } } }, ROMEO, true],
    ["nobody among the granted", { GrantList: { InUse: true, AddList: romeo } }, ROMEO, false],
    ["none by grants out of use", { GrantList: { AddList: { UserID: ["wv:carol"] } } }, ROMEO, false],
    [
      "the granted who are blocked",
      { BlockList: { AddList: romeo }, GrantList: { InUse: true, AddList: romeo } },
      ROMEO,
      true,
    ],
    [
      "a room",
      { BlockList: { AddList: { GroupID: ["wv:/r@c.example.org"] } } },
      "r@c.example.org/nick",
      true,
    ],
    ["oneself never", { GrantList: { InUse: true } }, `${ALICE}/phone`, false],
  ])("block %s", async (_name, request, peer, isBlocked) => {
    const { access, block } = await open();
    await block(request);
    expect(await access.isBlocked(ALICE, peer)).toBe(isBlocked);
  });
});
