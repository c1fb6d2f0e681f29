import { Turns } from "../../src/xmpp/turns.js";

describe("turns", () => {
  test("are in order and one at a time for each bare address, and beside each other for different ones", async () => {
    const log: string[] = [];
    const ends: (() => void)[] = [];
    const turns = new Turns<{ readonly name: string }>(
      async ({ name }) => {
        log.push(`start ${name}`);
        await new Promise<void>((resolve) => ends.push(resolve));
        log.push(`end ${name}`);
      },
      { forAddress: 2, inAll: 3 },
    );
    expect(turns.add("a@h/1", { name: "a1" })).toBe(true);
    expect(turns.add("A@h/2", { name: "a2" })).toBe(true);
    expect(turns.add("a@h", { name: "a3" })).toBe(false);
    expect(turns.add("b@h", { name: "b1" })).toBe(true);
    expect(turns.add("c@h", { name: "c1" })).toBe(false);
    expect(log).toEqual(["start a1", "start b1"]);
    const idle = turns.idle();
    for (let end = ends.shift(); end !== undefined; end = ends.shift()) {
      end();
      await new Promise(setImmediate);
    }
    await idle;
    expect(log).toEqual(["start a1", "start b1", "end a1", "start a2", "end b1", "end a2"]);
    expect(turns.add("a@h", { name: "a4" })).toBe(true);
  });

  test("have passed for one who asks once all that was there when he asked is dealt with", async () => {
    const ends: (() => void)[] = [];
    const turns = new Turns<number>(() => new Promise<void>((resolve) => ends.push(resolve)), {
      forAddress: 5,
      inAll: 5,
    });
    const tick = () => new Promise(setImmediate);
    const told: string[] = [];
    await turns.passed();
    turns.add("a@h", 1);
    turns.add("b@h", 2);
    void turns.passed().then(() => told.push("first"));
    turns.add("a@h", 3);
    void turns.passed().then(() => told.push("second"));
    const [first, second] = ends;
    second?.();
    await tick();
    expect(told).toEqual([]);
    first?.();
    await tick();
    expect(told).toEqual(["first"]);
    turns.add("b@h", 4);
    ends[2]?.();
    await tick();
    expect(told).toEqual(["first", "second"]);
    ends[3]?.();
    await turns.idle();
  });
});
