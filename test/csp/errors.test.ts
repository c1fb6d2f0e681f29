import {
  CSP_ERRORS,
  decode,
  encode,
  type GenericElement,
  type OutgoingMessage,
} from "../../src/csp/index.js";
import { documentBytes } from "../support/documents.js";
import { sendMessage, xmlMessage } from "../support/messages.js";
import { refusalOf } from "../support/refusal.js";

const read = (content: string) => decode(Buffer.from(xmlMessage(content)));
const wbxml = (message: OutgoingMessage) => encode(message, { syntax: "wbxml", version: "1.2" });

describe("a document that cannot be taken", () => {
  it.each([
    [
      "SendMessage-Request",
      "<SendMessage-Request><DeliveryReport>F</DeliveryReport></SendMessage-Request>",
      "MessageInfo",
    ],
    ["GetPresence-Request", "<GetPresence-Request/>", "User or ContactList or UserID"],
    ["PresenceNotification-Request", "<PresenceNotification-Request/>", "Presence"],
    ["Status", "<Status><Result/></Status>", "Code"],
    [
      "Search-Request",
      "<Search-Request><SearchLimit>5</SearchLimit></Search-Request>",
      "SearchPairList or SearchID",
    ],
    [
      "JoinGroup-Request",
      "<JoinGroup-Request><ScreenName><SName>a</SName></ScreenName></JoinGroup-Request>",
      "GroupID",
    ],
  ])("%s without a mandatory element is answered with 402 and names it", (_kind, content, element) => {
    const error = refusalOf(() => read(content));
    expect([error.kind, error.status, error.element, error.transactionId]).toEqual([
      "missing-element",
      402,
      element,
      "7",
    ]);
    expect(error.message).toContain(element);
  });

  it.each([
    [
      "a boolean",
      "<SubscribePresence-Request><AutoSubscribe>maybe</AutoSubscribe></SubscribePresence-Request>",
      "boolean-text",
    ],
    ["an integer", "<KeepAlive-Request><TimeToLive>soon</TimeToLive></KeepAlive-Request>", "integer-text"],
    [
      "an integer",
      "<KeepAlive-Request><TimeToLive>4294967296</TimeToLive></KeepAlive-Request>",
      "integer-range",
    ],
    [
      "a date",
      "<DeliveryReport-Request><DeliveryTime>20240230T000000Z</DeliveryTime></DeliveryReport-Request>",
      "datetime-value",
    ],
    [
      "a date",
      "<DeliveryReport-Request><DeliveryTime>99991231T235959Y</DeliveryTime></DeliveryReport-Request>",
      "datetime-value",
    ],
    [
      "a zone",
      "<DeliveryReport-Request><DeliveryTime>2024-01-01T00:00:00+15:00</DeliveryTime></DeliveryReport-Request>",
      "datetime-value",
    ],
  ])("with a wrong value for %s is answered with 402", (_what, content, kind) => {
    const error = refusalOf(() => read(content));
    expect([error.kind, error.status, error.transactionId]).toEqual([kind, 402, "7"]);
  });

  it("with a session type that does not exist is answered with 402", () => {
    const text = xmlMessage("<Logout-Request/>").replace("Inband", "Sideband\nerror: forged");
    const error = refusalOf(() => decode(Buffer.from(text)));
    expect([error.kind, error.status, error.element]).toEqual(["unknown-value", 402, "SessionType"]);
    // What is quoted from the document must not break out of a log line.
    expect(error.message).not.toContain("\n");
  });

  it("with both faults is answered with 400: that it is malformed is the graver one", () => {
    const incomplete = encode(sendMessage("x"), { syntax: "wbxml", version: "1.2" });
    const text = Buffer.from(incomplete).toString("latin1").replace("s1", "s\u0008");
    expect(refusalOf(() => decode(Buffer.from(text, "latin1"))).status).toBe(400);
    const status = xmlMessage("<Status/>").replace("</WV-CSP-Message>", "");
    expect(refusalOf(() => decode(Buffer.from(status))).status).toBe(400);
  });

  it("does not take a TransactionID from a comment", () => {
    const text = xmlMessage("<Status/>").replace(
      "<Session>",
      "<!--<TransactionID>evil</TransactionID>--><Session>",
    );
    expect(refusalOf(() => decode(Buffer.from(text))).transactionId).toBe("7");
  });

  it.each([
    ["   \n", "empty-input"],
    ["hello world", "unknown-syntax"],
    ['{"kind":"Status"}', "unknown-syntax"],
    ["\u0000\u0010j\u0000", "wbxml-version"],
  ])("of no syntax, such as %j, is told apart", (text, kind) => {
    expect(refusalOf(() => decode(Buffer.from(text))).kind).toBe(kind);
  });

  it("in WBXML keeps the TransactionID that was read before the fault", () => {
    const whole = wbxml({ ...sendMessage("hello"), transactionId: "nok42" });
    const error = refusalOf(() => decode(whole.subarray(0, whole.length - 12)));
    expect([error.status, error.transactionId]).toEqual([400, "nok42"]);
  });

  it("in XML keeps the TransactionID wherever the fault stands", () => {
    const text = xmlMessage("<Logout-Request/>", "nok42");
    for (const broken of [
      text.slice(0, -30),
      text.replace("<Logout-Request/>", "&bad;"),
      text.replace("<Session>", "<Session a=1>"),
    ]) {
      expect(refusalOf(() => decode(Buffer.from(broken))).transactionId).toBe("nok42");
    }
  });

  it("has no TransactionID where none could be read", () => {
    expect(refusalOf(() => decode(documentBytes("hostile/header-only.wbxml"))).transactionId).toBeUndefined();
    expect(refusalOf(() => decode(Buffer.from("<WV-CSP-Message>"))).transactionId).toBeUndefined();
  });

  it("tells where the fault stands", () => {
    const text = xmlMessage("<KeepAlive-Request><TimeToLive>soon</TimeToLive></KeepAlive-Request>");
    const { offset = 0 } = refusalOf(() => decode(Buffer.from(text)));
    expect(text.slice(offset)).toMatch(/^<TimeToLive>soon/);
  });

  it("has a sentence and a status for each kind of fault", () => {
    for (const { status, text } of Object.values(CSP_ERRORS)) {
      expect([400, 402, 405]).toContain(status);
      expect(text).toMatch(/^[a-zA-Z].{10,}[^.]$/);
    }
  });
});

describe("writing refuses", () => {
  const status: OutgoingMessage = {
    sessionType: "Inband",
    mode: "Response",
    content: { kind: "Status", Result: { Code: 200 } },
  };
  const as = (content: object) => ({ ...status, content }) as OutgoingMessage;

  it.each([
    [
      "a primitive that the version does not have",
      as({ kind: "VerifyID-Request", IDList: {} }),
      "1.1",
      "not-in-version",
    ],
    ["a 1.3 primitive in 1.2", as({ kind: "GetSegment-Request" }), "1.2", "not-in-version"],
    ["a mandatory field that is not set", as({ kind: "Status", Result: {} }), "1.2", "missing-element"],
    ["none of a choice", as({ kind: "GetPresence-Request" }), "1.2", "missing-element"],
    [
      "an empty list of which one is needed",
      as({ kind: "RejectMessage-Request", MessageID: [] }),
      "1.2",
      "missing-element",
    ],
    ["a negative integer", as({ kind: "Status", Result: { Code: -1 } }), "1.2", "integer-range"],
    ["a fraction", as({ kind: "Status", Result: { Code: 0.5 } }), "1.2", "integer-range"],
    ["a text for an integer", as({ kind: "Status", Result: { Code: "200" } }), "1.2", "wrong-type"],
    ["a number for a text", as({ kind: "StopSearch-Request", SearchID: "1" }), "1.2", "wrong-type"],
    [
      "a mode that does not exist",
      { ...status, mode: "Ask" } as unknown as OutgoingMessage,
      "1.2",
      "unknown-value",
    ],
    [
      "no content",
      { ...status, content: { kind: "Unknown" } } as unknown as OutgoingMessage,
      "1.2",
      "wrong-type",
    ],
    ["a text for a struct", as({ kind: "Status", Result: "200" }), "1.2", "wrong-type"],
    ["one value for a list", as({ kind: "RejectMessage-Request", MessageID: "m" }), "1.2", "wrong-type"],
    [
      "a date that is none",
      as({
        kind: "NewMessage",
        MessageInfo: {
          ContentSize: 0,
          Recipient: {},
          Sender: { User: { UserID: "a" } },
          DateTime: new Date(Number.NaN),
        },
      }),
      "1.2",
      "datetime-value",
    ],
    [
      "an empty list as the only choice",
      as({ kind: "GetPresence-Request", User: [] }),
      "1.2",
      "missing-element",
    ],
    [
      "an element name that would break out of the markup",
      as({ kind: "Unknown", element: { name: "a><b" } }),
      "1.2",
      "invalid-name",
    ],
    [
      "an attribute name that is none",
      as({ kind: "Unknown", element: { name: "a", attributes: [{ name: 'x="" y', value: "" }] } }),
      "1.2",
      "invalid-name",
    ],
  ] as const)("%s", (_what, message, version, kind) => {
    for (const syntax of ["wbxml", "xml"] as const) {
      expect(refusalOf(() => encode(message, { syntax, version })).kind).toBe(kind);
    }
  });
});

describe("a vendor's element", () => {
  const extension = (element: GenericElement): OutgoingMessage => ({
    sessionType: "Inband",
    mode: "Request",
    content: { kind: "Logout-Request" },
    extBlocks: [element],
  });

  it("that contains itself is refused, not followed", () => {
    const circle: { name: string; children: GenericElement[] } = { name: "ExtBlock", children: [] };
    circle.children.push(circle);
    for (const syntax of ["wbxml", "xml"] as const) {
      expect(refusalOf(() => encode(extension(circle), { syntax, version: "1.2" })).kind).toBe(
        "nesting-depth",
      );
    }
  });

  it("loses an attribute whose prefix was declared outside of it, and keeps one declared inside", () => {
    const attributes = [
      { name: "xsi:nil", value: "true" },
      { name: "xmlns:v", value: "urn:v" },
      { name: "v:level", value: "2" },
    ];
    const bytes = encode(extension({ name: "ExtBlock", attributes }), { syntax: "xml", version: "1.2" });
    expect(Buffer.from(bytes).toString()).toContain('<ExtBlock xmlns:v="urn:v" v:level="2">');
    expect(decode(bytes).extBlocks).toHaveLength(1);
  });
});

describe("what the schema does not expect", () => {
  it("is kept with its place and its content, and is no error", () => {
    const { content, unknown } = read(
      '<Logout-Request><Mood xmlns="urn:m" level="2">good</Mood><TimeToLive>5</TimeToLive></Logout-Request>',
    );
    expect(content).toEqual({ kind: "Logout-Request" });
    const path = "WV-CSP-Message/Session/Transaction/TransactionContent/Logout-Request";
    expect(unknown).toEqual([
      {
        path,
        element: {
          name: "Mood",
          attributes: [
            { name: "xmlns", value: "urn:m" },
            { name: "level", value: "2" },
          ],
          text: "good",
        },
      },
      { path, element: { name: "TimeToLive", text: "5" } },
    ]);
  });

  it("is a second occurrence of an element that stands once: the first one counts", () => {
    const { content, unknown } = read(
      "<CancelAuth-Request><UserID>wv:a</UserID><UserID>wv:b</UserID></CancelAuth-Request>",
    );
    expect(content).toEqual({ kind: "CancelAuth-Request", UserID: "wv:a" });
    expect(unknown?.map(({ element }) => element.text)).toEqual(["wv:b"]);
  });

  it("is text among the children of a struct", () => {
    expect(read("<Status>hm<Result><Code>200</Code></Result></Status>").unknown?.[0]?.element).toEqual({
      name: "#text",
      text: "hm",
    });
  });

  it("is a primitive that CSP does not know: its content tells its name", () => {
    const message = read("<Teleport-Request><To>wv:bob</To></Teleport-Request>");
    expect(message.content).toEqual({
      kind: "Unknown",
      element: { name: "Teleport-Request", children: [{ name: "To", text: "wv:bob" }] },
    });
    expect(message.transactionId).toBe("7");
  });

  it("is free text in a property: it keeps its case", () => {
    const list =
      "<CreateList-Request><ContactList>wv:a/b</ContactList><ContactListProperties><Property><Name>displayname</Name><Value>private</Value></Property></ContactListProperties></CreateList-Request>";
    const { content } = read(list);
    const expected = { Property: [{ Name: "DisplayName", Value: "private" }] };
    expect(content).toMatchObject({ ContactListProperties: expected });
    const again = decode(wbxml({ sessionType: "Inband", mode: "Request", content }));
    expect(again.content).toMatchObject({ ContactListProperties: expected });
  });

  it("is an empty optional integer or boolean, which counts as absent", () => {
    expect(read("<KeepAlive-Request><TimeToLive/></KeepAlive-Request>").content).toEqual({
      kind: "KeepAlive-Request",
    });
  });
});
