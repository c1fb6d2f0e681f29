import { decode, encode, type OutgoingMessage, transcode, type Version } from "../../src/csp/index.js";
import { element, inline, wbxmlDocument } from "../support/assemble.js";
import { checkWbxmlForAndroid } from "../support/handset/android-wbxml.js";
import { sendMessage, xmlMessage } from "../support/messages.js";
import { refusalOf } from "../support/refusal.js";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const write = (message: OutgoingMessage, version: Version = "1.2") =>
  encode(message, { syntax: "wbxml", version });
const request = (content: object): OutgoingMessage =>
  ({ sessionType: "Inband", mode: "Request", content }) as OutgoingMessage;

function isThrown(work: () => void): boolean {
  try {
    work();
    return false;
  } catch {
    return true;
  }
}

/** The octets between an element's tag token and its END, in a message that holds it once. */
function contentOf(message: OutgoingMessage, tagToken: string, version: Version = "1.2"): string {
  const octets = hex(write(message, version));
  const start = octets.lastIndexOf(tagToken);
  expect(start).toBeGreaterThan(0);
  return octets.slice(start + tagToken.length);
}

describe("WBXML as phones need it", () => {
  const search = (SearchID: number) => request({ kind: "Search-Request", SearchID, SearchIndex: 3 });

  it.each([
    [0, "c30100"],
    [5, "c30105"],
    [531, "c3020213"],
    [65_536, "c303010000"],
    [4_294_967_295, "c304ffffffff"],
  ])("writes the integer %d as OPAQUE in as few octets as it needs", (seconds, octets) => {
    const content = contentOf(
      request({ kind: "KeepAlive-Request", TimeToLive: seconds }),
      "0001" + "5b" + "72",
    );
    expect(content.startsWith(octets)).toBe(true);
  });

  it.each([
    ["1.1", "8037", "ShowID"],
    ["1.1", "808140", "R"],
    ["1.2", "808105", "Red"],
    ["1.2", "8051", "AND"],
    ["1.3", "80813c", "C"],
  ] as const)(
    "reads in %s the value token %s as the text %s, as Android writes any",
    (version, token, text) => {
      const octets = hex(write(sendMessage("-"), version));
      const inlined = Buffer.from("\u0003-\0").toString("hex");
      expect(octets.split(inlined)).toHaveLength(2);
      const { content } = decode(Buffer.from(octets.replace(inlined, token), "hex"));
      expect(content).toMatchObject({ ContentData: text });
    },
  );

  it("ends no text with a piece of 1024 octets, where each is to reach the client whole", () => {
    const nick = (index: number) => ({ Name: `friend ${index}`, UserID: `wv:friend${index}@example.org` });
    const list = (first: number): OutgoingMessage => ({
      ...{ sessionType: "Inband", sessionId: "s".repeat(32), mode: "Response", transactionId: "7" },
      content: {
        ...{ kind: "ListManage-Response", Result: { Code: 200 } },
        NickList: {
          NickName: [
            { Name: "x".repeat(first), UserID: "wv:x" },
            ...Array.from({ length: 80 }, (_, i) => nick(i)),
          ],
        },
        ContactListProperties: { Property: [{ Name: "Default", Value: "T" }] },
      },
      poll: true,
    });
    const isRead = (message: OutgoingMessage, wholeTexts: boolean) => {
      const octets = encode(message, { syntax: "wbxml", version: "1.2", wholeTexts });
      expect(decode(octets)).toMatchObject({ content: message.content, poll: true });
      return !isThrown(() => checkWbxmlForAndroid(octets));
    };
    const lists = Array.from({ length: 300 }, (_, index) => list(index + 1));
    expect(lists.every((message) => isRead(message, false))).toBe(false);
    expect(lists.every((message) => isRead(message, true))).toBe(true);
  });

  it("writes integers inline that a phone reads only so", () => {
    expect(hex(write(search(41)))).toContain(Buffer.from("\u000341\0").toString("hex"));
    expect(hex(write(search(41)))).not.toContain("c30129");
  });

  it("writes booleans and enumerations as value tokens", () => {
    const octets = hex(
      write(request({ kind: "SubscribeGroupNotice-Request", GroupID: "wv:/a@b", SubscribeType: "G" })),
    );
    expect(octets).toContain("800c01");
    const poll = hex(write({ ...sendMessage("x"), poll: true }));
    expect(poll).toContain("61802c");
  });

  it.each(["T", "Open", "text/plain", "GROUP_ID", "HAPPY", "http://"])(
    "never writes the message text %j as a value token",
    (text) => {
      expect(hex(write(sendMessage(text)))).toContain(`4d03${Buffer.from(text).toString("hex")}00`);
    },
  );

  it("writes a status text as text, and so a mood, whose tokens S60 drops; an availability as a token", () => {
    const presence = (name: string, PresenceValue: string) =>
      hex(write(request({ kind: "UpdatePresence-Request", PresenceSubList: { [name]: { PresenceValue } } })));
    expect(presence("StatusText", "HAPPY")).toContain("64034841505059");
    expect(presence("StatusMood", "HAPPY")).toContain("64034841505059");
    expect(presence("UserAvailability", "AVAILABLE")).toContain("64805f");
  });

  it("writes a value without a token in this version as text", () => {
    const methods = request({
      kind: "ClientCapability-Request",
      CapabilityList: { SupportedCIRMethod: ["SHTTP", "STCP"], SupportedBearer: ["HTTPS"] },
    });
    expect(hex(write(methods, "1.1"))).toContain(Buffer.from("\u0003SHTTP\0").toString("hex"));
    expect(hex(write(methods, "1.2"))).toContain("808125");
    expect(hex(write(methods, "1.2"))).toContain(Buffer.from("\u0003HTTPS\0").toString("hex"));
  });

  it("writes dates inline", () => {
    const message = request({
      kind: "DeliveryReport-Request",
      Result: { Code: 200 },
      DeliveryTime: new Date("2008-11-03T22:47:51.900Z"),
      MessageInfo: { ContentSize: 0, Recipient: {}, Sender: { User: { UserID: "a" } } },
    });
    expect(Buffer.from(write(message)).toString("latin1")).toContain("\u000320081103T224751Z\0");
  });

  it("puts the poll flag where each version has it", () => {
    const message = { ...sendMessage("x"), poll: true };
    for (const version of ["1.1", "1.2", "1.3"] as const) {
      const xml = Buffer.from(encode(message, { syntax: "xml", version })).toString();
      expect(xml.includes("<Poll>T</Poll></TransactionDescriptor>")).toBe(version === "1.1");
      expect(xml.includes("</Transaction><Poll>T</Poll></Session>")).toBe(version !== "1.1");
      expect(decode(write(message, version)).poll).toBe(true);
    }
  });

  it("leaves out what a version does not have", () => {
    const capabilities = request({
      kind: "ClientCapability-Response",
      AgreedCapabilityList: { CIRURL: { URL: "http://old" }, CIRHTTPAddress: { URL: "http://new" } },
    });
    const urls = (version: Version) => {
      const { content } = decode(write(capabilities, version));
      return content.kind === "ClientCapability-Response" && content.AgreedCapabilityList;
    };
    expect(urls("1.2")).toEqual({ CIRURL: { URL: "http://old" } });
    expect(urls("1.3")).toEqual({ CIRHTTPAddress: { URL: "http://new" } });
  });

  it("writes an element that has no token as a literal, and reads it back", () => {
    const vendor = {
      name: "ExtBlock",
      children: [
        { name: "APIClient", text: "im" },
        { name: "APIClient", text: "T" },
      ],
    };
    const message: OutgoingMessage = { ...sendMessage("x"), extBlocks: [vendor] };
    const octets = write(message);
    expect(
      Buffer.from(octets)
        .toString("latin1")
        .match(/APIClient/g),
    ).toHaveLength(1);
    expect(decode(octets).extBlocks).toEqual([vendor]);
  });
});

describe("WBXML as phones write it", () => {
  const url = (...pieces: readonly string[]) =>
    element("GetSPInfo-Request", element("ClientID", element("URL", ...pieces)));
  const urlOf = (bytes: Uint8Array) => {
    const { content } = decode(bytes);
    return content.kind === "GetSPInfo-Request" ? content.ClientID?.URL : undefined;
  };

  it.each([
    ["OPAQUE without octets", "c300", 0],
    ["OPAQUE with leading zeros", "c30400000005", 5],
    ["inline digits", inline("1234"), 1234],
    ["digits in pieces", inline("12") + inline("34"), 1234],
  ])("reads an integer as %s", (_form, octets, expected) => {
    const bytes = wbxmlDocument(element("KeepAlive-Request", element("TimeToLive", octets)));
    expect(decode(bytes).content).toEqual({ kind: "KeepAlive-Request", TimeToLive: expected });
  });

  it.each([
    ["octets and digits", `c30105${inline("5")}`],
    ["digits and octets", `${inline("5")}c30105`],
    ["octets twice", "c30105c30105"],
    ["letters", inline("five")],
  ])("refuses an integer made of %s", (_form, octets) => {
    const bytes = wbxmlDocument(element("KeepAlive-Request", element("TimeToLive", octets)));
    const error = refusalOf(() => decode(bytes));
    expect([error.kind, error.element]).toEqual(["integer-text", "TimeToLive"]);
  });

  it("keeps a height below zero, which is no integer of CSP", () => {
    const altitude = (octets: string) =>
      decode(
        wbxmlDocument(
          element(
            "UpdatePresence-Request",
            element("PresenceSubList", element("GeoLocation", element("Altitude", octets))),
          ),
        ),
      ).content;
    expect(altitude(inline("-12"))).toMatchObject({ PresenceSubList: { GeoLocation: { Altitude: "-12" } } });
    expect(altitude("c30120")).toMatchObject({ PresenceSubList: { GeoLocation: { Altitude: 32 } } });
    expect(altitude(inline("32"))).toMatchObject({ PresenceSubList: { GeoLocation: { Altitude: 32 } } });
  });

  it.each([
    ["EXT_T_0 T", "802c", true],
    ["EXT_T_0 F", "800b", false],
    ["inline T", inline("T"), true],
    ["inline f", inline("f"), false],
    ["an octet of 1", "c30101", true],
    ["an octet of 0", "c30100", false],
  ])("reads a boolean as %s", (_form, octets, expected) => {
    const bytes = wbxmlDocument(element("SubscribePresence-Request", element("AutoSubscribe", octets)));
    expect(decode(bytes).content).toMatchObject({ AutoSubscribe: expected });
  });

  it("joins the pieces of a text: value token, inline string, entity", () => {
    expect(urlOf(wbxmlDocument(url("800e", inline("a"), "028126")))).toBe("http://a¦");
  });

  it.each([
    ["UTF-8", "6a", "c5be", "ž"],
    ["UTF-8 with surrogates of three octets (CESU-8)", "6a", "eda0bdedb882", "😂"],
    ["ISO-8859-1", "04", "e996", "é"],
    ["windows-1251", "914b", "cff0", "Пр"],
    ["Shift_JIS", "11", "93fa", "日"],
    ["an unknown set (0), taken for UTF-8", "00", "c5be", "ž"],
  ])("reads text in %s", (_name, charset, octets, expected) => {
    expect(urlOf(wbxmlDocument(url(`03${octets}00`), { charset }))).toBe(expected);
  });

  it.each([
    ["UTF-16", "8777"],
    ["UTF-16BE", "8775"],
    ["UTF-16LE", "8776"],
  ])("reads text in %s, where strings end with two zero octets", (name, charset) => {
    const little = Buffer.from("a🌲Ā", "utf16le");
    const octets = name === "UTF-16LE" ? little : little.swap16();
    expect(urlOf(wbxmlDocument(url(`03${octets.toString("hex")}0000`), { charset }))).toBe("a🌲Ā");
  });

  it.each([
    ["a lone surrogate in UTF-8", "6a", "eda0bd", "invalid-encoding"],
    ["an octet that US-ASCII does not have", "03", "c3", "invalid-encoding"],
    ["a character that XML does not have", "6a", "6108", "invalid-character"],
    ["an octet sequence that Shift_JIS does not have", "11", "ff", "invalid-encoding"],
  ])("refuses %s", (_what, charset, octets, kind) => {
    expect(refusalOf(() => decode(wbxmlDocument(url(`03${octets}00`), { charset }))).kind).toBe(kind);
  });

  it("reads in a 1.1 session what Android sends with tokens of 1.2", () => {
    const manage = element(
      "ListManage-Request",
      element("ContactList", inline("wv:a/b")),
      element("ReceiveList", "802c"),
    );
    const message = decode(wbxmlDocument(manage, { version: "1.1" }));
    expect([message.version, message.content]).toEqual([
      "1.1",
      { kind: "ListManage-Request", ContactList: "wv:a/b", ReceiveList: true },
    ]);
    const methods = element("CapabilityList", element("SupportedCIRMethod", "808125"));
    expect(
      decode(wbxmlDocument(element("ClientCapability-Request", methods), { version: "1.1" })).content,
    ).toMatchObject({ CapabilityList: { SupportedCIRMethod: ["SHTTP"] } });
  });

  it("takes the version from the namespace where it differs from the header", () => {
    const xml = Buffer.from(xmlMessage("<Logout-Request/>"));
    const bytes = Buffer.from(transcode(xml, { syntax: "wbxml" }));
    expect(bytes[1]).toBe(0x11);
    bytes[1] = 0x12;
    expect(decode(bytes).version).toBe("1.2");
  });

  it("keeps octets that are no text as Base64 where an element may hold any", () => {
    const bytes = wbxmlDocument(element("Extended-Request", element("ExtendedData", "c303ff00fe")));
    expect(decode(bytes).content).toEqual({ kind: "Extended-Request", ExtendedData: "/wD+" });
    expect(refusalOf(() => decode(wbxmlDocument(url("c303ff00fe")))).kind).toBe("invalid-encoding");
  });

  it("reads a date and time of six octets", () => {
    const notice = element(
      "GetSPInfo-Response",
      element("Name", inline("x")),
      element("DateTime", "c3061f46a69c9f5a"),
    );
    expect(decode(wbxmlDocument(notice)).unknown?.[0]?.element).toEqual({
      name: "DateTime",
      text: "20011019T095031Z",
    });
  });
});

describe("the limits", () => {
  const bytes = write(sendMessage("a".repeat(500)));

  it.each([
    [{ bytes: 300 }, "input-too-large"],
    [{ depth: 5 }, "nesting-depth"],
    [{ elements: 10 }, "element-limit"],
    [{ output: 400 }, "output-limit"],
  ] as const)("%j refuse a message that exceeds them, in WBXML and XML", (limits, kind) => {
    expect(decode(bytes).content.kind).toBe("SendMessage-Request");
    expect(refusalOf(() => decode(bytes, { limits })).kind).toBe(kind);
    if (kind !== "output-limit") {
      const xml = transcode(bytes, { syntax: "xml" });
      expect(refusalOf(() => decode(xml, { limits })).kind).toBe(kind);
    }
  });

  it("hold for names and the string table", () => {
    const long = { name: "ExtBlock", children: [{ name: `n${"a".repeat(250)}`, text: "x" }] };
    const literal = write({ ...sendMessage("x"), extBlocks: [long] });
    expect(refusalOf(() => decode(literal, { limits: { name: 200 } })).kind).toBe("name-too-long");
    expect(refusalOf(() => decode(literal, { limits: { stringTable: 200 } })).kind).toBe(
      "string-table-length",
    );
    expect(decode(literal).extBlocks).toEqual([long]);
  });

  it("stand where a caller in JavaScript passes undefined", () => {
    const limits = { depth: undefined } as unknown as { depth: number };
    expect(refusalOf(() => decode(Buffer.from("<a>".repeat(500)), { limits })).kind).toBe("nesting-depth");
  });

  it("count what string table references expand to, in text, names and attribute values", () => {
    const table = Buffer.concat([Buffer.from("F\0a\0"), Buffer.alloc(60_000, "x"), Buffer.from([0])]);
    const header = Buffer.concat([Buffer.from([0x03, 0x11, 0x6a, 0x83, 0xd4, 0x65]), table]);
    expect(table).toHaveLength(60_005);
    const start = Buffer.from("6d", "hex");
    const attribute = Buffer.concat([
      Buffer.from("8400" + "0402", "hex"),
      Buffer.from("8304".repeat(5_000), "hex"),
    ]);
    const bytes = Buffer.concat([
      header,
      Buffer.from("49", "hex"),
      start,
      attribute,
      Buffer.from("01010101", "hex"),
    ]);
    for (const read of [() => decode(bytes), () => transcode(bytes, { syntax: "xml" })]) {
      expect(refusalOf(read).kind).toBe("output-limit");
    }
  });

  it("allow a few page switches before a tag and no more", () => {
    const logout = (switches: number) => wbxmlDocument("0000".repeat(switches) + element("Logout-Request"));
    expect(decode(logout(7)).content.kind).toBe("Logout-Request");
    expect(refusalOf(() => decode(logout(8))).kind).toBe("unexpected-token");
  });
});
