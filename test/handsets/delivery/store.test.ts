import type { Notice } from "../../../src/handsets/index.js";
import { Gateway } from "../support/gateway.js";
import { Phone } from "../support/phone.js";
import { MemoryNotices } from "../support/surroundings.js";

const ALICE = "alice@imps.example.org";

/** Tells how many there are, and never all of them. */
class CountingNotices extends MemoryNotices {
  override ofUser(): Promise<never> {
    return Promise.reject(new Error("the whole box was read"));
  }
}

describe("the room for a user's notices", () => {
  async function filled(gateway: Gateway, kind = "text"): Promise<void> {
    for (let index = 0; index < 500; index++) await gateway.post(`${kind}${index}`, { kind });
  }

  it("ends with the last that is taken, by kind, whether or not a phone is logged in", async () => {
    const gateway = await Gateway.start();
    expect(await gateway.outbox.hasRoom(ALICE, "text")).toBe(true);
    await filled(gateway);
    expect(await gateway.outbox.hasRoom(ALICE, "text")).toBe(false);
    expect(await gateway.outbox.hasRoom(ALICE, "invitation")).toBe(true);
    const phone = new Phone(gateway);
    await phone.login();
    expect(await gateway.outbox.hasRoom(ALICE, "text")).toBe(false);
    await phone.acknowledge(await phone.poll());
    expect(await gateway.outbox.hasRoom(ALICE, "text")).toBe(true);
  });

  it("is not taken by what is kept in memory alone", async () => {
    const gateway = await Gateway.start();
    for (let index = 0; index < 499; index++) await gateway.post(`m${index}`);
    await gateway.post("passing", { durable: false });
    expect(await gateway.outbox.hasRoom(ALICE, "text")).toBe(true);
  });

  it("is told of an absent user without reading what waits for him", async () => {
    const notices = new CountingNotices();
    const gateway = await Gateway.start({ options: { notices } });
    expect(await gateway.outbox.hasRoom(ALICE, "text")).toBe(true);
  });
});

/** On a disk that can be full. */
class FillingNotices extends MemoryNotices {
  isFull = false;

  override put(notice: Notice): Promise<void> {
    return this.isFull ? Promise.reject(new Error("disk is full")) : super.put(notice);
  }

  override remove(id: string): Promise<void> {
    return this.isFull ? Promise.reject(new Error("disk is full")) : super.remove(id);
  }
}

describe("what a phone acknowledges while the disk is full", () => {
  async function acknowledged() {
    const notices = new FillingNotices();
    const gateway = await Gateway.start({ options: { notices } });
    const phone = new Phone(gateway);
    await phone.login();
    await gateway.post("m1");
    const told = await phone.poll();
    notices.isFull = true;
    expect(await phone.acknowledge(told)).toBeUndefined();
    const receipts = () => gateway.whats().filter((what) => what === "answered").length;
    return { notices, gateway, phone, receipts };
  }

  it("is over for the phone, for its next session and for those who ask", async () => {
    const { gateway, phone, receipts } = await acknowledged();
    expect(await phone.poll()).toBeUndefined();
    await phone.ask({ kind: "Logout-Request" });
    const next = new Phone(gateway);
    await next.login();
    expect(await next.poll()).toBeUndefined();
    expect(await gateway.outbox.find("m1")).toBeUndefined();
    expect(receipts()).toBe(1);
  });

  it.each<[string, (gateway: Gateway) => Promise<unknown>]>([
    ["the next notice", (gateway) => gateway.post("m2", { user: "bob@imps.example.org" })],
    ["the next look at what has expired", (gateway) => gateway.runtime.pass(30)],
    ["the end of the gateway", (gateway) => gateway.restart()],
  ])("leaves the disk with %s, and is not told again", async (_when, next) => {
    const { notices, gateway, phone, receipts } = await acknowledged();
    notices.isFull = false;
    await next(gateway);
    expect(await notices.find("m1")).toBeUndefined();
    await gateway.restart();
    expect(await phone.poll()).toBeUndefined();
    expect(receipts()).toBe(1);
  });

  it("may come anew under the same id", async () => {
    const { notices, gateway } = await acknowledged();
    await expect(gateway.post("m1")).rejects.toThrow("disk is full");
    notices.isFull = false;
    await gateway.post("m1", { payload: "anew" });
    await gateway.runtime.pass(30);
    expect(await notices.find("m1")).toMatchObject({ payload: "anew" });
  });
});
