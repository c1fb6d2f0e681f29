import { LinkDown, StanzaError } from "../../../src/xmpp/index.js";
import { ANNA, Bench, ROOM } from "../support/bench.js";

const MUC = "http://jabber.org/protocol/muc";
const self = { jid: ANNA };
const enter = (bench: Bench, mayCreate = true) => bench.rooms.enter(ROOM, "Anna", ANNA, { mayCreate });
const kinds = ({ events }: Bench) => events.waiting.map(({ kind }) => kind);

describe("entering a room", () => {
  let bench: Bench;
  beforeEach(() => {
    bench = new Bench();
  });

  describe("an entry", () => {
    test("asks for no history, in both ways", async () => {
      void bench.rooms
        .enter(ROOM, "Anna", ANNA, { mayCreate: true, password: "open" })
        .catch(() => undefined);
      await bench.settle();
      expect(bench.link.taken()).toEqual([
        `<presence from="${ANNA}" to="${ROOM}/Anna"><x xmlns="${MUC}">` +
          `<history maxchars="0" maxstanzas="0"/><password>open</password></x></presence>`,
      ]);
    });

    test("ends with the own presence and tells all who are inside", async () => {
      const entry = enter(bench);
      await bench.settle();
      void bench.link.receive(
        `<presence from='${ROOM}' to='${ANNA}' id='75'><c xmlns='http://jabber.org/protocol/caps'/></presence>`,
      );
      bench.presence("Bob", { item: { affiliation: "owner", role: "moderator" } });
      expect(bench.rooms.occupants(ROOM, ANNA)).toBeUndefined();
      bench.presence("Anna", { codes: [110], item: self });
      const bob = { nick: "Bob", jid: undefined, affiliation: "owner", role: "moderator" };
      const anna = { nick: "Anna", jid: ANNA, affiliation: "member", role: "participant" };
      expect(await entry).toEqual({ nick: "Anna", occupants: [bob, anna], self: anna, isCreated: false });
      expect(bench.rooms.occupants(ROOM, ANNA)).toEqual([bob, anna]);
      expect(bench.events.waiting).toEqual([]);
    });

    test("takes the nick that the room gives (status 210)", async () => {
      const entry = enter(bench);
      await bench.settle();
      bench.presence("Anna2", { codes: [110, 210], item: self });
      expect((await entry).nick).toBe("Anna2");
      expect(bench.rooms.occupants(ROOM, ANNA)).toMatchObject([{ nick: "Anna2" }]);
    });

    test("knows its own address on a service without status 110", async () => {
      const entry = enter(bench);
      await bench.settle();
      bench.presence("Anna", { item: { jid: "Anna@IMPS.localhost/ph" } });
      expect((await entry).nick).toBe("Anna");
    });

    test("of a second device takes its own item out of two (Prosody)", async () => {
      const entry = enter(bench);
      await bench.settle();
      void bench.link.receive(`<presence from='${ROOM}/Anna' to='${ANNA}'><x xmlns='${MUC}#user'>
      <item affiliation='member' jid='anna@imps.localhost/web' role='visitor'/>
      <item affiliation='member' jid='${ANNA}' role='participant'/><status code='110'/></x></presence>`);
      expect((await entry).self).toMatchObject({ jid: ANNA, role: "participant" });
    });

    test("hands on what is said meanwhile after itself, in order", async () => {
      const order: string[] = [];
      const entry = enter(bench).then(() => order.push("entry"));
      bench.events.received = (event) => {
        order.push(event.kind);
        return Promise.resolve();
      };
      await bench.settle();
      bench.message("Bob", "<body>early</body>");
      bench.presence("Bob");
      bench.presence("Anna", { codes: [110], item: self });
      bench.presence("Cy");
      bench.message(undefined, "<subject/>");
      await entry;
      bench.message("Bob", "<body>late</body>");
      bench.runtime.advance(0);
      await bench.settle();
      expect(order).toEqual(["entry", "room-message", "occupant", "room-subject", "room-message"]);
    });

    test("twice at a time is one; under another nick it is a conflict", async () => {
      const entries = [enter(bench), enter(bench)];
      const other = bench.rooms.enter(ROOM, "Ann", ANNA, { mayCreate: true });
      await expect(other).rejects.toMatchObject({ condition: "conflict" });
      bench.presence("Anna", { codes: [110], item: self });
      const [one, two] = await Promise.all(entries);
      expect(two).toBe(one);
      expect(bench.link.taken()).toHaveLength(1);
      expect((await enter(bench)).occupants).toEqual(one?.occupants);
      expect(bench.link.taken()).toEqual([]);
    });
  });

  describe("an entry that fails leaves nothing behind", () => {
    afterEach(async () => {
      expect(bench.rooms.occupants(ROOM, ANNA)).toBeUndefined();
      bench.runtime.advance(60_000);
      await bench.settle();
      expect(kinds(bench)).toEqual([]);
    });

    test.each(["registration-required", "conflict", "forbidden", "resource-constraint", "item-not-found"])(
      "when the room says %s",
      async (condition) => {
        const entry = enter(bench);
        await bench.settle();
        bench.message("Bob", "<body>early</body>");
        bench.refusal(condition);
        await expect(entry).rejects.toMatchObject({ name: "StanzaError", condition });
      },
    );

    test("when the room does not answer: it is left, and what still comes is nothing", async () => {
      const entry = enter(bench);
      await bench.settle();
      bench.link.taken();
      bench.runtime.advance(30_000);
      await expect(entry).rejects.toMatchObject({ condition: "remote-server-timeout" });
      expect(bench.link.taken()).toEqual([`<presence from="${ANNA}" to="${ROOM}/Anna" type="unavailable"/>`]);
      bench.presence("Anna", { codes: [110], item: self });
      bench.message("Bob", "<body>x</body>");
    });

    test("when the room is destroyed meanwhile (ejabberd: without status 110)", async () => {
      const entry = enter(bench);
      await bench.settle();
      void bench.link.receive(`<presence from='${ROOM}/Anna' to='${ANNA}' type='unavailable'><x xmlns='${MUC}#user'>
      <destroy><reason>over</reason></destroy><item role='none' affiliation='none'/></x></presence>`);
      await expect(entry).rejects.toMatchObject({ condition: "item-not-found", text: "over" });
    });

    test("when the stream breaks: it is left when there is one again", async () => {
      const entry = enter(bench);
      await bench.settle();
      bench.link.break();
      await expect(entry).rejects.toBeInstanceOf(LinkDown);
      bench.link.taken();
      await bench.link.restore();
      expect(bench.link.taken()).toEqual([`<presence from="${ANNA}" to="${ROOM}/Anna" type="unavailable"/>`]);
    });

    test("when there is no stream", async () => {
      bench.link.break();
      await expect(enter(bench)).rejects.toBeInstanceOf(LinkDown);
      await bench.link.restore();
      expect(bench.link.taken()).toEqual([]);
    });

    test("when one leaves before it is complete", async () => {
      const entry = enter(bench);
      await bench.settle();
      const leaving = bench.rooms.leave(ROOM, ANNA);
      await expect(entry).rejects.toMatchObject({ condition: "not-acceptable" });
      bench.presence("Anna", { type: "unavailable", codes: [110] });
      await leaving;
    });
  });

  describe("an entry that must not create", () => {
    const info = (...features: string[]) =>
      `<iq type='result'><query xmlns='http://jabber.org/protocol/disco#info'>
      ${features.map((feature) => `<feature var='${feature}'/>`).join("")}</query></iq>`;
    const owner = { ...self, affiliation: "owner" };
    const requested = () => bench.link.requests.map((iq) => iq.attrs.type);

    test("ends before it begins where there is no room", async () => {
      bench.link.reply = () => new StanzaError("item-not-found");
      await expect(enter(bench, false)).rejects.toMatchObject({ condition: "item-not-found" });
      expect(bench.link.taken()).toEqual([]);
    });

    test("gives back the room that it made, since the other had just died", async () => {
      bench.link.reply = ({ attrs }) =>
        attrs.type === "get" ? info("muc_temporary") : "<iq type='result'/>";
      const entry = enter(bench, false);
      await bench.settle();
      bench.presence("Anna", { codes: [201, 110], item: owner });
      await bench.settle();
      expect(String(bench.link.requests[1]?.children)).toContain("<destroy/>");
      bench.presence("Anna", { type: "unavailable", codes: [110] });
      await expect(entry).rejects.toMatchObject({ condition: "item-not-found" });
      expect(bench.rooms.occupants(ROOM, ANNA)).toBeUndefined();
    });

    test.each([
      ["a persistent room that had nobody inside (ejabberd)", info("muc_persistent"), owner],
      ["a room of someone else's", info("muc_temporary"), self],
    ])("stays in %s, whatever status 201 says", async (_name, reply, item) => {
      bench.link.reply = () => reply;
      const entry = enter(bench, false);
      await bench.settle();
      bench.presence("Anna", { codes: [201, 110], item });
      expect(await entry).toMatchObject({ isCreated: true });
      expect(requested()).toEqual(["get"]);
    });

    test("only leaves a room that it made where nothing could be known before", async () => {
      bench.link.reply = () => new StanzaError("forbidden");
      const entry = enter(bench, false);
      await bench.settle();
      bench.presence("Anna", { codes: [201, 110], item: owner });
      await bench.settle();
      bench.presence("Anna", { type: "unavailable", codes: [110] });
      await expect(entry).rejects.toMatchObject({ condition: "item-not-found" });
      expect(requested()).toEqual(["get"]);
    });

    test("does not begin where the service is out of reach", async () => {
      bench.link.reply = () => new StanzaError("remote-server-timeout");
      await expect(enter(bench, false)).rejects.toMatchObject({ condition: "remote-server-timeout" });
    });
  });

  describe("bounds", () => {
    test("no more occupancies than agreed", async () => {
      bench = new Bench({ occupancies: 1 });
      void enter(bench);
      const second = bench.rooms.enter("other@rooms.localhost", "Anna", ANNA, { mayCreate: true });
      await expect(second).rejects.toMatchObject({ condition: "resource-constraint" });
      bench.presence("Anna", { codes: [110], item: self });
    });

    test("occupants above the number are left out, but never ourselves", async () => {
      bench = new Bench({ occupants: 2 });
      await bench.inside("Bob", "Cy", "Di");
      expect(bench.rooms.occupants(ROOM, ANNA)?.map(({ nick }) => nick)).toEqual(["Bob", "Cy", "Anna"]);
    });

    test("what is held during an entry", async () => {
      bench = new Bench({ held: 2 });
      const entry = enter(bench);
      await bench.settle();
      for (const body of ["1", "2", "3"]) bench.message("Bob", `<body>${body}</body>`);
      bench.presence("Anna", { codes: [110], item: self });
      await entry;
      bench.runtime.advance(0);
      await bench.settle();
      expect(bench.events.waiting).toMatchObject([{ body: "1" }, { body: "2" }]);
      expect(bench.runtime.lines).toMatchObject([{ level: "warn" }]);
    });
  });
});
