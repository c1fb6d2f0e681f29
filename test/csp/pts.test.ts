/** The plain-text syntax of the SMS binding, text by text: every primitive, and what a phone sent. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { decode, encode } from "../../src/csp/codec.js";
import { ptsCodes } from "../../src/csp/generated/pts-codes.js";
import type { Content, Message, OutgoingMessage } from "../../src/csp/message.js";
import { VERSIONS, type Version } from "../../src/csp/version.js";

const TRACES = new URL("../../../shared/traces/1.2-PTS/", import.meta.url);

function read(text: string): Message {
  return decode(Buffer.from(text), { syntax: "pts" });
}

function write(message: OutgoingMessage, version: Version = "1.2"): string {
  return Buffer.from(encode(message, { syntax: "pts", version })).toString();
}

function inband(content: Content, mode: "Request" | "Response" = "Request"): OutgoingMessage {
  return { sessionType: "Inband", sessionId: "s1", mode, transactionId: "7", content };
}

function login(content: Content, mode: "Request" | "Response"): OutgoingMessage {
  return { sessionType: "Outband", mode, transactionId: "1", content };
}

const request = (content: Content) => inband(content, "Request");
const response = (content: Content) => inband(content, "Response");
const OK = { Code: 200 };

const ONLINE = { OnlineStatus: { Qualifier: true, PresenceValue: true } };
const BUSY = {
  ...ONLINE,
  ClientInfo: {
    Qualifier: true,
    ClientType: "MOBILE_PHONE",
    ClientProducer: "Acme, Inc",
    ClientVersion: "0.1",
  },
  UserAvailability: { PresenceValue: "NOT_AVAILABLE" },
  StatusText: { Qualifier: true, PresenceValue: 'in a "meeting"' },
  StatusContent: { Qualifier: false, ReferredContent: "http://x/?a=1", ContentType: "text/plain" },
};

/** Texts as they are written, and the messages that they are read as. */
const PAIRS: readonly (readonly [text: string, message: OutgoingMessage])[] = [
  [
    "WV12LR1 CI=dev1 PW=secret TL=7205 SC=12345 UI=wv:alice@example.com",
    login(
      {
        kind: "Login-Request",
        UserID: "wv:alice@example.com",
        ClientID: { URL: "dev1" },
        Password: "secret",
        TimeToLive: 7205,
        SessionCookie: "12345",
      },
      "Request",
    ),
  ],
  [
    'WV12LR1 CI=+358401234 SC="" SH=MD5 SH=SHA DB="V3E==" UI=wv:a',
    login(
      {
        kind: "Login-Request",
        UserID: "wv:a",
        ClientID: { MSISDN: "+358401234" },
        DigestBytes: "V3E==",
        DigestSchema: ["MD5", "SHA"],
        SessionCookie: "",
      },
      "Request",
    ),
  ],
  [
    "WV12RL1 SI=s1 ST=200 CI=dev1 KA=7200 CR=T",
    login(
      {
        kind: "Login-Response",
        ClientID: { URL: "dev1" },
        Result: OK,
        SessionID: "s1",
        KeepAliveTime: 7200,
        CapabilityRequest: true,
      },
      "Response",
    ),
  ],
  [
    'WV12RL1 ST=(401,"go on, (please)") NO=abc DI=MD5',
    login(
      {
        kind: "Login-Response",
        Result: { Code: 401, Description: "go on, (please)" },
        Nonce: "abc",
        DigestSchema: "MD5",
      },
      "Response",
    ),
  ],
  ["WV12OR7 SI=s1", request({ kind: "Logout-Request" })],
  ["WV12DI7 SI=s1 ST=601", response({ kind: "Disconnect", Result: { Code: 601 } })],
  [
    "WV12CP7 SI=s1 CI=dev1 CA=((CT,MP),(ID,P),(SB,HTTP),(MT,1),(PS,262144),(SC,ST),(SC,SS),(PM,30),(DL,en))",
    request({
      kind: "ClientCapability-Request",
      ClientID: { URL: "dev1" },
      CapabilityList: {
        ClientType: "MOBILE_PHONE",
        InitialDeliveryMethod: "P",
        SupportedBearer: ["HTTP"],
        MultiTrans: 1,
        ParserSize: 262144,
        SupportedCIRMethod: ["STCP", "SSMS"],
        ServerPollMin: 30,
        DefaultLanguage: "en",
      },
    }),
  ],
  [
    "WV12PC7 SI=s1 AP=((SC,ST),(TA,host),(TP,3171),(PM,30))",
    response({
      kind: "ClientCapability-Response",
      AgreedCapabilityList: {
        SupportedCIRMethod: ["STCP"],
        TCPAddress: "host",
        TCPPort: 3171,
        ServerPollMin: 30,
      },
    }),
  ],
  [
    "WV12SQ7 SI=s1 RF=(FF,PF,IF,GE) AR=T",
    request({
      kind: "Service-Request",
      Functions: { WVCSPFeat: { FundamentalFeat: {}, PresenceFeat: {}, IMFeat: {}, GroupFeat: {} } },
      AllFunctionsRequest: true,
    }),
  ],
  [
    "WV12QS7 SI=s1 NF=(GE) AF=(WV)",
    response({
      kind: "Service-Response",
      Functions: { WVCSPFeat: { GroupFeat: {} } },
      AllFunctions: { WVCSPFeat: {} },
    }),
  ],
  ["WV12KA7 SI=s1 TL=60", request({ kind: "KeepAlive-Request", TimeToLive: 60 })],
  ["WV12AK7 SI=s1 ST=200 KA=60", response({ kind: "KeepAlive-Response", Result: OK, KeepAliveTime: 60 })],
  [
    "WV12PO0 SI=s1",
    { sessionType: "Inband", sessionId: "s1", mode: "Request", content: { kind: "Polling-Request" } },
  ],
  ["WV12ST7 SI=s1 ST=200 CI=dev1", response({ kind: "Status", Result: OK, ClientID: { URL: "dev1" } })],
  ["WV12GL7 SI=s1", request({ kind: "GetList-Request" })],
  [
    "WV12LG7 SI=s1 CL=(wv:a/x,wv:a/y) DC=wv:a/z",
    response({ kind: "GetList-Response", ContactList: ["wv:a/x", "wv:a/y"], DefaultContactList: "wv:a/z" }),
  ],
  ["WV12LG7 SI=s1 CL=wv:a/x", response({ kind: "GetList-Response", ContactList: ["wv:a/x"] })],
  [
    'WV12CL7 SI=s1 UN=((Bob,wv:bob),(,wv:carol),("",wv:dan)) CP=((DN,"My friends"),(DE,T)) CL=wv:a/x',
    request({
      kind: "CreateList-Request",
      ContactList: "wv:a/x",
      NickList: {
        NickName: [{ Name: "Bob", UserID: "wv:bob" }, { UserID: "wv:carol" }, { Name: "", UserID: "wv:dan" }],
      },
      ContactListProperties: {
        Property: [
          { Name: "DisplayName", Value: "My friends" },
          { Name: "Default", Value: "T" },
        ],
      },
    }),
  ],
  ["WV12DL7 SI=s1 CL=wv:a/x", request({ kind: "DeleteList-Request", ContactList: "wv:a/x" })],
  [
    "WV12LM7 SI=s1 RL=F AN=((Bob,wv:bob)) RN=((,wv:carol)) CP=((DE,F)) CL=wv:a/x",
    request({
      kind: "ListManage-Request",
      ContactList: "wv:a/x",
      AddNickList: { NickName: [{ Name: "Bob", UserID: "wv:bob" }] },
      RemoveNickList: { NickName: [{ UserID: "wv:carol" }] },
      ContactListProperties: { Property: [{ Name: "Default", Value: "F" }] },
      ReceiveList: false,
    }),
  ],
  [
    "WV12ML7 SI=s1 ST=200 UN=((Bob,wv:bob)) CP=((DN,x))",
    response({
      kind: "ListManage-Response",
      Result: OK,
      NickList: { NickName: [{ Name: "Bob", UserID: "wv:bob" }] },
      ContactListProperties: { Property: [{ Name: "DisplayName", Value: "x" }] },
    }),
  ],
  [
    "WV12GP7 SI=s1 PS=(OS,(CF,(CP,CV)),UA) UI=(wv:bob,wv:carol) CL=wv:a/x",
    request({
      kind: "GetPresence-Request",
      User: [{ UserID: "wv:bob" }, { UserID: "wv:carol" }],
      ContactList: ["wv:a/x"],
      PresenceSubList: {
        OnlineStatus: {},
        ClientInfo: { ClientProducer: "", ClientVersion: "" },
        UserAvailability: {},
      },
    }),
  ],
  [
    "WV12PG7 SI=s1 ST=200 PR=(wv:bob,((OS,T,T)))",
    response({
      kind: "GetPresence-Response",
      Result: OK,
      Presence: [{ UserID: "wv:bob", PresenceSubList: [ONLINE] }],
    }),
  ],
  [
    "WV12PG7 SI=s1 ST=200 PR=(wv:bob)",
    response({ kind: "GetPresence-Response", Result: OK, Presence: [{ UserID: "wv:bob" }] }),
  ],
  [
    'WV12PN7 SI=s1 PR=((wv:bob,((OS,T,T),(CF,T,((CT,MP),(CP,"Acme, Inc"),(CV,0.1))),(UA,,NA),' +
      '(ST,T,"in a ""meeting"""),(SC,F,((RC,"http://x/?a=1"),(CY,text/plain))))),(wv:carol))',
    request({
      kind: "PresenceNotification-Request",
      Presence: [{ UserID: "wv:bob", PresenceSubList: [BUSY] }, { UserID: "wv:carol" }],
    }),
  ],
  [
    "WV12UP7 SI=s1 UV=((OS,T,T),(UA,T,DI),(ST,F,))",
    request({
      kind: "UpdatePresence-Request",
      PresenceSubList: {
        ...ONLINE,
        UserAvailability: { Qualifier: true, PresenceValue: "DISCREET" },
        StatusText: { Qualifier: false },
      },
    }),
  ],
  ['WV12UP7 SI=s1 UV=""', request({ kind: "UpdatePresence-Request", PresenceSubList: {} })],
  [
    "WV12SB7 SI=s1 AS=T PS=OS UI=wv:bob CL=(wv:a/x,wv:a/y)",
    request({
      kind: "SubscribePresence-Request",
      User: [{ UserID: "wv:bob" }],
      ContactList: ["wv:a/x", "wv:a/y"],
      PresenceSubList: { OnlineStatus: {} },
      AutoSubscribe: true,
    }),
  ],
  ["WV12GB7 SI=s1", request({ kind: "GetBlockedList-Request" })],
  [
    "WV12CA7 SI=s1 PS=(CF,(CP)) DL=F UI=wv:bob",
    request({
      kind: "CreateAttributeList-Request",
      PresenceSubList: { ClientInfo: { ClientProducer: "" } },
      UserID: ["wv:bob"],
      DefaultList: false,
    }),
  ],
];

describe("every primitive with a code", () => {
  test.each(PAIRS)("%s", (text, message) => {
    expect(read(text)).toEqual({ version: "1.2", syntax: "pts", ...message });
    expect(write(message)).toBe(text);
  });

  test("stands in the table above", () => {
    const shown = new Set(PAIRS.map(([, { content }]) => content.kind));
    expect([...shown].sort()).toEqual(
      Object.values(ptsCodes.primitives)
        .map(({ element }) => element)
        .sort(),
    );
  });

  test("the example of the reference", () => {
    const asked = read("WV12LR1 UI=wv:alice@example.com CI=dev1 TL=7205 SC=12345 PW=secret");
    const answered = read("WV12RL1 ST=200 SI=s1 KA=7200 CR=T CI=dev1");
    expect(asked).toMatchObject(PAIRS[0]?.[1] ?? {});
    expect(answered).toMatchObject(PAIRS[2]?.[1] ?? {});
  });

  test.each(VERSIONS)("in CSP %s", (version) => {
    const text = `WV${version.replace(".", "")}GL7 SI=s1`;
    expect(read(text).version).toBe(version);
    expect(write(request({ kind: "GetList-Request" }), version)).toBe(text);
  });

  test("in 1.1 the server answers with a CapabilityList", () => {
    const message = response({ kind: "ClientCapability-Response", CapabilityList: { ServerPollMin: 30 } });
    const text = "WV11PC7 SI=s1 AP=((PM,30))";
    expect(write(message, "1.1")).toBe(text);
    expect(read(text)).toMatchObject(message);
  });

  test("in 1.3 the address of a CIR channel is inside its element", () => {
    const list = { CIRHTTPAddress: { URL: "http://x/?a=(b)" } };
    const message = response({ kind: "ClientCapability-Response", AgreedCapabilityList: list });
    expect(write(message, "1.3")).toBe('WV13PC7 SI=s1 AP=((CI,"http://x/?a=(b)"))');
    expect(read(write(message, "1.3"))).toMatchObject(message);
  });
});

describe("requests that an Android client sent", () => {
  const names = existsSync(TRACES) ? readdirSync(TRACES).filter((name) => /^\d+-.*\.txt$/.test(name)) : [];

  test("are at hand", () => {
    if (names.length === 0) console.warn(`No traces at ${TRACES.pathname}: skipped.`);
    else expect(names).toHaveLength(34);
  });

  for (const name of names) {
    test(`${name} is read whole and written the same`, () => {
      const message = decode(readFileSync(new URL(name, TRACES)));
      expect(message.unknown).toBeUndefined();
      expect(message.content.kind).toBe(name.replace(/^\d+-|\.txt$/g, ""));
      expect(message.syntax).toBe("pts");
      expect(decode(encode(message, { syntax: "pts", version: message.version }))).toEqual(message);
    });
  }
});
