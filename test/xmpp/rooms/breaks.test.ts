import { LinkDown, StanzaError } from "../../../src/xmpp/index.js";
import { ANNA, Bench, ROOM } from "../support/bench.js";

const RESULT = "<iq type='result'/>";

describe("occupancies over time", () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = new Bench();
    await bench.inside("Bob");
  });

  describe("after a break of the stream", () => {
    test.each([
      ["the room still answers for us", RESULT, true],
      ["we are inside but do not answer ourselves", new StanzaError("service-unavailable"), true],
      ["the room cannot be reached", new StanzaError("remote-server-timeout"), true],
      ["the room does not know us", new StanzaError("not-acceptable"), false],
      ["the room is gone", new StanzaError("item-not-found"), false],
    ])("%s: an occupancy is kept or told to be over", async (_name, reply, isKept) => {
      bench.link.break();
      bench.link.reply = () => reply;
      await bench.link.restore();
      await bench.settle();
      expect(bench.rooms.occupants(ROOM, ANNA) !== undefined).toBe(isKept);
      const removed = {
        kind: "removed",
        from: `${ROOM}/Anna`,
        to: ANNA,
        room: ROOM,
        nick: "Anna",
        why: "gone",
      };
      expect(bench.events.waiting).toEqual(isKept ? [] : [{ ...removed, reason: undefined }]);
      expect(bench.link.requests.map(({ attrs }) => [attrs.from, attrs.to])).toEqual([
        [ANNA, `${ROOM}/Anna`],
      ]);
    });

    test("the bridge hears of the stream at once, and of rooms when they have answered", async () => {
      bench.link.break();
      expect(bench.events.isOnline).toBe(false);
      let answer: (text: string) => void = () => {};
      bench.link.reply = () => new Promise((resolve) => (answer = resolve));
      const restored = bench.link.restore();
      let isKnown = false;
      const known = bench.rooms.probed().then(() => (isKnown = true));
      await bench.settle();
      expect(bench.events.isOnline).toBe(true);
      expect(isKnown).toBe(false);
      answer(RESULT);
      await Promise.all([restored, known]);
    });

    test("a service that does not answer is asked only so often", async () => {
      bench = new Bench({ pings: 1 });
      await bench.inside();
      const more = ["a", "b", "c"].map((name) => `${name}@rooms.localhost`);
      for (const room of more) {
        const entry = bench.rooms.enter(room, "Anna", ANNA, { mayCreate: true });
        await bench.settle();
        void bench.link.receive(`<presence from='${room}/Anna' to='${ANNA}'>
        <x xmlns='http://jabber.org/protocol/muc#user'><item jid='${ANNA}'/><status code='110'/></x></presence>`);
        await entry;
      }
      bench.link.break();
      bench.link.reply = () => new StanzaError("remote-server-timeout");
      await bench.link.restore();
      expect(bench.link.requests).toHaveLength(1);
    });

    test("one who wanted to leave is outside at last", async () => {
      bench.link.break();
      await expect(bench.rooms.leave(ROOM, ANNA)).rejects.toBeInstanceOf(LinkDown);
      expect(bench.rooms.occupants(ROOM, ANNA)).toBeUndefined();
      await expect(bench.rooms.leave(ROOM, ANNA)).rejects.toBeInstanceOf(LinkDown);
      await bench.link.restore();
      expect(bench.link.taken()).toEqual([`<presence from="${ANNA}" to="${ROOM}/Anna" type="unavailable"/>`]);
      expect(bench.link.requests).toEqual([]);
    });

    test("one who was just leaving is told, and leaves again", async () => {
      const leaving = bench.rooms.leave(ROOM, ANNA);
      await bench.settle();
      bench.link.break();
      await expect(leaving).rejects.toBeInstanceOf(LinkDown);
      bench.link.taken();
      await bench.link.restore();
      expect(bench.link.taken()).toHaveLength(1);
    });
  });

  describe("what a room said to an occupant of an earlier life", () => {
    const said = (body: string) => bench.message("Bob", `<body>${body}</body>`);
    const bodies = () =>
      bench.events.waiting.map((event) => (event.kind === "room-message" ? event.body : event.kind));
    const takenUp = async () => {
      bench.link.reply = () => RESULT;
      const entry = bench.rooms.resume(ROOM, "Anna", ANNA);
      await bench.settle();
      said("meanwhile");
      bench.presence("Anna", { codes: [110], item: { jid: ANNA } });
      await entry;
      expect(bodies()).toEqual([]);
      bench.runtime.advance(0);
      await bench.settle();
    };
    beforeEach(() => {
      bench = new Bench({ strays: { each: 2, inAll: 3, time: 60_000 } });
    });

    test("comes after it is taken up, in order", async () => {
      said("early");
      await bench.link.restore();
      said("then");
      await takenUp();
      expect(bodies()).toEqual(["early", "then", "meanwhile"]);
    });

    test("is bounded, for each and in all", async () => {
      for (const body of ["1", "2", "3"]) said(body);
      await takenUp();
      expect(bodies()).toEqual(["1", "2", "meanwhile"]);
    });

    test("is forgotten after a while, and later not kept", async () => {
      said("early");
      await bench.link.restore();
      bench.runtime.advance(60_000);
      said("late");
      await takenUp();
      expect(bodies()).toEqual(["meanwhile"]);
    });

    test("does not come to one who enters anew", async () => {
      said("early");
      await bench.inside();
      await bench.settle();
      expect(bodies()).toEqual([]);
    });
  });

  describe("an occupancy of an earlier life", () => {
    const resume = () => bench.rooms.resume(ROOM, "Anna", ANNA);
    beforeEach(() => {
      bench = new Bench();
    });

    test("is taken up with the occupants as they are now", async () => {
      bench.link.reply = () => RESULT;
      const entry = resume();
      await bench.settle();
      bench.presence("Cy");
      bench.presence("Anna", { codes: [110], item: { jid: ANNA } });
      expect((await entry).occupants.map(({ nick }) => nick)).toEqual(["Cy", "Anna"]);
    });

    test.each([["not-acceptable"], ["item-not-found"]])("is over where a ping says %s", async (condition) => {
      bench.link.reply = () => new StanzaError(condition);
      await expect(resume()).rejects.toMatchObject({ condition: "not-acceptable" });
      expect(bench.link.taken()).toEqual([]);
    });

    test("is unknown where the room cannot be reached", async () => {
      bench.link.reply = () => new StanzaError("remote-server-timeout");
      await expect(resume()).rejects.toMatchObject({ condition: "remote-server-timeout" });
    });

    test("does not bring a room back that has just died", async () => {
      bench.link.reply = () => RESULT;
      const entry = resume();
      await bench.settle();
      bench.presence("Anna", { codes: [110, 201], item: { jid: ANNA, affiliation: "owner" } });
      await bench.settle();
      bench.presence("Anna", { type: "unavailable", codes: [110] });
      await expect(entry).rejects.toMatchObject({ condition: "item-not-found" });
    });

    test("that this life knows is not asked for", async () => {
      await bench.inside("Bob");
      expect((await resume()).occupants.map(({ nick }) => nick)).toEqual(["Bob", "Anna"]);
      expect(bench.link.requests).toEqual([]);
    });
  });
});
