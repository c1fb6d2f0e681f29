import { searchTopic } from "../../src/bridge/search/index.js";
import type { KnownContent } from "../../src/csp/index.js";
import type { Session } from "../../src/handsets/index.js";
import { StanzaError } from "../../src/xmpp/index.js";
import { codeOf, HOME } from "../support/bridge/bench.js";
import { MUC, Stage, until } from "./groups/stage.js";

type Search = Extract<KnownContent, { kind: "Search-Request" }>;
type Pairs = Readonly<Record<string, string>>;

async function open() {
  const stage = await Stage.open();
  const topic = stage.bench.use(searchTopic(stage.bench.context, stage.topic.finder));
  const alice = await stage.login("alice");
  return { stage, alice, topic };
}

const pairsOf = (pairs: Pairs) =>
  Object.entries(pairs).map(([SearchElement, SearchString]) => ({
    SearchElement,
    SearchString,
  })) as NonNullable<Search["SearchPairList"]>;

function ask(stage: Stage, session: Session, more: Omit<Search, "kind">): Promise<KnownContent> {
  return stage.request(session, { kind: "Search-Request", ...more });
}

async function find(stage: Stage, session: Session, pairs: Pairs, limit = 50) {
  const answer = await ask(stage, session, { SearchPairList: pairsOf(pairs), SearchLimit: limit });
  if (answer.kind !== "Search-Response") return codeOf(answer);
  const { GroupList, UserList } = answer.SearchResult ?? {};
  return GroupList?.GroupID ?? UserList?.User?.map(({ UserID }) => UserID) ?? [];
}

/** As S60 and Android make one. */
const create = (stage: Stage, session: Session, GroupID: string, properties: Pairs = {}) =>
  stage.request(session, {
    kind: "CreateGroup-Request",
    GroupID,
    GroupProperties: { Property: Object.entries(properties).map(([Name, Value]) => ({ Name, Value })) },
    JoinGroup: true,
    ScreenName: { SName: "me", GroupID },
    SubscribeNotification: true,
  });

/** A room of a Jabber user's that the service lists. */
function listed(stage: Stage, name: string, title: string): void {
  stage.muc.found(`${name}@${MUC}`, {
    "muc#roomconfig_publicroom": "1",
    "muc#roomconfig_roomname": title,
    "muc#roomconfig_roomdesc": `all about ${name}`,
  });
}

describe("a search for groups", () => {
  test("finds what the phone has just made, by the id that it was made with", async () => {
    const { stage, alice } = await open();
    const OWN = { GROUP_USER_ID_OWNER: "wv:alice" };
    expect(await find(stage, alice, OWN)).toEqual([]);
    const id = `wv:alice/chat@${HOME}`;
    await create(stage, alice, id, { Name: "chat", Searchable: "F" });
    expect(await find(stage, alice, OWN)).toEqual([id]);
    const carol = await stage.login("carol");
    expect(await find(stage, carol, OWN)).toEqual([]);
  });

  test("finds what others have made to be found", async () => {
    const { stage, alice } = await open();
    const carol = await stage.login("carol");
    await create(stage, carol, "wv:carol/books", { Name: "Books", Searchable: "T" });
    const found = [`wv:/carol.books@${MUC}`];
    expect(await find(stage, alice, { GROUP_USER_ID_OWNER: "wv:carol" })).toEqual(found);
    expect(await find(stage, alice, { GROUP_NAME: "books" })).toEqual(found);
    expect(await find(stage, alice, { GROUP_NAME: "books", GROUP_USER_ID_OWNER: "wv:alice" })).toEqual([]);
  });

  test.each([
    ["a part of the name, whatever the case", { GROUP_NAME: "GARD" }, ["garden"]],
    ["a part of the id", { GROUP_ID: "kit" }, ["kitchen"]],
    ["a part of the topic", { GROUP_TOPIC: "about g" }, ["garden"]],
    ["all of several", { GROUP_NAME: "the", GROUP_TOPIC: "kitchen" }, ["kitchen"]],
    ["anything", { GROUP_NAME: "" }, ["garden", "kitchen"]],
    ["nothing", { GROUP_USER_ID_AUTOJOIN: "wv:alice" }, []],
  ])("finds by %s", async (_name, pairs, names) => {
    const { stage, alice } = await open();
    listed(stage, "garden", "The Garden");
    listed(stage, "kitchen", "The Kitchen");
    stage.muc.found(`hidden@${MUC}`, {
      "muc#roomconfig_publicroom": "0",
      "muc#roomconfig_roomname": "The Hidden",
    });
    expect(await find(stage, alice, pairs)).toEqual(names.map((name) => `wv:/${name}@${MUC}`));
  });

  test("tells where the user is inside, and not where others are", async () => {
    const { stage, alice } = await open();
    listed(stage, "garden", "The Garden");
    await stage.join(alice, { GroupID: `wv:/garden@${MUC}` });
    expect(await find(stage, alice, { GROUP_USER_ID_JOINED: "wv:alice" })).toEqual([`wv:/garden@${MUC}`]);
    const carol = await stage.login("carol");
    expect(await find(stage, carol, { GROUP_USER_ID_JOINED: "wv:alice" })).toEqual([]);
  });

  test("never finds what was extended from a chat, not even where the service lists it, EC-15", async () => {
    const { stage, alice } = await open();
    stage.muc.stubborn.add("muc#roomconfig_publicroom");
    stage.muc.form = stage.muc.form.map((field) =>
      field.name === "muc#roomconfig_publicroom" ? { ...field, value: "1" } : field,
    );
    const { room } = await stage.extension();
    expect(stage.muc.listed().map(({ jid }) => jid)).toEqual([room]);
    await stage.topic.keeper.makeMember(room, `alice@${HOME}`);
    await stage.join(alice, { GroupID: `wv:/${room}` });
    for (const pairs of [
      { GROUP_NAME: "" },
      { GROUP_ID: room },
      { GROUP_USER_ID_OWNER: "wv:alice" },
      { GROUP_USER_ID_JOINED: "wv:alice" },
    ])
      expect(await find(stage, alice, pairs)).toEqual([]);
  });

  test("does not find what has ended and is not tidied away yet", async () => {
    const { stage, alice } = await open();
    await create(stage, alice, "wv:alice/chat");
    stage.muc.lose(`alice.chat@${MUC}`);
    expect(await find(stage, alice, { GROUP_USER_ID_OWNER: "wv:alice" })).toEqual([]);
  });

  test("does not wait for a room that is silent", async () => {
    const { stage, alice } = await open();
    await create(stage, alice, "wv:alice/chat");
    stage.muc.hold("info");
    stage.muc.calls.splice(0);
    const found = find(stage, alice, { GROUP_USER_ID_OWNER: "wv:alice" });
    await until(() => stage.muc.calls.includes(`info alice.chat@${MUC}`));
    stage.bench.runtime.advance(3000);
    expect(await found).toEqual([]);
  });

  test("is 535 where the service is silent, and 537 where too much is listed", async () => {
    const { stage, alice } = await open();
    for (let number = 0; number <= 100; number++) listed(stage, `room${number}`, "Room");
    expect(await find(stage, alice, { GROUP_NAME: "room" })).toBe(537);
    expect(await find(stage, alice, { GROUP_ID: "room100@" })).toEqual([`wv:/room100@${MUC}`]);
    stage.bench.xmpp.queries.items = () => Promise.reject(new StanzaError("remote-server-timeout"));
    expect(await find(stage, alice, { GROUP_NAME: "room" })).toBe(535);
  });
});

describe("a search for users", () => {
  test.each([
    ["one who is named in full", { USER_ID: "wv:carol" }, ["wv:carol"]],
    ["nobody by a part of the name", { USER_ID: "wv:car" }, []],
    ["nobody by two names", { USER_ID: "wv:carol", USER_ALIAS: "carol" }, []],
    ["nobody by what Hamlet does not know", { USER_MOBILE_NUMBER: "123" }, []],
    ["nobody of other servers", { USER_ID: "wv:romeo@example.net" }, []],
  ])("finds %s", async (_name, pairs, found) => {
    const { stage, alice } = await open();
    expect(await find(stage, alice, pairs)).toEqual(found);
  });
});

describe("a search", () => {
  const five = async () => {
    const { stage, alice } = await open();
    for (const name of ["a", "b", "c", "d", "e"]) listed(stage, name, "Room");
    const SearchPairList = pairsOf({ GROUP_NAME: "room" });
    return { stage, alice, SearchPairList };
  };
  const ids = (...names: string[]) => names.map((name) => `wv:/${name}@${MUC}`);

  test("is told in pieces, and goes on where the phone says", async () => {
    const { stage, alice, SearchPairList } = await five();
    const first = await ask(stage, alice, { SearchPairList, SearchLimit: 2 });
    const GroupID = ids("a", "b");
    expect(first).toMatchObject({
      SearchFindings: 5,
      CompletionFlag: false,
      SearchIndex: 3,
      SearchResult: { GroupList: { GroupID } },
    });
    const { SearchID } = first as { SearchID: number };
    expect(await ask(stage, alice, { SearchID, SearchIndex: 3 })).toMatchObject({
      SearchID,
      CompletionFlag: false,
      SearchIndex: 5,
      SearchResult: { GroupList: { GroupID: ids("c", "d") } },
    });
    expect(await ask(stage, alice, { SearchID, SearchIndex: 5 })).toMatchObject({
      CompletionFlag: true,
      SearchIndex: 6,
      SearchResult: { GroupList: { GroupID: ids("e") } },
    });
    expect(codeOf(await ask(stage, alice, { SearchID, SearchIndex: 6 }))).toBe(425);
    expect(codeOf(await ask(stage, alice, { SearchID, SearchIndex: 0 }))).toBe(425);
  });

  test("is kept until it is stopped, for the session that made it", async () => {
    const { stage, alice, SearchPairList } = await five();
    const { SearchID } = (await ask(stage, alice, { SearchPairList })) as { SearchID: number };
    const carol = await stage.login("carol");
    const stop = { kind: "StopSearch-Request", SearchID } as const;
    expect(codeOf(await ask(stage, carol, { SearchID, SearchIndex: 1 }))).toBe(424);
    expect(codeOf(await stage.request(carol, stop))).toBe(424);
    expect(codeOf(await stage.request(alice, stop))).toBe(200);
    expect(codeOf(await stage.request(alice, stop))).toBe(424);
    expect(codeOf(await ask(stage, alice, { SearchID, SearchIndex: 1 }))).toBe(424);
  });

  test("beside four newer ones is kept, beside five no more", async () => {
    const { stage, alice, SearchPairList } = await five();
    const made: number[] = [];
    for (const _ of [1, 2, 3, 4, 5, 6])
      made.push(((await ask(stage, alice, { SearchPairList })) as { SearchID: number }).SearchID);
    const codes = [];
    for (const SearchID of made) codes.push(codeOf(await ask(stage, alice, { SearchID, SearchIndex: 9 })));
    expect(codes).toEqual([424, 425, 425, 425, 425, 425]);
  });

  test("tells as much at a time as the phone's parser takes", async () => {
    const { stage, SearchPairList } = await five();
    const small = await stage.login("small", { capabilities: { parserSize: 1000 }, syntax: "xml" });
    const pages: (readonly string[] | undefined)[] = [];
    let request: Omit<Search, "kind"> = { SearchPairList, SearchLimit: 50 };
    for (let isComplete = false; !isComplete && pages.length < 5; ) {
      const answer = await ask(stage, small, request);
      if (answer.kind !== "Search-Response") throw new Error(JSON.stringify(answer));
      pages.push(answer.SearchResult?.GroupList?.GroupID);
      isComplete = answer.CompletionFlag;
      request = { SearchID: answer.SearchID ?? 0, SearchIndex: answer.SearchIndex };
    }
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.flat()).toEqual(ids("a", "b", "c", "d", "e"));
    const tiny = await stage.login("tiny", { capabilities: { parserSize: 400 }, syntax: "xml" });
    expect(codeOf(await ask(stage, tiny, { SearchPairList }))).toBe(432);
  });

  test.each([
    ["users and groups at once", { SearchPairList: pairsOf({ USER_ID: "wv:carol", GROUP_NAME: "x" }) }, 402],
    ["nothing", { SearchPairList: [{}] }, 402],
    ["what nobody can be searched by", { SearchPairList: pairsOf({ USER_SHOE_SIZE: "44" }) }, 402],
    [
      "what no group can be searched by",
      { SearchPairList: pairsOf({ GROUP_NAME: "room", GROUP_COLOUR: "red" }) },
      402,
    ],
    ["no text", { SearchPairList: [{ SearchElement: "GROUP_NAME" }] }, 402],
    ["no address of a user", { SearchPairList: pairsOf({ GROUP_USER_ID_OWNER: "wv:@@" }) }, 901],
    ["an advanced one", { SearchPairList: pairsOf({ GROUP_NAME: "x" }), AdvancedCriteria: "1 OR 2" }, 405],
  ] as const)("for %s is refused", async (_name, request, code) => {
    const { stage, alice } = await five();
    expect(codeOf(await ask(stage, alice, request as Omit<Search, "kind">))).toBe(code);
  });

  test("of CSP 1.3 has its pairs in one list", async () => {
    const { stage } = await five();
    const bob = await stage.login("bob", { version: "1.3" });
    const SearchPair = [
      { PairID: 1, SearchElement: "GROUP_NAME", SearchString: "room" },
      { PairID: 2, SearchElement: "GROUP_ID", SearchString: "b@" },
    ] as const;
    expect(await ask(stage, bob, { SearchPairList: [{ SearchPair }] })).toMatchObject({
      SearchResult: { GroupList: { GroupID: ids("b") } },
    });
  });

  test("finds users where there is no service for rooms", async () => {
    const stage = await Stage.open("ejabberd 23.01", { mucService: undefined });
    stage.bench.use(searchTopic(stage.bench.context, stage.topic.finder));
    const alice = await stage.login("alice");
    expect(await find(stage, alice, { GROUP_NAME: "x" })).toEqual([]);
    expect(await find(stage, alice, { USER_ID: "wv:carol" })).toEqual(["wv:carol"]);
  });
});
