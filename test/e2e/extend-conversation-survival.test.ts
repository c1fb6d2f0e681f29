import { begin, extend, outcome, outcomeCode, peerJoins } from "../support/e2e/chat.js";
import { type Party, party } from "../support/e2e/party.js";
import { NOTHING, SERVERS, START, World } from "../support/e2e/world.js";
import type { Handset } from "../support/handset/index.js";

/** Milliseconds: servers start in these tests. */
const LONG = 60_000;

describe.each(SERVERS)("what goes down during an extension, on $server ($flavour)", (where) => {
  let world: World;
  beforeAll(async () => {
    world = await World.start(where);
  }, START);
  afterEach(() => world.clear());
  afterAll(() => world.close());

  const cast = async (): Promise<readonly [Handset, Handset, Handset]> => [
    await world.phone(),
    await world.phone({ version: "1.2" }),
    await world.phone(),
  ];

  const talk = async (group: string, ...parties: readonly Party[]) => {
    for (const [at, speaker] of parties.entries()) {
      await speaker.say(group, `words ${at}`);
      for (const listener of parties) if (listener !== speaker) await listener.hears(group, `words ${at}`);
    }
  };

  describe.each(["kill", "clean"] as const)("Hamlet (%s)", (how) => {
    test(
      "while the peer is awaited: the time goes on, and he may still come",
      async () => {
        const [alice, bob, carol] = await cast();
        const beginning = await begin(alice, party(bob), [party(carol)]);
        await world.hamlet.restart(how);
        await peerJoins(alice, party(bob), beginning);
        expect((await party(carol).invited()).group).toBe(beginning.group);
        await carol.join(beginning.group, "carol");
        await talk(beginning.group, party(alice), party(bob), party(carol));
        for (const phone of [bob, carol]) expect(await party(phone).timesInvited(beginning.group)).toBe(1);
      },
      LONG,
    );
  });

  test(
    "Hamlet, while a Jabber user is awaited who comes meanwhile",
    async () => {
      const [alice, romeo, carol] = [await world.phone(), await world.jabberUser(), await world.phone()];
      const beginning = await begin(alice, party(romeo), [party(carol)]);
      await world.hamlet.kill();
      await romeo.rooms.enter(beginning.room, "peer");
      await world.hamlet.start();
      const { Result, GroupID } = await outcome(alice);
      expect({ code: Result.Code, GroupID }).toEqual({ code: 200, GroupID: beginning.group });
      await party(carol).invited();
      await carol.join(beginning.group, "carol");
      await talk(beginning.group, party(alice), party(romeo), party(carol));
      expect(await party(romeo).timesInvited(beginning.group)).toBe(1);
    },
    LONG,
  );

  test(
    "Hamlet, before the initiator has taken its response",
    async () => {
      const [alice, bob, carol] = await cast();
      const beginning = await begin(alice, party(bob), [party(carol)]);
      await bob.join(beginning.group, "peer");
      await world.hamlet.restart("kill");
      expect(await outcomeCode(alice)).toBe(200);
      expect((await party(carol).invited()).group).toBe(beginning.group);
      await talk(beginning.group, party(alice), party(bob));
      await carol.join(beginning.group, "carol");
      await talk(beginning.group, party(alice), party(bob), party(carol));
      expect(await party(carol).timesInvited(beginning.group)).toBe(1);
    },
    LONG,
  );

  test(
    "Hamlet, while all are talking",
    async () => {
      const [alice, bob, carol] = await cast();
      const { group } = await extend(alice, party(bob), [party(carol)]);
      await world.hamlet.restart("kill");
      await talk(group, party(alice), party(bob), party(carol));
      for (const phone of [bob, carol]) expect(await party(phone).timesInvited(group)).toBe(1);
      for (const phone of [alice, bob, carol]) await phone.leave(group);
    },
    LONG,
  );

  test(
    "Hamlet is down as the session of one inside runs out: he leaves",
    async () => {
      const [alice, bob, romeo] = [await world.phone(), await world.phone(), await world.jabberUser()];
      const { group, room } = await extend(alice, party(bob), [party(romeo)]);
      await world.hamlet.kill();
      world.expire(bob);
      await world.hamlet.start();
      await romeo.next("room-presence", ({ nick, isAvailable }) => nick === "peer" && !isAvailable);
      await talk(group, party(alice), party(romeo));
      await alice.leave(group);
      await romeo.rooms.leave(room);
      expect(await romeo.hasRoom(room)).toBe(false);
    },
    LONG,
  );

  test(
    "Hamlet is down as the time of the peer runs out",
    async () => {
      const [alice, bob, carol] = await cast();
      const { group, room } = await begin(alice, party(bob), [party(carol)]);
      await world.hamlet.kill();
      world.lapse();
      await world.hamlet.start();
      expect(await outcomeCode(alice)).toBe(410);
      expect(await (await world.jabberUser()).hasRoom(room)).toBe(false);
      await expect(bob.join(group, "late")).rejects.toMatchObject({ status: 800 });
      expect(await party(carol).timesInvited(group)).toBe(0);
    },
    LONG,
  );

  test(
    "Hamlet is down as the time of one peer runs out: that of another who is inside has stopped",
    async () => {
      const [alice, bob, carol] = await cast();
      const [dave, erin] = [await world.phone(), await world.phone()];
      const { group } = await extend(alice, party(bob), [party(carol)]);
      await begin(alice, party(dave), [party(erin)]);
      await world.hamlet.stop();
      world.lapse();
      await world.hamlet.start();
      expect(await outcomeCode(alice)).toBe(410);
      await talk(group, party(alice), party(bob), party(carol));
    },
    LONG,
  );

  test(
    "the XMPP server is killed while the peer is awaited: it fails, or goes on",
    async () => {
      const [alice, bob, carol] = await cast();
      const beginning = await begin(alice, party(bob), [party(carol)]);
      await world.server.restart("kill");
      await world.hamlet.whenReady();
      expect(await outcomeCode(alice)).toBe(503);
      await expect(bob.join(beginning.group, "late")).rejects.toMatchObject({ status: 800 });
      expect(await party(carol).timesInvited(beginning.group)).toBe(0);
    },
    LONG,
  );

  test(
    "the XMPP server is killed while all are talking: all are told",
    async () => {
      const [alice, bob, carol] = await cast();
      const { group } = await extend(alice, party(bob), [party(carol)]);
      await world.server.restart("kill");
      await world.hamlet.whenReady();
      for (const phone of [alice, bob, carol]) {
        const { GroupID, Result } = await phone.next("LeaveGroup-Response");
        expect({ GroupID, code: Result?.Code }).toEqual({ GroupID: group, code: 800 });
      }
      await world.cleared();
      expect(world.leftovers()).toEqual(NOTHING);
      // The phones can do the same again.
      await extend(alice, party(bob), [party(carol)]);
    },
    LONG,
  );

  test(
    "both are killed while all are talking",
    async () => {
      const [alice, bob, carol] = await cast();
      const { group } = await extend(alice, party(bob), [party(carol)]);
      await Promise.all([world.hamlet.kill(), world.server.kill()]);
      await world.server.start();
      await world.hamlet.start();
      for (const phone of [alice, bob, carol])
        expect((await phone.next("LeaveGroup-Response")).GroupID).toBe(group);
      await world.cleared();
      expect(world.leftovers()).toEqual(NOTHING);
    },
    LONG,
  );

  test(
    "the XMPP server restarts in order while the peer is awaited",
    async () => {
      const [alice, bob, carol] = await cast();
      const beginning = await begin(alice, party(bob), [party(carol)]);
      await world.server.restart("clean");
      await world.hamlet.whenReady();
      // Prosody keeps its rooms and who is in them; with ejabberd they are gone.
      if (where.server === "prosody") {
        await peerJoins(alice, party(bob), beginning);
        await party(carol).invited();
      } else {
        expect(await outcomeCode(alice)).toBe(503);
        expect(await party(carol).timesInvited(beginning.group)).toBe(0);
      }
    },
    LONG,
  );

  test(
    "while there is no XMPP server it is refused with 503",
    async () => {
      const [alice, bob, carol] = await cast();
      await world.server.stop();
      await world.hamlet.whenReady(false);
      await expect(alice.extendConversation(bob.userId, [carol.userId])).rejects.toMatchObject({
        status: 503,
      });
      await world.server.start();
      await world.hamlet.whenReady();
      await extend(alice, party(bob), [party(carol)]);
    },
    LONG,
  );

  test("leaves nothing behind", async () => {
    expect(await world.restAfterStop()).toEqual(NOTHING);
  });
});
