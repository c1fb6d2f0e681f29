import { Stage, TWO_SERVERS, wv } from "../support/e2e/index.js";
import { codeOf, type Handset } from "../support/handset/index.js";
import { type JabberUser, NS, xml } from "../support/jabber/index.js";

/** What came to a phone up to now, apart from messages: an echo of the server's comes after all that was on its way. */
async function arrivedAt(alice: Handset, bob: JabberUser, jid: string): Promise<readonly string[]> {
  await bob.chat(jid, "that is all");
  await alice.next("NewMessage", { where: ({ ContentData }) => ContentData === "that is all" });
  return alice.inbox.kinds;
}

describe.each(TWO_SERVERS)("what becomes of messages, on %s", (name) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open(name);
  }, 60_000);
  afterEach(() => stage.clear());
  afterAll(() => stage.close());

  test.each(["1.1", "1.2", "1.3"] as const)(
    "is reported to a phone of %s that asks for it",
    async (version) => {
      const [alice, bob] = [await stage.phone({ version }), await stage.jabber()];
      const MessageID = await alice.sendMessage(wv(bob), "Hello", { report: true });
      expect(await alice.next("DeliveryReport-Request")).toMatchObject({
        Result: { Code: 200 },
        MessageInfo: { MessageID, Recipient: { User: [{ UserID: wv(bob) }] } },
      });
    },
  );

  test("is not reported to a phone that does not ask", async () => {
    const [alice, bob] = [await stage.phone(), await stage.jabber()];
    await alice.sendMessage(wv(bob), "Hello");
    expect(await bob.next("chat")).toMatchObject({ wantsReceipt: false });
    expect(await arrivedAt(alice, bob, stage.jidOf(alice))).toEqual([]);
  });

  test("is not reported where the other program tells of no receipt", async () => {
    const [alice, bob] = [await stage.phone(), await stage.jabber({ sendsReceipts: false })];
    await alice.sendMessage(wv(bob), "Hello", { report: true });
    expect(await bob.next("chat")).toMatchObject({ wantsReceipt: true });
    expect(await arrivedAt(alice, bob, stage.jidOf(alice))).toEqual([]);
  });

  test("is not reported by anybody but the recipient", async () => {
    const [alice, bob, mallory] = [
      await stage.phone(),
      await stage.jabber({ sendsReceipts: false }),
      await stage.jabber(),
    ];
    await alice.sendMessage(wv(bob), "Hello", { report: true });
    const { id, from } = await bob.next("chat");
    await mallory.send(xml("message", { to: from }, xml("received", { xmlns: NS.receipts, id })));
    expect(await arrivedAt(alice, mallory, stage.jidOf(alice))).toEqual([]);
  });

  test("is told to Jabber users who ask for a receipt, once the phone has the message", async () => {
    const [alice, bob] = [await stage.phone(), await stage.jabber()];
    const id = await bob.chat(stage.jidOf(alice), "Hello", { receipt: true });
    const request = await alice.polled();
    await bob.settleWith(stage.jidOf(alice));
    expect(bob.waiting("receipt")).toEqual([]);
    await alice.acknowledge(request);
    expect(await bob.next("receipt")).toMatchObject({ messageId: id });
  });

  test("between phones is reported, once the other phone has it", async () => {
    const [alice, carol] = [await stage.phone({ version: "1.1" }), await stage.phone({ version: "1.3" })];
    const MessageID = await alice.sendMessage(carol.userId, "Hello", { report: true });
    await carol.next("NewMessage");
    expect(await alice.next("DeliveryReport-Request")).toMatchObject({
      Result: { Code: 200 },
      MessageInfo: { MessageID },
    });
  });

  test.each([
    ["a user who does not exist", "wv:nobody@localhost"],
    ["a domain that does not exist", "wv:bob@nowhere.invalid"],
  ])("to %s is reported as failed", async (_, to) => {
    const alice = await stage.phone();
    const MessageID = await alice.sendMessage(to, "Hello", { report: true });
    const report = await alice.next("DeliveryReport-Request");
    expect(report).toMatchObject({ MessageInfo: { MessageID } });
    expect(report.Result.Code).toBe(410);
  });

  test("to nobody is logged where no report was asked for, and the session goes on", async () => {
    const [alice, bob] = [await stage.phone(), await stage.jabber()];
    const before = stage.hamlet.log.length;
    await alice.sendMessage("wv:nobody@localhost", "Hello");
    await alice.sendMessage("wv:somebody@localhost", "Hello", { report: true });
    await alice.next("DeliveryReport-Request");
    expect(stage.hamlet.log.slice(before)).toContain("no report was asked for");
    await alice.sendMessage(wv(bob), "Still here");
    expect(await bob.next("chat")).toMatchObject({ body: "Still here" });
  });

  test.each([
    ["an unknown user of the own domain", 531, "wv:nobody"],
    ["what is no address", 901, "wv:@@"],
  ])("to %s is refused: %i", async (_, code, to) => {
    const alice = await stage.phone();
    expect(await codeOf(alice.sendMessage(to, "Hello"))).toBe(code);
  });

  test("to a Jabber user who is away is kept by the server, and reported when he comes", async () => {
    const [alice, bob, carol] = [await stage.phone(), await stage.person(), await stage.jabber()];
    const MessageID = await alice.sendMessage(wv(bob), "Hello", { report: true });
    // What comes after it has come, so the server has it.
    await alice.sendMessage(wv(carol), "Hello");
    await carol.next("chat");
    await bob.connect();
    expect(await bob.next("chat")).toMatchObject({ body: "Hello", isDelayed: true });
    expect(await alice.next("DeliveryReport-Request")).toMatchObject({
      Result: { Code: 200 },
      MessageInfo: { MessageID },
    });
  });

  test("to several is sent to each, and those who cannot get it are named", async () => {
    const [alice, bob, carol] = [
      await stage.phone({ version: "1.2" }),
      await stage.jabber(),
      await stage.jabber(),
    ];
    const answer = await alice.request({
      kind: "SendMessage-Request",
      DeliveryReport: false,
      MessageInfo: {
        ContentType: "text/plain",
        ContentSize: 5,
        Recipient: { User: [{ UserID: wv(bob) }, { UserID: "wv:nobody" }, { UserID: wv(carol) }] },
        Sender: { User: { UserID: alice.userId } },
      },
      ContentData: "Hello",
    });
    expect(answer).toMatchObject({
      Result: { Code: 201, DetailedResult: [{ Code: 531, UserID: ["wv:nobody"] }] },
    });
    expect((await bob.next("chat")).body).toBe("Hello");
    expect((await carol.next("chat")).body).toBe("Hello");
  });

  test("of a Jabber user to an unknown phone user: it comes back", async () => {
    const bob = await stage.jabber();
    const id = await bob.chat(`nobody@${stage.server.component.domain}`, "Hello");
    expect(await bob.next("error")).toMatchObject({ of: "message", id, condition: "service-unavailable" });
  });

  test("that a phone rejects: it comes back to its sender", async () => {
    const [alice, bob] = [await stage.phone(), await stage.jabber()];
    await alice.ok({ kind: "SetDeliveryMethod-Request", DeliveryMethod: "N" });
    const id = await bob.chat(stage.jidOf(alice), "Hello");
    const { MessageInfo } = await alice.next("MessageNotification");
    await alice.ok({ kind: "RejectMessage-Request", MessageID: [MessageInfo.MessageID ?? ""] });
    expect(await bob.next("error")).toMatchObject({ of: "message", id });
  });

  test("one conversation has one thread, which is the Jabber user's if he names one", async () => {
    const [alice, bob, carol] = [await stage.phone(), await stage.jabber(), await stage.jabber()];
    const heard = async (by: JabberUser) => {
      await alice.sendMessage(wv(by), "Hello");
      return (await by.next("chat")).thread;
    };
    const [first, second, other] = [await heard(bob), await heard(bob), await heard(carol)];
    expect(first).toMatch(/./);
    expect(second).toBe(first);
    expect(other).not.toBe(first);
    await bob.chat(stage.jidOf(alice), "Something else", { thread: "his-own" });
    await alice.next("NewMessage");
    expect(await heard(bob)).toBe("his-own");
    expect(await heard(carol)).toBe(other);
  });

  test("a subject is told with the text", async () => {
    const [alice, bob] = [await stage.phone(), await stage.jabber()];
    await bob.chat(stage.jidOf(alice), "at noon", { type: "normal", subject: "Lunch" });
    expect((await alice.next("NewMessage")).ContentData).toBe("[Lunch] at noon");
  });

  describe("announced and fetched", () => {
    test.each(["1.1", "1.2", "1.3"] as const)("by a phone of %s", async (version) => {
      const [alice, bob] = [await stage.phone({ version }), await stage.jabber()];
      await alice.ok({ kind: "SetDeliveryMethod-Request", DeliveryMethod: "N" });
      const id = await bob.chat(stage.jidOf(alice), "Hello", { receipt: true });
      const { MessageInfo } = await alice.next("MessageNotification");
      const MessageID = MessageInfo.MessageID ?? "";
      const list = await alice.expect({ kind: "GetMessageList-Request" }, "GetMessageList-Response");
      expect((list.MessageInfo ?? list.MessageInfoList?.MessageInfo)?.map((info) => info.MessageID)).toEqual([
        MessageID,
      ]);
      const fetched = await alice.expect({ kind: "GetMessage-Request", MessageID }, "GetMessage-Response");
      expect(fetched.ContentData).toBe("Hello");
      await bob.settleWith(stage.jidOf(alice));
      expect(bob.waiting("receipt")).toEqual([]);
      await alice.ok({ kind: "MessageDelivered", MessageID });
      expect(await bob.next("receipt")).toMatchObject({ messageId: id });
      expect(await codeOf(alice.expect({ kind: "GetMessage-Request", MessageID }))).toBe(426);
    });

    test("and pushed again, once the phone wants that", async () => {
      const [alice, bob] = [await stage.phone(), await stage.jabber()];
      await alice.ok({ kind: "SetDeliveryMethod-Request", DeliveryMethod: "N" });
      await alice.ok({ kind: "SetDeliveryMethod-Request", DeliveryMethod: "P" });
      await bob.chat(stage.jidOf(alice), "Hello");
      expect((await alice.next("NewMessage")).ContentData).toBe("Hello");
    });
  });

  describe("to several devices of a user", () => {
    test("comes to whichever asks first, and to no other after that", async () => {
      const first = await stage.phone({ clientId: "http://a.example/" });
      const { userId } = first;
      const second = await stage.phone({ clientId: "http://b.example/", userId, version: "1.1" });
      const bob = await stage.jabber();
      await bob.chat(stage.jidOf(first), "Hello");
      expect((await second.next("NewMessage")).ContentData).toBe("Hello");
      await first.drain();
      expect(first.inbox.kinds).toEqual([]);
      expect(first.isOver).toBe(false);
    });

    test("each device can write, and stays when the other logs out", async () => {
      const first = await stage.phone({ clientId: "http://a.example/" });
      const { userId } = first;
      const second = await stage.phone({ clientId: "http://b.example/", userId });
      const bob = await stage.jabber();
      await first.sendMessage(wv(bob), "one");
      await second.sendMessage(wv(bob), "two");
      const froms = [(await bob.next("chat")).from, (await bob.next("chat")).from];
      expect(new Set(froms.map((from) => from.split("/")[0]))).toEqual(new Set([stage.jidOf(first)]));
      await first.logout();
      await bob.chat(stage.jidOf(second), "Still there?");
      expect((await second.next("NewMessage")).ContentData).toBe("Still there?");
    });
  });

  test("a phone with a CIR channel is called when there is something for it", async () => {
    const alice = await stage.phone({ cir: true });
    expect(alice.isCirOpen).toBe(true);
    const bob = await stage.jabber();
    await bob.chat(stage.jidOf(alice), "Wake up");
    expect((await alice.next("NewMessage")).ContentData).toBe("Wake up");
  });
});
