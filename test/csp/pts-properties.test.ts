/** The plain-text syntax with generated messages and with generated damage. */
import fc from "fast-check";
import { decode, encode } from "../../src/csp/codec.js";
import { CspError } from "../../src/csp/errors.js";
import { ptsCodes } from "../../src/csp/generated/pts-codes.js";
import { DEFAULT_LIMITS } from "../../src/csp/limits.js";
import type { Message, OutgoingMessage } from "../../src/csp/message.js";
import { readPts } from "../../src/csp/pts/reader.js";
import { illegalAt } from "../../src/csp/values.js";
import { VERSIONS, type Version } from "../../src/csp/version.js";
import { XmlWriter } from "../../src/csp/xml/writer.js";

const SEED = 20_260_803;

const HOSTILE = [
  "",
  '"',
  '""',
  ",",
  "(",
  ")",
  "()",
  "a=b",
  "&amp;",
  " ",
  "a b",
  ":-)",
  ":-(",
  "a)),(ST,T,b))",
  '"a"',
  "👩‍👩‍👧",
  "é",
  "SI=1",
  "200",
  "T",
  "\t",
];

/** Any text but what the syntax can't carry: line breaks. */
const text = fc
  .oneof(
    fc.constantFrom(...HOSTILE),
    fc.string({ unit: "binary", maxLength: 8 }),
    fc.string({ maxLength: 8 }),
  )
  .filter((value) => illegalAt(value) < 0 && !/[\n\r\u0085\u2028\u2029]/.test(value));
const integer = fc.integer({ min: 0, max: 0xffffffff });
const flag = fc.boolean();
const texts = fc.array(text, { minLength: 1, maxLength: 3 });

type Model = Readonly<Record<string, fc.Arbitrary<unknown>>>;

/** A struct with all of the required fields and any of the others. */
function fields(required: Model, others: Model = {}): fc.Arbitrary<Record<string, unknown>> {
  return fc.record({ ...required, ...others }, { requiredKeys: Object.keys(required) });
}

const users = fc.array(fields({ UserID: text }), { minLength: 1, maxLength: 3 });
const result = fields({ Code: integer }, { Description: text });
const clientId = fc.oneof(
  fields({ URL: text.filter((url) => url !== "" && !/^\+?\d+$/.test(url)) }),
  fc.constantFrom({ MSISDN: "+358401234" }, { MSISDN: "1" }, {}),
);
const clientType = fc.constantFrom("MOBILE_PHONE", "COMPUTER", "PDA", "CLI", "OTHER", "a (robot)");

const agreed = {
  SupportedBearer: texts.filter((values) => values.every((value) => value.trim() !== "")),
  SupportedCIRMethod: fc.uniqueArray(fc.constantFrom("WAPSMS", "WAPUDP", "SSMS", "SUDP", "STCP"), {
    minLength: 1,
  }),
  TCPAddress: text,
  TCPPort: integer,
  ServerPollMin: integer,
};
const capabilities = fields(
  {},
  {
    ...agreed,
    MultiTrans: integer,
    ClientType: clientType,
    InitialDeliveryMethod: fc.constantFrom("P", "N", "what, both?"),
    ParserSize: integer,
    UDPPort: integer,
    DefaultLanguage: text,
  },
);

function agreedCapabilities(version: Version) {
  return fields({}, version === "1.3" ? { ...agreed, CIRHTTPAddress: fields({ URL: text }) } : agreed);
}

const none = fc.constant({});
const feature = { FundamentalFeat: none, PresenceFeat: none, IMFeat: none, GroupFeat: none };
const functions = fields({}, { WVCSPFeat: fields({}, feature) });

const nicks = fields({
  NickName: fc.array(fields({ UserID: text }, { Name: text }), { minLength: 1, maxLength: 3 }),
});
// Case does not count in the values that the schema knows.
const KNOWN = ["t", "f", "open", "restricted", "public", "private", "user", "mod", "admin"];
const value = text.filter((each) => each.trim() !== "" && !KNOWN.includes(each.toLowerCase()));
const properties = fields({
  Property: fc.array(
    fields(
      { Name: fc.constantFrom("DisplayName", "Default") },
      { Value: fc.oneof(value, fc.constantFrom("T", "F", "Open")) },
    ),
    { minLength: 1, maxLength: 3 },
  ),
});

const Qualifier = flag;
const attributeModel = {
  OnlineStatus: fields({}, { Qualifier, PresenceValue: flag }),
  UserAvailability: fields(
    {},
    { Qualifier, PresenceValue: fc.constantFrom("AVAILABLE", "DISCREET", "NOT_AVAILABLE", "a, b") },
  ),
  StatusText: fields({}, { Qualifier, PresenceValue: text }),
  StatusContent: fields({}, { Qualifier, ReferredContent: text, ContentType: fc.constant("text/plain") }),
  ClientInfo: fields({}, { Qualifier, ClientType: clientType, ClientProducer: text, ClientVersion: text }),
};
const attributes = fields({}, attributeModel);
const nothing = fc.constant("");
const names = fields(
  {},
  {
    OnlineStatus: none,
    UserAvailability: none,
    StatusText: none,
    StatusContent: fields({}, { ReferredContent: nothing }),
    ClientInfo: fields({}, { ClientProducer: nothing, ClientVersion: nothing }),
  },
);
const presences = fc.array(
  fields(
    { UserID: text },
    { PresenceSubList: attributes.filter((list) => Object.keys(list).length > 0).map((list) => [list]) },
  ),
  { minLength: 1, maxLength: 3 },
);

/** What each primitive can hold of what has a code. */
const CONTENTS: Readonly<Record<string, (version: Version) => fc.Arbitrary<Record<string, unknown>>>> = {
  "Login-Request": () =>
    fields(
      { UserID: text, ClientID: clientId, SessionCookie: text },
      { Password: text, DigestBytes: text, DigestSchema: texts, TimeToLive: integer },
    ),
  "Logout-Request": () => none,
  "ClientCapability-Request": () => fields({}, { ClientID: clientId, CapabilityList: capabilities }),
  "Service-Request": () =>
    fields({}, { ClientID: clientId, Functions: functions, AllFunctionsRequest: flag }),
  "KeepAlive-Request": () => fields({}, { TimeToLive: integer }),
  "Polling-Request": () => none,
  "GetList-Request": () => none,
  "CreateList-Request": () =>
    fields({ ContactList: text }, { NickList: nicks, ContactListProperties: properties }),
  "DeleteList-Request": () => fields({ ContactList: text }),
  "ListManage-Request": (version) =>
    fields(
      { ContactList: text },
      {
        AddNickList: nicks,
        RemoveNickList: nicks,
        ContactListProperties: properties,
        ...(version === "1.1" ? {} : { ReceiveList: flag }),
      },
    ),
  "GetPresence-Request": () => fields({ User: users }, { ContactList: texts, PresenceSubList: names }),
  "UpdatePresence-Request": () => fields({ PresenceSubList: attributes }),
  "SubscribePresence-Request": (version) =>
    fields(
      {},
      {
        User: users,
        ContactList: texts,
        PresenceSubList: names,
        ...(version === "1.2" ? { AutoSubscribe: flag } : {}),
      },
    ),
  "GetBlockedList-Request": () => none,
  "CreateAttributeList-Request": () =>
    fields({ PresenceSubList: names, DefaultList: flag }, { UserID: texts, ContactList: texts }),
  Status: () => fields({ Result: result }, { ClientID: clientId }),
  "Login-Response": (version) =>
    fields(
      { Result: result },
      {
        ClientID: clientId,
        Nonce: text,
        DigestSchema: text,
        SessionID: text,
        KeepAliveTime: integer,
        CapabilityRequest: flag,
        ...(version === "1.3" ? { AgreedCapabilityList: agreedCapabilities(version) } : {}),
      },
    ),
  Disconnect: () => fields({ Result: result }),
  "ClientCapability-Response": (version) =>
    version === "1.1"
      ? fields({}, { ClientID: clientId, CapabilityList: capabilities })
      : fields({}, { AgreedCapabilityList: agreedCapabilities(version) }),
  "Service-Response": () => fields({}, { Functions: functions, AllFunctions: functions }),
  "KeepAlive-Response": () => fields({ Result: result }, { KeepAliveTime: integer }),
  "GetList-Response": () => fields({}, { ContactList: texts, DefaultContactList: text }),
  "ListManage-Response": () =>
    fields({ Result: result }, { NickList: nicks, ContactListProperties: properties }),
  "GetPresence-Response": () => fields({ Result: result }, { Presence: presences }),
  "PresenceNotification-Request": () => fields({ Presence: presences }),
};

interface Row {
  readonly element: string;
  readonly mode: "Request" | "Response";
  readonly session?: "Outband";
  readonly transactionId?: string;
}

const ROWS: readonly Row[] = Object.values(ptsCodes.primitives);

function messageOf(
  { element, mode, session, transactionId }: Row,
  version: Version,
): fc.Arbitrary<OutgoingMessage> {
  const contents = CONTENTS[element];
  if (contents === undefined) throw new Error(`no generator for ${element}`);
  const id =
    transactionId === undefined ? { transactionId: fc.integer({ min: 0, max: 999 }).map(String) } : {};
  const sessionId = session === undefined ? { sessionId: text } : {};
  return fc.record({ ...id, ...sessionId, content: contents(version) }).map(
    ({ content, ...envelope }) =>
      ({
        sessionType: session ?? "Inband",
        mode,
        ...envelope,
        content: { kind: element, ...content },
      }) as OutgoingMessage,
  );
}

const write = (message: OutgoingMessage, version: Version) => encode(message, { syntax: "pts", version });

describe("generated messages", () => {
  const cases = VERSIONS.flatMap((version) => ROWS.map((row) => ({ version, row, name: row.element })));

  test.each(cases)("$name in CSP $version is read as it was written", ({ version, row }) => {
    fc.assert(
      fc.property(messageOf(row, version), (message) => {
        expect(decode(write(message, version))).toEqual({ ...message, version, syntax: "pts" });
      }),
      { seed: SEED, numRuns: 100 },
    );
  });

  test.each(cases)("$name in CSP $version is read as the XML that it would be", ({ version, row }) => {
    fc.assert(
      fc.property(messageOf(row, version), (message) => {
        const xml = new XmlWriter();
        expect(readPts(write(message, version), xml, DEFAULT_LIMITS)).toBe(version);
        expect(xml.document()).toBe(Buffer.from(encode(message, { syntax: "xml", version })).toString());
      }),
      { seed: SEED, numRuns: 50 },
    );
  });
});

/** Reads what may be anything; what can be read can be written again or is refused properly. */
function survive(bytes: Uint8Array): boolean {
  let message: Message | undefined;
  try {
    message = decode(bytes, { syntax: "pts" });
    write(message, message.version);
  } catch (error) {
    expect(error).toBeInstanceOf(CspError);
  }
  return message !== undefined;
}

describe("generated damage", () => {
  const row = fc.constantFrom(...ROWS);
  const whole = row
    .chain((each) => messageOf(each, "1.2"))
    .map((message) => Buffer.from(write(message, "1.2")).toString());

  test("random octets", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => void survive(bytes)),
      {
        seed: SEED,
        numRuns: 5000,
      },
    );
  });

  test("random parameters", () => {
    const codes = ptsCodes.parameters.map(({ code }) => `${code}=`);
    const pieces = [
      "(",
      ")",
      ",",
      '"',
      " ",
      "=",
      "OS",
      "CF",
      "ST",
      "T",
      "CT",
      "a",
      "é",
      "((",
      "))",
      ...codes,
    ];
    const tail = fc.array(fc.constantFrom(...pieces), { maxLength: 24 }).map((parts) => parts.join(""));
    const code = fc.constantFrom(...Object.keys(ptsCodes.primitives));
    fc.assert(
      fc.property(code, tail, (type, rest) => void survive(Buffer.from(`WV12${type}1 ${rest}`))),
      { seed: SEED, numRuns: 10_000 },
    );
  });

  test("whole messages with a piece cut out or put in", () => {
    const piece = fc.oneof(
      fc.constantFrom(...'(),"=& A\u0000\n'),
      fc.string({ unit: "binary", maxLength: 3 }),
    );
    let read = 0;
    fc.assert(
      fc.property(whole, fc.nat(), fc.nat({ max: 4 }), piece, (message, place, length, put) => {
        const at = place % (message.length + 1);
        const damaged = message.slice(0, at) + put + message.slice(at + length);
        if (survive(Buffer.from(damaged))) read++;
      }),
      { seed: SEED, numRuns: 10_000 },
    );
    expect(read).toBeGreaterThan(1000);
  });

  test("whole messages with octets changed", () => {
    fc.assert(
      fc.property(whole, fc.nat(), fc.integer({ min: 0, max: 255 }), (message, place, octet) => {
        const bytes = new Uint8Array(Buffer.from(message));
        bytes[place % bytes.length] = octet;
        survive(bytes);
      }),
      { seed: SEED, numRuns: 10_000 },
    );
  });
});
