/** The plain-text syntax: what real clients write otherwise than we do, what is refused, and what gets lost. */
import { decode, encode } from "../../src/csp/codec.js";
import { CspError, type CspErrorKind } from "../../src/csp/errors.js";
import { ptsCodes } from "../../src/csp/generated/pts-codes.js";
import type { Limits } from "../../src/csp/limits.js";
import type { Content, Message, OutgoingMessage } from "../../src/csp/message.js";
import { PRIMITIVES } from "../../src/csp/schema/index.js";
import { refusalOf } from "../support/refusal.js";

function read(text: string, limits: Partial<Limits> = {}): Message {
  return decode(Buffer.from(text), { syntax: "pts", limits });
}

function write(message: OutgoingMessage): string {
  return Buffer.from(encode(message, { syntax: "pts", version: "1.2" })).toString();
}

function inband(content: Content, mode: "Request" | "Response"): OutgoingMessage {
  return { sessionType: "Inband", sessionId: "s1", mode, transactionId: "7", content };
}

const request = (content: Content) => inband(content, "Request");
const response = (content: Content) => inband(content, "Response");
const OK = { Code: 200 };

/** Texts that clients write otherwise than we do, with a text of ours that means the same. */
const TOLERATED: readonly (readonly [about: string, theirs: string, ours: string])[] = [
  ["codes in lower case", "wv12up1 uv=((os,t,t),(ua,t,na))", "WV12UP1 UV=((OS,T,T),(UA,T,NA))"],
  ["unquoted status text", "WV12UP1 UV=((ST,T,in a meeting))", 'WV12UP1 UV=((ST,T,"in a meeting"))'],
  ["status text with a smile", "WV12UP1 UV=((ST,T,:-)),(OS,T,T))", 'WV12UP1 UV=((OS,T,T),(ST,T,":-)"))'],
  ["status text with a frown", "WV12UP1 UV=((ST,T,a,b :-()) SI=1", 'WV12UP1 SI=1 UV=((ST,T,"a,b :-("))'],
  ["status text with quotes", 'WV12UP1 UV=((ST,T,"Hi" he said))', 'WV12UP1 UV=((ST,T,"""Hi"" he said"))'],
  ["one triple without parentheses", "WV12UP1 UV=(ST,T,a (b))", 'WV12UP1 UV=((ST,T,"a (b)"))'],
  [
    "an attribute without qualifier",
    "WV12UP1 UV=((OS,T),(CF,((CT,MP))))",
    "WV12UP1 UV=((OS,,T),(CF,,((CT,MP))))",
  ],
  ["a part with a comma", "WV12UP1 UV=((CF,T,((CP,Acme, Inc))))", 'WV12UP1 UV=((CF,T,((CP,"Acme, Inc"))))'],
  ["parentheses in a nickname", "WV12CL1 UN=((Bob (a, b),x)) CL=l", 'WV12CL1 UN=(("Bob (a, b)",x)) CL=l'],
  ["one pair without parentheses", "WV12CL1 UN=(Bob,x) CL=l", "WV12CL1 UN=((Bob,x)) CL=l"],
  ["a user alone in a pair", "WV12LM1 RN=((x)) CL=l", "WV12LM1 RN=((,x)) CL=l"],
  ["digest without quotes", "WV12LR1 DB=V3E== CI=d SC=1 UI=a", 'WV12LR1 CI=d SC=1 DB="V3E==" UI=a'],
  [
    "digest schemas as a group",
    "WV12LR1 SH=(MD5,SHA) CI=d SC=1 UI=a",
    "WV12LR1 CI=d SC=1 SH=MD5 SH=SHA UI=a",
  ],
  ["a group of one", "WV12GP1 UI=(a)", "WV12GP1 UI=a"],
  ["users in two parameters", "WV12GP1 UI=a UI=(b,c)", "WV12GP1 UI=(a,b,c)"],
  ["an empty value", "WV12LR1 CI=d SC= UI=a", 'WV12LR1 CI=d SC="" UI=a'],
  [
    "Android's list without its first pair",
    "WV12CP1 CA=,(CT,MP),(PM,1)) SI=1",
    "WV12CP1 SI=1 CA=((CT,MP),(PM,1))",
  ],
  ["Android's list without any pair", "WV12CP1 CA=) SI=1", 'WV12CP1 SI=1 CA=""'],
  ["Android's list without a property", "WV12CL1 CP=(,(DE,T)) CL=l", "WV12CL1 CP=((DE,T)) CL=l"],
  ["an empty list", "WV12CP1 CA=()", 'WV12CP1 CA=""'],
  ["one function alone", "WV12SQ1 RF=ff", "WV12SQ1 RF=(FF)"],
  ["the other code of the default list", "WV12LG1 DL=x", "WV12LG1 DC=x"],
  ["blanks around and between", " WV12SQ1  AR=T \r\nRF=FF\r\n", "WV12SQ1 RF=(FF) AR=T"],
  ["a poll with a TransactionID", "WV12PO55 SI=s1", "WV12PO0 SI=s1"],
];

describe("what clients write otherwise", () => {
  test.each(TOLERATED)("%s", (_, theirs, ours) => {
    const message = read(theirs);
    expect(message.unknown).toBeUndefined();
    expect(message).toEqual(read(ours));
    expect(write(message)).toBe(ours);
  });

  test.each([
    ['WV12GL1 ZZ=(1,"a b") SI=s1', "GetList-Request", "ZZ", '(1,"a b")'],
    ["WV12GL1 NO=x", "GetList-Request", "NO", "x"],
    ["WV12GL1 PW=x", "GetList-Request", "Password", "x"],
    ["WV12CP1 CA=((zz,1),(PM,30))", "CapabilityList", "ZZ", "1"],
    ["WV12SQ1 RF=(FF,ZZ)", "Functions", "ZZ", undefined],
    ["WV12CL1 CP=((ZZ,a)) CL=x", "ContactListProperties", "ZZ", "a"],
    ['WV12UP1 UV=((OS,T,T),(ZZ,T,"a b"))', "PresenceSubList", "ZZ", 'T,"a b"'],
    ["WV12UP1 UV=((CF,T,((ZZ,1))))", "ClientInfo", "ZZ", "1"],
    ["WV12GP1 PS=(OS,ZZ) UI=a", "PresenceSubList", "ZZ", undefined],
  ])("%s is kept as unknown", (text, parent, name, value) => {
    const [unknown, ...others] = read(text).unknown ?? [];
    expect(others).toEqual([]);
    expect(unknown?.path.endsWith(`/${parent}`)).toBe(true);
    expect(unknown?.element).toEqual(value === undefined ? { name } : { name, text: value });
  });
});

interface Refusal {
  readonly text: string;
  readonly kind: CspErrorKind;
  readonly detail?: string;
  readonly offset?: number;
}

const REFUSED: readonly Refusal[] = [
  { text: "WV12ZZ5 SI=1", kind: "unknown-code" },
  { text: "WVXXLR5 SI=1", kind: "text-syntax", detail: "version discovery" },
  { text: "WVXX", kind: "text-syntax", detail: "version discovery" },
  { text: "WV12LR5ab SI=1", kind: "text-syntax", detail: "segment" },
  { text: "WV14GL5 SI=1", kind: "text-syntax", detail: "version 14" },
  { text: "WV12GL", kind: "text-syntax", detail: "TransactionID" },
  { text: "WV12GL007", kind: "text-syntax", detail: "TransactionID" },
  { text: "WV12GL1000", kind: "text-syntax", detail: "TransactionID" },
  { text: "WV12GL5 SI", kind: "text-syntax", detail: "equals sign", offset: 8 },
  { text: "WV12GL5 é=1", kind: "text-syntax", detail: "equals sign", offset: 8 },
  { text: "WV12GL5 SI=é é", kind: "text-syntax", detail: "equals sign", offset: 14 },
  { text: 'WV12GL5 SI="a"b', kind: "text-syntax", detail: "space", offset: 14 },
  { text: 'WV12SQ5 RF=("a"b)', kind: "text-syntax", detail: "comma", offset: 15 },
  { text: "WV12GL5 SI=(a,b)", kind: "text-syntax", detail: "SI", offset: 8 },
  { text: "WV12ST5 ST=(200,a,b)", kind: "text-syntax", detail: "ST" },
  { text: "WV12CP5 CA=MP", kind: "text-syntax", detail: "CA" },
  { text: "WV12CP5 CA=((CT,MP,1))", kind: "text-syntax", detail: "pairs" },
  { text: "WV12CP5 CA=((1,MP))", kind: "text-syntax", detail: "two letters" },
  { text: "WV12UP5 UV=((OS,T,T,T))", kind: "text-syntax", detail: "triples" },
  { text: 'WV12GL5 SI="a', kind: "truncated" },
  { text: "WV12CP5 CA=((CT,MP)", kind: "truncated" },
  { text: "WV12UP5 UV=((ST,T,a", kind: "truncated" },
  { text: "WV12GL5 SI=\u0001", kind: "invalid-character", offset: 11 },
  { text: " \r\n", kind: "empty-input" },
  { text: "WV12LR5 UI=a", kind: "missing-element" },
  { text: "WV12ST5 ST=x", kind: "integer-text" },
  { text: "WV12SQ5 AR=x", kind: "boolean-text" },
];

describe("what is refused on reading", () => {
  test.each(REFUSED)("$text: $kind", ({ text, kind, detail, offset }) => {
    const error = refusalOf(() => read(text));
    expect(error.kind).toBe(kind);
    if (detail !== undefined) expect(error.message).toContain(detail);
    if (offset !== undefined) expect(error.offset).toBe(offset);
    if (/^WV\d\d[A-Z]{2}5/.test(text)) expect(error.transactionId).toBe("5");
  });

  test("octets that are not UTF-8", () => {
    const bytes = Buffer.concat([Buffer.from("WV12GL5 SI="), Buffer.from([0xc3])]);
    expect(refusalOf(() => decode(bytes)).kind).toBe("invalid-encoding");
  });

  test("more than the limits allow", () => {
    const nested = `WV12GL5 ZZ=${"(".repeat(65)}`;
    expect(refusalOf(() => read(nested)).kind).toBe("nesting-depth");
    expect(refusalOf(() => read("WV12GP5 UI=(a,b,c)", { elements: 3 })).kind).toBe("element-limit");
    expect(read("WV12GP5 UI=(a,b,c)", { elements: 4 }).content.kind).toBe("GetPresence-Request");
  });

  test("long documents, in time that grows with their length only", () => {
    const length = 1_000_000;
    const limits = { elements: length };
    const heads = [
      "WV12UP1 UV=((ST,T,",
      'WV12UP1 UV=((ST,T,"',
      "WV12LR1 PW=",
      "WV12GP1 UI=(",
      " ",
      "WV12GP1 ",
    ];
    const tails = [
      "(",
      ")",
      "),",
      '"',
      '""',
      '"),(ST,T,"',
      " ",
      "a=",
      "(ST,T,))",
      "AB= ",
      "a ",
      ") ",
      ")),(ST,T,",
    ];
    const began = performance.now();
    for (const head of heads) {
      for (const tail of tails) {
        const text = head + tail.repeat(length / tail.length);
        try {
          read(text, limits);
        } catch (error) {
          expect(error).toBeInstanceOf(CspError);
        }
      }
    }
    expect(performance.now() - began).toBeLessThan(heads.length * tails.length * 1000);
  }, 120_000);
});

describe("what is refused on writing", () => {
  const coded = new Set<string>(Object.values(ptsCodes.primitives).map(({ element }) => element));
  const others = PRIMITIVES.map(({ name }) => name).filter((name) => !coded.has(name));

  test("every primitive without a code", () => {
    expect(others.length).toBeGreaterThan(40);
    const unknown: Content = { kind: "Unknown", element: { name: "VendorPing" } };
    expect(refusalOf(() => write(request(unknown)))).toMatchObject({
      kind: "not-in-syntax",
      element: "VendorPing",
    });
    for (const name of others) {
      const content: Content = { kind: "Unknown", element: { name } };
      expect(refusalOf(() => write(request(content)))).toMatchObject({
        kind: "not-in-syntax",
        element: name,
      });
    }
  });

  test("version discovery", () => {
    const message = request({ kind: "WV-CSP-VersionDiscovery-Request" });
    expect(refusalOf(() => write(message)).kind).toBe("not-in-syntax");
  });

  test.each(["", "01", "1000", "-1", "1a", "x", "1 ", "１"])("the TransactionID %p", (transactionId) => {
    const error = refusalOf(() => write({ ...request({ kind: "GetList-Request" }), transactionId }));
    expect(error).toMatchObject({ kind: "not-in-syntax", element: "TransactionID" });
  });

  test("a message without TransactionID, unless it polls", () => {
    const message: OutgoingMessage = {
      sessionType: "Inband",
      mode: "Request",
      content: { kind: "GetList-Request" },
    };
    expect(refusalOf(() => write(message))).toMatchObject({
      kind: "not-in-syntax",
      element: "TransactionID",
    });
    expect(write({ ...message, content: { kind: "Polling-Request" } })).toBe("WV12PO0");
  });

  test("more than one transaction", () => {
    const message = request({ kind: "GetList-Request" });
    const error = refusalOf(() => write({ ...message, further: [message] }));
    expect(error).toMatchObject({ kind: "not-in-syntax", element: "Transaction" });
  });

  test("a server message without any parameter", () => {
    const { sessionId: _, ...message } = response({ kind: "GetList-Response" });
    expect(refusalOf(() => write(message))).toMatchObject({ kind: "missing-element" });
  });
});

describe("what writing changes", () => {
  test.each<readonly [about: string, content: Content, text: string]>([
    [
      "line breaks become spaces",
      { kind: "Status", Result: { Code: 200, Description: "a\r\nb\nc\u2028d" } },
      'ST=(200,"a b c d")',
    ],
    [
      "what XML forbids is replaced",
      { kind: "Status", Result: { Code: 200, Description: "a\u0001\ud800" } },
      "ST=(200,a\ufffd\ufffd)",
    ],
    [
      "detailed results are left out",
      { kind: "Status", Result: { Code: 201, DetailedResult: [{ Code: 531, UserID: ["wv:x"] }] } },
      "ST=201",
    ],
    [
      "of a ClientID one identification is kept",
      { kind: "Status", Result: OK, ClientID: { URL: "http://x", MSISDN: "+123" } },
      "ST=200 CI=http://x",
    ],
    [
      "bare text of a ClientID is its identification",
      { kind: "Status", Result: OK, ClientID: { text: "me" } },
      "ST=200 CI=me",
    ],
    [
      "CIR methods without code are left out",
      {
        kind: "ClientCapability-Response",
        AgreedCapabilityList: { SupportedCIRMethod: ["SHTTP", "SUDP"], TCPPort: 2 },
      },
      "AP=((SC,SU),(TP,2))",
    ],
    [
      "a feature is left out if only some of it is named",
      {
        kind: "Service-Response",
        AllFunctions: { WVCSPFeat: { FundamentalFeat: {}, IMFeat: { IMSendFunc: { MDELIV: {} } } } },
      },
      "AF=(FF)",
    ],
    [
      "an empty nick list is left out",
      { kind: "ListManage-Response", Result: OK, NickList: {}, ContactListProperties: {} },
      "ST=200",
    ],
    [
      "attributes without code are left out",
      {
        kind: "PresenceNotification-Request",
        Presence: [
          { UserID: "a", PresenceSubList: [{ Registration: { PresenceValue: true } }] },
          { ContactList: "l" },
        ],
      },
      "PR=(a)",
    ],
    [
      "a User around an id is not kept",
      { kind: "ListManage-Response", Result: OK, NickList: { UserID: ["a"], User: [{ UserID: "b" }] } },
      "ST=200 UN=((,a),(,b))",
    ],
  ])("%s", (_, content, text) => {
    const written = write(response(content));
    expect(written.slice(written.indexOf(" SI=s1 ") + " SI=s1 ".length)).toBe(text);
  });

  test("Poll, CIR and extensions are left out", () => {
    const message = {
      ...response({ kind: "Status", Result: OK }),
      poll: true,
      cir: false,
      extBlocks: [{ name: "ExtBlock" }],
    };
    expect(write(message)).toBe("WV12ST7 SI=s1 ST=200");
  });
});
