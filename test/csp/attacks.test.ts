/** Documents that once cost too much, were reported wrongly, or came back changed. */
import { decode, encode, type OutgoingMessage, transcode } from "../../src/csp/index.js";
import { element, inline, wbxmlDocument } from "../support/assemble.js";
import { sendMessage, xmlMessage } from "../support/messages.js";
import { refusalOf } from "../support/refusal.js";

const octets = (text: string) => new TextEncoder().encode(text);

/** What it takes the processor: waiting for others to do their work does not count. */
function milliseconds(work: () => unknown): number {
  const start = process.cpuUsage();
  work();
  return process.cpuUsage(start).user / 1000;
}

describe("a document does not cost more than its size allows", () => {
  it("where one prefix brings a long namespace to many elements", () => {
    const text = xmlMessage(`<Foo xmlns:p="${"u".repeat(20_000)}">${"<p:a/>".repeat(3_000)}</Foo>`);
    for (const syntax of ["xml", "wbxml"] as const) {
      expect(refusalOf(() => transcode(octets(text), { syntax })).kind).toBe("output-limit");
    }
    expect(refusalOf(() => decode(octets(text))).kind).toBe("output-limit");
  });

  it("where it has many vendor extensions", () => {
    const text = xmlMessage("<Logout-Request/>").replace(
      "</Transaction>",
      `${"<ExtBlock/>".repeat(15_000)}</Transaction>`,
    );
    const wbxml = transcode(octets(text), { syntax: "wbxml" });
    decode(wbxml);
    // Copying the list for each took seconds.
    expect(milliseconds(() => decode(wbxml))).toBeLessThan(500);
    expect(decode(wbxml).extBlocks).toHaveLength(15_000);
  });

  it("where it is blank and larger than allowed", () => {
    expect(refusalOf(() => decode(new Uint8Array(50_000_000).fill(32), { limits: { bytes: 10 } })).kind).toBe(
      "input-too-large",
    );
  });
});

describe("a fault is told where and as what it is", () => {
  it.each([
    ["an XML declaration", '<?xml version="1.0" encoding="UTF-8"?>\n', ""],
    ["a document type", "<!DOCTYPE x>", ""],
    ["a comment outside", "<!-- one -->", ""],
    ["a comment inside", "", "<!-- two -->"],
    ["all of them", '<?xml version="1.0"?><!DOCTYPE x><!-- one -->', "<!-- two --><?three four?>"],
  ])("behind %s", (_what, before, inside) => {
    const text =
      before + xmlMessage(`${inside}<KeepAlive-Request><TimeToLive>abc</TimeToLive></KeepAlive-Request>`);
    const error = refusalOf(() => decode(octets(text)));
    expect([error.kind, text.slice(error.offset, (error.offset ?? 0) + 12)]).toEqual([
      "integer-text",
      "<TimeToLive>",
    ]);
  });

  it("as malformed where a wrong value stands before what makes it so", () => {
    const bytes = wbxmlDocument(element("KeepAlive-Request", element("TimeToLive", inline("abc"))));
    expect(refusalOf(() => decode(bytes)).kind).toBe("integer-text");
    expect(refusalOf(() => decode(bytes.subarray(0, -1))).kind).toBe("missing-end");
    expect(refusalOf(() => decode(new Uint8Array([...bytes, 9]))).kind).toBe("trailing-data");
  });

  it("with the TransactionID that stands behind it, in WBXML as in XML", () => {
    const xml = xmlMessage("<Logout-Request/>", "77").replace("<SessionType>Inband</SessionType>", "");
    for (const bytes of [octets(xml), transcode(octets(xml), { syntax: "wbxml" })]) {
      const error = refusalOf(() => decode(bytes));
      expect([error.kind, error.element, error.transactionId]).toEqual([
        "missing-element",
        "SessionType",
        "77",
      ]);
    }
  });

  it.each([
    ["in an entity", xmlMessage("<GetSPInfo-Response><Name>a &amp; b</Name></GetSPInfo-Response>"), "&am"],
    ["in a character", xmlMessage("<GetSPInfo-Response><Name>ž</Name></GetSPInfo-Response>"), "ž"],
  ])("as truncated where it is cut %s", (_what, text, last) => {
    const whole = octets(text);
    const end = octets(text.slice(0, text.indexOf(last) + last.length)).length - (last === "ž" ? 1 : 0);
    expect(refusalOf(() => decode(whole.subarray(0, end))).kind).toBe("truncated");
  });
});

describe("nothing is lost or moved", () => {
  it("of digits around a child of an integer: the number cannot be known", () => {
    const foo = element("Logo", inline("x"));
    const bytes = wbxmlDocument(
      element("KeepAlive-Request", element("TimeToLive", inline("5"), foo, inline("6"))),
    );
    expect(refusalOf(() => decode(bytes)).kind).toBe("integer-text");
  });

  it("of bare text around a child", () => {
    const text = xmlMessage("<GetSPInfo-Request><ClientID>a<URL>u</URL>b</ClientID></GetSPInfo-Request>");
    expect(decode(octets(text)).content).toMatchObject({ ClientID: { URL: "u", text: "ab" } });
  });

  it("of prefixes that an outer element declares, from XML to WBXML and back", () => {
    const text = xmlMessage('<Foo xmlns:p="u"><Bar p:q="1">x</Bar><Bar>y</Bar></Foo>');
    const wbxml = transcode(octets(text), { syntax: "wbxml" });
    expect(Buffer.from(transcode(wbxml, { syntax: "xml" })).toString()).toBe(text);
    const { content } = decode(wbxml);
    const message: OutgoingMessage = { sessionType: "Inband", mode: "Request", content };
    for (const syntax of ["xml", "wbxml"] as const) {
      expect(decode(encode(message, { syntax, version: "1.2" })).content).toEqual(content);
    }
  });

  it("of a prefix, where it is used outside of the element that declares it: that is refused", () => {
    const bytes = Buffer.from(
      transcode(octets(xmlMessage('<Foo xmlns:p="u" p:q="1"/>')), { syntax: "wbxml" }),
    );
    const text = bytes.toString("latin1").replace("xmlns:p", "xmlnsxp");
    expect(refusalOf(() => decode(Buffer.from(text, "latin1"))).kind).toBe("unbound-prefix");
  });

  it.each(["xmlns:xmlns", "xmlns:p"])("by writing the declaration %s without a namespace", (name) => {
    const extension = { name: "ExtBlock", attributes: [{ name, value: "" }] };
    const write = () =>
      encode({ ...sendMessage("x"), extBlocks: [extension] }, { syntax: "xml", version: "1.2" });
    expect(refusalOf(write).kind).toBe("unbound-prefix");
  });

  it("of a date that is none: it is written as text, not as octets that cannot be read", () => {
    const text = xmlMessage(
      "<GetSPInfo-Response><Name>x</Name><DateTime>20051301T000000Z</DateTime></GetSPInfo-Response>",
    );
    const wbxml = transcode(octets(text), { syntax: "wbxml", wbxmlProfile: "opaque-dates" });
    expect(Buffer.from(transcode(wbxml, { syntax: "xml" })).toString()).toBe(text);
  });
});
