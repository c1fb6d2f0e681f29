import { decode, encode, transcode } from "../../src/csp/index.js";
import { sendMessage, xmlMessage } from "../support/messages.js";
import { refusalOf } from "../support/refusal.js";

const good = xmlMessage("<Logout-Request/>");
const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => decode(bytes(text));
const canonical = (text: string) => Buffer.from(transcode(bytes(text), { syntax: "xml" })).toString();
const withText = (text: string) =>
  xmlMessage(`<GetSPInfo-Response><Name>${text}</Name></GetSPInfo-Response>`);
const nameIn = (text: string) => {
  const { content } = read(withText(text));
  return content.kind === "GetSPInfo-Response" ? content.Name : undefined;
};

const REFUSED: readonly [string, string, string][] = [
  ["nothing but white space", "  \n ", "empty-input"],
  ["an element that is not closed", good.replace("</Session>", ""), "not-well-formed"],
  ["a document that is cut off", good.slice(0, -17), "missing-end"],
  ["a document that is cut off in a tag", good.slice(0, -3), "truncated"],
  ["two roots", good + good, "trailing-data"],
  ["text after the root", `${good}x`, "trailing-data"],
  ["text before the root", `x${good}`, "not-well-formed"],
  ["tags that cross", good.replace("<Logout-Request/>", "<a><b></a></b>"), "not-well-formed"],
  ["another root element", "<html/>", "root-element"],
  ["a DTD with entities", `<!DOCTYPE x [<!ENTITY e "y">]>${withText("&e;")}`, "forbidden-doctype"],
  [
    "a DTD with an external subset inside",
    `<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///x"> %p;]>${good}`,
    "forbidden-doctype",
  ],
  ["a document type after the root", `${good}<!DOCTYPE x>`, "trailing-data"],
  ["a control character", withText("a\u0008b"), "invalid-character"],
  ["a non-character", withText("a\uFFFFb"), "invalid-character"],
  ["a reference to a control character", withText("&#8;"), "invalid-entity"],
  ["a reference to a surrogate", withText("&#xD800;"), "invalid-entity"],
  ["a reference beyond Unicode", withText("&#x110000;"), "invalid-entity"],
  ["an unknown entity", withText("&nbsp;"), "invalid-entity"],
  ["a bare ampersand", withText("a & b"), "invalid-entity"],
  ["a CDATA end in text", withText("]]>"), "not-well-formed"],
  ["an attribute without quotes", good.replace("<Session>", "<Session a=1>"), "not-well-formed"],
  ["an attribute without a value", good.replace("<Session>", "<Session a>"), "not-well-formed"],
  ["an attribute twice", good.replace("<Session>", '<Session a="1" a="2">'), "duplicate-attribute"],
  ["less-than in an attribute", good.replace("<Session>", '<Session a="<">'), "not-well-formed"],
  ["a prefix that is not declared", good.replace("<Session>", '<Session x:a="1">'), "unbound-prefix"],
  ["a comment with two hyphens", good.replace("<Session>", "<Session><!-- a -- b -->"), "not-well-formed"],
  [
    "an XML declaration in the middle",
    good.replace("<Session>", '<Session><?xml version="1.0"?>'),
    "not-well-formed",
  ],
  ["an unknown character set", `<?xml version="1.0" encoding="x-klingon"?>${good}`, "charset"],
  ["a prefix bound to nothing", good.replace("<Session>", '<Session xmlns:p="">'), "unbound-prefix"],
  ["a prefix that is reserved", good.replace("<Session>", '<Session xmlns:xmlns="urn:x">'), "unbound-prefix"],
  ["a name with two prefixes", xmlMessage('<a:b:c xmlns:a="urn:x"/>'), "not-well-formed"],
  ["a prefix without a name", xmlMessage('<a: xmlns:a="urn:x"/>'), "not-well-formed"],
  ["a prefixed name that is none", xmlMessage('<a:1 xmlns:a="urn:x"/>'), "not-well-formed"],
];

describe("XML", () => {
  it.each(REFUSED)("refuses %s", (_what, text, kind) => {
    expect(refusalOf(() => decode(bytes(text), { syntax: "xml" })).kind).toBe(kind);
  });

  it("refuses octets that are not UTF-8", () => {
    const broken = Buffer.concat([Buffer.from("<a>"), Buffer.from([0xc3, 0x28]), Buffer.from("</a>")]);
    expect(refusalOf(() => decode(broken)).kind).toBe("invalid-encoding");
  });

  it.each([
    ["an XML declaration", `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${good}\n`],
    [
      "a document type without declarations",
      `<!DOCTYPE WV-CSP-Message PUBLIC "-//OMA//DTD WV-CSP 1.2//EN" "http://x/y.DTD">${good}`,
    ],
    ["a byte order mark", `\uFEFF${good}`],
    [
      "comments and processing instructions",
      `<!-- a -->${good.replace("<Session>", "<Session><?p i?><!--b-->")}<!---->`,
    ],
    ["white space between elements", good.replaceAll("><", ">\r\n  <")],
    [
      "attributes of other namespaces",
      good.replace("<Session>", '<Session xmlns:xsi="urn:x" xsi:nil="true">'),
    ],
  ])("reads %s", (_what, text) => {
    expect(read(text).content).toEqual({ kind: "Logout-Request" });
  });

  it("reads elements with a namespace prefix, and tells the version by the namespace behind it", () => {
    const prefixed = good
      .replace(
        'xmlns="http://www.openmobilealliance.org/DTD/WV-CSP1.2"',
        'xmlns:w="http://www.openmobilealliance.org/DTD/WV-CSP1.2"',
      )
      .replace(/<(\/?)(?!\/|Logout|TransactionContent)/g, "<$1w:");
    const message = read(prefixed);
    expect([message.version, message.content.kind]).toEqual(["1.2", "Logout-Request"]);
    expect(canonical(prefixed)).toContain(
      '<WV-CSP-Message xmlns="http://www.openmobilealliance.org/DTD/WV-CSP1.2"',
    );
  });

  it("takes a message without a namespace for 1.1", () => {
    const message = read(good.replaceAll(/ xmlns="[^"]*"/g, ""));
    expect(message.version).toBe("1.1");
    expect(message).not.toHaveProperty("foreignNamespace");
  });

  it.each(["http://www.wireless-village.org/CSP1.0", "urn:foo"])(
    "takes a message of the namespace %s for 1.1 too, and tells that it is none of ours",
    (namespace) => {
      expect(read(good)).not.toHaveProperty("foreignNamespace");
      const foreign = read(good.replace("http://www.openmobilealliance.org/DTD/WV-CSP1.2", namespace));
      expect(foreign).toEqual({ ...read(good), version: "1.1", foreignNamespace: namespace });
    },
  );

  it.each([
    ["&lt;&amp;&gt;&quot;&apos;", "<&>\"'"],
    ["&#65;&#x1F332;", "A🌲"],
    ["a<![CDATA[<b> &amp;]]>c", "a<b> &amp;c"],
    ["a<!-- x -->b", "ab"],
    ["a\r\nb\rc", "a\nb\nc"],
    ["a&#13;b", "a\rb"],
    ["  a  ", "  a  "],
    ["&amp;lt;", "&lt;"],
  ])("reads the text %j", (text, expected) => {
    expect(nameIn(text)).toBe(expected);
  });

  it.each(["utf-16le", "utf-16be"] as const)("reads %s with a byte order mark", (encoding) => {
    const little = Buffer.from(`\uFEFF${withText("žluť 🌲")}`, "utf16le");
    const message = decode(encoding === "utf-16le" ? little : little.swap16());
    expect(message.content).toEqual({ kind: "GetSPInfo-Response", Name: "žluť 🌲" });
  });

  it("reads the character set that the declaration names", () => {
    const latin = Buffer.from(
      `<?xml version="1.0" encoding="ISO-8859-1"?>${withText("caf\u00e9 \u0096")}`,
      "latin1",
    );
    expect(decode(latin).content).toEqual({ kind: "GetSPInfo-Response", Name: "café \u0096" });
    const cyrillic = Buffer.concat([
      Buffer.from(`<?xml version="1.0" encoding="windows-1251"?>${withText("X").split("X")[0]}`),
      Buffer.from([0xcf, 0xf0]),
      Buffer.from(withText("X").split("X")[1] ?? ""),
    ]);
    expect(decode(cyrillic).content).toEqual({ kind: "GetSPInfo-Response", Name: "Пр" });
  });

  it("keeps names that JavaScript gives a meaning to", () => {
    const text = xmlMessage(
      '<constructor valueOf="1" hasOwnProperty="2" __hasOwnProperty="3"><__proto__ __proto__="4">x</__proto__><toString/></constructor>',
    );
    const { content } = read(text);
    expect(content.kind === "Unknown" && JSON.parse(JSON.stringify(content.element))).toEqual({
      name: "constructor",
      attributes: [
        { name: "__hasOwnProperty", value: "3" },
        { name: "hasOwnProperty", value: "2" },
        { name: "valueOf", value: "1" },
      ],
      children: [
        { name: "__proto__", attributes: [{ name: "__proto__", value: "4" }], text: "x" },
        { name: "toString" },
      ],
    });
    expect(Object.prototype).not.toHaveProperty("valueOf", "1");
  });

  it("passes over a processing instruction with a single quote", () => {
    expect(read(good.replace("<Session>", "<Session><?note it's fine?>")).content.kind).toBe(
      "Logout-Request",
    );
  });

  it("opens ten thousand elements below ten thousand prefixes without copying those each time", () => {
    const prefixes = Array.from({ length: 10_000 }, (_, index) => `xmlns:p${index}="u"`).join(" ");
    const text = xmlMessage(`<a ${prefixes}>${"<b c='1'/>".repeat(4_000)}</a>`);
    const start = process.cpuUsage();
    expect(read(text).content.kind).toBe("Unknown");
    // Copying took more than ten seconds.
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(3_000);
  });

  it("writes any string as well-formed XML, with U+FFFD for what XML cannot hold", () => {
    const hostile = "\u0000\u0008<&>]]>\"'\r\n\uD800x\uDC00\uFFFE🌲";
    const out = encode(sendMessage(hostile), { syntax: "xml", version: "1.2" });
    const { content } = decode(out);
    expect(content.kind === "SendMessage-Request" && content.ContentData).toBe(
      "\uFFFD\uFFFD<&>]]>\"'\r\n\uFFFDx\uFFFD\uFFFD🌲",
    );
  });

  it.each([
    ["a plain text", "Größe > 5 ]", "Größe > 5 ]"],
    ["signs that need a reference", "a & b <c>", "<![CDATA[a & b <c>]]>"],
    ["characters beyond the basic plane", "a 🌲 b", "<![CDATA[a 🌲 b]]>"],
    ["line breaks", "a\r\nb\nc\rd", "a b c d"],
    ["the end of a section", "a & ]]> b", "<![CDATA[a & ]] > b]]>"],
    ["more than a parser's buffer", "x".repeat(5000), `<![CDATA[${"x".repeat(5000)}]]>`],
    ["what XML cannot hold", "a\u0000b", "a\uFFFDb"],
  ])("writes each text in one piece, where that is asked for: %s", (_what, text, expected) => {
    const options = { syntax: "xml", version: "1.2", wholeTexts: true } as const;
    const out = Buffer.from(encode(sendMessage(text), options)).toString();
    expect(out).toContain(`<ContentData>${expected}</ContentData>`);
    expect(decode(Buffer.from(out)).content.kind).toBe("SendMessage-Request");
  });

  it("decodes ten thousand nested elements to an error, not to a crash", () => {
    expect(refusalOf(() => read("<a>".repeat(10_000))).kind).toBe("nesting-depth");
  });
});
