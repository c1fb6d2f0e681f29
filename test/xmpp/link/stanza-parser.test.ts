import fc from "fast-check";
import { DEFAULT_LIMITS, type Element, type LinkLimits, xml } from "../../../src/xmpp/link/index.js";
import { StanzaParser } from "../../../src/xmpp/link/stanza-parser.js";

interface Reading {
  readonly stanzas: string[];
  readonly excessive: string[];
  readonly errors: string[];
  readonly parser: StanzaParser;
}

function reading(limits: Partial<LinkLimits> = {}): Reading {
  const stanzas: string[] = [];
  const excessive: string[] = [];
  const errors: string[] = [];
  const parser = new StanzaParser({
    limits: { ...DEFAULT_LIMITS, ...limits },
    excessive: (stanza) => excessive.push(stanza.toString()),
  });
  parser.on("element", (element: Element) => stanzas.push(element.toString()));
  parser.on("error", (error: Error) => errors.push(error.message));
  parser.write("<?xml version='1.0'?><stream:stream>");
  return { stanzas, excessive, errors, parser };
}

const text = fc.string({
  unit: fc.constantFrom("a", ">", "<", "&", '"', "'", "-", "?", "]", " ", "é", "\u{1F600}"),
});
const leaf = fc.tuple(text, text).map(([attribute, content]) => xml("n", { a: attribute }, content));
const above = (children: fc.Arbitrary<Element>) =>
  fc
    .tuple(text, text, fc.array(children, { maxLength: 3 }))
    .map(([attribute, content, inside]) => xml("n", { a: attribute }, content, ...inside, content));
const element = above(above(leaf));

/** As another server may write it: with what it need not escape left as it is, and things to be read over. */
const loosely = (stanza: Element) =>
  ` <!-- a > b --><?pi x?>${stanza.toString().replaceAll("&gt;", ">").replaceAll("&quot;", "&#34;")}\n`;

describe("the parser of the stream", () => {
  test("reads the same however its input is cut", () => {
    fc.assert(
      fc.property(
        fc.array(element, { minLength: 1, maxLength: 4 }),
        fc.infiniteStream(fc.nat(40)),
        (stanzas, cuts) => {
          const { parser, ...read } = reading();
          let rest = stanzas.map(loosely).join("");
          for (const cut of cuts) {
            parser.write(rest.slice(0, cut));
            rest = rest.slice(cut);
            if (rest === "") break;
          }
          expect(read.errors).toEqual([]);
          expect(read.stanzas).toEqual(stanzas.map(String));
        },
      ),
    );
  });

  test("keeps nothing of the white space and the stanzas that went by", () => {
    const { parser, stanzas } = reading();
    for (let count = 0; count < 1000; count += 1) {
      parser.write(" ");
      parser.write("<message/>\n");
    }
    expect(stanzas).toHaveLength(1000);
    expect(parser.root?.children).toEqual([]);
  });

  test.each(["</x>", "<m>&foo;</m>", "text<m/>"])(
    "tells of one error only, and of nothing after it: %s",
    (bad) => {
      const { parser, ...read } = reading();
      parser.write(`${bad}<m/>`);
      parser.write("</x></y><m/>");
      expect(read.errors).toHaveLength(1);
      expect(read.stanzas).toEqual([]);
    },
  );

  test("holds each limit to the unit", () => {
    const limits = { inboundDepth: 3, inboundElements: 4, inboundSize: 200 };
    const within = ["<m><a><b/></a></m>", "<m><a/><a/><a/></m>", `<m>${"x".repeat(199)}</m>`];
    const beyond = ["<m><a><b><c/></b></a></m>", "<m><a/><a/><a/><a/></m>", `<m>${"x".repeat(200)}</m>`];
    const { parser, ...read } = reading(limits);
    parser.write([...within, ...beyond, ...within].join(""));
    expect(read.stanzas).toEqual([...within, ...within]);
    expect(read.excessive).toEqual(["<m/>", "<m/>", "<m/>"]);
    expect(read.errors).toEqual([]);
  });

  test("takes in a stanza of any size without keeping it", () => {
    const { parser, ...read } = reading({ inboundSize: 10_000 });
    parser.write("<m id='1'><body>");
    const before = process.memoryUsage().heapUsed;
    for (let count = 0; count < 2000; count += 1) parser.write("<a>".repeat(100) + "x".repeat(5000));
    const grown = process.memoryUsage().heapUsed - before;
    parser.write(`${"</a>".repeat(200_000)}</body></m><m id='2'/>`);
    expect(read.excessive).toEqual(['<m id="1"/>']);
    expect(read.stanzas).toEqual(['<m id="2"/>']);
    expect(grown).toBeLessThan(100 * 1024 * 1024);
  });

  test.each([
    ["as large reads", 2 ** 16, "", 2 ** 22],
    ["as small reads", 1000, "", 2 ** 22],
    ["with > as it stands", 2 ** 16, ">", 2 ** 20],
  ])("reads a large text %s in far less than the square of its length", (_, size, mark, length) => {
    const { parser, stanzas } = reading({ inboundSize: 2 ** 24 });
    const piece = "x".repeat(size - mark.length) + mark;
    const start = process.cpuUsage();
    parser.write("<m>");
    for (let sent = 0; sent < length; sent += size) parser.write(piece);
    parser.write("</m>");
    const { user } = process.cpuUsage(start);
    expect(stanzas).toHaveLength(1);
    // Left to itself, ltx takes 1300 ms for the first two.
    expect(user / 1000).toBeLessThan(1000);
  });

  test("gives up on a text that has no end and bears > as it stands", () => {
    const { parser, ...read } = reading({ inboundSize: 10_000 });
    parser.write("<m>");
    for (let count = 0; count < 20; count += 1) parser.write(`${"x".repeat(1000)}>`);
    expect(read.errors).toEqual(["garbage: a text beyond the size limit"]);
  });
});
