import { decode, encode } from "../../src/csp/index.js";
import { begin, extend, outcomeCode } from "../support/e2e/chat.js";
import { party } from "../support/e2e/party.js";
import { NOTHING, SERVERS, START, World } from "../support/e2e/world.js";
import { Refused } from "../support/handset/index.js";

describe.each(SERVERS)("what $server ($flavour) makes of an extended chat, T16", (where) => {
  // Stock Prosody loses <continue/> in the invitations of rooms.
  const form = where.server === "prosody" && where.flavour === "stock" ? "direct" : "mediated";
  // An ejabberd does not tell what history its rooms keep.
  const lacking = where.server === "ejabberd" ? ["History"] : form === "direct" ? ["PrivateMessaging"] : [];
  let world: World;
  beforeAll(async () => {
    world = await World.start(where);
  }, START);
  afterEach(() => world.clear());
  afterAll(() => world.close());

  test("the peer is told in which thread the chat goes on, in one invitation; the others by the room", async () => {
    const [alice, romeo, nurse] = [await world.phone(), await world.jabberUser(), await world.jabberUser()];
    const id = await alice.extendConversation(`wv:${romeo.jid}`, [`wv:${nurse.jid}`]);
    const invitation = await romeo.next("invitation");
    expect(invitation).toMatchObject({ form, isContinuation: true });
    expect(invitation.thread).toMatch(/./);
    await romeo.rooms.accept(invitation, "romeo");
    expect((await alice.next("ExtendConversation-Response")).ExtendConversationID).toBe(id);
    const other = await nurse.next("invitation");
    expect(other).toMatchObject({ form: "mediated", isContinuation: false, room: invitation.room });
    await nurse.rooms.accept(other, "nurse");
    for (const person of [romeo, nurse]) {
      await person.settle();
      expect(person.waiting("invitation")).toEqual([]);
    }
    await nurse.rooms.leave(other.room);
    await romeo.rooms.leave(other.room);
  });

  test("the room has what it needs, and none but the people are seen in it", async () => {
    const [alice, romeo, nurse] = [await world.phone(), await world.jabberUser(), await world.jabberUser()];
    const { room } = await extend(alice, party(romeo), [party(nurse)]);
    const features = await nurse.features(room);
    expect(features).toEqual(
      expect.arrayContaining(["muc_membersonly", "muc_hidden", "muc_temporary", "muc_nonanonymous"]),
    );
    await nurse.rooms.leave(room);
    const { others, self } = await nurse.rooms.enter(room, "nurse");
    const names = others.map(({ nick }) => nick).sort();
    expect(names).toEqual([alice.userId.replace("wv:", ""), "peer"].sort());
    for (const { affiliation } of [self, ...others]) expect(affiliation).toBe("member");
    await expect(romeo.rooms.destroy(room)).rejects.toMatchObject({ condition: /forbidden|not-allowed/ });
    await expect(romeo.rooms.form(room)).rejects.toMatchObject({ condition: /forbidden|not-allowed/ });
    await nurse.rooms.leave(room);
    await romeo.rooms.leave(room);
  });

  test("a Jabber user who is inside invites another", async () => {
    const [alice, romeo, nurse] = [await world.phone(), await world.jabberUser(), await world.jabberUser()];
    const carol = await world.phone();
    const { room, group } = await extend(alice, party(romeo), [party(nurse)]);
    await romeo.rooms.invite(room, world.jidOf(carol));
    expect(await party(carol).invited()).toMatchObject({ group, type: "GR" });
    await carol.join(group, "carol");
    await party(carol).say(group, "thank you");
    await party(romeo).hears(group, "thank you");
    for (const person of [romeo, nurse]) await person.rooms.leave(room);
  });

  if (form === "mediated") {
    test("a peer who declines ends it at once, and is no member any more, EC-21", async () => {
      const [alice, romeo, carol] = [await world.phone(), await world.jabberUser(), await world.phone()];
      await alice.extendConversation(`wv:${romeo.jid}`, [carol.userId]);
      const invitation = await romeo.next("invitation");
      await romeo.rooms.decline(invitation, "no");
      expect(await outcomeCode(alice)).toBe(410);
      expect(await romeo.hasRoom(invitation.room)).toBe(false);
      await carol.drain();
      expect(carol.inbox.of("InviteUser-Request")).toEqual([]);
    });
  } else {
    test("a peer without an account is known at once: the invitation comes back, 410", async () => {
      const [alice, carol] = [await world.phone(), await world.phone()];
      await expect(alice.extendConversation("wv:nobody@localhost", [carol.userId])).rejects.toMatchObject({
        status: 410,
      });
    });
  }

  test("what the server cannot do is said once in the log", () => {
    const said = world.hamlet.log.split("\n").flatMap((line) => {
      const found = /"property":"(\w+)".*"msg":"the room (?:offers no field|keeps another)/.exec(line);
      return found?.[1] === undefined ? [] : [found[1]];
    });
    expect(said).toEqual(lacking);
  });

  test("leaves nothing behind once a Jabber user was the last", async () => {
    await world.hamlet.restart();
    expect(await world.restAfterStop()).toEqual(NOTHING);
  });
});

describe("what the operator has set", () => {
  let world: World | undefined;
  afterEach(async () => {
    await world?.close();
    world = undefined;
  });

  const start = async (config: NonNullable<Parameters<typeof World.start>[0]["config"]>) => {
    world = await World.start({ server: "prosody", flavour: "stock", phones: 8, jabberUsers: 1, config });
    return world;
  };

  test(
    "so many groups and no more: 815, EC-46",
    async () => {
      const around = await start({ imps: { extendConversation: { maxGroups: 1 } } });
      const [alice, bob, carol] = [await around.phone(), await around.phone(), await around.phone()];
      const first = await begin(alice, party(bob), [party(carol)]);
      await expect(alice.extendConversation(carol.userId, [bob.userId])).rejects.toMatchObject({
        status: 815,
      });
      await bob.join(first.group, "peer");
      expect(await outcomeCode(alice)).toBe(200);
      for (const who of [alice, bob]) await who.leave(first.group);
      await around.cleared();
      await begin(alice, party(carol), [party(bob)]);
    },
    START,
  );

  test(
    "a room service that is not there: refused, and nobody is invited",
    async () => {
      const around = await start({ xmpp: { muc: "nowhere.localhost" } });
      const [alice, bob, carol] = [await around.phone(), await around.phone(), await around.phone()];
      await expect(alice.extendConversation(bob.userId, [carol.userId])).rejects.toThrow(Refused);
      await bob.drain();
      expect(bob.inbox.kinds).toEqual([]);
      expect(around.leftovers()).toEqual(NOTHING);
    },
    START,
  );

  test(
    "a phone of 1.2 that asks all the same: 405",
    async () => {
      const around = await start({});
      const old = await around.phone({ version: "1.2", syntax: "xml" });
      const shell = encode(
        {
          sessionType: "Inband",
          sessionId: old.sessionId,
          mode: "Request",
          transactionId: "77",
          content: { kind: "KeepAlive-Request" },
        },
        { syntax: "xml", version: "1.2" },
      );
      const REQUEST =
        "<ExtendConversation-Request><ExtendConversationID>x</ExtendConversationID>" +
        "<UserIDList><UserID>wv:phone2</UserID></UserIDList>" +
        "<ExtendConversationUser><UserID>wv:phone3</UserID></ExtendConversationUser>" +
        "<SubscribeNotification>F</SubscribeNotification></ExtendConversation-Request>";
      const response = await fetch(around.hamlet.imps, {
        method: "POST",
        headers: { "content-type": "application/vnd.wv.csp.xml" },
        body: new TextDecoder().decode(shell).replace(/<KeepAlive-Request>.*<\/KeepAlive-Request>/, REQUEST),
      });
      const { content } = decode(new Uint8Array(await response.arrayBuffer()));
      expect(content).toMatchObject({ kind: "Status", Result: { Code: 405 } });
    },
    START,
  );
});
