import { LinkDown, StanzaError } from "../../../src/xmpp/index.js";
import { ANNA, Bench, ROOM } from "../support/bench.js";

describe("an invitation through a room", () => {
  let bench: Bench;
  const invite = () => bench.rooms.invite({ room: ROOM, as: ANNA, to: "bob@localhost", id: "i1" });
  const refuse = (from: string, id: string) =>
    bench.link.receive(
      `<message from='${from}' to='${ANNA}' id='${id}' type='error'><error type='auth'>
        <forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>`,
    );

  beforeEach(async () => {
    bench = new Bench();
    await bench.inside("Bob");
  });

  test("is made when the room has dealt with it", async () => {
    let answer: (reply: string) => void = () => {};
    bench.link.reply = () => new Promise((resolve) => (answer = resolve));
    let isMade = false;
    const made = invite().then(() => (isMade = true));
    await bench.settle();
    expect(bench.link.sent).toHaveLength(1);
    expect(isMade).toBe(false);
    answer("<iq type='result'/>");
    await made;
  });

  test("that the room refuses fails with its reason, of which no event tells besides", async () => {
    bench.link.reply = async () => {
      await refuse(ROOM, "i1");
      return "<iq type='result'/>";
    };
    await expect(invite()).rejects.toMatchObject({ condition: "forbidden" });
    await bench.settle();
    expect(bench.events.waiting).toEqual([]);
  });

  test("takes only what is about itself for its refusal", async () => {
    bench.link.reply = async () => {
      await refuse(ROOM, "another");
      await refuse("elsewhere@rooms.localhost", "i1");
      return "<iq type='result'/>";
    };
    await invite();
    await bench.settle();
    expect(bench.events.waiting.map(({ kind }) => kind)).toEqual(["message-error", "message-error"]);
  });

  test.each([
    ["the room does not answer", new StanzaError("remote-server-timeout"), "remote-server-timeout"],
    ["we are not inside any more", new StanzaError("not-acceptable"), "not-acceptable"],
  ])("fails where %s", async (_name, reply, condition) => {
    bench.link.reply = () => reply;
    await expect(invite()).rejects.toMatchObject({ condition });
  });

  test("is not sent by one who is outside, nor without a stream", async () => {
    await expect(
      bench.rooms.invite({ room: "other@rooms.localhost", as: ANNA, to: "bob@localhost" }),
    ).rejects.toMatchObject({ condition: "not-acceptable" });
    bench.link.break();
    await expect(invite()).rejects.toBeInstanceOf(LinkDown);
    expect(bench.link.sent).toEqual([]);
  });
});
