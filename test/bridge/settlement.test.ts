import { Settlement } from "../../src/bridge/messages/settlement.js";
import { TestRuntime } from "../support/bridge/runtime.js";

describe("what is written", () => {
  test.each([0, 1, 2, 3, 4, 5])(
    "is confirmed, also %d microtasks after all that was written before",
    async (count) => {
      const confirmed: string[] = [];
      const sent = {
        settle: (ids: readonly string[]) => {
          confirmed.push(...ids);
          if (ids.includes("first")) void writeSecond();
          return Promise.resolve();
        },
      };
      const settlement = new Settlement({
        storage: { sent },
        xmpp: { handedOver: () => Promise.resolve() },
        runtime: new TestRuntime(),
      });
      const writeSecond = async () => {
        for (let passed = 0; passed < count; passed++) await Promise.resolve();
        settlement.written("second");
      };
      settlement.begun("first");
      settlement.begun("second");
      settlement.written("first");
      await new Promise(setImmediate);
      expect(confirmed).toEqual(["first", "second"]);
      expect(settlement.isUnderWay("second")).toBe(false);
    },
  );
});
