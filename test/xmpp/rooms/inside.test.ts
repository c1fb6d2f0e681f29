import fc from "fast-check";
import { type Inbound, type Occupant, StanzaError } from "../../../src/xmpp/index.js";
import { ANNA, Bench, ROOM } from "../support/bench.js";

const USER = "http://jabber.org/protocol/muc#user";

describe("inside a room", () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = new Bench();
    await bench.inside("Bob");
  });

  /** The events since the last look. */
  async function told(): Promise<readonly Inbound[]> {
    await bench.settle();
    return bench.events.waiting.splice(0);
  }

  const nicks = () => bench.rooms.occupants(ROOM, ANNA)?.map(({ nick }) => nick);

  describe("of others one is told", () => {
    test("who comes, changes and goes", async () => {
      bench.presence("Cy", { item: { jid: "cy@localhost/pc" } });
      expect(await told()).toEqual([
        {
          kind: "occupant",
          from: `${ROOM}/Cy`,
          to: ANNA,
          room: ROOM,
          occupant: { nick: "Cy", jid: "cy@localhost/pc", affiliation: "member", role: "participant" },
          change: "joined",
          formerNick: undefined,
        },
      ]);
      bench.presence("Cy", { item: { role: "visitor" } });
      expect(await told()).toMatchObject([
        { change: "changed", occupant: { jid: "cy@localhost/pc", role: "visitor" } },
      ]);
      bench.presence("Cy", { type: "unavailable", item: { role: "none" } });
      expect(await told()).toMatchObject([{ change: "left", occupant: { nick: "Cy", role: "none" } }]);
      expect(nicks()).toEqual(["Bob", "Anna"]);
    });

    test("nothing where nothing changed: show and status, the room itself, one of two devices gone", async () => {
      bench.presence("Bob", { more: "<show>away</show><status>brb</status>" });
      void bench.link.receive(
        `<presence from='${ROOM}' to='${ANNA}'><c xmlns='http://jabber.org/protocol/caps'/></presence>`,
      );
      void bench.link.receive(`<presence from='${ROOM}/Anna' to='${ANNA}'><x xmlns='${USER}'>
      <item affiliation='member' jid='anna@imps.localhost/web' role='participant'/>
      <item affiliation='member' jid='${ANNA}' role='participant'/><status code='110'/></x></presence>`);
      bench.presence("Nobody", { type: "unavailable" });
      bench.refusal("conflict");
      expect(await told()).toEqual([]);
      expect(nicks()).toEqual(["Bob", "Anna"]);
    });

    test("a new nick as such", async () => {
      bench.presence("Bob", { type: "unavailable", codes: [303], item: { nick: "Rob" } });
      bench.presence("Rob");
      expect(await told()).toMatchObject([
        { change: "renamed", formerNick: "Bob", occupant: { nick: "Rob" } },
      ]);
      expect(nicks()).toEqual(["Anna", "Rob"]);
    });

    test("what happens to them by force as their leaving", async () => {
      bench.presence("Bob", { type: "unavailable", codes: [307], item: { role: "none" } });
      expect(await told()).toMatchObject([{ kind: "occupant", change: "left" }]);
    });
  });

  test("one's own new nick is known", async () => {
    bench.presence("Anna", { type: "unavailable", codes: [303, 110], item: { nick: "Ann", jid: ANNA } });
    bench.presence("Ann", { codes: [110], item: { jid: ANNA } });
    expect(await told()).toMatchObject([{ change: "renamed", formerNick: "Anna" }]);
    bench.link.taken();
    void bench.rooms.leave(ROOM, ANNA);
    await bench.settle();
    expect(bench.link.taken()).toEqual([`<presence from="${ANNA}" to="${ROOM}/Ann" type="unavailable"/>`]);
  });

  describe("one's own removal", () => {
    test.each([
      [
        "kicked",
        [110, 307],
        "<item affiliation='member' role='none'><actor nick='gw'/><reason>bye</reason></item>",
        "",
        "bye",
      ],
      ["banned", [110, 301], "<item affiliation='outcast' role='none'/>", "", undefined],
      ["membership", [110, 321], "<item affiliation='none' role='none'/>", "", undefined],
      ["membership", [110, 322], "<item affiliation='none' role='none'/>", "", undefined],
      ["gone", [110, 332], "<item affiliation='member' role='none'/>", "", undefined],
      [
        "error",
        [110, 333],
        "<item affiliation='member' role='none'/>",
        "<status>Kicked: remote server timeout</status>",
        "Kicked: remote server timeout",
      ],
      ["error", [110, 307, 333], "<item affiliation='member' role='none'/>", "", undefined],
      [
        "error",
        [110],
        "<item affiliation='member' role='none'/>",
        "<status xml:lang='en'>It is not allowed</status>",
        "It is not allowed",
      ],
      ["gone", [110], "<item affiliation='member' role='none'/>", "", undefined],
      [
        "destroyed",
        [110],
        "<destroy><reason>moved</reason></destroy><item affiliation='owner' role='none'/>",
        "",
        "moved",
      ],
      ["destroyed", [], "<destroy/><item role='none' affiliation='none'/>", "", undefined],
    ])("is told as %s for %j", async (why, codes, items, more, reason) => {
      const statuses = codes.map((code) => `<status code='${code}'/>`).join("");
      void bench.link.receive(`<presence to='${ANNA}' from='${ROOM}' type='unavailable' id='13'/>`);
      void bench.link.receive(`<presence to='${ANNA}' from='${ROOM}/Anna' type='unavailable'>
      <x xmlns='${USER}'>${items}${statuses}</x>${more}</presence>`);
      expect(await told()).toEqual([
        { kind: "removed", from: `${ROOM}/Anna`, to: ANNA, room: ROOM, nick: "Anna", why, reason },
      ]);
      expect(bench.rooms.occupants(ROOM, ANNA)).toBeUndefined();
      bench.message("Bob", "<body>x</body>");
      expect(await told()).toEqual([]);
    });

    const rejection =
      "<error type='modify'><not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";

    test("is found out when the room says that it does not know us", async () => {
      bench.link.reply = () => new StanzaError("not-acceptable");
      bench.message(undefined, rejection, "error");
      bench.message(undefined, rejection, "error");
      expect(await told()).toMatchObject([
        { kind: "message-error", condition: "not-acceptable" },
        { kind: "message-error" },
        { kind: "removed", to: ANNA, nick: "Anna", why: "gone" },
      ]);
      expect(bench.link.requests).toHaveLength(1);
      expect(nicks()).toBeUndefined();
    });

    test("is not believed where the room still answers for us", async () => {
      bench.link.reply = () => "<iq type='result'/>";
      bench.message(undefined, rejection, "error");
      expect(await told()).toMatchObject([{ kind: "message-error" }]);
      expect(nicks()).toEqual(["Bob", "Anna"]);
    });
  });

  describe("leaving", () => {
    test("ends with the room's word, and is no removal", async () => {
      const leaving = bench.rooms.leave(ROOM, ANNA);
      expect(bench.link.taken()).toEqual([`<presence from="${ANNA}" to="${ROOM}/Anna" type="unavailable"/>`]);
      expect(bench.rooms.occupants(ROOM, ANNA)).toBeUndefined();
      bench.message("Bob", "<body>too late</body>");
      void bench.link.receive(`<presence to='${ANNA}' from='${ROOM}' type='unavailable'/>`);
      bench.presence("Anna", { type: "unavailable", codes: [110] });
      await leaving;
      expect(await told()).toEqual([]);
    });

    test("ends by itself where the room says nothing", async () => {
      const leaving = bench.rooms.leave(ROOM, ANNA);
      await bench.settle();
      bench.runtime.advance(10_000);
      await leaving;
    });

    test("of one who is not inside does nothing", async () => {
      await bench.rooms.leave("other@rooms.localhost", ANNA);
      expect(bench.link.taken()).toEqual([]);
    });

    test("comes before entering again", async () => {
      const leaving = bench.rooms.leave(ROOM, ANNA);
      const entry = bench.rooms.enter(ROOM, "Anna", ANNA, { mayCreate: true });
      await bench.settle();
      expect(bench.link.taken()).toHaveLength(1);
      bench.presence("Anna", { type: "unavailable", codes: [110] });
      await leaving;
      await bench.settle();
      expect(bench.link.taken()).toEqual([expect.stringContaining("<history")]);
      bench.presence("Anna", { codes: [110], item: { jid: ANNA } });
      expect((await entry).occupants).toHaveLength(1);
    });

    test("by destroying the room is no removal either", async () => {
      bench.link.reply = () => {
        bench.presence("Anna", { type: "unavailable", codes: [110], more: "" });
        return "<iq type='result'/>";
      };
      await bench.rooms.destroy(ROOM, ANNA, "over");
      expect(await told()).toEqual([]);
      expect(bench.rooms.occupants(ROOM, ANNA)).toBeUndefined();
    });

    test("by a destruction that is refused does not happen", async () => {
      await expect(bench.rooms.destroy(ROOM, ANNA)).rejects.toMatchObject({
        condition: "service-unavailable",
      });
      expect(nicks()).toEqual(["Bob", "Anna"]);
    });
  });

  test("rooms are sent neither plain presence nor errors", async () => {
    const sending = bench.leg.presence.send(ANNA, `${ROOM}/Anna`, { isAvailable: true });
    await expect(sending).rejects.toMatchObject({ condition: "not-allowed" });
    await bench.leg.messages.refuse({ from: ANNA, to: `${ROOM}/Bob`, condition: "forbidden" });
    expect(bench.link.taken()).toEqual([]);
  });

  test("the events after an entry, put upon its list, give the list that is remembered", async () => {
    const nick = fc.constantFrom("Bob", "Cy", "Di");
    const role = fc.constantFrom("participant", "visitor", "moderator");
    const step = fc.oneof(
      fc.record({ kind: fc.constant("here" as const), nick, role }),
      fc.record({ kind: fc.constant("gone" as const), nick, role }),
      fc.record({
        kind: fc.constant("renamed" as const),
        nick,
        role,
        to: fc.constantFrom("Eve", "Flo", "Anna2"),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        bench = new Bench();
        await bench.inside("Bob");
        const seen = new Map<string, Occupant>(
          bench.rooms.occupants(ROOM, ANNA)?.map((each) => [each.nick, each]),
        );
        for (const each of steps) {
          if (each.kind === "here") bench.presence(each.nick, { item: { role: each.role } });
          else if (each.kind === "gone") bench.presence(each.nick, { type: "unavailable" });
          else
            bench.presence(each.nick, {
              type: "unavailable",
              codes: [303],
              item: { nick: each.to, role: each.role },
            });
        }
        for (const event of await told()) {
          if (event.kind !== "occupant") throw new Error(`unexpected ${event.kind}`);
          if (event.change === "renamed") seen.delete(event.formerNick ?? "");
          if (event.change === "left") seen.delete(event.occupant.nick);
          else seen.set(event.occupant.nick, event.occupant);
        }
        const remembered = bench.rooms.occupants(ROOM, ANNA) ?? [];
        expect([...seen.values()].sort(byNick)).toEqual([...remembered].sort(byNick));
      }),
      { numRuns: 100 },
    );
  });

  const byNick = (one: Occupant, other: Occupant) => one.nick.localeCompare(other.nick);
});
