import { MucService } from "../../../src/bridge/groups/muc-service.js";
import { LinkDown, StanzaError } from "../../../src/xmpp/index.js";
import { Bench, type BenchOptions } from "../../support/bridge/bench.js";
import { FakeXmpp } from "../../support/bridge/xmpp.js";

const MUC = "http://jabber.org/protocol/muc";

interface Answers {
  features: () => Promise<ReadonlySet<string>>;
  readonly asked: string[][];
}

async function bench(answers: Answers, options: BenchOptions = {}) {
  const features = (from: string, to: string) => {
    answers.asked.push([from, to]);
    return answers.features();
  };
  const { context, runtime } = await Bench.open({
    xmpp: new FakeXmpp({ queries: { features } }),
    ...options,
  });
  const complaints = () => runtime.lines.filter(({ level }) => level === "error").map((line) => line.message);
  /** A minute passes, and what is asked then is answered. */
  const minute = async () => {
    runtime.advance(60_000);
    await new Promise(setImmediate);
  };
  return { service: new MucService(context), complaints, minute };
}

const answering = (...features: string[]): Answers => ({
  features: () => Promise.resolve(new Set(features)),
  asked: [],
});

describe("the service that is to host groups", () => {
  test("is asked once when it is one", async () => {
    const answers = answering(MUC);
    const { service, complaints, minute } = await bench(answers);
    await service.look();
    await minute();
    expect(answers.asked).toEqual([["service@imps.example.org/hamlet", "conference.example.org"]]);
    expect([service.trouble, complaints()]).toEqual([undefined, []]);
  });

  test.each<[string, Answers["features"], RegExp]>([
    [
      "is something else",
      () => Promise.resolve(new Set(["jabber:iq:register"])),
      /is no MUC service\..*xmpp\.muc/,
    ],
    [
      "is not there",
      () => Promise.reject(new StanzaError("remote-server-not-found")),
      /does not reach.*remote-server-not-found.*xmpp\.muc/,
    ],
  ])(
    "that %s is complained of once, and asked each minute until it is",
    async (_what, features, sentence) => {
      const answers: Answers = { features, asked: [] };
      const { service, complaints, minute } = await bench(answers);
      await service.look();
      expect(service.trouble).toMatch(sentence);
      await minute();
      answers.features = () => Promise.resolve(new Set([MUC]));
      await minute();
      await minute();
      expect(answers.asked).toHaveLength(3);
      expect(service.trouble).toBeUndefined();
      expect(complaints()).toEqual([expect.stringMatching(sentence)]);
    },
  );

  test("is asked by the next stream where this one breaks", async () => {
    const answers: Answers = { features: () => Promise.reject(new LinkDown("gone")), asked: [] };
    const { service, complaints, minute } = await bench(answers);
    await service.look();
    await minute();
    expect([answers.asked.length, service.trouble, complaints()]).toEqual([1, undefined, []]);
  });

  test("is not asked where none is configured, nor when Hamlet has stopped", async () => {
    const none = answering();
    await (await bench(none, { settings: { mucService: undefined } })).service.look();
    expect(none.asked).toEqual([]);
    const { service, minute } = await bench(none);
    await service.look();
    service.stop();
    await minute();
    expect(none.asked).toHaveLength(1);
  });
});
