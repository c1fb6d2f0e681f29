import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { jest } from "@jest/globals";
import { AnswerCache } from "../../src/handsets/answer-cache.js";
import type { ExchangeResponse } from "../../src/handsets/exchange.js";
import { Gateway } from "./support/gateway.js";
import { Phone } from "./support/phone.js";
import { FakeRuntime, settled } from "./support/surroundings.js";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

function answered(): { readonly request: object; readonly response: ExchangeResponse } {
  const request = { text: "long" };
  return {
    request,
    response: { status: 200, body: new Uint8Array(1000), delivered: () => void request.text },
  };
}

/** Keeps the answer to a request. */
async function keep(cache: AnswerCache, owner: string, transaction: string) {
  const { request, response } = answered();
  await cache.once(owner, transaction, Buffer.from(transaction), () => Promise.resolve(response));
  return { answer: new WeakRef(response.body), request: new WeakRef(request) };
}

async function isInMemory(what: WeakRef<object>): Promise<boolean> {
  await settled();
  collectGarbage();
  return what.deref() !== undefined;
}

describe("the answers kept for POSTs that come again", () => {
  it("go after five minutes, of who asks again and of who does not", async () => {
    const runtime = new FakeRuntime();
    const cache = new AnswerCache(runtime);
    const kept = [await keep(cache, "s1", "1"), await keep(cache, "s2", "1")];
    await runtime.pass(299);
    await keep(cache, "s2", "2");
    expect(await Promise.all(kept.map(({ answer }) => isInMemory(answer)))).toEqual([true, true]);
    await runtime.pass(1);
    await keep(cache, "s2", "3");
    expect(await Promise.all(kept.map(({ answer }) => isInMemory(answer)))).toEqual([false, false]);
  });

  it("do not hold the requests", async () => {
    const cache = new AnswerCache(new FakeRuntime());
    const kept = await keep(cache, "s1", "1");
    expect([await isInMemory(kept.request), await isInMemory(kept.answer)]).toEqual([false, true]);
    cache.forget("s1");
  });

  it("are none for requests that have no effect", async () => {
    const gateway = await Gateway.start();
    const phone = new Phone(gateway);
    await phone.login();
    const once = jest.spyOn(AnswerCache.prototype, "once");
    await phone.ask({ kind: "KeepAlive-Request" });
    await phone.poll();
    expect(once).not.toHaveBeenCalled();
    once.mockRestore();
  });
});

describe("an answer that a phone did not get", () => {
  it("is not kept where the session has ended, as that to a logout", async () => {
    const gateway = await Gateway.start();
    const phone = new Phone(gateway);
    await phone.login();
    const notWritten = jest.spyOn(AnswerCache.prototype, "notWritten");
    await phone.post(phone.bytes({ kind: "GetSPInfo-Request" }), false);
    expect(notWritten).toHaveBeenCalledTimes(1);
    await phone.post(phone.bytes({ kind: "Logout-Request" }), false);
    expect(notWritten).toHaveBeenCalledTimes(1);
    notWritten.mockRestore();
  });
});
