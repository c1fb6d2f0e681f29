import fc from "fast-check";
import { Crowd, type Guest } from "../../../src/handsets/transport/crowd.js";

function guest(address: string, isBusy = false): Guest & { isClosed: boolean } {
  return {
    address,
    isBusy,
    isClosed: false,
    close() {
      this.isClosed = true;
    },
  };
}

describe("a crowd", () => {
  it("sends away the quietest of the address that holds most", () => {
    const crowd = new Crowd(4);
    const few = guest("1.1.1.1");
    const [first, second, third] = [guest("2.2.2.2"), guest("2.2.2.2"), guest("2.2.2.2")];
    for (const each of [few, first, second, third]) crowd.admit(each);
    crowd.touch(first);
    crowd.admit(guest("3.3.3.3"));
    expect([few, first, second, third].map(({ isClosed }) => isClosed)).toEqual([false, false, true, false]);
  });

  it("takes a network of IPv6 for one address", () => {
    const crowd = new Crowd(3);
    const [few, first, second] = [guest("2001:db8:0:1::1"), guest("2001:db8::1"), guest("2001:db8::2")];
    for (const each of [few, first, second, guest("192.0.2.1")]) crowd.admit(each);
    expect([few, first, second].map(({ isClosed }) => isClosed)).toEqual([false, true, false]);
  });

  it("refuses the newcomer where all others are owed an answer", () => {
    const crowd = new Crowd(1);
    const [busy, newcomer] = [guest("1.1.1.1", true), guest("2.2.2.2")];
    crowd.admit(busy);
    crowd.admit(newcomer);
    expect([busy.isClosed, newcomer.isClosed]).toEqual([false, true]);
  });

  it("never exceeds its limit, and forgets who has gone", () => {
    const step = fc.tuple(fc.constantFrom("admit", "release", "touch"), fc.nat(3), fc.boolean(), fc.nat(20));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const crowd = new Crowd(3);
        const guests: ReturnType<typeof guest>[] = [];
        const gone = new Set<Guest>();
        for (const [kind, address, isBusy, index] of steps) {
          const chosen = guests[index % Math.max(guests.length, 1)];
          if (kind === "admit") {
            guests.push(guest(String(address), isBusy));
            crowd.admit(guests.at(-1) as Guest);
          } else if (chosen !== undefined && kind === "release") {
            crowd.release(chosen);
            gone.add(chosen);
          } else if (chosen !== undefined) {
            crowd.touch(chosen);
          }
          const present = guests.filter((each) => !each.isClosed && !gone.has(each));
          expect(crowd.size).toBe(present.length);
          expect(crowd.size).toBeLessThanOrEqual(3);
        }
      }),
    );
  });
});
