import { Stage, TWO_SERVERS, wv } from "../support/e2e/index.js";
import { codeOf } from "../support/handset/index.js";

describe.each(TWO_SERVERS)("contact lists, on %s", (name) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open(name);
  }, 60_000);
  afterEach(() => stage.clear());
  afterAll(() => stage.close());

  test.each([
    ["1.1", "wbxml"],
    ["1.1", "xml"],
    ["1.2", "wbxml"],
    ["1.2", "xml"],
    ["1.3", "wbxml"],
    ["1.3", "xml"],
  ] as const)("in %s, %s: made, read, changed and removed", async (version, syntax) => {
    const alice = await stage.phone({ version, syntax });
    const list = (of: string) => `${alice.userId}/${of}`;
    const bob = "wv:bob@localhost";
    const users = async (of: string) => {
      const names: Record<string, string | undefined> = {};
      const { NickList } = await alice.getList(list(of));
      for (const { UserID = "", Name } of NickList?.NickName ?? []) names[UserID] = Name;
      return names;
    };
    await alice.createList(list("friends"), { [bob]: "Bób ✓" });
    await alice.createList(list("work"));
    expect(await alice.getLists()).toMatchObject({
      DefaultContactList: list("friends"),
      ContactList: [list("work")],
    });
    expect(await users("friends")).toEqual({ [bob]: "Bób ✓" });
    await alice.addContacts(list("work"), { "wv:carol@localhost": "Carol", "wv:dave@localhost": "Dave" });
    await alice.removeContacts(list("work"), "wv:dave@localhost");
    expect(await users("work")).toEqual({ "wv:carol@localhost": "Carol" });
    expect(await codeOf(alice.createList(list("work")))).toBe(701);
    await alice.deleteList(list("work"));
    expect(await codeOf(alice.getList(list("work")))).toBe(700);
    expect(await codeOf(alice.deleteList(list("work")))).toBe(700);
  });

  test("a user has one list from the beginning", async () => {
    const alice = await stage.phone();
    const { DefaultContactList = "" } = await alice.getLists();
    expect((await alice.getList(DefaultContactList)).Result.Code).toBe(200);
  });

  test("are the same on each device and in each version, and outlast kill -9", async () => {
    const older = await stage.phone({ version: "1.1", clientId: "http://a.example/" });
    const { userId } = older;
    await older.createList(`${userId}/friends`, { "wv:bob@localhost": "Bob" });
    await stage.hamlet.restart("kill");
    const newer = await stage.phone({ version: "1.3", clientId: "http://b.example/", userId });
    expect((await newer.getList(`${userId}/friends`)).NickList?.NickName).toEqual([
      { Name: "Bob", UserID: "wv:bob@localhost" },
    ]);
  });

  test("nobody touches those of others", async () => {
    const [alice, mallory] = [await stage.phone(), await stage.phone()];
    const list = `${alice.userId}/friends`;
    await alice.createList(list, { "wv:bob@localhost": "Bob" });
    for (const attempt of [
      mallory.getList(list),
      mallory.deleteList(list),
      mallory.addContacts(list, { "wv:x@localhost": "X" }),
    ])
      expect(await codeOf(attempt)).toBeGreaterThanOrEqual(400);
    expect((await alice.getList(list)).NickList?.NickName).toHaveLength(1);
  });

  test("a message to a list goes to all on it", async () => {
    const [alice, bob, carol] = [await stage.phone(), await stage.jabber(), await stage.jabber()];
    const list = `${alice.userId}/friends`;
    await alice.createList(list, { [wv(bob)]: "Bob", [wv(carol)]: "Carol" });
    const { Result } = await alice.expect(
      {
        kind: "SendMessage-Request",
        DeliveryReport: false,
        MessageInfo: {
          ContentType: "text/plain",
          ContentSize: 5,
          Recipient: { ContactList: [list] },
          Sender: { User: { UserID: alice.userId } },
        },
        ContentData: "Hello",
      },
      "SendMessage-Response",
    );
    expect(Result.Code).toBe(200);
    expect((await bob.next("chat")).body).toBe("Hello");
    expect((await carol.next("chat")).body).toBe("Hello");
  });
});
