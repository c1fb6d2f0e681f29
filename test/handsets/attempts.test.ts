import { type Attempt, Attempts } from "../../src/handsets/login/attempts.js";
import { TestRuntime } from "../support/bridge/runtime.js";

const LIMITS = { window: 1000, pair: 5, user: 8, crowd: 10, address: 20 };
const OPERATOR = "192.0.2.1";

function open() {
  const runtime = new TestRuntime();
  const attempts = new Attempts(runtime, LIMITS);
  const at = (user: string, address = OPERATOR, isKnown = true): Attempt => ({ user, address, isKnown });
  const fail = (attempt: Attempt, times = 1) => {
    for (let turn = 0; turn < times; turn++) attempts.failed(attempt);
  };
  /** One failure each of many users at the address. */
  const spray = (times: number) => {
    for (let turn = 0; turn < times; turn++) attempts.failed(at(`user${turn}`));
  };
  return { runtime, attempts, at, fail, spray };
}

describe("the limits of failed logins", () => {
  it("leave each user one slip at an address that failed for many, but those who proved themselves there all", () => {
    const { attempts, at, fail, spray } = open();
    attempts.succeeded(at("alice"));
    spray(LIMITS.crowd);
    fail(at("alice"));
    fail(at("bob"));
    expect(
      [at("alice"), at("bob"), at("carol"), at("bob", "192.0.2.2")].map((one) => attempts.isBarred(one)),
    ).toEqual([false, true, false, false]);
  });

  it("close an address to all who were never inside from there", () => {
    const { runtime, attempts, at, spray } = open();
    attempts.succeeded(at("alice"));
    spray(LIMITS.address);
    expect([at("alice"), at("carol")].map((one) => attempts.isBarred(one))).toEqual([false, true]);
    runtime.advance(LIMITS.window);
    expect(attempts.isBarred(at("carol"))).toBe(false);
  });

  it("take a network of IPv6 for one address, as its owner has all of it", () => {
    const { attempts, at, fail } = open();
    for (let turn = 0; turn < LIMITS.pair; turn++) fail(at("alice", `2001:db8::${turn}`));
    expect(
      ["2001:db8::ff", "2001:db8:0:1::1"].map((address) => attempts.isBarred(at("alice", address))),
    ).toEqual([true, false]);
  });

  it("bar a user anywhere but where he proved himself", () => {
    const { attempts, at, fail } = open();
    attempts.succeeded(at("alice"));
    for (let turn = 0; turn < LIMITS.user; turn++) fail(at("alice", `198.51.100.${turn}`));
    expect([at("alice"), at("alice", "203.0.113.1")].map((one) => attempts.isBarred(one))).toEqual([
      false,
      true,
    ]);
    fail(at("alice"), LIMITS.pair);
    expect(attempts.isBarred(at("alice"))).toBe(true);
  });

  it("cannot be pushed out by failures for names that do not exist", () => {
    const { attempts, at, fail } = open();
    fail(at("alice"), LIMITS.pair);
    for (let turn = 0; turn < 100_000; turn++) fail(at(`nobody${turn}`, OPERATOR, false));
    expect([at("alice"), at("carol")].map((one) => attempts.isBarred(one))).toEqual([true, false]);
  });

  it("take little memory for names of any length", () => {
    const { at, fail } = open();
    const before = process.memoryUsage().heapUsed;
    for (let turn = 0; turn < 1000; turn++) fail(at(`${turn}${"x".repeat(500_000)}`, OPERATOR, false));
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100_000_000);
  });
});
