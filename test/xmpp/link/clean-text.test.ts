import fc from "fast-check";
import { StanzaError } from "../../../src/xmpp/index.js";
import { cleanElement, cleanText } from "../../../src/xmpp/link/clean-text.js";
import { DEFAULT_LIMITS, type Element, xml } from "../../../src/xmpp/link/index.js";
import { serialise } from "../../../src/xmpp/link/outgoing.js";
import { StanzaParser } from "../../../src/xmpp/link/stanza-parser.js";

const hostile = fc.string({
  unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
});

/** The condition of the StanzaError that some work ends in. */
function conditionOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof StanzaError) return error.condition;
    throw error;
  }
  return undefined;
}

/** What a server reads of a stanza. */
function readBack(text: string): Element {
  const read: Element[] = [];
  const parser = new StanzaParser({ limits: DEFAULT_LIMITS, excessive: () => {} });
  parser.on("error", (error: Error) => {
    throw error;
  });
  parser.on("element", (element: Element) => read.push(element));
  parser.write("<stream:stream xmlns='jabber:component:accept'>");
  parser.write(text);
  const [stanza] = read;
  if (stanza === undefined) throw new Error(`nothing read of ${text}`);
  return stanza;
}

describe("outgoing text", () => {
  test.each([
    ["a control character", "a\u0001b", "a\uFFFDb"],
    ["NUL", "\u0000", "\uFFFD"],
    ["U+FFFE and U+FFFF", "\uFFFE\uFFFF", "\uFFFD\uFFFD"],
    ["a high surrogate alone", "\uD83Dx", "\uFFFDx"],
    ["a low surrogate alone", "x\uDE00", "x\uFFFD"],
    ["surrogates the wrong way round", "\uDE00\uD83D", "\uFFFD\uFFFD"],
    ["what is legal", "\t\n\r é \u{1F600} \uE000 \uFFFD \u007F", "\t\n\r é \u{1F600} \uE000 \uFFFD \u007F"],
  ])("has %s replaced or kept", (_, text, clean) => {
    expect(cleanText(text)).toBe(clean);
  });

  test("holds only what XML can, whatever it was, and is read back as it was cleaned", () => {
    fc.assert(
      fc.property(hostile, hostile, (body, id) => {
        const stanza = xml("message", { from: "a@imps.example", to: "b", id }, xml("body", {}, body));
        const text = serialise(stanza, "imps.example", 1_000_000);
        expect(text).toMatch(/^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u);
        const read = readBack(text);
        expect(read.attrs.id).toBe(cleanText(id));
        expect(read.getChildText("body") ?? "").toBe(cleanText(body));
      }),
      { numRuns: 1000 },
    );
  });

  test("leaves the caller's element as it was", () => {
    const stanza = xml("message", { id: "\u0001" }, "\u0002");
    cleanElement(stanza);
    expect(stanza.attrs.id).toBe("\u0001");
    expect(stanza.getText()).toBe("\u0002");
  });

  test.each(["a b", "a>", "", "1a", "é"])("is refused with the illegal name %j", (name) => {
    const condition = "policy-violation";
    expect(conditionOf(() => cleanElement(xml("x", {}, xml(name))))).toBe(condition);
    expect(conditionOf(() => cleanElement(xml("x", { [name]: "1" })))).toBe(condition);
  });
});

describe("an outgoing stanza", () => {
  const send = (attrs: Record<string, string>, size = 1000) =>
    serialise(xml("message", attrs, xml("body", {}, "é".repeat(100))), "imps.example", size);

  test.each([
    ["no sender", { to: "b" }],
    ["a sender of another domain", { from: "a@other.example", to: "b" }],
    ["a sender of a sub-domain", { from: "a@x.imps.example", to: "b" }],
    ["the own domain as resource only", { from: "other.example/imps.example", to: "b" }],
    ["no addressee", { from: "a@imps.example" }],
    ["an empty addressee", { from: "a@imps.example", to: "" }],
  ])("with %s is refused", (_, attrs) => {
    expect(conditionOf(() => send(attrs))).toBe("jid-malformed");
  });

  test.each(["imps.example", "a@imps.example", "a@IMPS.example/x@y/z", "imps.example/x"])(
    "may come from %s",
    (from) => {
      expect(send({ from, to: "b" })).toContain("<body>");
    },
  );

  test("above the size limit in octets is refused", () => {
    const size = Buffer.byteLength(send({ from: "imps.example", to: "b" }));
    expect(send({ from: "imps.example", to: "b" }, size)).toContain("é");
    expect(conditionOf(() => send({ from: "imps.example", to: "b" }, size - 1))).toBe("policy-violation");
  });
});
