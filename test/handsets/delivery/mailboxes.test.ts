import { jest } from "@jest/globals";
import { Gateway } from "../support/gateway.js";
import { Phone, type PhoneTraits } from "../support/phone.js";

async function loggedIn(gateway: Gateway, traits: PhoneTraits = {}): Promise<Phone> {
  const phone = new Phone(gateway, traits);
  await phone.login();
  return phone;
}

describe("notices for a session that has ended", () => {
  const LAPSED = { what: "lapsed", lapse: "session-ended", notice: { id: "m1" } };

  it.each([true, false])("lapse at once where they come after its end (durable: %s)", async (durable) => {
    const gateway = await Gateway.start();
    const phone = await loggedIn(gateway);
    await phone.ask({ kind: "Logout-Request" });
    expect(await gateway.post("m1", { session: phone.sessionId as string, durable })).toBe(false);
    expect(gateway.told.at(-1)).toMatchObject(LAPSED);
    expect(gateway.notices.size).toBe(0);
    expect(await gateway.outbox.waiting("alice@imps.example.org")).toEqual([]);
  });

  it("lapse with the next start where they were left on disk", async () => {
    const gateway = await Gateway.start();
    const phone = await loggedIn(gateway);
    const session = phone.sessionId as string;
    await gateway.post("m1", { session });
    await gateway.post("m2");
    jest.spyOn(gateway.sessions, "all").mockResolvedValueOnce([]);
    await gateway.restart();
    expect(gateway.told.at(-1)).toMatchObject(LAPSED);
    expect(gateway.notices.size).toBe(1);
  });

  it("are not those that come while sessions are taken up, for one whose turn is yet to come", async () => {
    const phones: Phone[] = [];
    const gateway: Gateway = await Gateway.start({
      bridge: {
        sessionStarted: async (_, how) => {
          if (how === "restored") await gateway.post("m1", { session: phones[1]?.sessionId as string });
        },
      },
    });
    for (const URL of ["one", "two"]) phones.push(await loggedIn(gateway, { clientId: { URL } }));
    await gateway.restart();
    expect((await phones[1]?.poll())?.content).toMatchObject({ MessageInfo: { MessageID: "m1" } });
  });
});

describe("what comes while a phone logs in", () => {
  it("comes behind what waited before", async () => {
    const gateway = await Gateway.start();
    await gateway.post("m1");
    const { notices } = gateway;
    const put = notices.put.bind(notices);
    let write = () => {};
    const isWritable = new Promise<void>((resolve) => {
      write = resolve;
    });
    jest.spyOn(notices, "put").mockImplementationOnce(async (notice) => {
      await isWritable;
      await put(notice);
    });
    const posted = gateway.post("m2");
    const phone = new Phone(gateway);
    const login = phone.login();
    await new Promise(setImmediate);
    write();
    await Promise.all([posted, login]);
    const first = await phone.poll();
    expect(first?.content).toMatchObject({ MessageInfo: { MessageID: "m1" } });
    const second = await phone.acknowledge(first);
    expect(second?.content).toMatchObject({ MessageInfo: { MessageID: "m2" } });
  });
});

describe("what waits for a user who is away", () => {
  const isHeld = async (gateway: Gateway, id: string) => {
    const find = jest.spyOn(gateway.notices, "find").mockClear();
    await gateway.outbox.find(id);
    return find.mock.calls.length === 0;
  };

  it("is not held in memory, even when there is too much", async () => {
    const gateway = await Gateway.start();
    for (let count = 0; count < 500; count++) await gateway.post(`m${count}`);
    expect(await isHeld(gateway, "m0")).toBe(false);
    expect(await gateway.post("m500")).toBe(false);
    expect(await isHeld(gateway, "m0")).toBe(false);
  });

  it.each(["put", "remove"] as const)("is not held in memory when the disk fails to %s", async (method) => {
    const gateway = await Gateway.start();
    for (const id of ["m0", "m1"]) await gateway.post(id);
    jest.spyOn(gateway.notices, method).mockRejectedValueOnce(new Error("disk full"));
    if (method === "put") await expect(gateway.post("m2")).rejects.toThrow("disk full");
    else expect(await gateway.outbox.withdraw("m1")).toBe(true);
    expect(await isHeld(gateway, "m0")).toBe(false);
  });
});

describe("the TransactionIDs of notices", () => {
  const nextOnDisk = (gateway: Gateway) => {
    const [row = "{}"] = gateway.sessions.rows.values();
    return (JSON.parse(row) as { state: { nextTransaction: number } }).state.nextTransaction;
  };

  it("are behind those that the disk knows of, from the login on and however many there are", async () => {
    const gateway = await Gateway.start();
    const phone = await loggedIn(gateway);
    expect(nextOnDisk(gateway)).toBe(101);
    for (let count = 1; count <= 205; count++) await gateway.post(`m${count}`);
    let told = await phone.poll();
    while (told !== undefined) {
      expect(Number(told.transactionId) - 1000).toBeLessThan(nextOnDisk(gateway));
      told = await phone.acknowledge(told);
    }
    expect(nextOnDisk(gateway)).toBeGreaterThan(205);
  });
});
