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
