import { Stage, TWO_SERVERS, wv } from "../support/e2e/index.js";
import type { Handset, ServerRequest } from "../support/handset/index.js";
import type { JabberUser } from "../support/jabber/index.js";

const TEXTS = ["one", "two 😀", "three", "four", "five"];

/** Sends messages, one after the other, and waits until Hamlet has them. */
async function leaveMessages(stage: Stage, bob: JabberUser, alice: Handset): Promise<void> {
  for (const text of TEXTS) await bob.chat(stage.jidOf(alice), text);
  await bob.settleWith(stage.jidOf(alice));
}

async function textsOf(alice: Handset, count: number): Promise<readonly (string | undefined)[]> {
  const texts: (string | undefined)[] = [];
  for (let index = 0; index < count; index++) texts.push((await alice.next("NewMessage")).ContentData);
  return texts;
}

/** The same of a phone that was about to acknowledge one. */
async function textsFrom(alice: Handset, first: ServerRequest | undefined) {
  const texts: (string | undefined)[] = [];
  for (let next = first; next !== undefined; ) {
    if (next.content.kind === "NewMessage") texts.push(next.content.ContentData);
    next = await alice.acknowledge(next);
  }
  return texts;
}

async function heardBy(bob: JabberUser): Promise<readonly string[]> {
  const texts: string[] = [];
  for (const _ of TEXTS) texts.push((await bob.next("chat")).body);
  return texts;
}

/** Whatever else waits for a phone. */
async function rest(alice: Handset): Promise<readonly string[]> {
  await alice.drain();
  return alice.inbox.kinds;
}

describe.each(TWO_SERVERS)("what outlasts absence and breakdown, on %s", (name) => {
  let stage: Stage;
  let people: JabberUser[];
  const busy: JabberUser[] = [];
  beforeAll(async () => {
    stage = await Stage.open(name);
    people = await Promise.all(Array.from({ length: 10 }, () => stage.person()));
    // ejabberd forgets on kill -9 who has come in the last seconds.
    await stage.server.restart();
    await stage.hamlet.whenReady();
  }, 60_000);
  afterEach(async () => {
    await Promise.all(busy.splice(0).map((bob) => bob.close()));
    await stage.clear();
  });
  afterAll(() => stage.close());

  const person = async () => {
    const bob = people.pop();
    if (bob === undefined) throw new Error("Too few people");
    busy.push(bob);
    await bob.connect();
    return bob;
  };

  /** The server stands still, so that it takes nothing any more that is sent to it. */
  const freezeServer = () => void process.kill(stage.server.pid ?? 0, "SIGSTOP");

  const breakdowns = {
    Hamlet: async () => {
      await stage.hamlet.restart("kill");
    },
    "the XMPP server": async () => {
      await stage.server.restart("kill");
      await stage.hamlet.whenReady();
    },
    both: async () => {
      await Promise.all([stage.hamlet.kill(), stage.server.kill()]);
      await stage.server.start();
      await stage.hamlet.start();
    },
  };
  const eachBreakdown = Object.entries(breakdowns);

  test("messages to a phone that is off are kept: in order, once, with their time", async () => {
    const [alice, bob] = [stage.handset({ version: "1.3" }), await person()];
    const from = Math.floor(Date.now() / 1000) * 1000;
    await leaveMessages(stage, bob, alice);
    const to = Date.now();
    await alice.login();
    const texts: (string | undefined)[] = [];
    for (const _ of TEXTS) {
      const { ContentData, MessageInfo } = await alice.next("NewMessage");
      texts.push(ContentData);
      expect(MessageInfo.Sender.User?.UserID).toBe(wv(bob));
      expect(MessageInfo.DateTime?.getTime()).toBeGreaterThanOrEqual(from);
      expect(MessageInfo.DateTime?.getTime()).toBeLessThanOrEqual(to);
    }
    expect(texts).toEqual(TEXTS);
    await alice.logout();
    await alice.login();
    expect(await rest(alice)).toEqual([]);
  });

  test.each(eachBreakdown)(
    "kill -9 of %s: what waits for phones comes once and in order, sessions go on",
    async (which, breakDown) => {
      const [away, idle, done, bob] = [
        stage.handset(),
        await stage.phone(),
        await stage.phone(),
        await person(),
      ];
      for (const alice of [away, idle, done]) await leaveMessages(stage, bob, alice);
      const request = await idle.polled();
      expect(request.content).toMatchObject({ kind: "NewMessage", ContentData: TEXTS[0] });
      expect(await textsOf(done, TEXTS.length)).toEqual(TEXTS);
      await breakDown();
      await away.login();
      expect(await textsOf(away, TEXTS.length)).toEqual(TEXTS);
      // A gateway that has started anew tells again what was not acknowledged to the one before.
      const isToldAgain = which !== "the XMPP server";
      const told = isToldAgain ? await textsOf(idle, TEXTS.length) : await textsFrom(idle, request);
      expect(told).toEqual(TEXTS);
      for (const alice of [away, idle, done]) expect(await rest(alice)).toEqual([]);
      await bob.connect();
      await done.sendMessage(wv(bob), "Still the same session");
      expect((await bob.next("chat")).body).toBe("Still the same session");
    },
  );

  test("a message that was acknowledged to the phone right before kill -9 of Hamlet arrives", async () => {
    const [alice, bob] = [await stage.phone(), await person()];
    await alice.sendMessage(wv(bob), "one");
    await alice.sendMessage(wv(bob), "two");
    await stage.hamlet.restart("kill");
    const [first, second] = [await bob.next("chat"), await bob.next("chat", ({ body }) => body === "two")];
    expect([first.body, second.body]).toEqual(["one", "two"]);
    const again = bob.waiting("chat").map(({ id }) => id);
    expect([first.id, second.id]).toEqual(expect.arrayContaining(again));
  });

  test("what one phone was told is sent to another arrives once, though Hamlet is killed behind a flood", async () => {
    const [alice, bob, carol] = [await stage.phone(), await person(), stage.handset()];
    const flood = Array.from({ length: 200 }, (_, index) => bob.chat(stage.jidOf(carol), `flood ${index}`));
    for (const text of TEXTS) await alice.sendMessage(carol.userId, text);
    await stage.hamlet.restart("kill");
    await Promise.all(flood);
    await stage.allTaken();
    await carol.login();
    await carol.drain();
    const heard = carol.inbox.of("NewMessage").map(({ ContentData }) => ContentData);
    expect(heard.filter((text) => !text?.startsWith("flood"))).toEqual(TEXTS);
  });

  test("a message that the XMPP server never took arrives, also after kill -9 of Hamlet", async () => {
    const [alice, bob, carol] = [await stage.phone(), await person(), stage.handset()];
    freezeServer();
    for (const text of TEXTS) await alice.sendMessage(wv(bob), text);
    await alice.sendMessage(carol.userId, "Hello", { report: true });
    await breakdowns.both();
    // One who comes in between is given first by ejabberd what came last.
    await stage.allTaken();
    await Promise.all([bob.connect(), carol.login()]);
    expect(await heardBy(bob)).toEqual(TEXTS);
    expect((await carol.next("NewMessage")).ContentData).toBe("Hello");
    expect((await alice.next("DeliveryReport-Request")).Result.Code).toBe(200);
  });

  test("a message that the XMPP server never took arrives once that is back", async () => {
    const [alice, bob] = [await stage.phone(), await person()];
    freezeServer();
    for (const text of TEXTS) await alice.sendMessage(wv(bob), text);
    await breakdowns["the XMPP server"]();
    await stage.allTaken();
    await bob.connect();
    expect(await heardBy(bob)).toEqual(TEXTS);
  });

  test("while the XMPP server is down, phones log in, and are told at once that nothing can be sent: 503", async () => {
    const [alice, bob] = [await stage.phone(), await person()];
    await stage.server.kill();
    await stage.hamlet.whenReady(false);
    await expect(alice.sendMessage(wv(bob), "Hello")).rejects.toMatchObject({ status: 503 });
    const carol = await stage.phone();
    await stage.server.start();
    await stage.hamlet.whenReady();
    await bob.connect();
    await carol.sendMessage(wv(bob), "Hello");
    expect((await bob.next("chat")).from).toContain(stage.jidOf(carol));
  });
});
