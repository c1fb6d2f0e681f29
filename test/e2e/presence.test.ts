import { isAvailable, Stage, TWO_SERVERS, watch, wv } from "../support/e2e/index.js";
import type { ContentOf, Handset } from "../support/handset/index.js";
import type { JabberUser } from "../support/jabber/index.js";

type Attributes = NonNullable<
  ContentOf<"PresenceNotification-Request">["Presence"][number]["PresenceSubList"]
>[number];

/** Waits for news of a contact that fit. */
async function news(
  alice: Handset,
  of: string,
  fits: (attributes: Attributes) => boolean,
): Promise<Attributes> {
  let found: Attributes | undefined;
  await alice.next("PresenceNotification-Request", {
    where: ({ Presence }) => {
      found = Presence.filter(({ UserID }) => UserID === of)
        .flatMap(({ PresenceSubList = [] }) => PresenceSubList)
        .find(fits);
      return found !== undefined;
    },
  });
  if (found === undefined) throw new Error("There is no such presence");
  return found;
}

const isOnline =
  (expected: boolean) =>
  ({ OnlineStatus }: Attributes) =>
    OnlineStatus?.PresenceValue === expected;
const hasText =
  (expected: string) =>
  ({ StatusText }: Attributes) =>
    StatusText?.PresenceValue === expected;

/** A phone asks to see a Jabber user's presence, is allowed to, and sees it. */
async function follow(stage: Stage, alice: Handset, bob: JabberUser): Promise<void> {
  await alice.subscribe(wv(bob));
  const { from } = await bob.next("subscription", ({ type }) => type === "subscribe");
  expect(from).toBe(stage.jidOf(alice));
  await bob.subscription(from, "subscribed");
  await news(alice, wv(bob), isOnline(true));
}

describe.each(TWO_SERVERS)("presence, on %s", (name) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open(name);
  }, 60_000);
  afterEach(() => stage.clear());
  afterAll(() => stage.close());

  describe("of Jabber users, as phones see it", () => {
    test.each(["1.1", "1.2", "1.3"] as const)(
      "in %s: comes with the subscription, and with each change",
      async (version) => {
        const [alice, bob] = [await stage.phone({ version }), await stage.jabber()];
        await follow(stage, alice, bob);
        await bob.setPresence({ show: "dnd", status: "In a meeting ✓" });
        expect(await news(alice, wv(bob), hasText("In a meeting ✓"))).toMatchObject({
          UserAvailability: { Qualifier: true, PresenceValue: "DISCREET" },
        });
        await bob.setPresence({ type: "unavailable", status: "Gone home" });
        expect(await news(alice, wv(bob), isOnline(false))).toMatchObject({
          StatusText: { PresenceValue: "Gone home" },
        });
      },
    );

    test("is not told to a phone that was not allowed to see it", async () => {
      const [alice, bob] = [await stage.phone(), await stage.jabber()];
      await alice.subscribe(wv(bob));
      const { from } = await bob.next("subscription");
      await bob.subscription(from, "unsubscribed");
      await bob.setPresence({ status: "Secret" });
      await bob.settle();
      await bob.chat(from, "that is all");
      await alice.next("NewMessage");
      expect(JSON.stringify(alice.log)).not.toContain("Secret");
      const { Presence } = await alice.getPresence(wv(bob));
      expect(JSON.stringify(Presence)).not.toContain("Secret");
    });

    test("is known to GetPresence, at once and after the phone comes back", async () => {
      const [alice, bob] = [await stage.phone(), await stage.jabber()];
      await follow(stage, alice, bob);
      await bob.setPresence({ status: "Here" });
      await news(alice, wv(bob), hasText("Here"));
      const statusText = async () =>
        (await alice.getPresence(wv(bob))).Presence?.[0]?.PresenceSubList?.[0]?.StatusText?.PresenceValue;
      expect(await statusText()).toBe("Here");
      await alice.createList(`${alice.userId}/friends`, { [wv(bob)]: "Bob" });
      await alice.logout();
      await bob.setPresence({ status: "Still here" });
      await alice.login();
      await alice.subscribeList(`${alice.userId}/friends`);
      await news(alice, wv(bob), hasText("Still here"));
    });

    test("ends with UnsubscribePresence, for the server too where the contact is on no list", async () => {
      const [alice, bob] = [await stage.phone(), await stage.jabber()];
      await follow(stage, alice, bob);
      await alice.unsubscribe(wv(bob));
      await bob.next("subscription", ({ type }) => type === "unsubscribe");
      expect((await bob.roster()).get(stage.jidOf(alice))?.subscription ?? "none").toBe("none");
    });

    test("that was taken back is no longer known", async () => {
      const [alice, bob] = [await stage.phone(), await stage.jabber()];
      await follow(stage, alice, bob);
      await bob.subscription(stage.jidOf(alice), "unsubscribed");
      await alice.next("PresenceNotification-Request", {
        where: ({ Presence }) =>
          Presence.some(
            ({ UserID, PresenceSubList }) =>
              UserID === wv(bob) && PresenceSubList?.[0]?.OnlineStatus?.Qualifier === false,
          ),
      });
    });
  });

  describe("of phones, as Jabber users see it", () => {
    test.each(["1.1", "1.2"] as const)(
      "in %s: is shown to whom the phone's user allows, until he takes it back",
      async (version) => {
        const [alice, bob] = [await stage.phone({ version }), await stage.jabber()];
        await watch(stage, bob, alice);
        await alice.updatePresence({
          UserAvailability: { Qualifier: true, PresenceValue: "NOT_AVAILABLE" },
          StatusText: { Qualifier: true, PresenceValue: "Zu Tisch ✓" },
        });
        const away = await bob.next("presence", ({ show }) => show === "away");
        expect(away).toMatchObject({ isAvailable: true, status: "Zu Tisch ✓" });
        await alice.ok({ kind: "CancelAuth-Request", UserID: wv(bob) });
        await bob.next("subscription", ({ type }) => type === "unsubscribed");
        await bob.next("presence", isAvailable(stage.jidOf(alice), false));
      },
    );

    test("in 1.3, which knows no authorisation: the question is a message, a list the answer", async () => {
      const [alice, bob] = [await stage.phone({ version: "1.3" }), await stage.jabber()];
      await bob.subscription(stage.jidOf(alice), "subscribe");
      expect((await alice.next("NewMessage")).ContentData).toContain(wv(bob));
      await alice.createList(`${alice.userId}/friends`, { [wv(bob)]: "Bob" });
      await bob.next("subscription", ({ type }) => type === "subscribed");
      await bob.next("presence", isAvailable(stage.jidOf(alice), true));
    });

    test("is not shown to whom he refuses", async () => {
      const [alice, bob] = [await stage.phone(), await stage.jabber()];
      await bob.subscription(stage.jidOf(alice), "subscribe");
      await alice.next("PresenceAuth-Request");
      await alice.authorize(wv(bob), false);
      await bob.next("subscription", ({ type }) => type === "unsubscribed");
      await bob.settleWith(stage.jidOf(alice));
      expect(bob.waiting("presence").filter(({ from }) => from.startsWith(stage.jidOf(alice)))).toEqual([]);
    });

    test("a question waits for a phone that is off", async () => {
      const [alice, bob] = [stage.handset(), await stage.jabber()];
      await bob.subscription(stage.jidOf(alice), "subscribe");
      await bob.settleWith(stage.jidOf(alice));
      await alice.login();
      expect(await alice.next("PresenceAuth-Request")).toMatchObject({ UserID: wv(bob) });
    });

    test("who logs in later sees it, and who logged out no longer", async () => {
      const [alice, bob] = [await stage.phone(), await stage.jabber()];
      await watch(stage, bob, alice);
      await bob.close();
      await bob.connect();
      await bob.next("presence", isAvailable(stage.jidOf(alice), true));
      await alice.logout();
      await bob.next("presence", isAvailable(stage.jidOf(alice), false));
      await alice.login();
      await bob.next("presence", isAvailable(stage.jidOf(alice), true));
    });

    test("two devices are two resources", async () => {
      const [alice, bob] = [await stage.phone({ clientId: "http://a.example/" }), await stage.jabber()];
      const first = await watch(stage, bob, alice);
      const { userId } = alice;
      const second = await stage.phone({ clientId: "http://b.example/", userId });
      const { from } = await bob.next("presence", isAvailable(stage.jidOf(alice), true));
      expect(from).not.toBe(first.from);
      await second.logout();
      expect((await bob.next("presence", isAvailable(stage.jidOf(alice), false))).from).toBe(from);
      await alice.logout();
      expect((await bob.next("presence", isAvailable(stage.jidOf(alice), false))).from).toBe(first.from);
    });
  });

  test("from phone to phone", async () => {
    const [alice, carol] = [
      await stage.phone({ version: "1.1" }),
      await stage.phone({ version: "1.2", syntax: "xml" }),
    ];
    await alice.subscribe(carol.userId);
    await carol.next("PresenceAuth-Request", { where: ({ UserID }) => UserID === alice.userId });
    await carol.authorize(alice.userId, true);
    await news(alice, carol.userId, isOnline(true));
    await carol.updatePresence({ StatusText: { Qualifier: true, PresenceValue: "On the train" } });
    await news(alice, carol.userId, hasText("On the train"));
    await carol.logout();
    await news(alice, carol.userId, isOnline(false));
  });

  describe("when Hamlet is started anew", () => {
    test.each(["clean", "kill"] as const)(
      "(%s) nobody is shown who is not there, and those who are go on",
      async (how) => {
        const [alice, carol, bob] = [await stage.phone(), await stage.phone(), await stage.jabber()];
        await watch(stage, bob, alice);
        await watch(stage, bob, carol);
        await follow(stage, alice, bob);
        await stage.hamlet.restart(how);
        await carol.logout();
        await bob.next("presence", isAvailable(stage.jidOf(carol), false));
        await bob.setPresence({ status: "After the restart" });
        await news(alice, wv(bob), hasText("After the restart"));
        const again = await stage.jabber({ jid: bob.jid });
        await again.next("presence", isAvailable(stage.jidOf(alice), true));
        await again.settleWith(stage.jidOf(carol));
        const ghosts = again.waiting("presence").filter(isAvailable(stage.jidOf(carol), true));
        expect(ghosts.map(({ stanza }) => stanza.toString())).toEqual([]);
      },
    );
  });
});
