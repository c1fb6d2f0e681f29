import type { FieldsOf, KnownContent, Leaf, Message } from "../../src/csp/index.js";
import { leavesOf } from "../../src/csp/index.js";
import { ok } from "../../src/handsets/index.js";
import { Gateway } from "./support/gateway.js";
import { Phone, type PhoneTraits } from "./support/phone.js";

type CapabilityList = NonNullable<FieldsOf<"ClientCapability-Request">["CapabilityList"]>;

const ANDROID: CapabilityList = {
  ...{ ClientType: "MOBILE_PHONE", AcceptedContentLength: 262_144, ParserSize: 262_144, MultiTrans: 1 },
  ...{ InitialDeliveryMethod: "P", ServerPollMin: 30, SupportedBearer: ["HTTP"] },
  SupportedCIRMethod: ["STCP", "SSMS", "SHTTP"],
};

async function loggedIn(gateway: Gateway, traits: PhoneTraits = {}): Promise<Phone> {
  const phone = new Phone(gateway, traits);
  await phone.login();
  return phone;
}

function sessionOf(gateway: Gateway, phone: Phone) {
  return gateway.core.sessions.get(phone.sessionId ?? "");
}

async function capabilities(
  phone: Phone,
  list: CapabilityList,
  more: object = {},
): Promise<Message["content"]> {
  return (await phone.ask({ kind: "ClientCapability-Request", CapabilityList: list, ...more })).content;
}

const CIR = { SupportedCIRMethod: ["STCP"], TCPAddress: "cir.example.org", TCPPort: 3171 };

describe("capability negotiation", () => {
  it.each(["1.2", "1.3"] as const)(
    "answers in %s with what is agreed, and with that first",
    async (version) => {
      const phone = await loggedIn(await Gateway.start(), { version });
      const multi = version === "1.3" ? { MultiTrans: 1 } : {};
      expect(await capabilities(phone, ANDROID, { ClientID: { URL: "x" } })).toEqual({
        kind: "ClientCapability-Response",
        AgreedCapabilityList: { SupportedBearer: ["HTTP"], ...CIR, ServerPollMin: 5, ...multi },
      });
    },
  );

  it("answers in 1.1 with the whole list, after the ClientID that the request had", async () => {
    const phone = await loggedIn(await Gateway.start(), { version: "1.1" });
    const expected = { ...ANDROID, ...CIR, ServerPollMin: 5 };
    expect(await capabilities(phone, ANDROID)).toEqual({
      kind: "ClientCapability-Response",
      CapabilityList: expected,
    });
    expect(await capabilities(phone, ANDROID, { ClientID: { URL: "x" } })).toEqual({
      kind: "ClientCapability-Response",
      ...{ ClientID: { URL: "x" }, CapabilityList: expected },
    });
  });

  it("answers Android in 1.1 without a ClientID, whatever it sent", async () => {
    const phone = await loggedIn(await Gateway.start(), { version: "1.1", userAgent: "Android-Imps/0.1" });
    expect(await capabilities(phone, ANDROID, { ClientID: { URL: "x" } })).not.toHaveProperty("ClientID");
  });

  it("agrees to no CIR where the operator has none", async () => {
    const options = { cirTcp: undefined } as unknown as object;
    const phone = await loggedIn(await Gateway.start({ options }));
    expect(await capabilities(phone, ANDROID)).toEqual({
      kind: "ClientCapability-Response",
      AgreedCapabilityList: { SupportedBearer: ["HTTP"], ServerPollMin: 5 },
    });
  });

  describe("where the operator names no host for CIR", () => {
    const options = { cirTcp: { host: "0.0.0.0", port: 0, publicPort: 3171 } };
    const negotiated = async (reached: object) => {
      const phone = await loggedIn(await Gateway.start({ options }));
      const request = phone.bytes({ kind: "ClientCapability-Request", CapabilityList: ANDROID });
      return (await phone.post(request, true, reached)).message?.content;
    };

    it("names the one under which the phone has reached the server", async () => {
      expect(await negotiated({ reachedAt: "imps.example.net" })).toMatchObject({
        AgreedCapabilityList: { ...CIR, TCPAddress: "imps.example.net" },
      });
    });

    it("agrees to none if that is not known", async () => {
      expect(await negotiated({})).toEqual({
        kind: "ClientCapability-Response",
        AgreedCapabilityList: { SupportedBearer: ["HTTP"], ServerPollMin: 5 },
      });
    });
  });

  it.each<[string, CapabilityList, object]>([
    [
      "lengths",
      { AcceptedContentLength: 100, ParserSize: 200 },
      { acceptedContentLength: 100, parserSize: 200 },
    ],
    ["safe lengths where it says nothing", {}, { acceptedContentLength: 32_767, parserSize: 32_767 }],
    ["transactions, within reason", { MultiTrans: 100 }, { multiTrans: 8 }],
    ["at least one transaction", { MultiTrans: 0 }, { multiTrans: 1 }],
    ["kind of device", { ClientType: "PDA" }, { clientType: "PDA" }],
  ])("notes the phone's %s", async (_, list, expected) => {
    const gateway = await Gateway.start();
    const phone = await loggedIn(gateway);
    await capabilities(phone, list);
    expect(sessionOf(gateway, phone)?.capabilities).toMatchObject(expected);
  });

  it("notes the longest of the lengths that 1.3 knows", async () => {
    const gateway = await Gateway.start();
    const phone = await loggedIn(gateway, { version: "1.3" });
    await capabilities(phone, { AcceptedPushLength: 10, AcceptedPullLength: 20 });
    expect(sessionOf(gateway, phone)?.capabilities.acceptedContentLength).toBe(20);
  });

  it("notes how the phone wants its messages, but pushes to one that knows nothing else", async () => {
    const gateway = await Gateway.start();
    const phone = await loggedIn(gateway);
    await capabilities(phone, { InitialDeliveryMethod: "N" });
    expect(sessionOf(gateway, phone)?.delivery).toBe("notify");
    const nokia = await loggedIn(gateway, { cookie: "wv:nokia.1" });
    await capabilities(nokia, { InitialDeliveryMethod: "N" });
    expect(sessionOf(gateway, nokia)?.delivery).toBe("push");
  });
});

const WHOLE = { WVCSPFeat: { FundamentalFeat: {}, PresenceFeat: {}, IMFeat: {}, GroupFeat: {} } };

describe("service negotiation", () => {
  it.each([
    ["wbxml", "1.2"],
    ["xml", "1.1"],
  ] as const)("names to Android in %s of %s the attribute lists as a whole", async (syntax, version) => {
    const traits = { syntax, version, userAgent: "Android-Imps/0.1" };
    const gateway = await Gateway.start();
    const phone = await loggedIn(gateway, traits);
    const request = { kind: "Service-Request", Functions: WHOLE, AllFunctionsRequest: true } as const;
    const { content } = await phone.ask(request);
    const { AllFunctions, Functions } = content as FieldsOf<"Service-Response">;
    expect(Functions).toBeUndefined();
    expect(AllFunctions?.WVCSPFeat?.PresenceFeat?.AttListFunc).toEqual({});
    expect(AllFunctions?.WVCSPFeat?.PresenceFeat?.ContListFunc).toHaveProperty("GCLI");
    expect(sessionOf(gateway, phone)?.services.has("CALI")).toBe(true);
  });

  it.each([
    ["1.1", false, false],
    ["1.2", false, true],
    ["1.3", true, false],
  ] as const)(
    "offers in %s EXCON: %s, GETAUT: %s, and refuses nothing of that",
    async (version, excon, getaut) => {
      const gateway = await Gateway.start();
      const phone = await loggedIn(gateway, { version });
      expect(sessionOf(gateway, phone)?.services.has("GETAUT")).toBe(getaut);
      const { content } = await phone.ask({
        kind: "Service-Request",
        Functions: WHOLE,
        AllFunctionsRequest: true,
      });
      const all = JSON.stringify((content as FieldsOf<"Service-Response">).AllFunctions);
      expect([all.includes("EXCON"), all.includes("GETAUT")]).toEqual([excon, getaut]);
      expect(sessionOf(gateway, phone)?.services.has("EXCON")).toBe(excon);
    },
  );

  it("names what is not available, and nothing where all is", async () => {
    const services = new Set(leavesOf("1.2").filter((leaf) => leaf !== "SRCH"));
    const phone = await loggedIn(await Gateway.start({ bridge: { services } }));
    const ask = async (functions: object) =>
      (
        await phone.ask({
          kind: "Service-Request",
          Functions: { WVCSPFeat: functions },
          AllFunctionsRequest: false,
        })
      ).content;
    expect(await ask({ FundamentalFeat: { SearchFunc: {} } })).toEqual({
      kind: "Service-Response",
      Functions: { WVCSPFeat: { FundamentalFeat: { SearchFunc: { SRCH: {} } } } },
    });
    expect(await ask({ GroupFeat: {} })).toEqual({ kind: "Service-Response" });
  });

  it("speaks of whole features in plain text, which has codes for nothing less", async () => {
    const services = new Set(leavesOf("1.2").filter((leaf) => leaf !== "SRCH" && leaf !== "EXCON"));
    const phone = new Phone(await Gateway.start({ bridge: { services } }), { syntax: "pts" });
    await phone.login();
    const { response } = await phone.post(
      phone.bytes({ kind: "Service-Request", Functions: WHOLE, AllFunctionsRequest: true }),
    );
    expect(Buffer.from(response.body).toString()).toMatch(/^WV12QS2 SI=\w+ AF=\(FF,PF,IF,GE\)$/);
  });

  it("names in plain text the features that are wholly missing", async () => {
    const services = new Set<Leaf>(["GCLI", "INVIT"]);
    const phone = new Phone(await Gateway.start({ bridge: { services } }), { syntax: "pts" });
    await phone.login();
    const { response } = await phone.post(
      phone.bytes({ kind: "Service-Request", Functions: WHOLE, AllFunctionsRequest: true }),
    );
    expect(Buffer.from(response.body).toString()).toMatch(/ NF=\(IF,GE\) AF=\(FF,PF\)$/);
  });

  it("decides what is answered with 506, and only once it took place", async () => {
    const gateway = await Gateway.start({
      handlers: {
        "GetList-Request": () => Promise.resolve(ok()),
        "SendMessage-Request": () => Promise.resolve(ok()),
      },
    });
    const phone = await loggedIn(gateway);
    expect(await phone.code({ kind: "GetList-Request" })).toBe(200);
    await phone.ask({
      kind: "Service-Request",
      Functions: { WVCSPFeat: { IMFeat: {} } },
      AllFunctionsRequest: true,
    });
    expect(await phone.code({ kind: "GetList-Request" })).toBe(506);
    await phone.ask({ kind: "Service-Request", Functions: { WVCSPFeat: { PresenceFeat: {} } } });
    expect(await phone.code({ kind: "GetList-Request" })).toBe(200);
  });

  it("of a server without services is refused", async () => {
    const phone = await loggedIn(await Gateway.start({ bridge: { services: new Set() } }));
    expect(await phone.code({ kind: "Service-Request", AllFunctionsRequest: true })).toBe(405);
  });
});

describe("requests about the service itself", () => {
  it("tell of the operator", async () => {
    const phone = await loggedIn(await Gateway.start());
    expect((await phone.ask({ kind: "GetSPInfo-Request", ClientID: { URL: "x" } })).content).toEqual({
      ...{ kind: "GetSPInfo-Response", ClientID: { URL: "x" } },
      ...{ Name: "Example", URL: "http://example.org/" },
    });
  });

  it.each<[KnownContent, object]>([
    [{ kind: "SetDeliveryMethod-Request", DeliveryMethod: "N" }, { delivery: "notify" }],
    [{ kind: "SetDeliveryMethod-Request", DeliveryMethod: "N", GroupID: "wv:/r@x" }, { delivery: "push" }],
    [
      { kind: "SetDeliveryMethod-Request", DeliveryMethod: "P", AcceptedContentLength: 10 },
      { delivery: "push", capabilities: { acceptedContentLength: 10 } },
    ],
  ])("set how messages come: %j", async (request, expected) => {
    const gateway = await Gateway.start();
    const phone = await loggedIn(gateway, { version: "1.1" });
    expect(await phone.code(request)).toBe(200);
    const { delivery, capabilities } = sessionOf(gateway, phone) ?? {};
    expect({ delivery, capabilities }).toMatchObject(expected);
  });
});
