import { createLog } from "../../src/gateway/process-runtime.js";
import { StorageError, StorageOutage } from "../../src/storage/index.js";
import { Gateway } from "../handsets/support/gateway.js";
import { Phone } from "../handsets/support/phone.js";
import { FakeRuntime } from "../handsets/support/surroundings.js";

function logged() {
  const lines: string[] = [];
  const log = createLog("debug", { write: (line) => void lines.push(line) });
  return { lines, log };
}

const fieldsOf = (line: string | undefined) => JSON.parse(line ?? "") as Record<string, unknown>;

describe("the log", () => {
  it.each(["password", "secret", "sealKey", "Password", "DigestBytes"])("masks %s at any depth", (name) => {
    const { lines, log } = logged();
    log.info({ [name]: "hidden", a: { [name]: "hidden", b: { [name]: "hidden" } } }, "told");
    expect(lines.join()).not.toContain("hidden");
  });

  it.each(["session", "sessionId", "SessionID"])("writes of %s a short handle, always the same", (name) => {
    const { lines, log } = logged();
    log.info({ [name]: "hidden", a: { [name]: "hidden" } }, "told");
    log.info({ [name]: "another" }, "told");
    const [first, second] = lines.map(fieldsOf);
    expect(first).toMatchObject({ [name]: "e564b408", a: { [name]: "e564b408" } });
    expect(second?.[name]).toMatch(/^(?!e564b408)[0-9a-f]{8}$/);
  });

  it("tells what is wrong with the store in its sentence, without a trace", () => {
    const { lines, log } = logged();
    log.error({ err: new StorageError("x cannot be used.", { cause: new Error("it") }) }, "failed");
    expect(fieldsOf(lines[0])).toMatchObject({ level: 50, err: { message: "x cannot be used." } });
    expect(lines.join()).not.toContain("stack");
  });

  it("leaves to the store to tell that nothing can be written", () => {
    const lines: string[] = [];
    const log = createLog("info", { write: (line) => void lines.push(line) });
    log.error({ err: new StorageOutage("x is full.") }, "a request failed");
    log.error({ err: new Error("other") }, "a request failed");
    expect(lines.map(fieldsOf)).toMatchObject([{ err: { message: "other" } }]);
  });

  it("never tells a SessionID, which is all that it takes to act as the phone", async () => {
    const { lines, log } = logged();
    const { clock, timers, random } = new FakeRuntime();
    const failing = () => Promise.reject(new Error("cannot be done"));
    const gateway = await Gateway.start({
      handlers: { "GetList-Request": failing },
      notices: { text: { render: failing } },
      options: { runtime: { clock, timers, random, log } },
    });
    const phone = new Phone(gateway);
    await phone.login();
    await phone.ask({ kind: "GetList-Request" });
    await gateway.post("m1");
    await phone.poll();
    await phone.ask({ kind: "Logout-Request" });
    const handles = lines.map((line) => fieldsOf(line).session);
    expect(handles).toHaveLength(4);
    expect(new Set(handles).size).toBe(1);
    expect(handles[0]).toMatch(/^[0-9a-f]{8}$/);
    expect(lines.join()).not.toContain(phone.sessionId);
  });
});
