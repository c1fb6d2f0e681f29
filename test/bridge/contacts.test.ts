import { contactsTopic } from "../../src/bridge/contacts/index.js";
import type { KnownContent } from "../../src/csp/index.js";
import { Bench, codeOf, HOME } from "../support/bridge/bench.js";
import type { PhoneOptions } from "../support/bridge/handsets.js";
import { ALICE, ROMEO } from "../support/bridge/stanzas.js";

type Of<K extends KnownContent["kind"]> = Extract<KnownContent, { kind: K }>;

async function open(options: PhoneOptions = {}, userId = "wv:alice") {
  const bench = await Bench.open();
  const changes: unknown[] = [];
  bench.use(
    contactsTopic(bench.context, {
      added: (_user, slug, contacts) => Promise.resolve(void changes.push({ slug, added: contacts })),
      removed: (_user, slug, contacts) => Promise.resolve(void changes.push({ slug, removed: contacts })),
    }),
  );
  const session = await bench.login(userId, options);
  const create = (ContactList: string, other: Partial<Of<"CreateList-Request">> = {}) =>
    bench.request(session, { kind: "CreateList-Request", ContactList, ...other });
  const manage = (ContactList: string, other: Partial<Of<"ListManage-Request">> = {}) =>
    bench.request(session, { kind: "ListManage-Request", ContactList, ...other });
  const lists = () => bench.request(session, { kind: "GetList-Request" });
  return { bench, session, changes, create, manage, lists };
}

const NICK = { Name: "Romeo", UserID: `wv:${ROMEO}` };
const LIST = "wv:alice/Work";

describe("contact lists of a user", () => {
  test("begin with one default list, which is not repeated among the others", async () => {
    const { lists } = await open();
    for (const _ of [1, 2])
      expect(await lists()).toEqual({
        kind: "GetList-Response",
        ContactList: [],
        DefaultContactList: "wv:alice/friends",
      });
  });

  test("come back in the spelling of the phone, with the domain if it writes that", async () => {
    const { create, lists } = await open({}, `wv:Alice@${HOME}`);
    await create(`wv:alice/~PEP1.0_subscriptions@${HOME}`);
    await create("wv:alice/Büro");
    expect(await lists()).toMatchObject({
      ContactList: [`wv:Alice/B%C3%BCro@${HOME}`],
      DefaultContactList: `wv:Alice/~PEP1.0_subscriptions@${HOME}`,
    });
  });

  test("are told apart without regard to case", async () => {
    const { create, manage } = await open();
    await create(LIST);
    expect(codeOf(await create("WV:ALICE/WORK"))).toBe(701);
    expect(codeOf(await manage("alice/work"))).toBe(200);
  });

  test("may be created again by a phone that asks again when it lost the answer", async () => {
    const { create, lists } = await open({ quirks: ["repeats-what-is-done"] });
    for (const _ of [1, 2]) expect(codeOf(await create(LIST))).toBe(200);
    expect(await lists()).toMatchObject({ ContactList: [], DefaultContactList: LIST });
  });

  test("that are there already take the contacts and the name with which such a phone creates them", async () => {
    const { create, manage, lists, changes } = await open({ quirks: ["repeats-what-is-done"] });
    await lists();
    const Property = [
      { Name: "DisplayName", Value: "friends" },
      { Name: "Default", Value: "F" },
    ];
    const NickList = { NickName: [{ Name: "Romeo", User: { UserID: `wv:${ROMEO}` } }] };
    for (const _ of [1, 2])
      expect(
        codeOf(await create("wv:alice/friends", { NickList, ContactListProperties: { Property } })),
      ).toBe(200);
    expect(changes).toMatchObject([{ slug: "friends", added: [ROMEO] }, { added: [] }]);
    expect(await lists()).toMatchObject({ ContactList: [], DefaultContactList: "wv:alice/friends" });
    expect(await manage("wv:alice/friends")).toMatchObject({
      NickList: { NickName: [NICK] },
      ContactListProperties: {
        Property: [
          { Name: "DisplayName", Value: "friends" },
          { Name: "Default", Value: "T" },
        ],
      },
    });
  });

  test.each([
    ["of somebody else", "wv:carol/friends", 700],
    ["that is a user", "wv:alice", 700],
    ["that is no address", "wv:alice/x@b c", 901],
  ])("cannot be made under a name %s", async (_name, id, code) => {
    const { create } = await open();
    expect(codeOf(await create(id))).toBe(code);
  });

  test.each([
    ["an unknown property", [{ Name: "Colour", Value: "red" }]],
    ["a default that is neither yes nor no", [{ Name: "Default", Value: "maybe" }]],
  ])("are refused with %s", async (_name, Property) => {
    const { create, manage } = await open();
    expect(codeOf(await create(LIST, { ContactListProperties: { Property } }))).toBe(752);
    await create(LIST);
    expect(codeOf(await manage(LIST, { ContactListProperties: { Property } }))).toBe(752);
  });

  test("are limited in number", async () => {
    const { create } = await open();
    for (let count = 0; count < 50; count++) expect(codeOf(await create(`wv:alice/l${count}`))).toBe(200);
    expect(codeOf(await create("wv:alice/more"))).toBe(753);
  });

  test("have at most one default, which can be moved", async () => {
    const { create, manage, lists } = await open();
    await create("wv:alice/one");
    await create("wv:alice/two", { ContactListProperties: { Property: [{ Name: "Default", Value: "t" }] } });
    expect(await lists()).toMatchObject({
      ContactList: ["wv:alice/one"],
      DefaultContactList: "wv:alice/two",
    });
    await manage("wv:alice/one", { ContactListProperties: { Property: [{ Name: "Default", Value: "T" }] } });
    expect(await lists()).toMatchObject({
      ContactList: ["wv:alice/two"],
      DefaultContactList: "wv:alice/one",
    });
  });

  test("can be deleted once", async () => {
    const { bench, session, create, changes } = await open();
    await create(LIST, { NickList: { NickName: [NICK] } });
    const remove: KnownContent = { kind: "DeleteList-Request", ContactList: "wv:alice/WORK" };
    expect(codeOf(await bench.request(session, remove))).toBe(200);
    expect(codeOf(await bench.request(session, remove))).toBe(700);
    expect(changes).toEqual([
      { slug: "Work", added: [ROMEO] },
      { slug: "Work", removed: [ROMEO] },
    ]);
  });
});

describe("the members of a list", () => {
  test.each([
    ["NickName", { NickName: [NICK] }],
    ["NickName with a User inside", { NickName: [{ Name: "Romeo", User: { UserID: NICK.UserID } }] }],
  ])("come in as %s", async (_name, NickList) => {
    const { create, manage } = await open();
    expect(codeOf(await create(LIST, { NickList }))).toBe(200);
    expect(await manage(LIST)).toMatchObject({ NickList: { NickName: [NICK] } });
  });

  test.each([
    ["UserID", { UserID: [NICK.UserID] }],
    ["User", { User: [{ UserID: NICK.UserID }] }],
    ["NickName without a name", { NickName: [{ UserID: NICK.UserID }] }],
  ])("that come in as %s are shown under a name nevertheless", async (_name, NickList) => {
    const { create, manage } = await open();
    await create(LIST, { NickList });
    expect(await manage(LIST)).toMatchObject({
      NickList: { NickName: [{ Name: "romeo", UserID: NICK.UserID }] },
    });
  });

  test("are shown with properties that all have values, in CSP 1.1 too", async () => {
    const { create, manage } = await open({ version: "1.1" });
    await create(LIST);
    expect(await manage(LIST)).toEqual({
      kind: "ListManage-Response",
      Result: { Code: 200 },
      NickList: { NickName: [] },
      ContactListProperties: {
        Property: [
          { Name: "DisplayName", Value: "Work" },
          { Name: "Default", Value: "T" },
        ],
      },
    });
  });

  test.each([
    [{ AddNickList: { NickName: [NICK] } }, false],
    [{ AddNickList: { NickName: [NICK] }, ReceiveList: false }, false],
    [{ AddNickList: { NickName: [NICK] }, ReceiveList: true }, true],
    [{ ReceiveList: true }, true],
    [{ ReceiveList: false }, false],
    [{}, true],
  ])("are shown after %j: %s", async (request, isShown) => {
    const { create, manage } = await open();
    await create(LIST);
    expect("NickList" in (await manage(LIST, request))).toBe(isShown);
  });

  test("keep their names, get new ones, and go without complaint", async () => {
    const { create, manage, changes } = await open();
    await create(LIST, { NickList: { NickName: [NICK] } });
    await manage(LIST, { AddNickList: { UserID: [NICK.UserID] } });
    expect(await manage(LIST)).toMatchObject({ NickList: { NickName: [NICK] } });
    await manage(LIST, { AddNickList: { NickName: [{ ...NICK, Name: "R." }] } });
    expect(await manage(LIST)).toMatchObject({ NickList: { NickName: [{ Name: "R." }] } });
    for (const _ of [1, 2])
      expect(codeOf(await manage(LIST, { RemoveNickList: { UserID: [NICK.UserID] } }))).toBe(200);
    expect(await manage(LIST)).toMatchObject({ NickList: { NickName: [] } });
    expect(changes.filter((change) => JSON.stringify(change).includes("romeo"))).toEqual([
      { slug: "Work", added: [ROMEO] },
      { slug: "Work", removed: [ROMEO] },
    ]);
  });

  test("who do not exist are named, and the others added", async () => {
    const { create, manage } = await open();
    const NickList = { UserID: ["wv:nobody", NICK.UserID, "wv:carol"] };
    expect(await create(LIST, { NickList })).toMatchObject({
      Result: { Code: 201, DetailedResult: [{ Code: 531, UserID: ["wv:nobody"] }] },
    });
    expect(await manage(LIST)).toMatchObject({
      NickList: { NickName: [{ UserID: NICK.UserID }, { UserID: "wv:carol" }] },
    });
    expect(codeOf(await manage(LIST, { AddNickList: { UserID: ["wv:nobody"] } }))).toBe(531);
  });

  test("who do not exist are passed over for phones that know no half success", async () => {
    const { create } = await open({ quirks: ["partial-is-failure"] });
    expect(codeOf(await create(LIST, { NickList: { UserID: ["wv:nobody", NICK.UserID] } }))).toBe(200);
  });

  test("are limited in number", async () => {
    const { create, manage } = await open();
    const NickList = { UserID: Array.from({ length: 500 }, (_, index) => `wv:u${index}@example.net`) };
    expect(codeOf(await create(LIST, { NickList }))).toBe(200);
    expect(codeOf(await manage(LIST, { AddNickList: { UserID: [NICK.UserID] } }))).toBe(754);
    expect(codeOf(await manage(LIST, { AddNickList: { UserID: ["wv:u7@example.net"] } }))).toBe(200);
  });

  test("of a list that is not there are not shown", async () => {
    const { bench, manage } = await open();
    expect(codeOf(await manage(LIST))).toBe(700);
    expect(await bench.storage.lists.ofUser(ALICE)).toEqual([]);
  });
});
